"""Give each chapter its head and its glossary, and say how it is cited and mended."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data

from alliance_site.chapter import add_head, chapter_faults
from alliance_site.glossary import Glossary, read_glossary
from alliance_site.reading import told_name
from alliance_site.references import References
from alliance_site.this_page import ThisPage, cite_this_page, highwire, report_a_problem

KEPT = Path("build/this-page")
GLOSSARY = "glossary.md"
STYLES = {"Vancouver": "nlm-citation-sequence", "APA": "apa"}

log = logging.getLogger("mkdocs.hooks.chapters")

styles: dict[str, References] = {}
glossary: list[Glossary] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load the styles, once, and the glossary for this build."""
    root = Path(config.config_file_path).parent
    for name, style in STYLES.items():
        if name not in styles:
            styles[name] = References(style, root / KEPT)
    path = Path(config.docs_dir) / GLOSSARY
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    _, meta = get_data(text)
    common = (
        set(map(str, meta["no_tooltip"])) if isinstance(meta.get("no_tooltip"), list) else set()
    )
    terms = {term: words for term, words in read_glossary(text).items() if term not in common}
    glossary[:] = [Glossary(terms)]
    config.markdown_extensions.extend(glossary)  # type: ignore[arg-type]
    return config


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Add the head to a page that has objectives, and explain the words of the glossary in it."""
    glossary[0].active = "objectives" in page.meta
    name = told_name(config.docs_dir, page.file.src_uri)
    for fault in chapter_faults(page.file.content_string, page.meta, name):
        log.error(str(fault))
    page.meta.setdefault("authors", [config.site_author or config.site_name])
    return add_head(markdown, page.meta)


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Say at the foot of a chapter how it is cited."""
    described = _described(page, config)
    if not described:
        return html
    problem = ""
    if config.repo_url:
        title = quote(f"{described.title}: ")
        problem = report_a_problem(f"{config.repo_url.rstrip('/')}/issues/new?title={title}")
    return html + cite_this_page(described, styles) + problem


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
        authors=page.meta["authors"],
        site=config.site_name,
        date=page.meta["reviewed"],
        url=page.canonical_url or "",
    )
