"""Write what the site's keepers have to look at, as one issue in Markdown.

    python -m alliance_site.upkeep LINKS

LINKS is what linkchecker has found, as CSV; one item of the issue is one thing to do.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from alliance_quiz.faults import FormatError
from alliance_site.bibliography import Source, read_bibliography
from alliance_site.front_matter import read_front_matter
from alliance_site.reading import read_utf8

PAGES = ("docs/**/*.md", "adr/*.md")
BIBLIOGRAPHY = "bibliography.bib"
HANDLES = "https://doi.org/api/handles/"
"""Knows every DOI there is, whoever registered it."""
WORKS = "https://api.crossref.org/v1/works/"
"""Knows what has been said of a work since, by its publisher or Retraction Watch."""
PATIENCE = 30
NOTICES = {"retraction", "partial_retraction", "withdrawal", "removal", "expression_of_concern"}
NOTHING = "Nothing to do."


def overdue(pages: Iterable[tuple[str, str]], today: datetime.date) -> Iterator[str]:
    """Yield what is to be done for each page, of a name and a text, whose review is due.

    Raises:
        FormatError: with the faults of a page whose front matter is not as it should be.
    """
    for name, text in pages:
        meta, faults = read_front_matter(text, name)
        if faults:
            raise FormatError(faults)
        if "review_due" in meta and meta["review_due"] <= today:
            reviewed = meta.get("reviewed", "never")
            yield f"{name}: reviewed {reviewed}, due since {meta['review_due']}"


def dead(found: str) -> Iterator[str]:
    """Yield what is to be done for each link that linkchecker has told, in its CSV."""
    rows = [line for line in found.splitlines(keepends=True) if not line.startswith("#")]
    for row in csv.DictReader(rows, delimiter=";"):
        if row["valid"] == "False":
            # A server words its own answer, which is to be shown and not to be read as Markdown.
            answer = " ".join(row["result"].replace("`", "'").split())
            yield f"{row['url']} on {urlsplit(row['parentname']).path}: `{answer}`"


class Sources:
    """Asks about the DOIs of the bibliography, at two addresses.

    Args:
        sources: The entries; those without a DOI are passed over.
        handles: Where DOIs resolve, as `HANDLES`.
        works: Where notices are kept, as `WORKS`.
    """

    def __init__(self, sources: Iterable[Source], handles: str, works: str) -> None:
        self._dois = {
            source.fields[
                "doi"
            ]: f"{BIBLIOGRAPHY}:{source.line}: {source.key}, {source.fields['doi']}"
            for source in sources
            if "doi" in source.fields
        }
        self._handles = handles
        self._works = works

    def once_reached(self, items: Iterable[str]) -> Iterator[str]:
        """Yield some items, if there is a network at all.

        Raises:
            OSError: when there is none.
        """
        for doi in list(self._dois)[:1]:
            _ask(self._handles, doi)
        yield from items

    def gone(self) -> Iterator[str]:
        """Yield each DOI that does not resolve.

        Raises:
            OSError: when the address does not answer.
        """
        for doi, name in self._dois.items():
            if _ask(self._handles, doi) is None:
                yield f"{name}: does not resolve"

    def retracted(self) -> Iterator[str]:
        """Yield each source that has been retracted, withdrawn or doubted, with the notice.

        Raises:
            OSError: when the address does not answer.
        """
        for doi, name in self._dois.items():
            work = _ask(self._works, doi) or {"message": {}}  # Registered elsewhere.
            for notice in work["message"].get("updated-by", []):
                if notice["type"].replace("-", "_") in NOTICES:
                    yield f"{name}: {notice['label']}, https://doi.org/{notice['DOI']}"


def _ask(address: str, doi: str) -> dict[str, Any] | None:
    """Return what an address says of a DOI; None where it knows none of that name."""
    request = Request(address + quote(doi), headers={"User-Agent": "therapeutic-alliance upkeep"})  # noqa: S310  the address is https, or a test's own
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  as above
            return dict(json.load(answer))
    except HTTPError as error:
        if error.code == 404:
            return None
        raise


def section(title: str, items: Iterable[str]) -> str:
    """Return a section of the issue; where a source does not answer it says so."""
    listed = []
    try:
        for item in items:
            listed.append(f"- [ ] {item}")  # noqa: PERF401  what came before an error stays
    except OSError as error:
        reason = getattr(error, "reason", None) or error
        listed.append(f"Skipped from here on, since there was no answer ({reason}).")
    return f"## {title}\n\n" + "\n".join(listed or [NOTHING]) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the issue for today."""
    parser = argparse.ArgumentParser(
        prog="python -m alliance_site.upkeep", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("links", type=Path)
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.date.today())
    parser.add_argument("--handles", default=HANDLES)
    parser.add_argument("--works", default=WORKS)
    given = parser.parse_args(arguments)
    try:
        paths = sorted(path for pattern in PAGES for path in Path().glob(pattern))
        pages = [(str(path), read_utf8(path, str(path))) for path in paths]
        entries, _ = read_bibliography(read_utf8(Path(BIBLIOGRAPHY), BIBLIOGRAPHY), BIBLIOGRAPHY)
        links = read_utf8(given.links, str(given.links))
        due = list(overdue(pages, given.today))
    except FormatError as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return 1
    sources = Sources(entries.values(), given.handles, given.works)
    print(
        section("Chapters and decisions due for review", due),
        section("Links that lead nowhere", sources.once_reached(dead(links))),
        section("DOIs that do not resolve", sources.gone()),
        section("Sources that have been retracted or doubted", sources.retracted()),
        sep="\n",
        end="",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
