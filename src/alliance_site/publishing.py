"""Name published files by what is in them, so that a browser never mixes two versions."""

from __future__ import annotations

import hashlib
import json
import os
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.quiz_markdown import WrittenQuiz

BUILT_PYTHON = Path(os.environ.get("BUILT_PYTHON", "build/python"))
"""Where the build has put Python for the browser, from the project's folder; see the Makefile."""
GIFT = ".gift.txt"
QTI = ".qti.zip"
"""What follows a quiz's name where it is offered to learning platforms."""
# As esbuild writes it; what is imported by import() comes when it is needed.
IMPORT = re.compile(r'\b(?:from|import)"\./([\w-]+)\.js"')


def hashed_name(path: str, content: str) -> str:
    """Return `a/b.json` as `a/b.1a2b3c4d.json`, eight digits of the content's SHA-256."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{hashlib.sha256(content.encode()).hexdigest()[:8]}{dot}{suffix}"


def hashed_folder(name: str, texts: Mapping[str, str]) -> str:
    """Return `a` as `a.1a2b3c4d`: files that import one another change their address together."""
    return hashed_name(name + ".", json.dumps(sorted(texts.items()))).rstrip(".")


def imported(codes: Mapping[str, str]) -> dict[str, list[str]]:
    """Return of each module, by its name, those beside it that it cannot run without."""
    direct = {name: set(IMPORT.findall(code)) & set(codes) for name, code in codes.items()}
    found = {}
    for name in codes:
        known, new = {name}, [name]
        while new:
            more = direct[new.pop()] - known
            known |= more
            new += more
        found[name] = sorted(known - {name})
    return found


def integrity(content: bytes) -> str:
    """Return what a browser checks a file by: `sha256-` and the digest in base 64."""
    return f"sha256-{b64encode(hashlib.sha256(content).digest()).decode()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedQuiz:
    """A quiz, the address of its definition in the site, and the file and aims of its chapter."""

    quiz: WrittenQuiz
    definition: str
    chapter: str
    objectives: list[str]


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
