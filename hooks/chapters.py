"""Give each chapter its head, and say how it is cited."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from alliance_site.chapter import add_head
from alliance_site.references import References
from alliance_site.this_page import ThisPage, cite_this_page, highwire

KEPT = Path("build/this-page")
STYLES = {"Vancouver": "nlm-citation-sequence", "APA": "apa"}

log = logging.getLogger("mkdocs.hooks.chapters")

styles: dict[str, References] = {}


def on_config(config: MkDocsConfig) -> None:
    """Load the styles, once."""
    root = Path(config.config_file_path).parent
    for name, style in STYLES.items():
        if name not in styles:
            styles[name] = References(style, root / KEPT)


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Add the head to a page that has objectives."""
    return add_head(markdown, page.meta)


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Say at the foot of a chapter how it is cited."""
    described = _described(page, config)
    return html + cite_this_page(described, styles) if described else html


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Say the same to reference managers."""
    described = _described(page, config)
    if not described:
        return output
    return output.replace("</head>", f"{highwire(described)}</head>", 1)


def on_post_build(**_: object) -> None:
    """Keep the texts for the next build."""
    for references in styles.values():
        references.save()


def _described(page: Page, config: MkDocsConfig) -> ThisPage | None:
    """Return what a citation of a chapter needs; other pages are not cited."""
    if "objectives" not in page.meta or "reviewed" not in page.meta:
        return None
    return ThisPage(
        title=str(page.title),
        authors=page.meta.get("authors") or [config.site_author or config.site_name],
        site=config.site_name,
        date=page.meta["reviewed"],
        url=page.canonical_url or "",
    )
