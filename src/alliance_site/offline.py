"""List the files that a reader's browser may keep, for the service worker and for the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

from alliance_site.publishing import integrity

# As copies.js knows it: the address never changes its content.
_NAMED_BY_HASH = re.compile(r"(?:^|[./])[0-9a-f]{8,12}[./]")
_DOWNLOADS = (".map", ".txt", ".zip")
_INDEX = "search/search_index.json"
_CORE = ("", "about/offline/", _INDEX)
_CORE_FOLDER = "images/"
_VERSION = re.compile(r'<meta name="version" content="([0-9a-f]+)">')


def list_files(site: Path, *, later: frozenset[str] = frozenset()) -> str:
    """Return the list of a built site as JSON: `{"files": [{url, integrity, bytes, core}, ...]}`.

    URLs are relative to the site, and a page's has no `index.html`; `bytes` are those before
    compression; `core` is what a browser keeps unasked, which leaves out files of Python whose
    names are in `later`. A page has its `version` besides, as it says it itself.
    """
    files = sorted(path for path in site.rglob("*") if path.is_file() and _is_read(site, path))
    return json.dumps({"files": [_entry(site, path, later) for path in files]}, indent=0)


def _address(site: Path, path: Path) -> str:
    return path.relative_to(site).as_posix().removesuffix("index.html")


def _is_read(site: Path, path: Path) -> bool:
    url = path.relative_to(site).as_posix()
    if path.name.endswith(_DOWNLOADS):
        return False
    return (
        path.name == "index.html"
        or url == _INDEX
        or path.suffix == ".svg"
        or _NAMED_BY_HASH.search(url) is not None
    )


def _entry(site: Path, path: Path, later: frozenset[str]) -> dict[str, str | int | bool]:
    url = _address(site, path)
    content = path.read_bytes()
    named = _NAMED_BY_HASH.search(url) is not None
    entry: dict[str, str | int | bool] = {
        "url": url,
        "integrity": integrity(content),
        "bytes": len(content),
        "core": url in _CORE or url.startswith(_CORE_FOLDER) or (named and path.name not in later),
    }
    if found := _VERSION.search(content.decode(errors="replace")) if not named else None:
        entry["version"] = found[1]
    return entry
