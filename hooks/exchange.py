"""Offer each quiz as files for Moodle and Canvas."""

from __future__ import annotations

import logging
import posixpath
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from alliance_site.gift import write_gift
from alliance_site.portable import STYLE, cite_by
from alliance_site.publishing import GIFT, QTI, PublishedQuiz
from alliance_site.qti import write_qti
from alliance_site.references import References

KEPT = Path("build/exchange")

log = logging.getLogger("mkdocs.hooks.exchange")

formatters: list[References] = []


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add two files for each quiz that has been read."""
    if not formatters:
        formatters.append(References(STYLE, Path(config.config_file_path).parent / KEPT))
    cite = cite_by(config.extra["sources"], formatters[0])
    quizzes: dict[str, PublishedQuiz] = config.extra["quizzes"]
    for source, published in quizzes.items():
        file, quiz = files.get_file_from_path(source), published.quiz
        if file is None or quiz.case:
            continue
        base = urljoin(config.site_url or "", file.url)
        gift = write_gift(quiz, cite=cite, base=base, objectives=published.objectives)
        qti = write_qti(quiz, cite=cite, base=base)
        stem = posixpath.splitext(source)[0]
        files.append(File.generated(config, stem + GIFT, content=gift.text))
        files.append(File.generated(config, stem + QTI, content=qti))
        for left in gift.left_out:
            log.debug(str(left))
    formatters[0].save()
    return files
