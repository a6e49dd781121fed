"""Name published files by what is in them, so that a browser never mixes two versions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from alliance_quiz.faults import Fault, FormatError

GIFT = ".gift.txt"
QTI = ".qti.zip"
"""What follows a quiz's name where it is offered to learning platforms."""


def hashed_name(path: str, content: str) -> str:
    """Return `a/b.json` as `a/b.1a2b3c4d.json`, eight digits of the content's SHA-256."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{hashlib.sha256(content.encode()).hexdigest()[:8]}{dot}{suffix}"


@dataclass(frozen=True, kw_only=True, slots=True)
class PythonFolder:
    """The built Python for the browser: where it will stand in the site, and its files."""

    url: str
    files: tuple[Path, ...]


def python_folder(built: Path) -> PythonFolder:
    """Return the Python that `make python` has built.

    Raises:
        FormatError: when it has not been built.
    """
    contents = built / "contents.json"
    try:
        listed = json.loads(contents.read_text(encoding="utf-8"))
    except OSError as error:
        fault = Fault(
            file=contents.name,
            problem="Python for the browser has not been built",
            remedy="run make build or make serve, which build it first",
        )
        raise FormatError([fault]) from error
    return PythonFolder(
        url=f"python/{listed['hash']}/",
        files=(contents, *(built / entry["name"] for entry in listed["files"])),
    )
