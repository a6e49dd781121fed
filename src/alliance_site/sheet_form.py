"""Build the patient's sheet: one page of A4 to tick with a pen, and its scoring on a second one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from alliance_quiz.faults import Fault, FormatError, Table
from alliance_quiz.instrument import Instrument
from alliance_site.forms import Writer, add, add_plain, add_script
from alliance_site.instrument_form import add_paper_steps


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetWords:
    """What stands around the statements, from the front matter of the sheet's page.

    `start` and `end` are for the patient; `scoring_title` and `scoring_start` head the second page.
    """

    title: str
    start: Sequence[str]
    end: Sequence[str]
    scoring_title: str
    scoring_start: Sequence[str]

    @classmethod
    def from_meta(cls, meta: Mapping[str, object], name: str) -> SheetWords:
        """Read them from the front matter of the page called `name`.

        Raises:
            FormatError: with every key that is missing, or holds something else than its words.
        """
        faults: list[Fault] = []
        table = Table(dict(meta), "", faults)
        for key in ("sheet_start", "sheet_end", "scoring_start"):
            if key not in meta:
                table.fault("", f"{key} is missing", f"add {key}, a list of texts")
        words = cls(
            title=table.text("sheet_title"),
            start=table.texts("sheet_start"),
            end=table.texts("sheet_end"),
            scoring_title=table.text("scoring_title"),
            scoring_start=table.texts("scoring_start"),
        )
        if faults:
            raise FormatError([fault.at(name, 1) for fault in faults])
        return words


def build_sheet(
    writer: Writer, parent: Element, instrument: Instrument, words: SheetWords, script: str
) -> None:
    """Append both pages and the button that prints them; on paper nothing else is left."""
    element = add(parent, "print-sheet")
    row = add(element, "p", class_="needs-js")
    add_plain(
        row, "button", "Print the sheet", type="button", class_="md-button md-button--primary"
    )
    sheet = add(element, "section", class_="sheet")
    add_plain(sheet, "late-h2", words.title)
    add_plain(sheet, "p", " ".join(words.start))
    writer.blocks(sheet, instrument.instruction)
    _add_boxes(sheet, instrument)
    ending = add(sheet, "ul")
    for sentence in words.end:
        add_plain(ending, "li", sentence)
    _add_foot(sheet, instrument)
    scoring = add(element, "section", class_="sheet")
    add_plain(scoring, "late-h2", words.scoring_title)
    listed = add(scoring, "ul")
    for sentence in words.scoring_start:
        add_plain(listed, "li", sentence)
    add_paper_steps(scoring, instrument)
    add_plain(scoring, "p", instrument.missing.source)
    _add_foot(scoring, instrument)
    add_script(parent, script)


def _add_boxes(parent: Element, instrument: Instrument) -> None:
    table = add(parent, "table", class_="boxes")
    labels = [*(point.label for point in instrument.points), "Does not apply"]
    columns = add(table, "colgroup")
    for _ in ("number", "statement", *labels):
        add(columns, "col")
    head = add(add(table, "thead"), "tr")
    add_plain(head, "th", "Tick one box for each line", colspan="2", scope="col")
    for label in labels:
        add_plain(head, "th", label, scope="col")
    body = add(table, "tbody")
    for number, item in enumerate(instrument.items, 1):
        row = add(body, "tr")
        add_plain(row, "td", str(number))
        add(row, "th", item.text, scope="row")
        for _ in labels:
            add(add(row, "td"), "span", class_="box")


def _add_foot(parent: Element, instrument: Instrument) -> None:
    wording = f"{instrument.title}, version {instrument.version}. {instrument.label} "
    owner = f"Wording: {instrument.holder}, {instrument.licence}. {instrument.permission}"
    add_plain(parent, "p", (wording + owner).strip(), class_="sheet-foot")
