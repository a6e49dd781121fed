"""Say of each source which pages cite it: in short behind a reference, in full on one page."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alliance_site.citations import slug

NAMED = 3
"""How many other pages a reference names; one cited everywhere must not fill the page."""

PLACE = "<!-- references -->"
"""What the page of all references holds in place of the list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citing:
    """A page that cites a source: its title and its address as seen from the page that links."""

    title: str
    url: str


def also_cited_in(named: Sequence[Citing], more: int, key: str, index: str | None) -> str:
    """Return what stands behind a reference: the first few other pages that cite it, as HTML.

    Args:
        named: The first `NAMED` of the other pages that cite the source.
        more: How many there are besides.
        key: The source's key.
        index: The address of the page of all references, where there is one.
    """
    if not named:
        return ""
    shown = _links(named, key)
    if more:
        words = f"{more} more"
        shown += f' and <a href="{index}#{slug(key)}">{words}</a>' if index else f" and {words}"
    return f'<span class="cited-in">Also cited in {shown}.</span>'


def list_all(entries: Iterable[tuple[str, str, Sequence[Citing]]]) -> str:
    """Return the list of all references as HTML.

    Args:
        entries: Of each source its key, its reference as HTML, and the pages that cite it.
    """
    items = []
    for key, text, citing in entries:
        pages = f"Cited in {_links(citing, key)}." if citing else "Not cited yet."
        items.append(
            f'<li id="{slug(key)}"><span class="csl-entry">{text}</span>'
            f'<span class="cited-in">{pages}</span></li>'
        )
    listed = "\n".join(items)
    return f'<ul class="references" data-search-exclude>\n{listed}\n</ul>'


def _links(pages: Sequence[Citing], key: str) -> str:
    return ", ".join(
        f'<a href="{page.url}#ref-{slug(key)}">{html.escape(page.title, quote=False)}</a>'
        for page in pages
    )
