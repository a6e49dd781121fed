"""What the readers of the two definitions that are no instruments accept and refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alliance_quiz import FormatError
from alliance_quiz.cpd_record import CpdRecord
from alliance_quiz.instrument_toml import read_definition
from alliance_quiz.watoci import Watoci, score_watoci

FOLDER = Path(__file__).parents[2] / "docs" / "instruments"
WATOCI_TEXT = (FOLDER / "watoci-by-number.toml").read_text(encoding="utf-8")
RECORD_TEXT = (FOLDER / "cpd-record.toml").read_text(encoding="utf-8")
WATOCI = read_definition(WATOCI_TEXT, "watoci-by-number.toml", Watoci.from_dict)[0]
RECORD = read_definition(RECORD_TEXT, "cpd-record.toml", CpdRecord.from_dict)[0]


def test_the_forms_have_seventeen_and_sixteen_items_and_one_is_free() -> None:
    assert {form.id: form.items for form in WATOCI.forms} == {"17": 17, "16": 16, "own": 0}
    assert (WATOCI.low, WATOCI.high, WATOCI.reversed) == (1, 7, ("4", "10"))


def test_the_parts_share_the_twelve_items_of_the_short_form() -> None:
    positions = [position for part in WATOCI.parts for position in part.positions]
    assert sorted(positions, key=int) == [str(number) for number in range(1, 13)]
    assert all("not confirmed" in part.tag for part in WATOCI.parts)


def test_a_part_is_told_where_a_reader_has_picked_just_that_and_confirmed_nothing() -> None:
    part = WATOCI.parts[0]
    scored = score_watoci(WATOCI, {"form": "own", "positions": [*part.positions], "ratings": {}})
    assert [one["id"] for one in scored["parts"]] == [part.id]
    assert scored["confirmed"] is False


def test_each_standard_but_the_last_is_served_by_a_prompt() -> None:
    served = {standard for prompt in RECORD.prompts for standard in prompt.standards}
    assert [standard.id for standard in RECORD.standards] == ["1", "2", "3", "4", "5"]
    assert served == {"1", "2", "3", "4"}


@pytest.mark.parametrize(
    ("old", "new", "where", "told"),
    [
        ('licence = "CC-BY-SA-4.0"\n', "", 'id = "watoci', "licence is missing"),
        (
            'id = "own"',
            'id = "16"',
            'id = "16"\ntitle = "Pos',
            "forms[2].id: id 16 is taken: give each its own id",
        ),
        ("items = 16", "items = 0", "items = 0", "forms[1].items: 0 is out of range"),
        (
            "items = 16",
            "items = 100",
            "items = 100",
            "forms[1].items: 100 is out of range: write a whole number from 2 to 99",
        ),
        (
            'id = "own"',
            'id = "own"\nitems = 3',
            "items = 3",
            "forms[2].items: 3 found: give items to each form but own",
        ),
        ("version = 1", "version = 32", "version = 32", "version: 32 is out of range"),
        (
            'id = "bond"',
            'id = "task"',
            'id = "task"\ntitle = "Bond',
            "parts[1].id: id task is taken",
        ),
        (
            'reversed = ["4"',
            'reversed = ["18"',
            "reversed = [",
            "reversed: position 18 found: use 1 to 17, as texts",
        ),
        ('["3", "5"', '["1", "5"', '["1", "5"', "parts[1].positions: position 1 found: use each"),
        ("high = 7", "high = 1", "high = 1", "high: 1 is not above 1: write the highest rating"),
        ('tag = "', 'tags = "', 'tags = "', "parts[0].tags: unknown key tags"),
    ],
)
def test_a_fault_of_the_numbers_is_told_with_its_line(
    old: str, new: str, where: str, told: str
) -> None:
    refuses(WATOCI_TEXT.replace(old, new, 1), Watoci, where, told)


@pytest.mark.parametrize(
    ("old", "new", "where", "told"),
    [
        ('id = "did"', 'id = "done"', "[[prompts]]", "prompts: not the notes of a reflection"),
        ('["1", "2"]', "[]", "[[prompts]]", "prompts[0]: it serves no standard: add standards"),
        ('["3"]', '["6"]', '["6"]', "prompts[2].standards: no standard 6: use 1, 2, 3, 4, 5"),
        ('id = "5"', 'id = "6"', "[[standards]]", "standards: ids 1, 2, 3, 4, 6: number them"),
        ('empty = "', 'blank = "', "blank", "blank: unknown key blank"),
    ],
)
def test_a_fault_of_the_record_is_told_with_its_line(
    old: str, new: str, where: str, told: str
) -> None:
    refuses(RECORD_TEXT.replace(old, new, 1), CpdRecord, where, told)


def refuses(text: str, kind: type[Watoci] | type[CpdRecord], where: str, told: str) -> None:
    line = text[: text.index(where)].count("\n") + 1
    with pytest.raises(FormatError) as caught:
        read_definition(text, "d.toml", kind.from_dict)
    assert re.search(rf"^d\.toml:{line}: {re.escape(told)}", str(caught.value), re.MULTILINE)
