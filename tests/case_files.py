"""Read the test cases: a definition, answers to it, and the result or the error that must come.

A case is a TOML file in `tests/cases/`. It holds a quiz as its author writes it (`quiz`, in which
options are named by their texts) or an `[instrument]`, or a text as it might arrive broken
(`definition`); then `[responses]` and a `[result]`, or the `error`.
CPython, Pyodide under Node and the browser all run these very cases.
"""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alliance_quiz.quiz_markdown import read_quiz

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A case as JSON texts; exactly one of `result` and `error` is set."""

    name: str
    definition: str
    responses: str
    result: Any = None
    error: str | None = None


def read_cases() -> list[Case]:
    """Return every case, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _read(path: Path) -> Case:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    responses, result = data["responses"], data.get("result")
    if "quiz" in data:
        quiz = read_quiz(data["quiz"], path.name)
        definition = json.dumps(quiz.definition().to_dict())
        ids = {option.text: option.id for question in quiz.questions for option in question.options}
        responses, result = _with_ids(responses, ids), _with_ids(result, ids)
    elif "instrument" in data:
        definition = json.dumps(data["instrument"])
    else:
        definition = data["definition"]
    return Case(
        name=path.stem,
        definition=definition,
        responses=responses if isinstance(responses, str) else json.dumps(responses),
        result=_with_nulls(result),
        error=data.get("error"),
    )


def _with_ids(value: Any, ids: dict[str, str]) -> Any:
    """Return the value with each option's text replaced by its id."""
    if isinstance(value, dict):
        return {key: _with_ids(entry, ids) for key, entry in value.items()}
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
            "definition": case.definition,
            "responses": case.responses,
            **({"error": case.error} if case.error is not None else {"result": case.result}),
        }
        for case in read_cases()
    ]
    Path(sys.argv[1]).write_text(json.dumps({"cases": cases}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
