"""Write a set of answers as a short code that one reader can read out to another, and read it.

A code is in Crockford's base 32, five bits a symbol: the instrument's number, its version, the
answers as one number (each item a digit: blank, a point, or does not apply), and two check symbols.
They are the Reed-Solomon code over GF(32) of distance three: one or two wrong symbols, and any two
that have changed places, are always found; of all other faults one in 1,024 is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NoReturn

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.instrument import NOT_APPLICABLE, Instrument, read_answers

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES = {symbol: value for value, symbol in enumerate(SYMBOLS)}
VALUES |= {symbol.lower(): value for symbol, value in VALUES.items()}
VALUES |= {"O": 0, "o": 0, "I": 1, "i": 1, "L": 1, "l": 1}
BETWEEN = re.compile(r"[\s\u00ad\u2010-\u2015-]+")
"""What may stand between symbols: blanks, hyphens and what phones make of them."""
COMPARE = "compare it with the other screen"


def encode(instrument: Instrument, responses: object) -> dict[str, Any]:
    """Write answers as a code.

    Args:
        instrument: The scale.
        responses: As `score_instrument` takes them.

    Returns:
        `{"code": 13 symbols for 16 items of five points, in groups of four, the last of up to
        five, "answered": how many items have a point}`.

    Raises:
        FormatError: when an answer is none, or the instrument has no number for codes.
    """
    answers = read_answers(instrument, responses)
    if not instrument.code:
        _refuse(f"{instrument.title} has no number for codes", "add code to its file")
    states = _states(instrument)
    number = 0
    for item in instrument.items:
        number = number * len(states) + states.index(str(answers.get(item.id, "")))
    symbols = [instrument.code, instrument.version]
    symbols += [number >> 5 * place & 31 for place in reversed(range(_length(instrument) - 4))]
    symbols += _check(symbols)
    text = "".join(SYMBOLS[symbol] for symbol in symbols)
    return {
        "code": re.sub(r"(.{4})(?=..)", r"\1-", text),
        "answered": sum(isinstance(answer, int) for answer in answers.values()),
    }


def decode(instruments: Iterable[Instrument], text: str) -> dict[str, Any]:
    """Read a code.

    Args:
        instruments: Those of this site.
        text: The code; small letters, blanks and hyphens do no harm, O is read as 0, I and L as 1.

    Returns:
        `{"id", "version", "responses": as score_instrument takes them}`.

    Raises:
        FormatError: when a symbol is wrong, or its instrument or version is not here.
    """
    known = {instrument.code: instrument for instrument in instruments if instrument.code}
    symbols = _read_symbols(text)
    lengths = sorted({_length(instrument) for instrument in known.values()})
    sound = len(symbols) > 4 and _check(symbols[:-2]) == symbols[-2:]
    if not sound and len(symbols) not in lengths:
        told = " or ".join(map(str, lengths))
        _refuse(f"{len(symbols)} symbols, where a code has {told}", COMPARE)
    if not sound:
        _refuse("one symbol or more is wrong", COMPARE)
    if symbols[0] not in known:
        _refuse("it belongs to a form that this page does not have", "use a code made on this site")
    instrument = known[symbols[0]]
    if symbols[1] != instrument.version:
        told = f"made with version {symbols[1]}; this page has version {instrument.version}"
        _refuse(told, "reload this page and the other one, and make the code again")
    states = _states(instrument)
    number = 0
    for symbol in symbols[2:-2]:
        number = number << 5 | symbol
    if len(symbols) != _length(instrument) or number >= len(states) ** len(instrument.items):
        _refuse("no set of answers has this code", COMPARE)
    answers = {}
    for item in reversed(instrument.items):
        number, state = divmod(number, len(states))
        if states[state]:
            answers[item.id] = states[state]
    in_order = {item.id: answers[item.id] for item in instrument.items if item.id in answers}
    return {
        "id": instrument.id,
        "version": instrument.version,
        "responses": {"answers": in_order},
    }


def _states(instrument: Instrument) -> list[str]:
    """Return all that an item may be answered with; blank is first."""
    return ["", *(str(point.value) for point in instrument.points), NOT_APPLICABLE]


def _length(instrument: Instrument) -> int:
    """Return how many symbols a code of this instrument has."""
    most: int = len(_states(instrument)) ** len(instrument.items) - 1
    return 2 + -(-most.bit_length() // 5) + 2


def _read_symbols(text: str) -> list[int]:
    symbols = BETWEEN.sub("", text[:200])
    for place, symbol in enumerate(symbols, 1):
        if symbol not in VALUES:
            _refuse(f"symbol {place}, {symbol!a}, is in no code", COMPARE)
    return [VALUES[symbol] for symbol in symbols]


def _check(symbols: list[int]) -> list[int]:
    """Return the remainder by (x - a)(x - a²), where a is 2 in GF(32)."""
    first = second = 0
    for symbol in symbols:
        carry = symbol ^ first
        first, second = second ^ _product(carry, 6), _product(carry, 8)  # a + a² and a·a²
    return [first, second]


def _product(one: int, other: int) -> int:
    """Multiply in GF(32), whose polynomial is x⁵ + x² + 1."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (37 if one & 16 else 0)
        other >>= 1
    return product


def _refuse(problem: str, remedy: str) -> NoReturn:
    raise FormatError([Fault(place="code", problem=problem, remedy=remedy)])
