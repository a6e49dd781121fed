"""What the reader of instruments accepts, and what it says of the rest."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from alliance_quiz import FormatError, Instrument
from alliance_quiz.instrument_toml import read_instrument

CASE = (Path(__file__).parents[1] / "cases" / "scale-middle.toml").read_text(encoding="utf-8")
# The case's instrument, as a file of its own.
GOOD = CASE[CASE.index("[instrument]") :].replace("[instrument]\n", "").replace("instrument.", "")


def faults(text: str) -> list[str]:
    """Return the faults of a file, as they are told."""
    with pytest.raises(FormatError) as caught:
        read_instrument(text, "i.toml")
    return [str(fault) for fault in caught.value.faults]


def line(text: str, part: str) -> int:
    """Return the 1-based line in which a part of a text begins."""
    return text[: text.index(part)].count("\n") + 1


def test_the_published_json_is_read_as_the_file_is() -> None:
    instrument, data = read_instrument(GOOD, "i.toml")
    assert Instrument.from_dict(json.loads(json.dumps(data))) == instrument
    assert data == tomllib.loads(GOOD)


@pytest.mark.parametrize(
    ("old", "new", "where", "told"),
    [
        ("reversed = true", "reverse = 1", "reverse = 1", "items[3].reverse: unknown key reverse"),
        ("reversed = true", "reversed = 1", "reversed = 1", "items[3].reversed: a whole number"),
        ('"Sign."', '" "', '" "', "items[1].text: empty text"),
        ('"goal-sign"', '"goal-words"', '"goal-words"', "items[1].id: id goal-words is taken"),
        ("value = 2", "value = true", "value = true", "points[1].value: true or false found"),
        ("share = 0.5", "share = 80", "share = 80", "missing.minimum_share: 80 is out of range"),
        ('licence = "CC-BY-SA-4.0"\n', "", 'id = "two-parts"', "licence is missing: add licence"),
        ('"Two parts"', '"The WAI in two parts"', "The WAI", "title: an owned scale"),
        ('"Two parts"', '"Two"\ncaveats = [""]', "caveats", "caveats[0]: an empty text found"),
        ("version = 1", 'version = "1"', "version", "version: a text found"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, where: str, told: str) -> None:
    text = GOOD.replace(old, new)
    number = text[: text.rindex(where)].count("\n") + 1
    assert f"i.toml:{number}: {told}" in "\n".join(faults(text))


def test_points_that_leave_a_gap_are_refused() -> None:
    text = GOOD.replace("value = 2", "value = 4")
    told = f"i.toml:{line(text, '[[points]]')}: points: values [1, 4, 3] do not rise by one"
    assert told in faults(text)[0]


def test_an_unknown_part_is_told_with_those_that_are_known() -> None:
    text = GOOD.replace('part = "bond"\ntext = "Worry."', 'part = "task"\ntext = "Worry."')
    number = line(text, 'part = "task"')
    assert f"i.toml:{number}: items[2].part: unknown part task: use one of goal, bond" in faults(
        text
    )


def test_an_owned_name_in_a_title_passes_with_its_permission() -> None:
    text = GOOD.replace('title = "Two parts"', 'title = "WAI"\npermission = "By SPR, 2026."')
    assert read_instrument(text, "i.toml")[0].permission == "By SPR, 2026."


def test_unequal_parts_are_refused() -> None:
    text = GOOD.replace('part = "goal"\ntext = "Sign."', 'part = "bond"\ntext = "Sign."')
    assert faults(text) == [
        f"i.toml:{line(text, '[[parts]]')}: parts: unequal numbers of items (goal 1, bond 3): "
        "give each part as many items"
    ]


def test_broken_toml_is_told_with_its_line() -> None:
    text = GOOD.replace('text = "Sign."', 'text = "Sign.')
    (told,) = faults(text)
    assert told.startswith(f"i.toml:{line(text, 'Sign.')}: not TOML (")


def test_a_text_of_several_lines_does_not_shift_the_lines() -> None:
    text = GOOD.replace('origin = "Here."', 'origin = """\n[[items]]\nHere."""').replace(
        "reversed = true", "reversed = 1"
    )
    (told,) = faults(text)
    assert told.startswith(f"i.toml:{line(text, 'reversed = 1')}: items[3].reversed: ")


def test_all_faults_of_a_file_are_told_at_once_in_order() -> None:
    text = GOOD.replace("version = 1", "").replace('text = "Sign."', "").replace("value = 2", "")
    numbers = [int(fault.split(":")[1]) for fault in faults(text)]
    assert len(numbers) == 4
    assert numbers == sorted(numbers)
