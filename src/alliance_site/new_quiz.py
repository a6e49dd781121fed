"""Start a quiz page from the template that shows each kind of question.

    python -m alliance_site.new_quiz NAME CHAPTER

NAME is the page's file name without `.md`, CHAPTER its chapter as seen from docs/quizzes/, such as
`../alliance/components.md`.
"""

from __future__ import annotations

import argparse
import posixpath
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.quiz_markdown import ID

TEMPLATE = Path(__file__).with_suffix(".md")
QUIZZES = Path("docs/quizzes")
CONFIG = Path("mkdocs.yml")
NAME, CHAPTER = "your-quiz", "../alliance/what.md"
"""What the template says in the place of the quiz's name and chapter."""
INDEX = "index"


def new_quiz(name: str, chapter: str, folder: Path = QUIZZES) -> Path:
    """Write a quiz page from the template and return its path.

    Args:
        name: The quiz's id, which is its file's name.
        chapter: Its chapter, seen from the folder.
        folder: The folder of the quizzes.

    Raises:
        FormatError: with every reason why nothing was written.
    """
    page = folder / f"{name}.md"
    faults = name_faults(name, page, "quiz")
    if not chapter.endswith(".md") or not (folder / chapter).is_file():
        remedy = f"name a file as seen from {folder}/, as in CHAPTER={CHAPTER}"
        problem = f"no chapter {chapter}" if chapter else "no chapter for the quiz"
        faults.append(Fault(problem=problem, remedy=remedy))
    if faults:
        raise FormatError(faults)
    words = {CHAPTER: chapter, NAME: name, NAME.replace("-", " "): name.replace("-", " ")}
    write_new(page, TEMPLATE, words)
    return page


def name_faults(name: str, page: Path, kind: str) -> list[Fault]:
    """Return why a page may not be begun under a name; `kind` is what the page is."""
    if not ID.match(name) or name == INDEX:
        remedy = "use a-z, 0-9 and single hyphens, as in NAME=first-visits"
        problem = f"{name} is no name for a {kind}" if name else f"no name for the {kind}"
        return [Fault(problem=problem, remedy=remedy)]
    if page.exists():
        remedy = f"give the new {kind} another NAME, or edit that file"
        return [Fault(file=str(page), problem="is there already", remedy=remedy)]
    return []


def write_new(page: Path, template: Path, words: dict[str, str]) -> None:
    """Write a page from a template with other words in the place of some."""
    text = template.read_text(encoding="utf-8")
    for old, new in words.items():
        text = text.replace(old, new)
    with page.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def add_to_nav(page: str, config: Path = CONFIG) -> str:
    """Put a page into the nav behind the last one of its folder; return what was done."""
    text = config.read_text(encoding="utf-8")
    folder = posixpath.dirname(page)
    lines = list(re.finditer(rf"^( +)- {re.escape(folder)}/[\w.-]+$", text, re.MULTILINE))
    if any(line[0].endswith(f" {page}") for line in lines):
        return f"{page} was in the nav of {config} already"
    if not lines:
        return f"{page} is not yet in the nav of {config}: add the line - {page}"
    indent = lines[0][1]
    last = [line for line in lines if line[1] == indent][-1]
    new = f"{text[: last.end()]}\n{indent}- {page}{text[last.end() :]}"
    config.write_text(new, encoding="utf-8", newline="\n")
    return f"{page} stands behind {last[0].split()[-1]} in the nav of {config}"


def run(start: Callable[..., str], names: Sequence[str], arguments: Sequence[str] | None) -> int:
    """Run a command's own function, and print what it returns, or why it wrote nothing.

    Args:
        start: It is given a text for each name, empty where the command line has none.
        names: What the command line may give, in this order.
        arguments: The command line, or None for this process's own.
    """
    module = sys.modules[start.__module__]
    parser = argparse.ArgumentParser(
        prog=f"python -m alliance_site.{Path(module.__file__ or '').stem}",
        description=(module.__doc__ or "").partition("\n")[0],
    )
    for name in names:
        parser.add_argument(name, nargs="?", default="")
    try:
        print(start(**vars(parser.parse_args(arguments))))
    except FormatError as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    return 0


def _quiz(name: str, chapter: str) -> str:
    page = new_quiz(name, chapter)
    return (
        f"{page} is there, with one question of each kind.\n"
        f"{add_to_nav(f'{page.parent.name}/{page.name}')}.\n"
        f"Next:\n"
        f"1. Put your questions in the place of the examples; delete the kinds you do not need.\n"
        f"2. Name the quiz in its chapter's front matter: quiz: ../quizzes/{page.name}\n"
        f"3. Add it to the list in {page.parent}/{INDEX}.md.\n"
        f"4. Run make serve: it tells each fault with its line.\n"
        f"A case, a conversation that branches, is a page of its own: each option ends in -> #step."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the quiz that the command line names, and say what comes next."""
    return run(_quiz, ("name", "chapter"), arguments)


if __name__ == "__main__":
    sys.exit(main())
