"""Resolve citations from `bibliography.bib` in every page, and tell each fault with its line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from alliance_quiz.faults import Fault, FormatError
from alliance_site.bibliography import read_bibliography
from alliance_site.citations import CITED_IN, Citations
from alliance_site.cited_in import PLACE, Citing, also_cited_in, list_all
from alliance_site.reading import read_utf8, told_name
from alliance_site.references import References

BIBLIOGRAPHY = "bibliography.bib"
CSL_JSON = "bibliography.json"
INDEX = "references.md"
KEPT = Path("build/references")
ENTRY_KEY = re.compile(r"^\s*@\w+\s*[{(]\s*([^,\s]+)", re.MULTILINE)

log = logging.getLogger("mkdocs.hooks.citations")


@dataclass(kw_only=True)
class _Build:
    """What one build knows: the extension, and the keys that each page cites."""

    citations: Citations
    cited: dict[str, list[str]] = field(default_factory=dict)


formatters: dict[str, References] = {}
builds: list[_Build] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the bibliography anew for this build."""
    root = Path(config.config_file_path).parent
    config.watch.append(str(root / BIBLIOGRAPHY))
    text = ""
    try:
        text = read_utf8(root / BIBLIOGRAPHY, BIBLIOGRAPHY)
    except FormatError as error:
        log.error(str(error))
    sources, faults = read_bibliography(text, BIBLIOGRAPHY)
    for fault in faults:
        log.error(str(fault))
    citations = Citations(sources, _formatter(config, root), known=ENTRY_KEY.findall(text))
    builds[:] = [_Build(citations=citations)]
    config.markdown_extensions.append(citations)  # type: ignore[arg-type]
    return config


def _formatter(config: MkDocsConfig, root: Path) -> References:
    """Return the formatter for the style that the settings name, the same at every build."""
    style = str(config.extra["citation_style"])
    if style not in formatters:
        try:
            formatters[style] = References(style, root / KEPT)
        except FormatError as error:
            for fault in error.faults:
                log.error(str(fault.at(Path(config.config_file_path).name, 1)))
            return References("nlm-citation-sequence")
    return formatters[style]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Offer the bibliography for download where there is a page of all references."""
    if files.get_file_from_path(INDEX):
        citations = builds[0].citations
        entries = [citations.references.csl_json(each) for each in citations.sources.values()]
        json = f"[\n{',\n'.join(entries)}\n]\n"
        bib = str(Path(config.config_file_path).parent / BIBLIOGRAPHY)
        files.append(File.generated(config, BIBLIOGRAPHY, abs_src_path=bib))
        files.append(File.generated(config, CSL_JSON, content=json))
    return files


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Tell the faults of the page that has just been converted, and note what it cites."""
    citations = builds[0].citations
    builds[0].cited[page.file.src_uri] = citations.cited
    places: dict[str, Iterator[tuple[str, int]]] = {}
    for fault in citations.faults:
        # A key that is wrong twice stands at two lines.
        found = places.setdefault(fault.place, _places(fault.place, page, config))
        file, line = next(found, (told_name(config.docs_dir, page.file.src_uri), 1))
        log.error(str(fault.at(file, line)))
    return html


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Say of each source which pages cite it, now that all are converted."""
    citations, cited = builds[0].citations, builds[0].cited
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
    by_source: dict[str, list[Page]] = {key: [] for key in citations.sources}
    for uri, keys in cited.items():
        for key in keys:
            by_source[key].append(pages[uri])
    index = pages.get(INDEX)
    for uri in cited:
        page = pages[uri]
        page.content = CITED_IN.sub(
            partial(_also_cited_in, page, by_source, index), page.content or ""
        )
    if index:
        _fill_index(index, citations, by_source, config)
    for key, citing in by_source.items():
        if not citing:
            fault = Fault(
                file=BIBLIOGRAPHY,
                line=citations.sources[key].line,
                place=f"@{key}",
                problem="warning: no page cites it",
                remedy="cite it, or delete it",
            )
            log.info(str(fault))  # To --strict a warning would be a fault.
    citations.references.save()
    return env


def _also_cited_in(
    page: Page, by_source: dict[str, list[Page]], index: Page | None, found: re.Match[str]
) -> str:
    key = unescape(found[1])
    to_index = get_relative_url(index.url, page.url) if index else None
    return also_cited_in(_seen_from(page, by_source[key]), key, to_index)


def _fill_index(
    index: Page, citations: Citations, by_source: dict[str, list[Page]], config: MkDocsConfig
) -> None:
    content = index.content or ""
    if content.count(PLACE) != 1:
        name = told_name(config.docs_dir, INDEX)
        log.error(f"{name}:1: no single place for the list: write {PLACE} once, on a line alone")
        return
    ordered = citations.references.order(citations.sources.values())
    listed = list_all(
        (source.key, citations.reference(source.key), _seen_from(index, by_source[source.key]))
        for source in ordered
    )
    index.content = content.replace(PLACE, listed)


def _seen_from(page: Page, citing: list[Page]) -> list[Citing]:
    """Return the other pages that cite a source, with their addresses from this one."""
    return [
        Citing(title=str(other.title), url=get_relative_url(other.url, page.url))
        for other in citing
        if other is not page
    ]


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
