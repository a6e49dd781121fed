"""Tell each sentence that states a figure, or a year with a name, and has no source."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from alliance_quiz.faults import FormatError
from alliance_site.claims import ALLOWED, Allowed, look_through, read_allowed, unsourced
from alliance_site.reading import read_utf8, told_name

READ = (".md", ".toml", ".ipynb")

log = logging.getLogger("mkdocs.hooks.claims")


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read every page, notebook and instrument as its author wrote it."""
    allowed = _allowed(config)
    for file in files:
        name = told_name(config.docs_dir, file.src_uri)
        if not file.abs_src_path or name == ALLOWED or not name.endswith(READ):
            continue
        try:
            text = read_utf8(Path(file.abs_src_path), name)
        except FormatError:
            continue  # It is told when the file is read for what it holds.
        for fault in look_through(text, name, partial(unsourced, allowed=allowed)):
            log.error(str(fault))


def _allowed(config: MkDocsConfig) -> list[Allowed]:
    path = Path(config.docs_dir) / Path(ALLOWED).name
    try:
        return read_allowed(read_utf8(path, ALLOWED), ALLOWED) if path.exists() else []
    except FormatError as error:
        log.error(str(error))
        return []
