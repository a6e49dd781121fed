"""Read and write what is kept on the device, in a form that a file can have too.

Such a text is JSON with its keys sorted, no spaces, and a line break at the end; it names its
format and version, and holds one table or list.
"""

from __future__ import annotations

import csv
import json
import re
import reprlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any, NoReturn

from alliance_quiz.faults import Fault, FormatError

LARGEST = 10_000_000
"""A text has at most this many characters."""
TOLD = 100
"""At most this many things are listed as left out."""

DEVICE = "what is saved on this device"
FILE = "this file"
CHOOSE = "choose a file that this site made"
RELOAD = "reload the page, to have it as it is now"
RESCUE = "download it, delete it, and import the download: what is sound will be taken"

TIME = re.compile("20[0-9]{2}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """The frame of a text: the name of its format, its version, and the key of what it holds."""

    name: str
    version: int
    holds: str
    kind: type[dict[str, Any]] | type[list[Any]]

    def write(self, content: Any) -> str:
        """Return the text of a content, always the same for the same."""
        data = {"format": self.name, "version": self.version, self.holds: content}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"

    def read(self, text: str, name: str, remedy: str) -> tuple[Any, list[str]]:
        """Return the table or list in a text, and in words what stands beside it.

        Args:
            text: The text.
            name: What the reader knows it as.
            remedy: What the reader can do where it is of no use.

        Raises:
            FormatError: when the text as a whole is of no use; it says why.
        """
        if len(text) > LARGEST:
            problem = f"{len(text):,} characters long"
            refuse(name, problem, f"{remedy}; at most {LARGEST:,} are read")
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            # The words of the error may quote what is no text at all.
            told = ascii(str(error))[1:-1]
            refuse(name, f"not JSON, or broken off ({told})", remedy, error)
        if not isinstance(data, dict) or data.get("format") != self.name:
            refuse(name, f"its format is not {self.name}", remedy)
        version = data.get("version")
        if type(version) is int and version > self.version:
            refuse(name, f"version {reprlib.repr(version)} is newer than this page", RELOAD)
        if type(version) is not int or version != self.version:
            refuse(name, f"there is no version {reprlib.repr(version)}", remedy)
        content = data.get(self.holds)
        if not isinstance(content, self.kind):
            kind = "table" if self.kind is dict else "list"
            refuse(name, f"it has no {kind} of {self.holds}", remedy)
        others = sorted(data.keys() - {"format", "version", self.holds})
        return content, [f"{reprlib.repr(key)}: unknown key" for key in others]


def refuse(name: str, problem: str, remedy: str, cause: Exception | None = None) -> NoReturn:
    """Raise the error of a text that is of no use as a whole."""
    raise FormatError([Fault(file=name, problem=problem, remedy=remedy)]) from cause


def refuse_damaged(left: list[str]) -> None:
    """Raise an error where anything on the device is damaged, so that nobody writes over it."""
    if left:
        more = f", and {len(left) - 1} more" if left[1:] else ""
        refuse(DEVICE, f"damaged: {left[0]}{more}", RESCUE)


def shortened(left: list[str]) -> list[str]:
    """Return the first things left out, and how many more there are."""
    return [*left[:TOLD], f"and {len(left) - TOLD} more"] if len(left) > TOLD else left


def is_time(value: Any) -> bool:
    """Say whether this is a time in UTC, to the second, as in `2026-11-24T21:30:00Z`."""
    return isinstance(value, str) and TIME.fullmatch(value) is not None and _is_day(value[:10])


@cache
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def parse_time(text: str) -> datetime:
    """Return the moment of what `is_time`."""
    return datetime.fromisoformat(text)


def write_time(moment: datetime) -> str:
    """Return a moment as `parse_time` reads it; parts of a second are cut off."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def next_second(text: str) -> str:
    """Return the second behind what `is_time`."""
    return write_time(parse_time(text) + timedelta(seconds=1))


def told_time(text: str) -> str:
    """Return what `is_time` as a reader writes it."""
    return f"{text.replace('T', ' ').removesuffix('Z')} UTC"


def write_csv(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as a table for a spreadsheet."""
    lines: list[str] = []
    # Not io.StringIO: nothing in this package can open a file.
    writer = csv.writer(SimpleNamespace(write=lines.append))
    writer.writerows(map(_harmless, row) for row in rows)
    return "".join(lines)


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def escape(text: str) -> str:
    """Return a text as Markdown that shows it as it is, within a line."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)
