"""Read a maintainer's file, or say at which line it cannot be read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import ParseError, fromstring

import nbformat

from alliance_quiz.faults import Fault, FormatError

# Markdown marks its own places with some of them, and HTML has none.
CONTROL = re.compile(r"[\0-\x08\x0b\x0e-\x1f\x7f]")


def told_name(docs: str | Path, uri: str) -> str:
    """Return a page's or definition's name as its maintainer knows it, such as `docs/index.md`."""
    return f"{Path(docs).name}/{uri}"


def line_of(text: str, words: str) -> int:
    """Return the 1-based line where some words first end, or 1 where they do not stand."""
    return text.count("\n", 0, text.find(words) + len(words)) + 1 if words in text else 1


def read_utf8(path: Path, file: str) -> str:
    """Return a file's text, without a byte order mark.

    Raises:
        FormatError: when it is missing, not UTF-8, or holds what is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        fault = Fault(file=file, problem="cannot be read", remedy="put the file in its place")
        raise FormatError([fault]) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(
            file=file,
            line=data.count(b"\n", 0, error.start) + 1,
            problem=f"byte {data[error.start]:#04x} is not UTF-8",
            remedy="save the file with the encoding UTF-8",
        )
        raise FormatError([fault]) from error
    if control := CONTROL.search(text):
        problem = f"character {ord(control[0]):#04x} is no text"
        line = text.count("\n", 0, control.start()) + 1
        raise FormatError([Fault(file=file, line=line, problem=problem, remedy="delete it")])
    return text


def check_notebook(text: str, file: str) -> None:
    """Raise where a text is no notebook.

    Raises:
        FormatError: with the line, or the place inside the notebook.
    """
    try:
        notebook = json.loads(text)
        nbformat.validate(notebook, relax_add_props=True)
    except json.JSONDecodeError as error:
        raise _fault(file, error.lineno, f"no notebook ({error.msg})") from error
    except Exception as error:  # a version that it does not know is an error of many types
        problem = str(error).strip().split("\n")[0]
        raise _fault(file, 1, f"no notebook ({problem})") from error


def check_svg(text: str, file: str) -> None:
    """Raise where a text is no XML.

    Raises:
        FormatError: with the line.
    """
    try:
        fromstring(text)  # noqa: S314  our own file
    except ParseError as error:
        raise _fault(file, error.position[0], f"no SVG ({error})") from error


def _fault(file: str, line: int, problem: str) -> FormatError:
    remedy = "mend that place, or take the file's last version"
    return FormatError([Fault(file=file, line=line, problem=problem, remedy=remedy)])
