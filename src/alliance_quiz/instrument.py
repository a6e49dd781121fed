"""Check a rating scale and score its answers: parts, total, highest and lowest items."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from alliance_quiz.arithmetic import Missing, Range, add_up, counted, extremes, read_missing
from alliance_quiz.faults import Fault, FormatError, Table, repeated

NOT_APPLICABLE = "not-applicable"
"""The answer that an item does not apply; it counts as not answered."""

OWNED_NAMES = re.compile(
    r"\b(WATOCI|WAI|Working Alliance (Theory of Change )?Inventory)\b", re.IGNORECASE
)
NUMBERS = (1, 31)
"""A version, and the number of an instrument in short codes: each is one symbol there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A response point: its number and its full label."""

    value: int
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of the scale; `next` is the next step, in Markdown, where its answers are lowest."""

    id: str
    title: str
    next: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A statement to rate.

    Attributes:
        id: Its id.
        part: The id of its part.
        text: The statement.
        reversed: Whether it counts from the other end of the scale.
        reason: Why it is reversed; empty where it is not.
        ask: A question that opens the talk where two views of it lie apart; may be empty.
    """

    id: str
    part: str
    text: str
    reversed: bool
    reason: str
    ask: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Instrument:
    """A rating scale: whose wording it is, what may be answered, and how it is scored.

    `origin`, `caveats`, `ceiling` (shown with very high answers), `even` (the next step where all
    answers are the same) and each part's `next` are Markdown and may cite. `code` is its number in
    short codes, or 0.
    """

    id: str
    version: int
    code: int
    title: str
    perspective: str
    licence: str
    holder: str
    permission: str
    origin: str
    label: str
    instruction: str
    direction: str
    caveats: tuple[str, ...]
    ceiling: str
    even: str
    missing: Missing
    points: tuple[Point, ...]
    parts: tuple[Part, ...]
    items: tuple[Item, ...]

    @classmethod
    def from_dict(cls, data: object) -> Instrument:
        """Return the instrument that a definition describes, from TOML or from JSON.

        Raises:
            FormatError: with every fault of the definition.
        """
        faults: list[Fault] = []
        table = Table(data, "", faults)
        instrument = cls(
            id=table.id("id"),
            version=table.whole("version", within=NUMBERS),
            code=table.whole("code", within=NUMBERS, optional=True),
            title=table.text("title"),
            perspective=table.text("perspective"),
            licence=table.text("licence"),
            holder=table.text("holder"),
            permission=table.text("permission", default=""),
            origin=table.text("origin"),
            label=table.text("label"),
            instruction=table.text("instruction"),
            direction=table.text("direction"),
            caveats=table.texts("caveats"),
            ceiling=table.text("ceiling"),
            even=table.text("even"),
            missing=read_missing(table.table("missing")),
            points=tuple(_point(entry) for entry in table.tables("points")),
            parts=tuple(_part(entry) for entry in table.tables("parts")),
            items=tuple(_item(entry) for entry in table.tables("items")),
        )
        table.end()
        _check_whole(instrument, table)
        if faults:
            raise FormatError(faults)
        return instrument


def _point(table: Table) -> Point:
    point = Point(value=table.whole("value"), label=table.text("label"))
    table.end()
    return point


def _part(table: Table) -> Part:
    part = Part(id=table.id("id"), title=table.text("title"), next=table.text("next"))
    table.end()
    return part


def _item(table: Table) -> Item:
    item = Item(
        id=table.id("id"),
        part=table.text("part"),
        text=table.text("text"),
        reversed=table.flag("reversed", default=False),
        reason=table.text("reason", default=""),
        ask=table.text("ask", default=""),
    )
    if item.reversed and not item.reason:
        remedy = "add reason, since most statements are better said the other way round"
        table.fault("reversed", "no reason is given", remedy)
    table.end()
    return item


def _check_whole(instrument: Instrument, table: Table) -> None:
    """Note what no single value shows: repeated ids, gaps, unequal parts, owned names."""
    for key, ids in (
        ("parts", [part.id for part in instrument.parts]),
        ("items", [item.id for item in instrument.items]),
    ):
        for position, value in repeated(ids):
            table.fault(f"{key}[{position}].id", f"id {value} is taken", "give each its own id")
    for position, label in repeated(point.label for point in instrument.points):
        table.fault(
            f"points[{position}].label", f"label {label} is taken", "give each point its own"
        )
    values = [point.value for point in instrument.points]
    if len(values) < 2 or values != list(range(values[0], values[0] + len(values))):
        table.fault(
            "points", f"values {values} do not rise by one", "number two or more from the lowest up"
        )
    known = [part.id for part in instrument.parts]
    for position, item in enumerate(instrument.items):
        if item.part not in known:
            table.fault(
                f"items[{position}].part",
                f"unknown part {item.part}",
                f"use one of {', '.join(known)}",
            )
    sizes = {part: sum(item.part == part for item in instrument.items) for part in known}
    if len(set(sizes.values())) > 1:
        told = ", ".join(f"{part} {size}" for part, size in sizes.items())
        table.fault("parts", f"unequal numbers of items ({told})", "give each part as many items")
    if OWNED_NAMES.search(instrument.title) and not instrument.permission:
        table.fault(
            "title",
            "an owned scale is named and no permission is given",
            "add permission, saying who allowed this wording and when, or change the title",
        )


def score_instrument(instrument: Instrument, responses: object) -> dict[str, Any]:
    """Score one set of answers.

    Args:
        instrument: The scale.
        responses: `{"answers": {item id: point's number as text, or "not-applicable"}}`;
            an item left out is blank.

    Returns:
        `{"id", "version", "scale": {"low", "high"}, "total": …, "parts": [{"id", …}], "highest",
        "lowest", "even", "at_top", "not_applicable", "blank", "ceiling", "next"}`.
        The total and each part hold what `add_up` returns. `highest` and `lowest` list item ids and
        are empty where all answers are `even`; `at_top` and `ceiling` are those of the total;
        `next` is the part that holds the lowest answer, or null.

    Raises:
        FormatError: when an answer names an item or a point that the instrument does not have.
    """
    answers = read_answers(instrument, responses)
    points = Range(
        low=instrument.points[0].value,
        high=instrument.points[-1].value,
        minimum_share=instrument.missing.minimum_share,
    )
    chosen = {item: answer for item, answer in answers.items() if isinstance(answer, int)}
    values = counted(points, chosen, [item.id for item in instrument.items if item.reversed])
    items = [item.id for item in instrument.items]
    parts = {item.id: item.part for item in instrument.items}
    total = add_up(points, items, chosen, values)
    highest, lowest = extremes(items, values)
    return {
        "id": instrument.id,
        "version": instrument.version,
        "scale": {"low": points.low, "high": points.high},
        "total": total,
        "parts": [
            {
                "id": part.id,
                **add_up(points, [i for i in items if parts[i] == part.id], chosen, values),
            }
            for part in instrument.parts
        ],
        "highest": highest,
        "lowest": lowest,
        "even": not lowest,
        "at_top": total["at_top"],
        "not_applicable": [item for item in items if answers.get(item) == NOT_APPLICABLE],
        "blank": [item for item in items if item not in answers],
        "ceiling": total["ceiling"],
        "next": parts[lowest[0]] if lowest else None,
    }


def read_answers(instrument: Instrument, responses: object) -> dict[str, int | str]:
    """Return the point's number, or `NOT_APPLICABLE`, by item id; a blank item is left out.

    Raises:
        FormatError: when an answer names an item or a point that the instrument does not have.
    """
    faults: list[Fault] = []
    table = Table(responses, "", faults)
    given = table.table("answers")
    table.end()
    allowed: dict[str, int | str] = {str(point.value): point.value for point in instrument.points}
    allowed[NOT_APPLICABLE] = NOT_APPLICABLE
    answers = {}
    for item in instrument.items:
        answer = given.text(item.id, default="")
        if answer in allowed:
            answers[item.id] = allowed[answer]
        elif answer:
            given.fault(item.id, f"unknown answer {answer}", f"use one of {', '.join(allowed)}")
    given.end()
    if faults:
        raise FormatError(faults)
    return answers
