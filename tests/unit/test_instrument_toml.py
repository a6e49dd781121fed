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
        (
            '"goal-sign"',
            '"goal-words"',
            '"goal-words"',
            "items[1].id: id goal-words is taken: give each its own id",
        ),
        ("value = 2", "value = true", "value = true", "points[1].value: true or false found"),
        ("share = 0.5", "share = 80", "share = 80", "missing.minimum_share: 80 is out of range"),
        ('licence = "CC-BY-SA-4.0"\n', "", 'id = "two-parts"', "licence is missing: add licence"),
        ('"Two parts"', '"The WAI in two parts"', "The WAI", "title: an owned scale"),
        ('"Two parts"', '"Two"\ncaveats = [""]', "caveats", "caveats[0]: an empty text found"),
        ("version = 1", 'version = "1"', "version", "version: a text found"),
        ("version = 1", "version = 32", "version", "version: 32 is out of range: write a whole"),
        ("version = 1", "version = 1\ncode = 0", "code", "code: 0 is out of range: write a whole"),
        ("version = 1", "version = 1\ncode = 32", "code", "code: 32 is out of range"),
        ("version = 1", "version = 1\ncode = true", "code", "code: true or false found"),
        ('"two-parts"', '"Two-parts"', '"Two-', "id: id Two-parts is not plain: use a-z, 0-9"),
        ('"goal-sign"', '"goal_sign"', '"goal_sign"', "items[1].id: id goal_sign is not plain"),
        ('id = "bond"', 'id = "bond-"', '"bond-"', "parts[1].id: id bond- is not plain"),
        (
            'label = "Fully"',
            'label = "Partly"',
            '"Partly"',
            "points[2].label: label Partly is taken: give each point its own",
        ),
        ('id = "bond"', 'id = "goal"', 'id = "goal"', "parts[1].id: id goal is taken: give each"),
        ('label = "Fully"\n', "", "[[points]]", "points[2]: label is missing: add label, a text"),
        ('label = "Fully"', 'label = ""', 'label = ""', "points[2].label: empty text"),
        ('reason = "To test it."\n', "", "reversed", "items[3].reversed: no reason is given: add"),
        ('reason = "To', 'reasons = "To', "reasons", "items[3].reasons: unknown key reasons"),
        ('text = "Words."', 'text = "Words."\nask = 1', "ask", "items[0].ask: a whole number fou"),
        ('holder = "The contributors"\n', "", 'id = "two-parts"', "holder is missing: add holder"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, where: str, told: str) -> None:
    text = GOOD.replace(old, new)
    number = text[: text.rindex(where)].count("\n") + 1
    assert f"i.toml:{number}: {told}" in "\n".join(faults(text))


def test_points_that_leave_a_gap_are_refused() -> None:
    text = GOOD.replace("value = 2", "value = 4")
    told = f"i.toml:{line(text, '[[points]]')}: points: values [1, 4, 3] do not rise by one: "
    assert faults(text)[0] == f"{told}number two or more from the lowest up"


def test_two_points_are_enough() -> None:
    instrument, _ = read_instrument(
        GOOD.replace('[[points]]\nvalue = 3\nlabel = "Fully"\n', ""), "i"
    )
    assert [point.value for point in instrument.points] == [1, 2]
    assert instrument.items[0].ask == ""


def test_an_unknown_part_is_told_with_those_that_are_known() -> None:
    text = GOOD.replace('part = "bond"\ntext = "Worry."', 'part = "task"\ntext = "Worry."')
    number = line(text, 'part = "task"')
    assert f"i.toml:{number}: items[2].part: unknown part task: use one of goal, bond" in faults(
        text
    )


@pytest.mark.parametrize(
    "name", ["WAI", "WAI-SR", "watoci", "working alliance inventory", "Working Alliance Theory of "
             "Change Inventory"]
)  # fmt: skip
def test_an_owned_name_in_a_title_needs_a_permission(name: str) -> None:
    (told,) = faults(GOOD.replace('"Two parts"', f'"The {name} by heart"'))
    assert told == (
        f"i.toml:{line(GOOD, 'title = ')}: title: an owned scale is named and no permission is "
        "given: add permission, saying who allowed this wording and when, or change the title"
    )


def test_another_word_with_the_same_letters_is_no_owned_name() -> None:
    text = GOOD.replace('"Two parts"', '"Waiting for Kawai"')
    assert read_instrument(text, "i.toml")[0].title == "Waiting for Kawai"


def test_an_id_and_a_code_belong_to_one_instrument() -> None:
    text = GOOD.replace("version = 1", "version = 1\ncode = 5")
    other, _ = read_instrument(text, "other.toml")
    with pytest.raises(FormatError) as caught:
        read_instrument(text, "i.toml", [other])
    assert [str(fault) for fault in caught.value.faults] == [
        f"i.toml:{line(text, 'id = ')}: id: two-parts is taken by Two parts: give each its own",
        f"i.toml:{line(text, 'code = ')}: code: 5 is taken by Two parts: give each its own",
    ]
    # Two instruments without codes do not share one.
    other, _ = read_instrument(GOOD.replace("two-parts", "three-parts"), "other.toml")
    assert read_instrument(GOOD, "i.toml", [other])[0].code == 0


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
    text = GOOD.replace('origin = "Here."', 'origin = """\n[[items]]\n\'\'\'\nHere."""').replace(
        "reversed = true", "reversed = 1"
    )
    (told,) = faults(text)
    assert told.startswith(f"i.toml:{line(text, 'reversed = 1')}: items[3].reversed: ")


def test_all_faults_of_a_file_are_told_at_once_in_order() -> None:
    text = GOOD.replace("version = 1", "").replace('text = "Sign."', "").replace("value = 2", "")
    numbers = [int(fault.split(":")[1]) for fault in faults(text)]
    assert len(numbers) == 4
    assert numbers == sorted(numbers)
