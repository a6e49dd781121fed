"""Which files a browser may keep, and which of them unasked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alliance_site.offline import list_files
from alliance_site.publishing import integrity

PAGE = '<html><head><meta name="version" content="0123456789ab"></head></html>'


@pytest.fixture
def listed(tmp_path: Path) -> dict[str, dict[str, Any]]:
    files = {
        "index.html": PAGE,
        "404.html": PAGE,
        "alliance/goals/index.html": PAGE,
        "about/offline/index.html": PAGE,
        "quizzes/goals.1a2b3c4d.json": "{}",
        "quizzes/goals.gift.txt": "",
        "quizzes/goals.qti.zip": "",
        "python/0123456789ab/core.wasm": "w",
        "python/0123456789ab/review.whl": "r",
        "assets/javascripts/bundle.a5f9d56c.min.js": "b",
        "assets/javascripts/bundle.a5f9d56c.min.js.map": "m",
        "assets/javascripts/lunr/min/lunr.de.min.js": "d",
        "search/search_index.json": "{}",
        "sitemap.xml.gz": "",
        "figures/timeline.svg": "<svg/>",
        "images/mark.svg": "<svg/>",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = json.loads(list_files(tmp_path, later=frozenset({"review.whl"})))["files"]
    return {file.pop("url"): file for file in found}


def test_what_a_page_shows_or_needs_may_be_kept_and_downloads_may_not(
    listed: dict[str, Any],
) -> None:
    assert set(listed) == {
        "",
        "alliance/goals/",
        "about/offline/",
        "quizzes/goals.1a2b3c4d.json",
        "python/0123456789ab/core.wasm",
        "python/0123456789ab/review.whl",
        "assets/javascripts/bundle.a5f9d56c.min.js",
        "search/search_index.json",
        "figures/timeline.svg",
        "images/mark.svg",
    }


def test_the_core_is_what_scores_what_finds_and_what_tells(listed: dict[str, Any]) -> None:
    assert {url for url, file in listed.items() if file["core"]} == {
        "",
        "about/offline/",
        "quizzes/goals.1a2b3c4d.json",
        "python/0123456789ab/core.wasm",
        "assets/javascripts/bundle.a5f9d56c.min.js",
        "search/search_index.json",
        "images/mark.svg",
    }


def test_a_file_is_told_with_its_hash_and_size_and_a_page_with_its_version(
    listed: dict[str, Any],
) -> None:
    assert listed["alliance/goals/"] == {
        "integrity": integrity(PAGE.encode()),
        "bytes": len(PAGE),
        "core": False,
        "version": "0123456789ab",
    }
    assert "version" not in listed["figures/timeline.svg"]
