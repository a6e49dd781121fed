"""Read a page and score answers to it; CPython and Pyodide both run this very file.

What is neither a result nor a refusal in words, such as a traceback, is let through to the caller.
"""

import json

from alliance_quiz.bridge import score
from alliance_quiz.faults import FormatError
from alliance_quiz.quiz_markdown import read_quiz


def outcome(text: str, responses: str) -> str:
    """Return the warnings and the score of a page, or the words by which it is refused."""
    try:
        quiz = read_quiz(text, "page.md")
    except FormatError as error:
        if not all(fault.line for fault in error.faults):
            raise
        return f"refused: {error}"
    definition = json.dumps(quiz.definition().to_dict())
    warnings = "\n".join(map(str, quiz.warnings))
    try:
        return f"{warnings}\n{score(definition, responses)}"
    except FormatError as error:
        return f"{warnings}\nanswers refused: {error}"


def outcomes(pages: str) -> str:
    """Return the outcomes of a JSON list of pages and answers, as a JSON list."""
    return json.dumps([outcome(text, responses) for text, responses in json.loads(pages)])
