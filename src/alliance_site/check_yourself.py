"""Put questions of a quiz into a chapter, as text with a closed answer: no script is needed."""

from __future__ import annotations

import html
from collections.abc import Iterable

from alliance_quiz.quiz_markdown import WrittenQuestion

PLACE = "<!-- check yourself -->"
"""What a chapter holds in place of the questions."""


def check_yourself(questions: Iterable[WrittenQuestion], quiz: str) -> str:
    """Return questions as Markdown, each with its answer closed.

    Args:
        questions: The questions.
        quiz: The quiz's Markdown file, seen from the chapter.
    """
    return "\n\n".join(_question(question, quiz) for question in questions)


def _question(question: WrittenQuestion, quiz: str) -> str:
    options = "\n".join(f"- {option.text}" for option in question.options)
    right = [option for option in question.options if option.right]
    answers = "\n\n".join(f"**{option.text}** {option.feedback}" for option in right)
    answer = (
        f"{answers}\n\n{question.explanation}\n\n"
        f"[What the other answers miss, and more questions]({quiz}#{question.id})"
    )
    return (
        f"### {question.title} {{ #check-{question.id} }}\n\n{question.prompt}\n\n{options}\n\n"
        '<details class="note" data-search-exclude markdown>\n'
        f"<summary>The answer to: {html.escape(question.title)}</summary>\n\n{answer}\n\n</details>"
    )
