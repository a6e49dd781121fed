"""Read a maintainer's file, or say at which line it cannot be read."""

from __future__ import annotations

from pathlib import Path

from alliance_quiz.faults import Fault, FormatError


def told_name(docs: str | Path, uri: str) -> str:
    """Return a page's or definition's name as its maintainer knows it, such as `docs/index.md`."""
    return f"{Path(docs).name}/{uri}"


def read_utf8(path: Path, file: str) -> str:
    """Return a file's text, without a byte order mark.

    Raises:
        FormatError: when it is missing or not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        fault = Fault(file=file, problem="cannot be read", remedy="put the file in its place")
        raise FormatError([fault]) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(
            file=file,
            line=data.count(b"\n", 0, error.start) + 1,
            problem=f"byte {data[error.start]:#04x} is not UTF-8",
            remedy="save the file with the encoding UTF-8",
        )
        raise FormatError([fault]) from error
