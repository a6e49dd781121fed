"""Tell the language of a page that translates another, and link the two."""

from __future__ import annotations

import logging
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.meta import get_data

from alliance_site.reading import line_of, told_name
from alliance_site.translation import (
    Translation,
    faults,
    link_translations,
    mark_page,
    mark_text,
    read_name,
)

log = logging.getLogger("mkdocs.hooks.translations")

translations: dict[str, Translation] = {}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Find the translations; each is reached from its original, and stands in no menu."""
    translations.clear()
    pages = {file.src_uri for file in files.documentation_pages()}
    for file in files.documentation_pages():
        translation = read_name(file.src_uri)
        if translation is None:
            continue
        name = told_name(config.docs_dir, file.src_uri)
        _, meta = get_data(file.content_string)
        told = list(faults(translation, meta, pages))
        for fault in told:
            line = line_of(file.content_string, f"\n{fault.place}:")
            log.error(str(fault.at(name, line)))
        file.inclusion = InclusionLevel.NOT_IN_NAV
        if not told:
            translations[file.src_uri] = translation
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Keep a translation out of the search, which knows English only."""
    if page.file.src_uri in translations:
        page.meta["search"] = {"exclude": True}
    return markdown


def on_env(env: Any, files: Files, **_: object) -> Any:
    """Mark the text of each translation and link it with its original: all have titles now."""
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
    others: dict[str, dict[str, Translation]] = {}
    for uri, own in translations.items():
        page, original = pages[uri], pages[own.original]
        url = get_relative_url(original.url, page.url)
        page.content = mark_text(page.content or "", own, str(original.title), url)
        others.setdefault(own.original, {})[get_relative_url(page.url, original.url)] = own
    for uri, links in others.items():
        pages[uri].content = link_translations(pages[uri].content or "", links)
    return env


def on_post_page(output: str, page: Page, **_: object) -> str:
    """Mark what the theme repeats of a translation."""
    own = translations.get(page.file.src_uri)
    return mark_page(output, own) if own else output
