"""The kinds of question, each with its rule for part marks; the rules are our own.

A kind knows the ids of its parts and its key, reads itself from a definition, and marks a
response. `share` is a mark from 0 to 1, rounded to two decimals, halves up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

from alliance_quiz.faults import Table, repeated

SLIP_FROM = 5
"""From this many letters up, a word may have one slip."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """What a response is worth.

    Attributes:
        given: Whether there is anything to mark.
        found: How many parts of the key the response has.
        wrong: How many parts of the response are not in the key.
        of: How many parts the key has.
        share: The mark, from 0 to 1; None where the kind is not scored.
        chosen: Ids of the options chosen, whose feedback may be shown.
    """

    given: bool
    found: int = 0
    wrong: int = 0
    of: int = 0
    share: float | None = None
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Choose one option, or all that apply.

    Part marks: right options chosen less wrong ones, over the number of right options, at least 0.
    Response: `{"chosen": [option ids]}`.
    """

    options: tuple[str, ...]
    key: frozenset[str]
    several: bool

    @property
    def kind(self) -> str:
        """`choose-one` or `choose-all`."""
        return "choose-all" if self.several else "choose-one"

    @classmethod
    def read(cls, table: Table, *, several: bool) -> Choice:
        """Read `options` and `key`, the ids of the right ones."""
        options, key = _different(table, "options"), frozenset(table.texts("key"))
        if not key or not key <= set(options) or (len(key) > 1 and not several):
            table.fault("key", "not a set of this question's options", "name the right options")
        return cls(options=options, key=key, several=several)

    def to_dict(self) -> dict[str, Any]:
        """Return what `read` reads."""
        right = [option for option in self.options if option in self.key]
        return {"options": list(self.options), "key": right}

    def mark(self, response: Table) -> Mark:
        """Mark a response."""
        listed = response.texts("chosen")
        _known(response, "chosen", listed, self.options)
        chosen = set(listed)
        if len(chosen) > 1 and not self.several:
            response.fault("chosen", "several options for one answer", "choose one")
        found, wrong = len(chosen & self.key), len(chosen - self.key)
        return Mark(
            given=bool(chosen),
            found=found,
            wrong=wrong,
            of=len(self.key),
            share=_share(max(0, found - wrong), len(self.key)),
            chosen=tuple(option for option in self.options if option in chosen),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """Put items in order.

    Part marks: of the neighbours in the right order, the share that the response has as neighbours
    in that order. Response: `{"order": [all item ids]}`.
    """

    kind: ClassVar[str] = "order"
    key: tuple[str, ...]

    @classmethod
    def read(cls, table: Table) -> Order:
        """Read `key`, the item ids in the right order."""
        return cls(key=_different(table, "key"))

    def to_dict(self) -> dict[str, Any]:
        """Return what `read` reads."""
        return {"key": list(self.key)}

    def mark(self, response: Table) -> Mark:
        """Mark a response."""
        order = response.texts("order")
        if order and sorted(order) != sorted(self.key):
            known = ", ".join(self.key)
            response.fault("order", "not each item once", f"put these in order: {known}")
        found = len(_neighbours(order) & _neighbours(self.key))
        of = len(self.key) - 1
        return Mark(given=bool(order), found=found, of=of, share=_share(found, of))


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Match each term with its meaning.

    Part marks: the share of terms with the right meaning.
    Response: `{"matched": {term id: meaning id}}`; a term left out is open.
    """

    kind: ClassVar[str] = "match"
    terms: tuple[str, ...]
    key: tuple[str, ...]

    @classmethod
    def read(cls, table: Table) -> Match:
        """Read `terms` and `key`, the id of each term's meaning."""
        terms, key = _different(table, "terms"), _different(table, "key")
        if len(terms) != len(key):
            table.fault("key", "not one meaning for each term", "list as many meanings as terms")
        return cls(terms=terms, key=key)

    def to_dict(self) -> dict[str, Any]:
        """Return what `read` reads."""
        return {"terms": list(self.terms), "key": list(self.key)}

    def mark(self, response: Table) -> Mark:
        """Mark a response."""
        matched = response.optional("matched")
        chosen: dict[str, str] = {}
        if matched:
            given = {term: matched.text(term, default="") for term in self.terms}
            chosen = {term: meaning for term, meaning in given.items() if meaning}
            _known(matched, "", list(chosen.values()), self.key)
            matched.end()
        found = sum(
            chosen.get(term) == right for term, right in zip(self.terms, self.key, strict=False)
        )
        return Mark(
            given=bool(chosen),
            found=found,
            wrong=len(chosen) - found,
            of=len(self.terms),
            share=_share(found, len(self.terms)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Fill:
    """Fill in the blanks.

    Capitals, accents, hyphens, gaps, and one slip in a word of five or more letters are forgiven: a
    letter left out, put in, or changed, or two neighbours changed over. Figures must be exact.
    Part marks: the share of blanks filled rightly. Response: `{"filled": [a text for each blank]}`.
    """

    kind: ClassVar[str] = "fill"
    key: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, table: Table) -> Fill:
        """Read `key`, of each blank the texts that are right."""
        blanks = table.lists("key")
        return cls(key=blanks)

    def to_dict(self) -> dict[str, Any]:
        """Return what `read` reads."""
        return {"key": [list(accepted) for accepted in self.key]}

    def mark(self, response: Table) -> Mark:
        """Mark a response."""
        filled = response.texts("filled", blank=True)
        if filled and len(filled) != len(self.key):
            response.fault("filled", f"{len(filled)} texts", f"send {len(self.key)}, one a blank")
        given = [text.strip() for text in filled]
        found = sum(
            any(alike(text, right) for right in accepted)
            for text, accepted in zip(given, self.key, strict=False)
        )
        return Mark(
            given=any(given),
            found=found,
            wrong=sum(bool(text) for text in given) - found,
            of=len(self.key),
            share=_share(found, len(self.key)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Reflect:
    """Write in one's own words; kept for the reader, and not scored.

    Response: `{"text": the words}`.
    """

    kind: ClassVar[str] = "reflect"

    def to_dict(self) -> dict[str, Any]:
        """Return nothing: there is no key."""
        return {}

    def mark(self, response: Table) -> Mark:
        """Say whether anything is written."""
        return Mark(given=bool(response.text("text", default="").strip()))


Answer = Choice | Order | Match | Fill | Reflect
KINDS = ("choose-one", "choose-all", "order", "match", "fill", "reflect")


def read_answer(kind: str, table: Table) -> Answer:
    """Return what a definition's kind asks for."""
    if kind == "order":
        return Order.read(table)
    if kind == "match":
        return Match.read(table)
    if kind == "fill":
        return Fill.read(table)
    if kind == "reflect":
        return Reflect()
    return Choice.read(table, several=kind == "choose-all")


def alike(given: str, right: str) -> bool:
    """Say whether a text is an accepted one, but for capitals, accents, hyphens, gaps and slips."""
    words, key = _plain(given), _plain(right)
    if "".join(words) == "".join(key):
        return bool(key)
    return len(words) == len(key) and all(
        word == wanted
        or (len(wanted) >= SLIP_FROM and wanted.isalpha() and _one_slip(word, wanted))
        for word, wanted in zip(words, key, strict=True)
    )


def _plain(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+(?:[.,]\d+)*", bare)


def _one_slip(given: str, right: str) -> bool:
    """Say whether one letter was left out, put in or changed, or two neighbours changed over."""
    same = 0
    while same < min(len(given), len(right)) and given[same] == right[same]:
        same += 1
    given, right = given[same:], right[same:]
    return (
        given[1:] == right[1:]
        or given[1:] == right
        or given == right[1:]
        or (given[:2] == right[1::-1] and given[2:] == right[2:])
    )


def _different(table: Table, key: str) -> tuple[str, ...]:
    texts = table.texts(key)
    if len(texts) < 2 or repeated(texts):
        table.fault(key, "fewer than two different ones", "list two or more")
    return texts


def _known(table: Table, key: str, given: Sequence[str], known: Sequence[str]) -> None:
    for option in given:
        if option not in known:
            table.fault(key, f"unknown option {option}", f"choose from {', '.join(known)}")


def _neighbours(order: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(order))


def _share(part: int, whole: int) -> float:
    """Divide, with two decimals and halves up, in whole numbers: all machines agree."""
    return (200 * part + whole) // (2 * whole) / 100 if whole > 0 else 0.0
