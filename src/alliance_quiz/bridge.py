"""The one door for the browser: JSON texts in, a JSON text out."""

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


def _read(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        fault = Fault(file=name, problem=f"not JSON ({error})", remedy="send JSON text")
        raise FormatError([fault]) from error
