"""Resolve citations from `bibliography.bib` in every page, and tell each fault with its line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from alliance_quiz.faults import FormatError
from alliance_site.bibliography import read_bibliography
from alliance_site.citations import Citations
from alliance_site.reading import read_utf8, told_name
from alliance_site.references import References

BIBLIOGRAPHY = "bibliography.bib"
ENTRY_KEY = re.compile(r"^\s*@\w+\s*[{(]\s*([^,\s]+)", re.MULTILINE)

log = logging.getLogger("mkdocs.hooks.citations")

references: dict[str, References] = {}
citations: list[Citations] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the bibliography anew for this build."""
    path = Path(config.config_file_path).parent / BIBLIOGRAPHY
    config.watch.append(str(path))
    text = ""
    try:
        text = read_utf8(path, BIBLIOGRAPHY)
    except FormatError as error:
        log.error(str(error))
    sources, faults = read_bibliography(text, BIBLIOGRAPHY)
    for fault in faults:
        log.error(str(fault))
    style = str(config.extra["citation_style"])
    if style not in references:
        references[style] = References(style)
    citations[:] = [Citations(sources, references[style], known=ENTRY_KEY.findall(text))]
    config.markdown_extensions.extend(citations)  # type: ignore[arg-type]
    return config


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Tell the faults of the page that has just been converted."""
    places: dict[str, Iterator[tuple[str, int]]] = {}
    for fault in citations[0].faults:
        # A key that is wrong twice stands at two lines.
        found = places.setdefault(fault.place, _places(fault.place, page, config))
        file, line = next(found, (told_name(config.docs_dir, page.file.src_uri), 1))
        log.error(str(fault.at(file, line)))
    return html


def _places(key: str, page: Page, config: MkDocsConfig) -> Iterator[tuple[str, int]]:
    """Yield each file and 1-based line where a key stands in what this page shows."""
    docs = Path(config.docs_dir)
    sources = [Path(page.file.src_uri)]
    if "instrument" in page.meta:
        sources.append(Path(page.file.src_uri).parent / str(page.meta["instrument"]))
    wanted = re.compile(re.escape(key) + r"(?![\w:.-]*\w)")
    for source in sources:
        path = (docs / source).resolve()
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        for number, line in enumerate(text.splitlines(), 1):
            for _ in wanted.findall(line):
                yield told_name(docs, path.relative_to(docs.resolve()).as_posix()), number
