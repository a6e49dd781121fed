"""Start a chapter, with its quiz, from the templates.

    python -m alliance_site.new_chapter NAME [FOLDER]

NAME is the file name of both without `.md`, FOLDER the chapter's folder in docs/, `alliance` where
none is given.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from alliance_quiz.faults import Fault, FormatError
from alliance_site.new_quiz import (
    INDEX,
    QUIZZES,
    add_to_nav,
    name_faults,
    new_quiz,
    run,
    write_new,
)

TEMPLATE = Path(__file__).with_suffix(".md")
NAME, TITLE, REVIEWED, DUE = "your-chapter", "Your chapter", "2026-11-28", "2027-11-28"
"""What the template says in the place of the chapter's own."""
DOCS = QUIZZES.parent
FOLDER = "alliance"
YEAR = datetime.timedelta(days=365)


def new_chapter(name: str, folder: str, today: datetime.date) -> tuple[Path, Path]:
    """Write a chapter and its quiz, and return their paths.

    Args:
        name: The name of both files, without `.md`.
        folder: The chapter's folder in docs/.
        today: The day of the first review.

    Raises:
        FormatError: with every reason why nothing was written.
    """
    page = DOCS / folder / f"{name}.md"
    faults = name_faults(name, page, "chapter") or name_faults(name, QUIZZES / page.name, "quiz")
    if not (DOCS / folder).is_dir():
        remedy = f"use one that is there, as in FOLDER={FOLDER}"
        faults.append(Fault(problem=f"no folder {DOCS}/{folder}", remedy=remedy))
    if faults:
        raise FormatError(faults)
    title = name.replace("-", " ").capitalize()
    words = {NAME: name, TITLE: title, REVIEWED: f"{today}", DUE: f"{today + YEAR}"}
    write_new(page, TEMPLATE, words)
    return page, new_quiz(name, f"../{folder}/{page.name}")


def _chapter(name: str, folder: str) -> str:
    folder = folder or FOLDER
    page, quiz = new_chapter(name, folder, datetime.datetime.now(datetime.UTC).date())
    return (
        f"{page} is there, and {quiz} with one question of each kind.\n"
        f"{add_to_nav(f'{folder}/{page.name}')}.\n"
        f"{add_to_nav(f'{quiz.parent.name}/{quiz.name}')}.\n"
        f"Next:\n"
        f"1. Write your text in the place of ours, 700 words or more, and keep the last four "
        f"headings.\n"
        f"2. Give the quiz eight questions or more, and each objective at least one: objective=2.\n"
        f"3. Name two of them in the chapter as check: [an-id, another-id].\n"
        f"4. Add the quiz to the list in {quiz.parent}/{INDEX}.md.\n"
        f"5. Run make serve: it tells each fault with its line."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the chapter that the command line names, and say what comes next."""
    return run(_chapter, ("name", "folder"), arguments)


if __name__ == "__main__":
    sys.exit(main())
