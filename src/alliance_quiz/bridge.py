"""The one door for the browser: JSON texts in, a JSON text out.

Times, numbers, names and codes come as they are, without quotation marks. What scoring alone does
not need is imported where it is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from alliance_quiz.case import Case, follow_case
from alliance_quiz.effects import explore
from alliance_quiz.faults import Fault, FormatError, Table
from alliance_quiz.instrument import Instrument, score_instrument
from alliance_quiz.quiz import Quiz, score_quiz

if TYPE_CHECKING:
    from alliance_quiz.cpd_record import CpdRecord


def score(definition: str, responses: str) -> str:
    """Score the answers to a quiz or an instrument, follow a case, or explore an effect.

    Args:
        definition: The published JSON of a quiz (it has `questions`), of a case (it has `steps`),
            of an explorer (it has `explore`) or of an instrument.
        responses: JSON as `score_quiz`, `follow_case`, `explore` or `score_instrument` takes it.

    Returns:
        The result of that function, as JSON text.

    Raises:
        FormatError: when either text is not JSON, or has faults.
    """
    answers = _read(responses, "responses")
    return json.dumps(_scorer(definition)(answers))


@cache
def _scorer(definition: str) -> Callable[[object], object]:
    """Return what scores by a definition, which is read once for all the checks of a page."""
    data = _read(definition, "definition")
    if isinstance(data, dict) and "questions" in data:
        return partial(score_quiz, Quiz.from_dict(data))
    if isinstance(data, dict) and "steps" in data:
        return partial(follow_case, Case.from_dict(data))
    if isinstance(data, dict) and "explore" in data:
        return explore
    return partial(score_instrument, Instrument.from_dict(data))


def check_quiz(keys: str, text: str, file: str) -> str:
    """Check a quiz or a case while it is written.

    Args:
        keys: JSON of the bibliography's keys, `{"keys": [texts]}`.
        text: The Markdown page; bad text is what this is for, and raises nothing.
        file: Its name.

    Returns:
        The result of `check`, as JSON text.

    Raises:
        FormatError: when the keys are not JSON, or have faults.
    """
    from alliance_quiz.preview import check

    faults: list[Fault] = []
    table = Table(_read(keys, "keys"), "", faults)
    known = table.texts("keys")
    table.end()
    if faults:
        raise FormatError(faults)
    return json.dumps(check(text, file, known))


def record(definition: str, progress: str, responses: str, times: str) -> str:
    """Add the answers of a sitting to what is kept on the device.

    Args:
        definition: The published JSON of a quiz.
        progress: The text that is kept, or an empty one.
        responses: As `score` takes them.
        times: JSON: of each question the time of its first check, in UTC.

    Returns:
        `{"progress": the text to keep, "recorded": how many answers have been added}`.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz.progress import read_progress, write_progress
    from alliance_quiz.review import record as record_answers

    quiz = Quiz.from_dict(_read(definition, "definition"))
    given, checked = _read(responses, "responses"), _read(times, "times")
    kept, recorded = record_answers(quiz, read_progress(progress), given, checked)
    return json.dumps({"progress": write_progress(kept), "recorded": recorded})


def due(bank: str, progress: str, now: str, limit: str = "20") -> str:
    """Say what is due, and on which days more will be.

    Args:
        bank: The published JSON of all questions.
        progress: The text that is kept, or an empty one.
        now: The time where the reader is, with its offset from UTC.
        limit: How many questions to return at most.

    Returns:
        What `due_questions` returns.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz.progress import read_bank, read_progress
    from alliance_quiz.sitting import due_questions

    known = read_bank(_read(bank, "bank"))
    return json.dumps(due_questions(known, read_progress(progress), now, _count(limit, "limit")))


def mix(bank: str, seed: str, count: str = "20") -> str:
    """Draw questions at random from all quizzes.

    Args:
        bank: The published JSON of all questions.
        seed: Any text; the same one draws the same questions.
        count: How many.

    Returns:
        `{"keys": […]}`.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz.progress import read_bank
    from alliance_quiz.sitting import mix_questions

    known = read_bank(_read(bank, "bank"))
    return json.dumps({"keys": mix_questions(known, seed, _count(count, "count"))})


def sum_up(bank: str, marks: str) -> str:
    """Sum up a sitting that went over several quizzes.

    Args:
        bank: The published JSON of all questions.
        marks: JSON: of each question answered, by its key, `first` and `certainty`.

    Returns:
        What `sum_sitting` returns.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz.progress import read_bank
    from alliance_quiz.sitting import sum_sitting

    return json.dumps(sum_sitting(read_bank(_read(bank, "bank")), _read(marks, "marks")))


def merge(bank: str, progress: str, imported: str) -> str:
    """Add what is sound in a file to what is kept.

    Args:
        bank: The published JSON of all questions, or an empty text where any question will do.
        progress: The text that is kept, or an empty one.
        imported: The text of the file.

    Returns:
        `{"progress": the text to keep, "taken": how many questions, "left": [what was not taken]}`.

    Raises:
        FormatError: when nothing of the file can be taken, or what is kept is damaged.
    """
    from alliance_quiz.progress import merge_progress, read_bank, read_progress, write_progress

    known = read_bank(_read(bank, "bank")) if bank else {}
    merged = merge_progress(read_progress(progress), imported, known)
    text = write_progress(merged.progress)
    return json.dumps({"progress": text, "taken": merged.taken, "left": merged.left})


def export(bank: str, progress: str, kind: str) -> str:
    """Return what is kept as a table or as a record to read.

    Args:
        bank: The published JSON of all questions.
        progress: The text that is kept.
        kind: `csv` or `markdown`.

    Returns:
        `{"text": …}`.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz.progress import export_progress, read_bank, read_progress

    known = read_bank(_read(bank, "bank"))
    return json.dumps({"text": export_progress(read_progress(progress), known, kind)})


def compare(first: str, second: str, responses: str, others: str) -> str:
    """Compare the answers to two instruments that pair.

    Args:
        first: The published JSON of one.
        second: That of the other.
        responses: JSON of the answers to the first, as `score` takes them.
        others: That of those to the second.

    Returns:
        What `alliance_quiz.views.compare` returns.

    Raises:
        FormatError: when a text is not what it should be, or the instruments do not pair.
    """
    from alliance_quiz.views import compare as compare_views

    views = [Instrument.from_dict(_read(text, "definition")) for text in (first, second)]
    given = [_read(text, "responses") for text in (responses, others)]
    return json.dumps(compare_views(*views, *given))


def encode(definition: str, responses: str) -> str:
    """Write answers as a short code.

    Args:
        definition: The published JSON of an instrument that has a number for codes.
        responses: JSON of the answers, as `score` takes them.

    Returns:
        `{"code": …, "answered": how many items have a point}`.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz.code import encode as write_code

    instrument = Instrument.from_dict(_read(definition, "definition"))
    return json.dumps(write_code(instrument, _read(responses, "responses")))


def decode(definitions: str, code: str) -> str:
    """Read a short code.

    Args:
        definitions: The published JSON of all instruments, `{"instruments": […]}`.
        code: The code, as the reader has typed it.

    Returns:
        `{"id", "version", "responses"}`: an instrument's, and the answers as `score` takes them.

    Raises:
        FormatError: when the definitions are not what they should be, or the code is none.
    """
    from alliance_quiz.code import decode as read_code

    instruments, _ = _instruments(definitions)
    return json.dumps(read_code(instruments.values(), code))


def score_watoci(definition: str, responses: str) -> str:
    """Add up the ratings of a WATOCI form by the numbers of its items.

    Args:
        definition: The published JSON of `watoci-by-number`.
        responses: JSON as `alliance_quiz.watoci.score_watoci` takes it.

    Returns:
        What that function returns.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz.watoci import Watoci
    from alliance_quiz.watoci import score_watoci as add_up_watoci

    watoci = Watoci.from_dict(_read(definition, "definition"))
    return json.dumps(add_up_watoci(watoci, _read(responses, "responses")))


def add_reflection(definition: str, kept: str, entry: str) -> str:
    """Add one set of answers to the reflections on the device.

    Args:
        definition: The published JSON of the instrument.
        kept: The text that is kept, or an empty one.
        entry: JSON as `alliance_quiz.reflections.add_reflection` takes it.

    Returns:
        `{"reflections": the text to keep, "at": the time under which the new one is kept}`.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz import reflections as own

    instrument = Instrument.from_dict(_read(definition, "definition"))
    new, at = own.add_reflection(instrument, own.read_reflections(kept), _read(entry, "entry"))
    return json.dumps({"reflections": own.write_reflections(new), "at": at})


def revise_reflection(kept: str, at: str, changes: str) -> str:
    """Give a reflection another label, or other notes.

    Args:
        kept: The text that is kept.
        at: The time of the reflection.
        changes: JSON, `{"label": …, "notes": {…}}`; what lacks stays as it is.

    Returns:
        `{"reflections": the text to keep}`.

    Raises:
        FormatError: when a text is not what it should be, or no reflection is of that time.
    """
    from alliance_quiz import reflections as own

    new = own.revise_reflection(own.read_reflections(kept), at, _read(changes, "changes"))
    return json.dumps({"reflections": own.write_reflections(new)})


def drop_reflection(kept: str, at: str) -> str:
    """Leave one reflection out of what is kept.

    Args:
        kept: The text that is kept.
        at: The time of the reflection.

    Returns:
        `{"reflections": the text to keep}`.

    Raises:
        FormatError: when what is kept is damaged, or no reflection is of that time.
    """
    from alliance_quiz import reflections as own

    new = own.drop_reflection(own.read_reflections(kept), at)
    return json.dumps({"reflections": own.write_reflections(new)})


def list_reflections(definitions: str, kept: str) -> str:
    """Return what is kept, to show it as a list and as plots.

    Args:
        definitions: The published JSON of all instruments.
        kept: The text that is kept, or an empty one.

    Returns:
        What `alliance_quiz.reflections.list_reflections` returns.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz import reflections as own

    instruments, _ = _instruments(definitions)
    return json.dumps(own.list_reflections(instruments, own.read_reflections(kept)))


def merge_reflections(definitions: str, kept: str, imported: str) -> str:
    """Add what is sound in a file to the reflections on the device.

    Args:
        definitions: The published JSON of all instruments, or an empty text where any will do.
        kept: The text that is kept, or an empty one.
        imported: The text of the file.

    Returns:
        `{"reflections": the text to keep, "taken": how many of the file, "left": [what was not]}`.

    Raises:
        FormatError: when nothing of the file can be taken, or what is kept is damaged.
    """
    from alliance_quiz import reflections as own

    instruments, _ = _instruments(definitions) if definitions else ({}, None)
    merged = own.merge_reflections(instruments, own.read_reflections(kept), imported)
    text = own.write_reflections(merged.reflections)
    return json.dumps({"reflections": text, "taken": merged.taken, "left": merged.left})


def export_reflections(definitions: str, kept: str, kind: str) -> str:
    """Return the reflections on the device as a table, or as a record to read.

    Args:
        definitions: The published JSON of all instruments and of the record's words.
        kept: The text that is kept.
        kind: `csv` or `markdown`.

    Returns:
        `{"text": …}`.

    Raises:
        FormatError: when a text is not what it should be.
    """
    from alliance_quiz import reflections as own

    instruments, words = _instruments(definitions)
    text = own.export_reflections(instruments, words, own.read_reflections(kept), kind)
    return json.dumps({"text": text})


def _instruments(text: str) -> tuple[dict[str, Instrument], CpdRecord | None]:
    """Return the instruments among some definitions by id, and the words of a record, if any."""
    from alliance_quiz.cpd_record import CpdRecord

    data = _read(text, "definitions")
    entries = data.get("instruments") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        fault = Fault(
            file="definitions", problem="no list of them", remedy="send {instruments: []}"
        )
        raise FormatError([fault])
    instruments = [Instrument.from_dict(entry) for entry in entries if "items" in entry]
    words = [CpdRecord.from_dict(entry) for entry in entries if "items" not in entry]
    return {one.id: one for one in instruments}, words[0] if words else None


def _count(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        fault = Fault(place=name, problem="no number", remedy="send a whole number such as 20")
        raise FormatError([fault])
    return int(text)


def _read(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        fault = Fault(file=name, problem=f"not JSON ({error})", remedy="send JSON text")
        raise FormatError([fault]) from error
