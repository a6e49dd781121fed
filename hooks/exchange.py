"""Offer each quiz as files for Moodle and Canvas."""

from __future__ import annotations

import logging
import posixpath
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils.meta import get_data

from alliance_quiz.faults import FormatError
from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.bibliography import read_bibliography
from alliance_site.gift import write_gift
from alliance_site.portable import STYLE, Cite, cite_by
from alliance_site.publishing import GIFT, QTI
from alliance_site.qti import write_qti
from alliance_site.reading import read_utf8, told_name
from alliance_site.references import References

BIBLIOGRAPHY = "bibliography.bib"
KEPT = Path("build/exchange")

log = logging.getLogger("mkdocs.hooks.exchange")

formatters: list[References] = []


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add two files for each quiz; what is wrong with one is told where its page is made."""
    cite = _cite(Path(config.config_file_path).parent)
    for file in list(files):
        folder, name = posixpath.split(file.src_uri)
        if folder == "quizzes" and name.endswith(".md"):
            _add(file, files, config, cite)
    formatters[0].save()
    return files


def _cite(root: Path) -> Cite:
    if not formatters:
        formatters.append(References(STYLE, root / KEPT))
    try:
        sources, _ = read_bibliography(read_utf8(root / BIBLIOGRAPHY, BIBLIOGRAPHY), BIBLIOGRAPHY)
    except FormatError:
        sources = {}
    return cite_by(sources, formatters[0])


def _add(file: File, files: Files, config: MkDocsConfig, cite: Cite) -> None:
    name = told_name(config.docs_dir, file.src_uri)
    try:
        quiz = read_quiz(read_utf8(Path(file.abs_src_path or ""), name), name)
    except FormatError:
        return
    if quiz.case:
        return
    chapter = Path(config.docs_dir) / posixpath.dirname(file.src_uri) / quiz.chapter
    text = chapter.read_text(encoding="utf-8", errors="replace") if chapter.is_file() else ""
    written = get_data(text)[1].get("objectives")
    objectives = [str(each) for each in written] if isinstance(written, list) else []
    base = urljoin(config.site_url or "", file.url)
    gift = write_gift(quiz, cite=cite, base=base, objectives=objectives)
    stem = posixpath.splitext(file.src_uri)[0]
    files.append(File.generated(config, stem + GIFT, content=gift.text))
    files.append(File.generated(config, stem + QTI, content=write_qti(quiz, cite=cite, base=base)))
    for left in gift.left_out:
        log.debug(str(left))
