"""Put what a chapter's front matter says at its head, and say what a chapter lacks."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise
from typing import Any

from alliance_quiz.faults import Fault
from alliance_site.check_yourself import PLACE
from alliance_site.reading import line_of

TITLE = re.compile(r"^# .+$", re.MULTILINE)
PACE = 200
"""Words a minute: slower than most adults read a story, since this is to be learnt."""

PARTS = {
    "tomorrow": "In the clinic tomorrow",
    "key-points": "Key points",
    "check": "Check yourself",
    "further": "Further reading",
}
"""The headings that end every chapter, by their ids, in their order."""
REQUIRED = ("title", "description", "quiz", "check")
OBJECTIVE = re.compile(r"[A-Z][a-z]+ ")


def add_head(markdown: str, meta: Mapping[str, Any]) -> str:
    """Return a chapter with its reading time, dates and learning objectives under its title.

    A page whose front matter names no `objectives` comes back as it is.

    Args:
        markdown: The page without its front matter.
        meta: The front matter: `objectives`, `authors`, `reviewed`, `review_due`.
    """
    objectives = meta.get("objectives")
    title = TITLE.search(markdown)
    if not objectives or title is None:
        return markdown
    facts = [
        f"reading time {-(-len(markdown.split()) // PACE)} min",
        f"by {', '.join(meta['authors'])}" if "authors" in meta else "",
        f"reviewed {_day(meta['reviewed'])}" if "reviewed" in meta else "",
        f"next review due {_day(meta['review_due'])}" if "review_due" in meta else "",
    ]
    line = ", ".join(fact for fact in facts if fact)
    listed = "\n".join(f"- {objective}" for objective in objectives)
    head = (
        f"\n\n{line[:1].upper()}{line[1:]}.\n{{ .chapter-facts }}\n\n"
        f"After this chapter you can:\n{{ .objectives-title }}\n\n{listed}\n"
    )
    return markdown[: title.end()] + head + markdown[title.end() :]


def _day(value: object) -> str:
    if isinstance(value, datetime.date):
        return f"{value.day} {value:%B %Y}"
    return str(value)


def chapter_faults(text: str, meta: Mapping[str, Any], file: str) -> Iterator[Fault]:
    """Yield what a page that names `objectives` lacks to be a chapter.

    Args:
        text: The page as it is written.
        meta: Its front matter.
        file: The file's name, for messages.
    """
    if "objectives" not in meta:
        return
    for problem, remedy, near in chain(_lacking_in_head(meta), _lacking_in_text(text)):
        yield Fault(file=file, line=line_of(text, near), problem=problem, remedy=remedy)


def _lacking_in_head(meta: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the front matter, what would be right, and a text of its line."""
    for key in REQUIRED:
        if not meta.get(key):
            yield f"{key} is missing", f"write {key} into the front matter", ""
    objectives = [str(objective) for objective in _list(meta["objectives"])]
    if not 3 <= len(objectives) <= 5:
        yield f"{len(objectives)} objectives", "write 3 to 5", "objectives:"
    for objective in objectives:
        if not OBJECTIVE.match(objective):
            remedy = "begin it with what a reader does, as in Name or Describe"
            yield f"an objective that begins with “{objective[:20]}”", remedy, objective
    if meta.get("check") and len(_list(meta["check"])) != 2:
        yield "check does not name two questions", "name two of its quiz, as [one, two]", "check:"


def _lacking_in_text(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the same for the text."""
    places = {part: text.find(f"{{#{part}}}") for part in PARTS}
    for part, place in places.items():
        if place < 0:
            yield f"no heading {PARTS[part]}", f"add ## {PARTS[part]} {{#{part}}}", ""
    for before, after in pairwise(part for part, place in places.items() if place >= 0):
        if places[before] > places[after]:
            remedy = f"put {PARTS[before]} before it"
            yield f"{PARTS[after]} comes too soon", remedy, f"{{#{after}}}"
    if (count := text.count(PLACE)) != 1:
        yield f"{PLACE} stands here {count} times", "write it once, on a line alone", PLACE
    if "![" not in text and "\n| " not in text:
        yield "no figure and no table", "show one thing in a figure or a table", ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
