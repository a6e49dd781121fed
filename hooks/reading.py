"""Read each page; where one cannot be read or run, tell the line and let the build go on."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from alliance_quiz.faults import Fault, FormatError
from alliance_site.front_matter import check_front_matter
from alliance_site.reading import check_notebook, check_svg, line_of, read_utf8, told_name

# What the template of notebooks leaves where a cell has failed: the cell's id and the error.
FAILED = re.compile(r"^%%error (\S+) (.*)%%$", re.MULTILINE)

# Where it ends; mkdocs-jupyter adds styles for its own template, which would be shown as code.
END = "%%end%%"

CHECKS: dict[str, Callable[[str, str], list[Fault] | None]] = {
    ".md": check_front_matter,
    ".ipynb": check_notebook,
    ".svg": check_svg,
}

log = logging.getLogger("mkdocs.hooks.reading")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take a page that cannot be read for an empty one, so that the build goes on to the next."""
    for file in list(files):
        name = told_name(config.docs_dir, file.src_uri)
        check = CHECKS.get(Path(name).suffix)
        if check is None or file.src_dir != config.docs_dir or file.abs_src_path is None:
            continue
        try:
            for fault in check(read_utf8(Path(file.abs_src_path), name), name) or ():
                log.error(str(fault))
        except FormatError as error:
            log.error(str(error))
            files.remove(file)
            files.append(File.generated(config, file.src_uri, content=""))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Tell each cell of a notebook that has failed, and cut off the styles that come behind it."""
    for cell, error in FAILED.findall(markdown):
        line = line_of(page.file.content_string, f'"{cell}"')
        name = told_name(config.docs_dir, page.file.src_uri)
        log.error(f"{name}:{line}: {error}: mend this cell, or the file that it reads")
    return markdown.partition(END)[0]
