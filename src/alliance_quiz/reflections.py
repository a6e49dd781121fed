"""Keep what a reader has reflected on: add, revise, drop, list, join and export reflections.

The text is the same on the device and in a file, as `alliance_quiz.kept` writes it::

    {"format": "alliance-reflections", "version": 1, "reflections": [{
      "at": "2026-11-24T21:30:00Z", "instrument": "alliance-clinician", "version": 2,
      "label": "Person A", "answers": {"goal-everyday": "4", "bond-touch": "not-applicable"},
      "notes": {"did": "", "learned": "", "change": "", "benefits": ""}}]}

in the order of `at`, which no two share.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from alliance_quiz.cpd_record import NOTES, CpdRecord
from alliance_quiz.faults import PLAIN_ID, Fault, FormatError, Table
from alliance_quiz.instrument import NOT_APPLICABLE, NUMBERS, Instrument, read_answers
from alliance_quiz.kept import (
    CHOOSE,
    DEVICE,
    FILE,
    RESCUE,
    Format,
    escape,
    is_time,
    next_second,
    refuse,
    refuse_damaged,
    shortened,
    told_time,
    write_csv,
)

FORMAT = Format(name="alliance-reflections", version=1, holds="reflections", kind=list)
MOST = 1_000
"""At most so many reflections are kept."""
LONGEST_LABEL = 12
LONGEST_NOTE = 2_000
LONGEST_ID = 100
MOST_ITEMS = 100

ID = re.compile(PLAIN_ID)
ANSWER = re.compile(f"[0-9]{{1,2}}|{NOT_APPLICABLE}")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of characters: no reader has typed them."""
BLOCK = re.compile(r"^(?:[-+=~]|\d+(?=[.)]))")
"""What would begin a list or a heading at the beginning of a line of Markdown."""


class Reflection(TypedDict):
    """One set of answers: when, to which version of what, a label, and the reader's notes."""

    at: str
    instrument: str
    version: int
    label: str
    answers: dict[str, str]
    notes: dict[str, str]


KEYS = Reflection.__required_keys__
Instruments = Mapping[str, Instrument]
"""The instruments of this site, by id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """What came of an import.

    Attributes:
        reflections: What is kept now.
        taken: How many reflections of the file are among them.
        left: In words, what was not taken.
    """

    reflections: list[Reflection]
    taken: int
    left: list[str]


def read_reflections(text: str) -> list[Reflection]:
    """Return what is saved on the device; an empty text holds none.

    Raises:
        FormatError: when anything in it is damaged, so that nobody writes over it.
    """
    if not text:
        return []
    reflections, left = _sift(text, DEVICE, RESCUE)
    refuse_damaged(left)
    return reflections


def write_reflections(reflections: Iterable[Reflection]) -> str:
    """Return the text of some reflections, always the same for the same."""
    return FORMAT.write(sorted(reflections, key=lambda one: one["at"]))


def add_reflection(
    instrument: Instrument, kept: list[Reflection], entry: object
) -> tuple[list[Reflection], str]:
    """Add one set of answers.

    Args:
        instrument: What was answered.
        kept: What is kept so far; it is left as it is.
        entry: `{"at": a time in UTC, "answers": as score_instrument takes them, "label": up to 12
            characters, "notes": {"did", "learned", "change", "benefits"}}`; a label, and each
            note, may lack.

    Returns:
        What is kept now, and the time of the new one: seconds later where a clock was put back
        and another has its time.

    Raises:
        FormatError: when the entry has faults, nothing is answered, or no more are kept.
    """
    faults: list[Fault] = []
    table = Table(entry, "", faults)
    at, label = table.text("at"), table.words("label", default="")
    answers = table.raw("answers")
    notes = _read_notes(table, dict.fromkeys(NOTES, ""))
    table.end()
    if faults:
        raise FormatError(faults)
    given = read_answers(instrument, {"answers": answers})
    if not given:
        remedy = "answer one statement or more"
        raise FormatError([Fault(problem="nothing is answered", remedy=remedy)])
    if len(kept) >= MOST:
        refuse(DEVICE, f"{MOST:,} reflections, the most there can be", "delete one first")
    reflection: Reflection = {
        "at": at,
        "instrument": instrument.id,
        "version": instrument.version,
        "label": label,
        "answers": {item: str(answer) for item, answer in given.items()},
        "notes": notes,
    }
    taken = {one["at"] for one in kept}
    while reflection["at"] in taken:
        reflection["at"] = next_second(reflection["at"])
    _refuse_unsound(reflection)  # The last second of all has none behind it.
    return [*kept, reflection], reflection["at"]


def revise_reflection(kept: list[Reflection], at: str, changes: object) -> list[Reflection]:
    """Return what is kept, with another label or other notes for one reflection.

    Args:
        kept: What is kept; it is left as it is.
        at: The time of the one to revise.
        changes: `{"label": …, "notes": {…}}`; what lacks stays as it is.

    Raises:
        FormatError: when none is of that time, or a change has faults.
    """
    before = _find(kept, at)
    faults: list[Fault] = []
    table = Table(changes, "", faults)
    label = table.words("label", default=before["label"])
    notes = _read_notes(table, before["notes"])
    table.end()
    if faults:
        raise FormatError(faults)
    after: Reflection = {**before, "label": label, "notes": notes}
    _refuse_unsound(after)
    return [after if one is before else one for one in kept]


def _read_notes(table: Table, before: Mapping[str, str]) -> dict[str, str]:
    notes = table.optional("notes")
    if notes is None:
        return dict(before)
    texts = {note: notes.words(note, default=before[note]) for note in NOTES}
    notes.end()
    return texts


def drop_reflection(kept: list[Reflection], at: str) -> list[Reflection]:
    """Return what is kept without the reflection of that time.

    Raises:
        FormatError: when there is none.
    """
    gone = _find(kept, at)
    return [one for one in kept if one is not gone]


def list_reflections(instruments: Instruments, kept: Iterable[Reflection]) -> dict[str, Any]:
    """Return what is kept, oldest first, to show it.

    Args:
        instruments: Those of this site.
        kept: What is kept.

    Returns:
        `{"reflections": [{"at", "instrument", "version", "title", "label", "known", "answered",
        "items", "notes"}], "plots": [{"instrument", "version", "title", "low", "high", "items":
        [{"id", "part", "text", "answers": [{"at", "label", "value"}]}]}]}`. `known` says whether
        this version is on the site; where it is not, the title is the instrument's id and `items`
        are the answers kept. `answered` counts answers that are points. A plot holds the points
        chosen, before any reversal, of one known version.
    """
    listed: list[dict[str, Any]] = []
    plots: dict[str, dict[str, Any]] = {}
    for one in sorted(kept, key=lambda one: one["at"]):
        instrument = _known(instruments, one)
        listed.append(
            {
                "at": one["at"],
                "instrument": one["instrument"],
                "version": one["version"],
                "title": instrument.title if instrument else one["instrument"],
                "label": one["label"],
                "known": instrument is not None,
                "answered": sum(answer != NOT_APPLICABLE for answer in one["answers"].values()),
                "items": len(instrument.items if instrument else one["answers"]),
                "notes": one["notes"],
            }
        )
        if instrument:
            plot = plots.setdefault(instrument.id, _plot(instrument))
            for item in plot["items"]:
                answer = one["answers"].get(item["id"], NOT_APPLICABLE)
                if answer != NOT_APPLICABLE:
                    point = {"at": one["at"], "label": one["label"], "value": int(answer)}
                    item["answers"].append(point)
    return {"reflections": listed, "plots": list(plots.values())}


def _plot(instrument: Instrument) -> dict[str, Any]:
    return {
        "instrument": instrument.id,
        "version": instrument.version,
        "title": instrument.title,
        "low": instrument.points[0].value,
        "high": instrument.points[-1].value,
        "items": [
            {"id": item.id, "part": item.part, "text": item.text, "answers": []}
            for item in instrument.items
        ],
    }


def merge_reflections(
    instruments: Instruments, kept: Iterable[Reflection], imported: str
) -> Merged:
    """Add what is sound in a file to what is there.

    The same answers at the same time are one reflection: a label or note that is blank here is
    taken from the file, and one that differs stays as it is here. Other answers at the same time
    are kept a second later.

    Args:
        instruments: Those of this site; where there are none, any will do.
        kept: What is there; it is left as it is.
        imported: The text of the file.

    Raises:
        FormatError: when the file as a whole is of no use; it says why.
    """
    sound, left = _sift(imported, FILE, CHOOSE)
    if sound and instruments and not any(one["instrument"] in instruments for one in sound):
        refuse(FILE, "it has no reflection on a form of this site", CHOOSE)
    merged = {one["at"]: one for one in kept}
    taken = 0
    for theirs in sound:
        name = at = theirs["at"]
        problem = _misfit(instruments, theirs)
        while at in merged and not _same(merged[at], theirs):
            at = next_second(at)
        if at not in merged and not is_time(at):
            problem = "no later second is left for it"
        if at not in merged and len(merged) >= MOST:
            problem = f"{MOST:,} reflections are there, and no more are kept"
        if problem:
            left.append(f"{name}: {problem}")
            continue
        taken += 1
        if at in merged:
            merged[at], stayed = _join(merged[at], theirs)
            left += [f"{name}: its {key} is not the one here, which stays" for key in stayed]
        else:
            merged[at] = {**theirs, "at": at}
    return Merged(reflections=list(merged.values()), taken=taken, left=shortened(left))


def _same(ours: Reflection, theirs: Reflection) -> bool:
    return (ours["instrument"], ours["version"], ours["answers"]) == (
        theirs["instrument"],
        theirs["version"],
        theirs["answers"],
    )


def _join(ours: Reflection, theirs: Reflection) -> tuple[Reflection, list[str]]:
    """Return both in one, and what differs."""
    notes = {note: ours["notes"][note] or theirs["notes"][note] for note in NOTES}
    joined: Reflection = {**ours, "label": ours["label"] or theirs["label"], "notes": notes}
    stayed = [f"note “{note}”" for note in NOTES if theirs["notes"][note] not in ("", notes[note])]
    if theirs["label"] not in ("", joined["label"]):
        stayed.insert(0, "label")
    return joined, stayed


def export_reflections(
    instruments: Instruments, record: CpdRecord | None, kept: Iterable[Reflection], kind: str
) -> str:
    """Return what is kept as a table, or as a reflective record to read; oldest first.

    Args:
        instruments: Those of this site; others go by their ids.
        record: The words of the record, which only Markdown needs.
        kept: What is kept.
        kind: `csv`, one row an answer, or `markdown`.

    Raises:
        FormatError: when the kind is another, or the record is needed and lacks.
    """
    in_order = sorted(kept, key=lambda one: one["at"])
    if kind == "csv":
        return write_csv(_rows(instruments, in_order))
    if kind != "markdown":
        raise FormatError([Fault(problem=f"kind {kind} found", remedy="use csv or markdown")])
    if record is None:
        raise FormatError([Fault(problem="no record found", remedy="send its definition too")])
    return _markdown(instruments, record, in_order)


def _rows(instruments: Instruments, kept: list[Reflection]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("at", "instrument", "version", "label", "item", "part", "statement", "answer",
         "answer_label", "notice")
    ]  # fmt: skip
    for one in kept:
        head = (one["at"], one["instrument"], str(one["version"]), one["label"])
        instrument = _known(instruments, one)
        if instrument is None:
            rows += [
                (*head, item, "", "", answer, "", "")
                for item, answer in sorted(one["answers"].items())
            ]
            continue
        labels = {str(point.value): point.label for point in instrument.points}
        labels[NOT_APPLICABLE] = "Does not apply"
        for item in instrument.items:
            answer = one["answers"].get(item.id)
            if answer is not None:
                words = (item.id, item.part, item.text, answer, labels[answer], instrument.label)
                rows.append((*head, *words))
    return rows


def _markdown(instruments: Instruments, record: CpdRecord, kept: list[Reflection]) -> str:
    lines = [f"# {escape(record.title)}", "", escape(record.privacy)]
    for one in kept:
        instrument = _known(instruments, one)
        title = instrument.title if instrument else one["instrument"]
        label = f", {one['label']}" if one["label"] else ""
        lines += ["", f"## {told_time(one['at'])}: {escape(title + label)}", ""]
        about = f"Version {one['version']}."
        lines += [f"{about} {escape(instrument.label)}" if instrument else about]
        for prompt in record.prompts:
            served = "standard" if len(prompt.standards) == 1 else "standards"
            title = f"{escape(prompt.title)} ({served} {', '.join(prompt.standards)})"
            note = one["notes"][prompt.id] or record.empty
            lines += ["", f"### {title}", "", _paragraphs(note)]
    lines += ["", "## Standards", ""]
    lines += [
        f"{standard.id}. {escape(standard.text)} {escape(standard.met)}"
        for standard in record.standards
    ]
    lines += ["", escape(record.source)]
    return "\n".join(lines) + "\n"


def _paragraphs(text: str) -> str:
    """Return a text of several lines as Markdown that shows it as it is."""
    lines = [escape(line.strip()) for line in text.splitlines()]
    # A digit cannot be escaped, the point behind it can.
    return "  \n".join(BLOCK.sub(_escaped, line) for line in lines)


def _escaped(match: re.Match[str]) -> str:
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _known(instruments: Instruments, one: Reflection) -> Instrument | None:
    """Return the instrument of a reflection where this very version is on the site."""
    instrument = instruments.get(one["instrument"])
    here = instrument and instrument.version == one["version"] and not _misfit(instruments, one)
    return instrument if here else None


def _misfit(instruments: Instruments, one: Reflection) -> str:
    """Say what of a reflection's answers its instrument cannot have; of others nothing is known."""
    instrument = instruments.get(one["instrument"])
    if instrument is None or instrument.version != one["version"]:
        return ""
    try:
        read_answers(instrument, {"answers": one["answers"]})
    except FormatError as error:
        return str(error.faults[0])
    return ""


def _find(kept: list[Reflection], at: str) -> Reflection:
    found = [one for one in kept if one["at"] == at]
    if not found:
        refuse(DEVICE, f"no reflection of {reprlib.repr(at)}", "reload the page, to see them all")
    return found[0]


def _sift(text: str, name: str, remedy: str) -> tuple[list[Reflection], list[str]]:
    """Return what is sound in a text, in the order of time, and in words what is not."""
    entries, left = FORMAT.read(text, name, remedy)
    sound: dict[str, Reflection] = {}
    for position, entry in enumerate(entries):
        problem = _problem(entry)
        if not problem and entry["at"] in sound:
            problem = f"a second one at {entry['at']}"
        if not problem and len(sound) >= MOST:
            problem = f"more than {MOST:,}"
        if problem:
            left.append(f"reflections[{position}]: {problem}")
        else:
            sound[entry["at"]] = entry
    return [sound[at] for at in sorted(sound)], left


def _refuse_unsound(reflection: Reflection) -> None:
    problem = _problem(reflection)
    if problem:
        raise FormatError([Fault(problem=problem, remedy="mend it, and save again")])


def _problem(entry: Any) -> str:
    """Say what keeps something from being a `Reflection`."""
    if not isinstance(entry, dict) or entry.keys() != KEYS:
        return f"not a table of {', '.join(sorted(KEYS))}"
    if not is_time(entry["at"]):
        return f"at {reprlib.repr(entry['at'])} is not a time such as 2026-11-24T21:30:00Z"
    if not _is_id(entry["instrument"]):
        return f"no form has the id {reprlib.repr(entry['instrument'])}"
    if type(entry["version"]) is not int or not NUMBERS[0] <= entry["version"] <= NUMBERS[1]:
        return f"no form has the version {reprlib.repr(entry['version'])}"
    label = entry["label"]
    if not isinstance(label, str) or len(label) > LONGEST_LABEL or not label.isprintable():
        return f"its label is not a text of at most {LONGEST_LABEL} characters"
    return _answers_problem(entry["answers"]) or _notes_problem(entry["notes"])


def _answers_problem(answers: Any) -> str:
    if not isinstance(answers, dict) or not 1 <= len(answers) <= MOST_ITEMS:
        return f"its answers are not a table of 1 to {MOST_ITEMS}"
    for item, answer in answers.items():
        if not _is_id(item):
            return f"no statement has the id {reprlib.repr(item)}"
        if not isinstance(answer, str) or not ANSWER.fullmatch(answer):
            return f"{item}: unknown answer {reprlib.repr(answer)}"
    return ""


def _notes_problem(notes: Any) -> str:
    if not isinstance(notes, dict) or notes.keys() != set(NOTES):
        return f"its notes are not a table of {', '.join(NOTES)}"
    for note in NOTES:
        text = notes[note]
        if not isinstance(text, str) or len(text) > LONGEST_NOTE or NO_TEXT.search(text):
            return f"its note “{note}” is not a text of at most {LONGEST_NOTE:,} characters"
    return ""


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_ID and bool(ID.fullmatch(value))
