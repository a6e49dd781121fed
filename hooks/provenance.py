"""Publish the list of the software that a reader's browser gets."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from alliance_site.bill import bill_of_materials
from alliance_site.publishing import BUILT_PYTHON

BILL = "about/software.cdx.json"


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the list, where there is Python to list; its absence is told elsewhere."""
    root = Path(config.config_file_path).parent
    if (root / BUILT_PYTHON / "contents.json").is_file():
        text = bill_of_materials(config.site_name, root, root / BUILT_PYTHON)
        files.append(File.generated(config, BILL, content=text))
