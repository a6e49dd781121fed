"""A cache saves time and is never needed for a right result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from alliance_site.cache import Cache


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A file in which a build has kept one text."""
    cache = Cache(tmp_path / "new" / "kept.json", "1")
    assert cache.get("key", lambda: "text") == "text"
    cache.save()
    return tmp_path / "new" / "kept.json"


def test_a_text_is_made_once(kept: Path) -> None:
    cache = Cache(kept, "1")
    assert cache.get("key", lambda: pytest.fail("made again")) == "text"
    assert cache.get("other", lambda: "first") == "first"
    assert cache.get("other", lambda: pytest.fail("made again")) == "first"


def test_another_version_begins_anew(kept: Path) -> None:
    assert Cache(kept, "2").get("key", lambda: "new") == "new"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:0],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'text"', b'tex\xff"'),
        lambda data: data.replace(b'"text"', b'"lie!"'),
        lambda data: data[:0] + b"[1]",
        lambda data: data + b"x",
    ],
)
def test_a_damaged_file_is_an_empty_cache(kept: Path, damage: Callable[[bytes], bytes]) -> None:
    kept.write_bytes(damage(kept.read_bytes()))
    cache = Cache(kept, "1")
    assert cache.get("key", lambda: "made anew") == "made anew"
    cache.save()
    assert Cache(kept, "1").get("key", lambda: "") == "made anew"


def test_what_a_build_does_not_use_is_dropped(kept: Path) -> None:
    cache = Cache(kept, "1")
    cache.get("other", lambda: "x")
    cache.save()
    assert Cache(kept, "1").get("key", lambda: "made anew") == "made anew"


def test_a_file_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = Cache(tmp_path / "file" / "kept.json", "1")
    cache.get("key", lambda: "text")
    cache.save()
    assert cache.get("key", lambda: "again") == "text"
