"""Resolve citations from `bibliography.bib` in every page, and tell each fault with its line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from alliance_quiz.faults import Fault, FormatError
from alliance_site.bibliography import read_bibliography, written_keys
from alliance_site.citations import LIST, Citations, Listed, list_references
from alliance_site.cited_in import NAMED, PLACE, Citing, also_cited_in, list_all
from alliance_site.reading import read_utf8, told_name
from alliance_site.references import References

BIBLIOGRAPHY = "bibliography.bib"
CSL_JSON = "bibliography.json"
INDEX = "references.md"
KEPT = Path("build/references")

# The front matter that names other files whose text a page shows.
SHOWN = ("instrument", "quiz")

log = logging.getLogger("mkdocs.hooks.citations")


@dataclass(kw_only=True)
class _Build:
    """What one build knows: the extension, what each page cites, and who cites each source."""

    citations: Citations
    listed: dict[str, list[Listed]] = field(default_factory=dict)
    citing: dict[str, list[Page]] = field(default_factory=dict)
    index: Page | None = None


formatters: dict[str, References] = {}
builds: list[_Build] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the bibliography anew for this build; `config.extra` is told the sources and keys."""
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
    keys = written_keys(text)
    config.extra |= {"sources": sources, "written_keys": keys}
    citations = Citations(sources, _formatter(config, root), known=keys)
    builds[:] = [_Build(citations=citations)]
    config.markdown_extensions.append(citations)  # type: ignore[arg-type]
    return config


def _formatter(config: MkDocsConfig, root: Path) -> References:
    """Return the formatter for the style that the settings name, the same at every build."""
    style = str(config.extra.get("citation_style"))
    if style not in formatters:
        try:
            formatters[style] = References(style, root / KEPT)
        except FormatError as error:
            log.error(f"{Path(config.config_file_path).name}:1: {error}")
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
    if citations.listed:
        builds[0].listed[page.file.src_uri] = citations.listed
        # MkDocs looks for the targets of links now; the list itself comes later.
        page.present_anchor_ids = (page.present_anchor_ids or set()) | {
            source.id for source in citations.listed
        }
    places: dict[str, Iterator[tuple[str, int]]] = {}
    for fault in citations.faults:
        # A key that is wrong twice stands at two lines.
        found = places.setdefault(fault.place, _places(fault.place, page, config))
        file, line = next(found, (told_name(config.docs_dir, page.file.src_uri), 1))
        log.error(str(fault.at(file, line)))
    return html


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Note who cites each source, now that all pages are converted."""
    build = builds[0]
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
    build.citing = {key: [] for key in build.citations.sources}
    for uri, listed in build.listed.items():
        for source in listed:
            build.citing[source.key].append(pages[uri])
    build.index = pages.get(INDEX)
    if build.index and (build.index.content or "").count(PLACE) != 1:
        name = told_name(config.docs_dir, INDEX)
        log.error(f"{name}:1: no single place for the list: write {PLACE} once, on a line alone")
    for key, citing in build.citing.items():
        if not citing:
            fault = Fault(
                file=BIBLIOGRAPHY,
                line=build.citations.sources[key].line,
                place=f"@{key}",
                problem="warning: no page cites it",
                remedy="cite it, or delete it",
            )
            log.info(str(fault))  # To --strict a warning would be a fault.
    return env


@event_priority(-100)  # After the search has read the page: references are not to be found there.
def on_page_context(context: Any, page: Page, **_: object) -> Any:
    """Put the references into the page."""
    build = builds[0]
    content = page.content or ""
    if listed := build.listed.get(page.file.src_uri):
        after = partial(_also_cited_in, build, page)
        numeric = build.citations.references.numeric
        page.content = content.replace(LIST, list_references(listed, numeric, after))
    elif page is build.index:
        page.content = content.replace(PLACE, _all_references(build, page))
    return context


def on_post_build(**_: object) -> None:
    """Keep the texts for the next build."""
    builds[0].citations.references.save()


def _also_cited_in(build: _Build, page: Page, key: str) -> str:
    others = [other for other in build.citing[key] if other is not page]
    to_index = get_relative_url(build.index.url, page.url) if build.index else None
    named = [_seen_from(page, other) for other in others[:NAMED]]
    return also_cited_in(named, len(others) - len(named), key, to_index)


def _all_references(build: _Build, index: Page) -> str:
    citations = build.citations
    return list_all(
        (
            source.key,
            citations.reference(source.key),
            [_seen_from(index, page) for page in build.citing[source.key]],
        )
        for source in citations.references.order(citations.sources.values())
    )


def _seen_from(page: Page, other: Page) -> Citing:
    to_root = "../" * page.url.count("/")  # which MkDocs works out anew for every link
    return Citing(title=str(other.title), url=to_root + other.url)


def _places(key: str, page: Page, config: MkDocsConfig) -> Iterator[tuple[str, int]]:
    """Yield each file and 1-based line where a key stands in what this page shows."""
    docs = Path(config.docs_dir)
    own = Path(page.file.src_uri)
    sources = [own, *(own.parent / str(page.meta[n]) for n in SHOWN if n in page.meta)]
    wanted = re.compile(re.escape(key) + r"(?![\w:.-]*\w)")
    for source in sources:
        path = (docs / source).resolve()
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        for number, line in enumerate(text.splitlines(), 1):
            for _ in wanted.findall(line):
                yield told_name(docs, path.relative_to(docs.resolve()).as_posix()), number
