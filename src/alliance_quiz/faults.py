"""Say what is wrong with a definition or an answer, where, and what would be right."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

PLAIN_ID = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
"""An id: lower-case words and digits, joined by single hyphens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing wrong.

    Attributes:
        problem: What is wrong, with the value that is wrong.
        remedy: What would be right.
        place: Where inside the definition, such as `items[3].text`; empty for a whole file.
        file: The file's name as its author knows it; empty where there is no file.
        line: The 1-based line in that file; 0 where there is none.
    """

    problem: str
    remedy: str
    place: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (where, self.place, self.problem, self.remedy) if part)

    def at(self, file: str, line: int) -> Fault:
        """Return the same fault with its file and 1-based line."""
        return replace(self, file=file, line=line)


class FormatError(ValueError):
    """Raised when a definition or a set of answers has faults; it carries every one of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Table:
    """Read a mapping key by key, noting each fault and every key that nobody asked for.

    A missing or wrong value is noted and a harmless one returned, so that one pass finds all
    faults. Nothing read is to be used before `faults` has been found empty.
    """

    def __init__(self, data: object, place: str, faults: list[Fault]) -> None:
        self.place = place
        self.faults = faults
        self._asked: set[str] = set()
        self._data: Mapping[str, Any] = {}
        if isinstance(data, Mapping):
            self._data = data
        else:
            self.fault("", f"{_kind(data)} found", "write a table of keys and values")

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Note a fault at a key of this table, or at the table itself where the key is empty."""
        place = ".".join(part for part in (self.place, key) if part)
        self.faults.append(Fault(place=place, problem=problem, remedy=remedy))

    def _value(self, key: str, kind: type | tuple[type, ...], wanted: str, default: Any) -> Any:
        self._asked.add(key)
        if key not in self._data:
            if default is None:
                self.fault("", f"{key} is missing", f"add {key}, {wanted}")
            return default
        value = self._data[key]
        # To Python a bool is an int; to the author of a file it is not.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fault(key, f"{_kind(value)} found", f"write {wanted}")
            return default
        return value

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text that is not blank; required where no default is given."""
        value = self._value(key, str, "a text in quotation marks", default)
        if value is not None and not value.strip() and value != default:
            self.fault(key, "empty text", "write at least one word")
        return value or ""

    def words(self, key: str, *, default: str) -> str:
        """Return a text that may be blank, without the blanks around it."""
        value = self._value(key, str, "a text", default)
        return str(value).strip()

    def raw(self, key: str) -> object:
        """Return what stands at a key as it is, or None where it is missing."""
        self._asked.add(key)
        return self._data.get(key)

    def id(self, key: str) -> str:
        """Return a text that is a plain id."""
        value = self.text(key)
        if value.strip() and not re.fullmatch(PLAIN_ID, value):
            self.fault(key, f"id {value} is not plain", "use a-z, 0-9 and single hyphens")
        return value

    def whole(
        self, key: str, *, within: tuple[int, int] | None = None, optional: bool = False
    ) -> int:
        """Return a whole number, between two others where they are given; 0 where it may lack."""
        value = self._value(key, int, "a whole number", 0 if optional else None)
        if within and type(self._data.get(key)) is int and not within[0] <= value <= within[1]:
            remedy = f"write a whole number from {within[0]} to {within[1]}"
            self.fault(key, f"{value} is out of range", remedy)
        return value or 0

    def number(self, key: str) -> float:
        """Return a number that is neither infinite nor none at all."""
        value = self._value(key, (int, float), "a number", None)
        if value is not None and not math.isfinite(value):
            self.fault(key, f"{value} is no number to reckon with", "write a number")
            return 0.0
        return float(value or 0)

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Return one of several texts."""
        value = self.text(key)
        if value and value not in choices:
            self.fault(key, f"{value} found", f"use one of {', '.join(choices)}")
        return value

    def share(self, key: str) -> float:
        """Return a number above 0 and at most 1."""
        value = self._value(key, (int, float), "a number above 0 and at most 1", None)
        if value is not None and not 0 < value <= 1:
            self.fault(key, f"{value} is out of range", "write a number above 0 and at most 1")
        return float(value or 0)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        return bool(self._value(key, bool, "true or false", default))

    def table(self, key: str) -> Table:
        """Return the table at a key."""
        value = self._value(key, Mapping, "a table of keys and values", None)
        return Table({} if value is None else value, self._inside(key), self.faults)

    def optional(self, key: str) -> Table | None:
        """Return the table at a key, or None where the key is missing."""
        self._asked.add(key)
        return self.table(key) if key in self._data else None

    def tables(self, key: str, *, empty: bool = False) -> list[Table]:
        """Return a list of tables, at least one unless it may be empty."""
        value = self._value(key, list, "a list of tables", None)
        if value == [] and not empty:
            self.fault(key, "empty list", "write at least one")
        return [
            Table(entry, f"{self._inside(key)}[{position}]", self.faults)
            for position, entry in enumerate(value or [])
        ]

    def texts(self, key: str, *, blank: bool = False) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is missing; none is blank unless it may."""
        return self._texts(key, self._value(key, list, "a list of texts", []), blank=blank)

    def lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Return a list of at least one list of at least one text."""
        value = self._value(key, list, "a list of lists of texts", None)
        for position, entry in enumerate([value] if value == [] else value or []):
            if not isinstance(entry, list) or not entry:
                place = f"{key}[{position}]" if value else key
                self.fault(place, f"{_kind(entry)} found", "list at least one text")
        return tuple(
            self._texts(f"{key}[{position}]", entry, blank=False)
            for position, entry in enumerate(value or [])
            if isinstance(entry, list)
        )

    def _texts(self, key: str, value: list[Any] | None, *, blank: bool) -> tuple[str, ...]:
        for position, entry in enumerate(value or []):
            if not isinstance(entry, str) or not (blank or entry.strip()):
                self.fault(f"{key}[{position}]", f"{_kind(entry)} found", "write a text")
        return tuple(str(entry) for entry in value or [])

    def end(self) -> None:
        """Note every key that was not asked for: a misspelling must not pass in silence."""
        for key in self._data:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.fault(str(key), f"unknown key {key}", f"use one of {known}")

    def _inside(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key


def _kind(value: object) -> str:
    names = {
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "an empty text" if value == "" else "a text",
        list: "a list",
        dict: "a table",
        type(None): "nothing",
    }
    return names.get(type(value), type(value).__name__)


def repeated(values: Iterable[str]) -> list[tuple[int, str]]:
    """Return the position and value of every text that has stood before."""
    seen: set[str] = set()
    again = []
    for position, value in enumerate(values):
        if value in seen:
            again.append((position, value))
        seen.add(value)
    return again
