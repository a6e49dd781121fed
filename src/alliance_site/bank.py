"""List the questions of all quizzes, for practice over days and for mixed quizzes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alliance_quiz.kinds import Reflect
from alliance_quiz.quiz_markdown import WrittenQuiz


def bank_entry(
    quiz: WrittenQuiz, *, page: str, definition: str, chapter: str, objectives: Sequence[str]
) -> dict[str, Any]:
    """Return what the bank says of a quiz; addresses are relative to the bank.

    Questions to reflect on are not in it: nothing says when they should come back.
    """
    return {
        "id": quiz.id,
        "title": quiz.title,
        "page": page,
        "definition": definition,
        "chapter": chapter,
        "objectives": list(objectives),
        "questions": [
            {
                "id": question.id,
                "title": question.title,
                "content": question.content,
                "objective": question.objective,
                "kind": question.kind,
            }
            for question in quiz.questions
            if not isinstance(question.answer, Reflect)
        ],
    }
