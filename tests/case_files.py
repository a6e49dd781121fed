"""Read the test cases: a definition, answers to it, and the result or the error that must come.

A case is a TOML file in `tests/cases/`. It holds a quiz as its author writes it (`quiz`, in which
options are named by their texts) or an `[instrument]`, or a text as it might arrive broken
(`definition`); then `[responses]` and a `[result]`, or the `error`. In place of all of these it may
hold the `call`, a function of the bridge, and its `texts`, tables among them written as JSON.
CPython, Pyodide under Node and the browser all run these very cases.
"""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alliance_quiz.quiz_markdown import WrittenQuiz, read_quiz

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What a function of the bridge is given; exactly one of `result` and `error` is set."""

    name: str
    call: str
    texts: list[str]
    result: Any = None
    error: str | None = None


def read_cases() -> list[Case]:
    """Return every case, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _read(path: Path) -> Case:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    result = data.get("result")
    if "call" in data:
        call, given = data["call"], data["texts"]
    else:
        call, given = "score", [data.get("definition", data.get("instrument")), data["responses"]]
    if "quiz" in data:
        quiz = read_quiz(data["quiz"], path.name)
        given[0], ids = quiz.definition().to_dict(), _ids(quiz)
        given, result = _with_ids(given, ids), _with_ids(result, ids)
    return Case(
        name=path.stem,
        call=call,
        texts=[text if isinstance(text, str) else json.dumps(_with_nulls(text)) for text in given],
        result=_with_nulls(result),
        error=data.get("error"),
    )


def _ids(quiz: WrittenQuiz) -> dict[str, str]:
    """Return the id of each option, item, term and meaning by its text."""
    ids: dict[str, str] = {}
    for question in quiz.questions:
        ids |= {option.text: option.id for option in question.options}
        ids |= {item.text: item.id for item in question.items}
        ids |= {pair.term: pair.id for pair in question.pairs}
        ids |= {pair.meaning: pair.meaning_id for pair in question.pairs}
    return ids


def _with_ids(value: Any, ids: dict[str, str]) -> Any:
    """Return the value with each option's text replaced by its id."""
    if isinstance(value, dict):
        return {ids.get(key, key): _with_ids(entry, ids) for key, entry in value.items()}
    if isinstance(value, list):
        return [_with_ids(entry, ids) for entry in value]
    return ids.get(value, value) if isinstance(value, str) else value


def _with_nulls(value: Any) -> Any:
    """Return the value with "none", for which TOML has no word, as None."""
    if isinstance(value, dict):
        return {key: _with_nulls(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_with_nulls(entry) for entry in value]
    return None if value == "none" else value


def main() -> None:
    """Write all cases as JSON to the file that the command line names."""
    cases = [
        {
            "name": case.name,
            "call": case.call,
            "texts": case.texts,
            **({"error": case.error} if case.error is not None else {"result": case.result}),
        }
        for case in read_cases()
    ]
    Path(sys.argv[1]).write_text(json.dumps({"cases": cases}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
