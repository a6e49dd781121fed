"""Add up the ratings of a WATOCI form by the numbers of its items; no wording is known here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alliance_quiz.arithmetic import Missing, Range, add_up, counted, extremes, read_missing
from alliance_quiz.faults import Fault, FormatError, Table, repeated
from alliance_quiz.instrument import NUMBERS

OWN = "own"
"""The form of which the reader picks the positions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form that a reader may hold: its number of items, or 0 where the reader picks them."""

    id: str
    title: str
    items: int
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PartByNumber:
    """A part of the scale by the positions of its items.

    Attributes:
        id: Its id.
        title: Its title.
        positions: The numbers of its items, as texts.
        tag: In a few plain words, how sure these positions are.
    """

    id: str
    title: str
    positions: tuple[str, ...]
    tag: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Watoci:
    """The WATOCI by item number: what may be rated, and how ratings are added up.

    `origin`, `instruction`, `obtain` (how to get the form), `reversed_source`, `parts_source`,
    each form's `source`, `caveats` and `ceiling` are Markdown and may cite. `reversed` are the
    positions that are set at first; `confirm` is what the reader confirms before sums are shown,
    and `unconfirmed` says why they are not.
    """

    id: str
    version: int
    title: str
    perspective: str
    licence: str
    holder: str
    origin: str
    obtain: str
    label: str
    instruction: str
    direction: str
    confirm: str
    unconfirmed: str
    caveats: tuple[str, ...]
    ceiling: str
    low: int
    high: int
    reversed: tuple[str, ...]
    reversed_source: str
    parts_source: str
    missing: Missing
    forms: tuple[Form, ...]
    parts: tuple[PartByNumber, ...]

    @classmethod
    def from_dict(cls, data: object) -> Watoci:
        """Return what a definition describes, from TOML or from JSON.

        Raises:
            FormatError: with every fault of the definition.
        """
        faults: list[Fault] = []
        table = Table(data, "", faults)
        watoci = cls(
            id=table.id("id"),
            version=table.whole("version", within=NUMBERS),
            title=table.text("title"),
            perspective=table.text("perspective"),
            licence=table.text("licence"),
            holder=table.text("holder"),
            origin=table.text("origin"),
            obtain=table.text("obtain"),
            label=table.text("label"),
            instruction=table.text("instruction"),
            direction=table.text("direction"),
            confirm=table.text("confirm"),
            unconfirmed=table.text("unconfirmed"),
            caveats=table.texts("caveats"),
            ceiling=table.text("ceiling"),
            low=table.whole("low"),
            high=table.whole("high"),
            reversed=table.texts("reversed"),
            reversed_source=table.text("reversed_source"),
            parts_source=table.text("parts_source"),
            missing=read_missing(table.table("missing")),
            forms=tuple(_form(entry) for entry in table.tables("forms")),
            parts=tuple(_part(entry) for entry in table.tables("parts")),
        )
        table.end()
        _check_whole(watoci, table)
        if faults:
            raise FormatError(faults)
        return watoci

    @property
    def positions(self) -> tuple[str, ...]:
        """The numbers of the items of the longest form."""
        return _up_to(max((form.items for form in self.forms), default=0))


def _form(table: Table) -> Form:
    form = Form(
        id=table.text("id"),
        title=table.text("title"),
        items=table.whole("items", within=(2, 99), optional=True),
        source=table.text("source"),
    )
    table.end()
    if (form.id == OWN) == bool(form.items):
        table.fault("items", f"{form.items} found", f"give items to each form but {OWN}")
    return form


def _part(table: Table) -> PartByNumber:
    part = PartByNumber(
        id=table.id("id"),
        title=table.text("title"),
        positions=table.texts("positions"),
        tag=table.text("tag"),
    )
    table.end()
    return part


def _check_whole(watoci: Watoci, table: Table) -> None:
    """Note what no single value shows: repeated ids and positions, and those of no form."""
    for key, ids in (
        ("forms", [form.id for form in watoci.forms]),
        ("parts", [part.id for part in watoci.parts]),
    ):
        for position, value in repeated(ids):
            table.fault(f"{key}[{position}].id", f"id {value} is taken", "give each its own id")
    if watoci.low >= watoci.high:
        table.fault("high", f"{watoci.high} is not above {watoci.low}", "write the highest rating")
    known = watoci.positions
    taken: set[str] = set()
    for place, part in enumerate(watoci.parts):
        for wrong in [one for one in part.positions if one not in known or one in taken]:
            remedy = f"use each of 1 to {len(known)} once at most, as texts"
            table.fault(f"parts[{place}].positions", f"position {wrong} found", remedy)
        taken.update(part.positions)
    for wrong in [one for one in watoci.reversed if one not in known]:
        table.fault("reversed", f"position {wrong} found", f"use 1 to {len(known)}, as texts")


def score_watoci(watoci: Watoci, responses: object) -> dict[str, Any]:
    """Add up one set of ratings.

    Args:
        watoci: What may be rated.
        responses: `{"form": a form's id, "positions": [numbers as texts], only for the form "own",
            "ratings": {position: rating as text}, "reversed": [positions], "confirmed": bool}`.
            A position left out is blank; a reversed position outside the form has no effect.

    Returns:
        `{"id", "version", "form", "positions", "scale": {"low", "high"}, "reversed", "confirmed",
        "total", "parts": [{"id", "positions", "tag", …}], "highest", "lowest", "even", "blank",
        "answered", "at_top", "ceiling"}`. The total and each part hold what `add_up` returns.
        A part is there where the form has all of its positions. Until the reader has `confirmed`
        the key, every mean, sum and share is null and no ceiling is told, in parts too; the steps
        are there, since they show what the key does.

    Raises:
        FormatError: when the form, a position or a rating is none.
    """
    form, positions, ratings, turned, confirmed = _read(watoci, responses)
    points = Range(low=watoci.low, high=watoci.high, minimum_share=watoci.missing.minimum_share)
    values = counted(points, ratings, turned)

    def summary(items: tuple[str, ...]) -> dict[str, Any]:
        whole = add_up(points, items, ratings, values)
        if not confirmed:
            whole |= {"mean": None, "sum": None, "share": None, "ceiling": False, "prorated": False}
        return whole

    total = summary(positions)
    highest, lowest = extremes(positions, values)
    return {
        "id": watoci.id,
        "version": watoci.version,
        "form": form,
        "positions": list(positions),
        "scale": {"low": watoci.low, "high": watoci.high},
        "reversed": turned,
        "confirmed": confirmed,
        "total": total,
        "parts": [
            {
                "id": part.id,
                "positions": list(part.positions),
                "tag": part.tag,
                **summary(part.positions),
            }
            for part in watoci.parts
            if set(part.positions) <= set(positions)
        ],
        "highest": highest,
        "lowest": lowest,
        "even": not lowest,
        "blank": [position for position in positions if position not in ratings],
        "answered": total["answered"],
        "at_top": total["at_top"],
        "ceiling": total["ceiling"],
    }


def _read(
    watoci: Watoci, responses: object
) -> tuple[str, tuple[str, ...], dict[str, int], list[str], bool]:
    """Return the form, its positions, the ratings, the reversed positions, and the confirmation."""
    faults: list[Fault] = []
    table = Table(responses, "", faults)
    sizes = {form.id: form.items for form in watoci.forms}
    form = table.choice("form", tuple(sizes))
    chosen = table.texts("positions")
    given = table.table("ratings")
    turned = table.texts("reversed")
    confirmed = table.flag("confirmed", default=False)
    table.end()
    known = watoci.positions
    for key, positions in (("positions", chosen), ("reversed", turned)):
        for wrong in [one for one in positions if one not in known]:
            table.fault(key, f"position {wrong} found", f"use 1 to {len(known)}")
        for _, again in repeated(positions):
            table.fault(key, f"position {again} found twice", "name each once")
    if form == OWN and not chosen:
        table.fault("positions", "none is chosen", "choose one position or more")
    elif form != OWN and chosen:
        table.fault("positions", f"positions found for the form {form}", f"use the form {OWN}")
    items = tuple(sorted(chosen, key=known.index)) if form == OWN and not faults else ()
    items = items or _up_to(sizes.get(form, 0))
    allowed = [str(rating) for rating in range(watoci.low, watoci.high + 1)]
    ratings = {}
    for position in items:
        rating = given.text(position, default="")
        if rating in allowed:
            ratings[position] = int(rating)
        elif rating:
            given.fault(position, f"unknown rating {rating}", f"use one of {', '.join(allowed)}")
    if not faults:
        given.end()
    if faults:
        raise FormatError(faults)
    return form, items, ratings, [one for one in items if one in turned], confirmed


def _up_to(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, count + 1))
