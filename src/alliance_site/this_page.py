"""Say how a page is cited: to readers in three forms, to reference managers in its head."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from alliance_site.references import References


@dataclass(frozen=True, kw_only=True, slots=True)
class ThisPage:
    """What a citation of a page needs; the authors may be groups."""

    title: str
    authors: Sequence[str]
    site: str
    date: datetime.date
    url: str

    def csl(self) -> dict[str, Any]:
        """Return the page as a CSL-JSON item."""
        return {
            "id": "this-page",
            "type": "webpage",
            "title": self.title,
            "author": [{"literal": author} for author in self.authors],
            "container-title": self.site,
            "issued": {"date-parts": [[self.date.year, self.date.month, self.date.day]]},
            "URL": self.url,
        }

    def bibtex(self) -> str:
        """Return the page as a BibTeX entry."""
        words = re.findall(r"[a-z]+", self.title.lower())
        fields = {
            "author": " and ".join(f"{{{author}}}" for author in self.authors),
            "title": f"{{{self.title}}}",
            "organization": self.site,
            "date": self.date.isoformat(),
            "url": self.url,
        }
        entry = Entry(
            entry_type="online",
            key="-".join([*words[:3], str(self.date.year)]),
            fields=[Field(name, value) for name, value in fields.items()],
        )
        return write_string(Library([entry])).strip()


def cite_this_page(page: ThisPage, styles: Mapping[str, References]) -> str:
    """Return how the page is cited, closed until it is asked for, as HTML.

    Args:
        page: The page.
        styles: The formatters by the name that readers know them by.
    """
    rows = [(name, references.reference(page.csl())) for name, references in styles.items()]
    bibtex = html.escape(page.bibtex(), quote=False)
    rows.append(("BibTeX", f"<pre><code>{bibtex}</code></pre>"))
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows)
    return (
        '<details class="cite-this-page" data-search-exclude>'
        f"<summary>Cite this page</summary><dl>{listed}</dl></details>"
    )


def report_a_problem(address: str) -> str:
    """Return a link for readers who have found a mistake, as HTML."""
    return (
        f'<p class="report"><a href="{html.escape(address)}">Report a problem on this page</a></p>'
    )


def highwire(page: ThisPage) -> str:
    """Return the page's metadata as reference managers read them: Highwire's meta elements."""
    date = page.date.strftime("%Y/%m/%d")
    tags = [
        ("citation_title", page.title),
        *(("citation_author", author) for author in page.authors),
        ("citation_publication_date", date),
        ("citation_website_title", page.site),
        ("citation_public_url", page.url),
        ("citation_language", "en"),
    ]
    return "".join(f'<meta name="{name}" content="{html.escape(text)}">\n' for name, text in tags)
