"""Read each page; where one is not UTF-8, tell the line and let the build go on to the next."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from alliance_quiz.faults import FormatError
from alliance_site.reading import read_utf8, told_name

log = logging.getLogger("mkdocs.hooks.reading")


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """Return a page's text, or nothing for a page that MkDocs has made itself."""
    path = page.file.abs_src_path
    if path is None:
        return None
    try:
        return read_utf8(Path(path), told_name(config.docs_dir, page.file.src_uri))
    except FormatError as error:
        log.error(str(error))
        return ""
