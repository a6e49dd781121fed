"""Put what a chapter's front matter says at the head of the chapter."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

TITLE = re.compile(r"^# .+$", re.MULTILINE)
PACE = 200
"""Words a minute: slower than most adults read a story, since this is to be learnt."""


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
