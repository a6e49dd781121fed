"""Start a quiz page from the template that shows each kind of question.

    python -m alliance_site.new_quiz NAME CHAPTER

NAME is the page's file name without `.md`, CHAPTER its chapter as seen from docs/quizzes/, such as
`../alliance/components.md`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.quiz_markdown import ID

TEMPLATE = Path(__file__).with_suffix(".md")
QUIZZES = Path("docs/quizzes")
NAME, CHAPTER = "your-quiz", "../alliance/what.md"
"""What the template says in the place of the quiz's name and chapter."""
INDEX = "index"


def new_quiz(name: str, chapter: str, folder: Path) -> Path:
    """Write a quiz page from the template and return its path.

    Args:
        name: The quiz's id, which is its file's name.
        chapter: Its chapter, seen from the folder.
        folder: The folder of the quizzes.

    Raises:
        FormatError: with every reason why nothing was written.
    """
    page = folder / f"{name}.md"
    faults = []
    if not ID.match(name) or name == INDEX:
        remedy = "use a-z, 0-9 and single hyphens, as in NAME=first-visits"
        problem = f"{name} is no name for a quiz" if name else "no name for the quiz"
        faults.append(Fault(problem=problem, remedy=remedy))
    elif page.exists():
        remedy = "give the new quiz another NAME, or edit that file"
        faults.append(Fault(file=str(page), problem="is there already", remedy=remedy))
    if not chapter.endswith(".md") or not (folder / chapter).is_file():
        remedy = f"name a file as seen from {folder}/, as in CHAPTER={CHAPTER}"
        problem = f"no chapter {chapter}" if chapter else "no chapter for the quiz"
        faults.append(Fault(problem=problem, remedy=remedy))
    if faults:
        raise FormatError(faults)
    text = TEMPLATE.read_text(encoding="utf-8").replace(NAME, name).replace(CHAPTER, chapter)
    text = text.replace(NAME.replace("-", " "), name.replace("-", " "))
    with page.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return page


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the quiz that the command line names, and say what comes next."""
    parser = argparse.ArgumentParser(
        prog="python -m alliance_site.new_quiz", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("chapter", nargs="?", default="")
    given = parser.parse_args(arguments)
    try:
        page = new_quiz(given.name, given.chapter, QUIZZES)
    except FormatError as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    print(
        f"{page} is there, with one question of each kind. Next:\n"
        f"1. Put your questions in the place of the examples; delete the kinds you do not need.\n"
        f"2. Add this line to the nav in mkdocs.yml, under Practise:\n"
        f"      - quizzes/{page.name}\n"
        f"3. Name the quiz in its chapter's front matter: quiz: ../quizzes/{page.name}\n"
        f"4. Run make serve: it tells each fault with its line.\n"
        f"A case, a conversation that branches, is a page of its own: each option ends in -> #step."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
