"""The one door for the browser: JSON texts in, a JSON text out.

Times, numbers and names come as they are, without quotation marks. What only review needs is
imported where it is used: scoring alone loads neither dates nor the schedule.
"""

from __future__ import annotations

import json

from alliance_quiz.case import Case, follow_case
from alliance_quiz.effects import explore
from alliance_quiz.faults import Fault, FormatError, Table
from alliance_quiz.instrument import Instrument, score_instrument
from alliance_quiz.preview import check
from alliance_quiz.quiz import Quiz, score_quiz


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
    data, answers = _read(definition, "definition"), _read(responses, "responses")
    if isinstance(data, dict) and "questions" in data:
        return json.dumps(score_quiz(Quiz.from_dict(data), answers))
    if isinstance(data, dict) and "steps" in data:
        return json.dumps(follow_case(Case.from_dict(data), answers))
    if isinstance(data, dict) and "explore" in data:
        return json.dumps(explore(answers))
    return json.dumps(score_instrument(Instrument.from_dict(data), answers))


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
