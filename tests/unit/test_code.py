"""What a short code carries, and which slips of the pen it finds."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from alliance_quiz import FormatError, Instrument
from alliance_quiz.code import SYMBOLS, decode, encode
from alliance_quiz.instrument_toml import read_instrument

FOLDER = Path(__file__).parents[2] / "docs" / "instruments"
VIEWS: list[Instrument] = [
    read_instrument((FOLDER / name).read_text(encoding="utf-8"), name)[0]
    for name in ("alliance-clinician.toml", "alliance-patient.toml")
]
ANSWERS = {item.id: str(1 + place % 5) for place, item in enumerate(VIEWS[1].items)}
CODE = encode(VIEWS[1], {"answers": ANSWERS})["code"]


def refusal(code: str) -> str:
    with pytest.raises(FormatError) as caught:
        decode(VIEWS, code)
    return str(caught.value)


def test_each_view_has_a_code_of_thirteen_symbols_in_three_groups() -> None:
    for view in VIEWS:
        code = encode(view, {"answers": {}})["code"]
        assert [len(group) for group in code.split("-")] == [4, 4, 5]


def test_one_wrong_symbol_is_always_found() -> None:
    symbols = CODE.replace("-", "")
    for place, right in enumerate(symbols):
        for wrong in set(SYMBOLS) - {right}:
            told = refusal(symbols[:place] + wrong + symbols[place + 1 :])
            assert "one symbol or more is wrong: compare it with the other screen" in told


def test_any_two_symbols_that_change_places_are_found() -> None:
    symbols = list(CODE.replace("-", ""))
    for one, other in combinations(range(13), 2):
        if symbols[one] != symbols[other]:
            swapped = symbols.copy()
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert "one symbol or more is wrong" in refusal("".join(swapped))


def test_two_wrong_symbols_are_always_found() -> None:
    symbols = CODE.replace("-", "")
    for one, other in combinations(range(13), 2):
        for shift in range(1, 32, 6):
            wrong = [SYMBOLS.index(symbol) for symbol in symbols]
            wrong[one] ^= shift
            wrong[other] ^= 32 - shift
            assert "one symbol or more" in refusal("".join(SYMBOLS[place] for place in wrong))


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", " "),
        f"\t{CODE}\n",
        CODE.replace("-", "\u2011"),
        CODE.replace("0", "o").replace("1", "i"),
        "-".join(CODE.replace("-", "")),
    ],
)
def test_how_a_code_is_typed_does_not_matter(typed: str) -> None:
    assert decode(VIEWS, typed)["responses"] == {"answers": ANSWERS}


@pytest.mark.parametrize("odd", ["ß", "ı", "٣", "👍", "\x00", "%", "É"])
def test_a_symbol_of_no_code_is_told_with_its_place(odd: str) -> None:
    told = refusal(f"{CODE[:2]}{odd}{CODE[3:]}")
    assert told.startswith(f"code: symbol 3, {odd!a}, is in no code")


def test_a_text_of_any_length_is_answered_at_once() -> None:
    assert "symbols, where a code has 13" in refusal("7" * 1_000_000)
