"""Check a rating scale and score its answers: parts, total, highest and lowest items."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from alliance_quiz.faults import Fault, FormatError, Table, repeated

NOT_APPLICABLE = "not-applicable"
"""The answer that an item does not apply; it counts as not answered."""

CEILING_SHARE = 0.9
"""From this share of its maximum upwards a total carries the ceiling notice; our own rule."""

OWNED_NAMES = re.compile(r"\b(WATOCI|WAI)\b")


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
    """A statement to rate; a reversed item counts from the other end of the scale."""

    id: str
    part: str
    text: str
    reversed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """The rule for missing answers.

    Attributes:
        minimum_share: The share of a part's (or the total's) items that must be answered, 0 to 1.
        rule: The rule in words.
        source: Where the rule comes from.
    """

    minimum_share: float
    rule: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Instrument:
    """A rating scale: whose wording it is, what may be answered, and how it is scored.

    `origin`, `caveats`, `ceiling` (shown with very high answers), `even` (the next step where all
    answers are the same) and each part's `next` are Markdown and may cite.
    """

    id: str
    version: int
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
            id=table.text("id"),
            version=table.whole("version"),
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
            missing=_missing(table.table("missing")),
            points=tuple(_point(entry) for entry in table.tables("points")),
            parts=tuple(_part(entry) for entry in table.tables("parts")),
            items=tuple(_item(entry) for entry in table.tables("items")),
        )
        table.end()
        _check_whole(instrument, table)
        if faults:
            raise FormatError(faults)
        return instrument


def _missing(table: Table) -> Missing:
    missing = Missing(
        minimum_share=table.share("minimum_share"),
        rule=table.text("rule"),
        source=table.text("source"),
    )
    table.end()
    return missing


def _point(table: Table) -> Point:
    point = Point(value=table.whole("value"), label=table.text("label"))
    table.end()
    return point


def _part(table: Table) -> Part:
    part = Part(id=table.text("id"), title=table.text("title"), next=table.text("next"))
    table.end()
    return part


def _item(table: Table) -> Item:
    item = Item(
        id=table.text("id"),
        part=table.text("part"),
        text=table.text("text"),
        reversed=table.flag("reversed", default=False),
    )
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
        The total and each part hold `answered` and `items` (counts), `mean` (of the answered
        items after reversal, in points, two decimals, halves up), `sum` (the mean times all items,
        so that a missing item takes the mean of the others; one decimal), `share` (where the mean
        lies between the lowest and the highest point, 0 to 1), and the lowest and highest `sum`
        that are possible. Mean, sum and share are null where fewer items are answered than the
        instrument's rule for missing answers asks. `highest` and `lowest` list item ids and are
        empty where all answers are `even`; `at_top` counts answers at the highest point; `ceiling`
        is true from 90 % of the total's maximum; `next` is the part that holds the lowest answer,
        or null.

    Raises:
        FormatError: when an answer names an item or a point that the instrument does not have.
    """
    points = [point.value for point in instrument.points]
    low, high = points[0], points[-1]
    answers = _read_answers(instrument, responses)
    values = {
        item.id: low + high - answers[item.id] if item.reversed else answers[item.id]
        for item in instrument.items
        if isinstance(answers.get(item.id), int)
    }
    share = instrument.missing.minimum_share

    def summary(items: list[Item]) -> dict[str, Any]:
        given = [values[item.id] for item in items if item.id in values]
        enough = bool(given) and len(given) >= share * len(items)
        return {
            "answered": len(given),
            "items": len(items),
            "mean": _quotient(sum(given), len(given), 100) if enough else None,
            "sum": _quotient(sum(given) * len(items), len(given), 10) if enough else None,
            "share": _quotient(sum(given) - low * len(given), (high - low) * len(given), 1000)
            if enough
            else None,
            "low": low * len(items),
            "high": high * len(items),
        }

    items = list(instrument.items)
    total = summary(items)
    even = len(set(values.values())) < 2
    top, bottom = max(values.values(), default=None), min(values.values(), default=None)
    lowest = [item for item in items if values.get(item.id) == bottom and not even]
    return {
        "id": instrument.id,
        "version": instrument.version,
        "scale": {"low": low, "high": high},
        "total": total,
        "parts": [
            {"id": part.id, **summary([item for item in items if item.part == part.id])}
            for part in instrument.parts
        ],
        "highest": [item.id for item in items if values.get(item.id) == top and not even],
        "lowest": [item.id for item in lowest],
        "even": even,
        "at_top": sum(value == high for value in values.values()),
        "not_applicable": [item.id for item in items if answers.get(item.id) == NOT_APPLICABLE],
        "blank": [item.id for item in items if item.id not in answers],
        "ceiling": total["sum"] is not None and total["sum"] >= CEILING_SHARE * total["high"],
        "next": lowest[0].part if lowest else None,
    }


def _read_answers(instrument: Instrument, responses: object) -> dict[str, Any]:
    """Return the point's number, or `NOT_APPLICABLE`, by item id."""
    faults: list[Fault] = []
    table = Table(responses, "", faults)
    given = table.table("answers")
    table.end()
    allowed: dict[str, Any] = {str(point.value): point.value for point in instrument.points}
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


def _quotient(dividend: int, divisor: int, steps: int) -> float:
    """Divide and round halves up to a step of 1/`steps`, in whole numbers: all machines agree."""
    return (2 * steps * dividend + divisor) // (2 * divisor) / steps
