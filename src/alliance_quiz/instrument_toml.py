"""Read a definition from the TOML file that its author writes, and give each fault its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.instrument import Instrument

HEADER = re.compile(r"^\s*(\[{1,2})\s*([\w.-]+)\s*\]{1,2}")
KEY = re.compile(r"^\s*([\w-]+)\s*=")
INNERMOST = re.compile(r"(\.?[\w-]+|\[\d+\])$")
LAST_LINE = re.compile(r"at line (\d+)|at end of document")


def read_instrument(
    text: str, file: str, others: Iterable[Instrument] = ()
) -> tuple[Instrument, dict[str, Any]]:
    """Return the instrument in a TOML file, and the file's data as they are published in JSON.

    Args:
        text: The file's text.
        file: Its name, for messages.
        others: The site's other instruments, with whom it shares neither id nor code.

    Raises:
        FormatError: with every fault of the file, each with its line.
    """
    instrument, data = read_definition(text, file, Instrument.from_dict)
    lines = _lines(text)
    taken = [
        Fault(
            place=key,
            problem=f"{getattr(instrument, key)} is taken by {other.title}",
            remedy="give each its own",
        ).at(file, lines[key])
        for other in others
        for key in ("id", "code")
        if getattr(instrument, key) and getattr(instrument, key) == getattr(other, key)
    ]
    if taken:
        raise FormatError(taken)
    return instrument, data


def read_definition[Definition](
    text: str, file: str, check: Callable[[object], Definition]
) -> tuple[Definition, dict[str, Any]]:
    """Return what a TOML file defines, once it is checked, and its data; as `read_instrument`."""
    data = read_toml(text, file)
    try:
        return check(data), data
    except FormatError as error:
        lines = _lines(text)
        placed = [fault.at(file, _line(fault.place, lines)) for fault in error.faults]
        raise FormatError(sorted(placed, key=lambda fault: fault.line)) from error


def read_toml(text: str, file: str) -> dict[str, Any]:
    """Return what a TOML text holds.

    Raises:
        FormatError: when it is not TOML, with the line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = LAST_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        fault = Fault(
            file=file, line=line, problem=f"not TOML ({error})", remedy="mend this line's syntax"
        )
        raise FormatError([fault]) from error


def _line(place: str, lines: dict[str, int]) -> int:
    """Return the line of a place, or of the nearest thing around it that has one."""
    while place and place not in lines:
        place = INNERMOST.sub("", place)
    return lines.get(place, 1)


def _lines(text: str) -> dict[str, int]:
    """Return the 1-based line of each place, such as `title`, `items[3]` or `items[3].text`."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, quotes = "", ""
    for number, line in enumerate(text.splitlines(), 1):
        inside, quotes = bool(quotes), _open_quotes(line, quotes)
        if inside:
            continue
        header, key = HEADER.match(line), KEY.match(line)
        if header and header[1] == "[[":
            table = f"{header[2]}[{counts.setdefault(header[2], 0)}]"
            counts[header[2]] += 1
            lines.setdefault(header[2], number)
            lines[table] = number
        elif header:
            table = header[2]
            lines[table] = number
        elif key:
            lines[f"{table}.{key[1]}" if table else key[1]] = number
    return lines


def _open_quotes(line: str, quotes: str) -> str:
    """Return the triple quotes that are still open at the line's end."""
    for mark in re.findall(r'"""|\'\'\'', line):
        if not quotes:
            quotes = mark
        elif mark == quotes:
            quotes = ""
    return quotes
