"""Name published files by what is in them, so that a browser never mixes two versions."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from alliance_quiz.faults import Fault, FormatError

GIFT = ".gift.txt"
QTI = ".qti.zip"
ESBUILD = Path("node_modules/.bin/esbuild")
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


def bundled(root: Path, entry: Path) -> str:
    """Return a module of npm and what it imports as one small module, with their licences.

    Args:
        root: The project's folder.
        entry: The module, from there.

    Raises:
        FormatError: when it is not there, or cannot be read.
    """
    options = ["--bundle", "--minify", "--format=esm", "--charset=utf8", "--log-level=warning"]
    try:
        done = subprocess.run(
            [str(root / ESBUILD), *options, str(root / entry)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError) as error:
        told = error.stderr.strip() if isinstance(error, subprocess.CalledProcessError) else error
        fault = Fault(file=entry.as_posix(), problem=str(told), remedy="run make build")
        raise FormatError([fault]) from error
    return done.stdout
