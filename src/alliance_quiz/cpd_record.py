"""Hold the words of a reflective record: its prompts, and the standards that each helps to meet."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_quiz.faults import Fault, FormatError, Table
from alliance_quiz.instrument import NUMBERS

NOTES = ("did", "learned", "change", "benefits")
"""What a reflection has notes on; each has a prompt of this id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompt:
    """A question that a note answers, and the numbers of the standards that it serves."""

    id: str
    title: str
    hint: str
    standards: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standard:
    """A standard in our words; `met` says what of it this record can show."""

    id: str
    text: str
    met: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CpdRecord:
    """The words of a record.

    `about` is Markdown for the page and may cite; `source` is the same source in plain text, for
    what is taken away; `empty` stands for a note that is not written.
    """

    id: str
    version: int
    title: str
    about: str
    source: str
    privacy: str
    empty: str
    prompts: tuple[Prompt, ...]
    standards: tuple[Standard, ...]

    @classmethod
    def from_dict(cls, data: object) -> CpdRecord:
        """Return the record that a definition describes, from TOML or from JSON.

        Raises:
            FormatError: with every fault of the definition.
        """
        faults: list[Fault] = []
        table = Table(data, "", faults)
        record = cls(
            id=table.id("id"),
            version=table.whole("version", within=NUMBERS),
            title=table.text("title"),
            about=table.text("about"),
            source=table.text("source"),
            privacy=table.text("privacy"),
            empty=table.text("empty"),
            prompts=tuple(_prompt(entry) for entry in table.tables("prompts")),
            standards=tuple(_standard(entry) for entry in table.tables("standards")),
        )
        table.end()
        if tuple(prompt.id for prompt in record.prompts) != NOTES:
            table.fault("prompts", "not the notes of a reflection", f"write {', '.join(NOTES)}")
        known = [standard.id for standard in record.standards]
        if known != [str(number) for number in range(1, len(known) + 1)]:
            table.fault("standards", f"ids {', '.join(known)}", 'number them from "1"')
        for position, prompt in enumerate(record.prompts):
            if not prompt.standards:
                table.fault(f"prompts[{position}]", "it serves no standard", "add standards")
            for wrong in [one for one in prompt.standards if one not in known]:
                place = f"prompts[{position}].standards"
                table.fault(place, f"no standard {wrong}", f"use {', '.join(known)}")
        if faults:
            raise FormatError(faults)
        return record


def _prompt(table: Table) -> Prompt:
    prompt = Prompt(
        id=table.text("id"),
        title=table.text("title"),
        hint=table.text("hint"),
        standards=table.texts("standards"),
    )
    table.end()
    return prompt


def _standard(table: Table) -> Standard:
    standard = Standard(id=table.text("id"), text=table.text("text"), met=table.text("met"))
    table.end()
    return standard
