"""Keep texts from build to build, so that a source is formatted once and not at every build."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path


class Cache:
    """Texts by a key that says what each was made from, kept in one file.

    It saves time and nothing else: a file that is missing, damaged or of another version is an
    empty cache, and one that cannot be written is done without.

    Args:
        path: The file; without one, texts are kept for this build only.
        version: What besides the key decides how a text comes out.
    """

    def __init__(self, path: Path | None, version: str) -> None:
        self._path = path
        self._version = version
        self._texts = self._read()
        self._used: dict[str, str] = {}

    def get(self, key: str, make: Callable[[], str]) -> str:
        """Return the text that is kept under a key, or make it and keep it."""
        if key not in self._used:
            known = self._texts.get(key)
            self._used[key] = make() if known is None else known
        return self._used[key]

    def save(self) -> None:
        """Write what this build has used, where that is not what the file holds."""
        if self._path is None or self._used == self._texts:
            return
        body = json.dumps({"version": self._version, "texts": self._used}, ensure_ascii=False)
        part = self._path.with_suffix(".part")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(f"{_digest(body)}\n{body}", encoding="utf-8")
            part.replace(self._path)
        self._texts, self._used = self._used, {}

    def _read(self) -> dict[str, str]:
        if self._path is None:
            return {}
        try:
            digest, _, body = self._path.read_text(encoding="utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return {}
        if digest != _digest(body):
            return {}
        kept = json.loads(body)
        return dict(kept["texts"]) if kept["version"] == self._version else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
