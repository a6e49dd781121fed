"""Publish the service worker, with the list of the files that it may keep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

from alliance_site.offline import list_files
from alliance_site.publishing import BUILT_PYTHON, integrity

LIST = "files.json"
SERVICE_WORKER = "sw.js"

serving: list[bool] = []


def on_startup(command: Literal["build", "gh-deploy", "serve"], **_: object) -> None:
    """Note whether pages are rebuilt as they are edited: then none is to be kept."""
    serving[:] = [command == "serve"]


@event_priority(-100)  # After every hook and plugin: all other files are written now.
def on_post_build(config: MkDocsConfig) -> None:
    """Write both files into the site."""
    if serving == [True]:
        return
    site = Path(config.site_dir)
    built = Path(config.config_file_path).parent / BUILT_PYTHON / "contents.json"
    contents = json.loads(built.read_text(encoding="utf-8"))
    later = frozenset(file["name"] for file in contents["files"] if file["later"])
    listed = list_files(site, later=later)
    (site / LIST).write_text(listed, encoding="utf-8")
    code = f'self.LIST_INTEGRITY="{integrity(listed.encode())}";\n{config.extra["service_worker"]}'
    (site / SERVICE_WORKER).write_text(code, encoding="utf-8")
