"""Show each chapter's objectives, reading time and review dates under its title."""

from __future__ import annotations

from mkdocs.structure.pages import Page

from alliance_site.chapter import add_head


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Add the head to a page that has objectives."""
    return add_head(markdown, page.meta)
