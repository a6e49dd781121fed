"""Build the patient's sheet: one page of A4 to tick with a pen, and its scoring on a second one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

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
    def from_meta(cls, meta: Mapping[str, object]) -> SheetWords:
        """Read them.

        Raises:
            ValueError: naming a key that is missing, or holds something else than its words.
        """
        return cls(
            title=_text(meta, "sheet_title"),
            start=_texts(meta, "sheet_start"),
            end=_texts(meta, "sheet_end"),
            scoring_title=_text(meta, "scoring_title"),
            scoring_start=_texts(meta, "scoring_start"),
        )


def _text(meta: Mapping[str, object], key: str) -> str:
    value = meta.get(key)
    if not isinstance(value, str):
        raise ValueError(f"no words for {key}: write {key}: with its text behind it")
    return value


def _texts(meta: Mapping[str, object], key: str) -> list[str]:
    value = meta.get(key)
    if not isinstance(value, list):
        raise ValueError(f"no words for {key}: write {key}: and below it a list of sentences")
    return [str(text) for text in value]


def build_sheet(
    writer: Writer, parent: Element, instrument: Instrument, words: SheetWords, script: str
) -> None:
    """Append both pages and the button that prints them; on paper nothing else is left."""
    element = add(parent, "alliance-sheet")
    row = add(element, "p", class_="buttons")
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
    head = add(add(table, "thead"), "tr")
    add_plain(head, "th", "Put one tick in each row", colspan="2", scope="col")
    for label in [*(point.label for point in instrument.points), "Does not apply"]:
        add_plain(head, "th", label, scope="col")
    body = add(table, "tbody")
    for number, item in enumerate(instrument.items, 1):
        row = add(body, "tr")
        add_plain(row, "td", str(number))
        add(row, "th", item.text, scope="row")
        for _ in range(len(instrument.points) + 1):
            add(add(row, "td"), "span", class_="box")


def _add_foot(parent: Element, instrument: Instrument) -> None:
    wording = f"{instrument.title}, version {instrument.version}. {instrument.label} "
    owner = f"Wording: {instrument.holder}, {instrument.licence}. {instrument.permission}"
    add_plain(parent, "p", (wording + owner).strip(), class_="sheet-foot")
