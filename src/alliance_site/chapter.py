"""Put what a chapter's front matter says at the head of the chapter."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alliance_quiz.faults import Fault, FormatError
from alliance_site.claims import FRONT

TITLE = re.compile(r"^# .+$", re.MULTILINE)
PACE = 200
"""Words a minute: slower than most adults read a story, since this is to be learnt."""


REVIEWED, DUE = "reviewed", "review_due"
LONGEST = datetime.timedelta(days=366)
"""A chapter is due again a year after its review, or sooner."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """When a chapter was last checked against its sources, and by when it has to be again."""

    reviewed: datetime.date
    due: datetime.date


def read_review(text: str, file: str) -> Review | None:
    """Return the dates that a chapter's front matter gives; None for a page without objectives.

    Args:
        text: The whole page. YAML gives up on a day that no calendar has, so it is not asked.
        file: The file's name, for messages.

    Raises:
        FormatError: with each date that is missing or cannot be right, at its line.
    """
    front = FRONT.match(text.replace("\r\n", "\n"))
    lines = front[0].split("\n") if front else []
    if not any(line.startswith("objectives:") for line in lines):
        return None
    faults: list[Fault] = []
    dates: dict[str, tuple[datetime.date, int]] = {}
    for key in (REVIEWED, DUE):
        found = [(n, line) for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")]
        number, line = found[0] if found else (1, "")
        value = line.partition(":")[2].partition("#")[0].strip()
        try:
            dates[key] = (datetime.date.fromisoformat(value), number)
        except ValueError:
            problem = f"{key}: {value or 'nothing'} is no date" if found else f"{key} is missing"
            remedy = f"write a day that the calendar has, as in {key}: 2026-11-24"
            faults.append(Fault(file=file, line=number, problem=problem, remedy=remedy))
    if not faults:
        (reviewed, _), (due, number) = dates[REVIEWED], dates[DUE]
        if reviewed <= due <= reviewed + LONGEST:
            return Review(reviewed=reviewed, due=due)
        how = "before the review itself" if due < reviewed else "more than a year after the review"
        problem = f"{DUE}: {due} is {how}, {reviewed}"
        remedy = "write a day of the year after it"
        faults.append(Fault(file=file, line=number, problem=problem, remedy=remedy))
    raise FormatError(faults)


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
