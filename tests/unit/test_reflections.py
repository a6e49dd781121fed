"""What is kept of a reflection, and what is refused with nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_quiz import FormatError
from alliance_quiz.reflections import (
    LONGEST_NOTE,
    MOST,
    Reflection,
    add_reflection,
    export_reflections,
    list_reflections,
    merge_reflections,
    read_reflections,
    revise_reflection,
    write_reflections,
)
from tests.unit.test_code import VIEWS
from tests.unit.test_definitions import RECORD

CLINICIAN = VIEWS[0]
KNOWN = {view.id: view for view in VIEWS}
FIRST = CLINICIAN.items[0].id
NOTES = {"did": "", "learned": "", "change": "", "benefits": ""}


def one(at: str, **changes: Any) -> Reflection:
    kept, _ = add_reflection(CLINICIAN, [], {"at": at, "answers": {FIRST: "4"}})
    return {**kept[0], **changes}  # type: ignore[typeddict-item]


def time(number: int) -> str:
    return f"2026-11-24T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z"


FULL = [one(time(number)) for number in range(MOST)]


def test_a_full_device_takes_no_more_and_loses_none() -> None:
    with pytest.raises(FormatError, match="1,000 reflections, the most there can be: delete one"):
        add_reflection(CLINICIAN, FULL, {"at": "2026-11-25T00:00:00Z", "answers": {FIRST: "4"}})
    more = write_reflections([FULL[5], one("2026-11-25T00:00:00Z")])
    merged = merge_reflections(KNOWN, FULL, more)
    assert (merged.reflections, merged.taken) == (FULL, 1)
    told = "2026-11-25T00:00:00Z: 1,000 reflections are there, and no more are kept"
    assert merged.left == [told]


def test_an_entry_that_holds_more_than_is_kept_is_refused() -> None:
    entry = {"at": time(1), "answers": {FIRST: "4"}, "score": 4}
    with pytest.raises(FormatError, match="score: unknown key score: use one of answers, at, "):
        add_reflection(CLINICIAN, [], entry)


def test_at_the_end_of_time_no_later_second_is_left() -> None:
    last = "2099-12-31T23:59:59Z"
    other = one(last, answers={FIRST: "5"})
    merged = merge_reflections(KNOWN, [one(last)], write_reflections([other]))
    assert (merged.reflections, merged.taken) == ([one(last)], 0)
    assert merged.left == [f"{last}: no later second is left for it"]


def test_a_file_with_too_many_is_read_as_far_as_there_is_room() -> None:
    merged = merge_reflections(KNOWN, [], write_reflections([*FULL, one("2026-11-25T00:00:00Z")]))
    assert (len(merged.reflections), merged.left) == (MOST, ["reflections[1000]: more than 1,000"])


@pytest.mark.parametrize("note", ["x" * (LONGEST_NOTE + 1), "\ud800", "\x07"])
def test_a_note_that_cannot_be_kept_is_refused(note: str) -> None:
    with pytest.raises(FormatError, match="its note “did” is not a text of at most 2,000"):
        revise_reflection([one(time(1))], time(1), {"notes": {"did": note}})


def test_a_note_may_have_lines_and_any_script() -> None:
    note = "First.\n\tSecond: ü, 好, 🙂\r\nThird."
    revised = revise_reflection([one(time(1))], time(1), {"notes": {"did": note}})
    assert read_reflections(write_reflections(revised))[0]["notes"] == {**NOTES, "did": note}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"answers": {}}, "unknown key answers"),
        ({"notes": {"feelings": "warm"}}, "notes.feelings: unknown key feelings"),
        ({"label": 5}, "label: a whole number found"),
        ([], "a list found"),
    ],
)
def test_only_a_label_and_notes_are_revised(changes: object, told: str) -> None:
    with pytest.raises(FormatError, match=told):
        revise_reflection([one(time(1))], time(1), changes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=15),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*one(time(1)), "format", "reflections", *NOTES, FIRST]), inner
        )
    ),
    max_leaves=12,
)


ALMOST = st.builds(
    lambda key, value: {**one(time(2)), key: value}, st.sampled_from([*one(time(1))]), JSON
)


@given(entries=st.lists(JSON | ALMOST, max_size=4))
def test_whatever_a_file_holds_what_is_taken_is_sound(entries: list[Any]) -> None:
    mine = [one(time(1))]
    text = json.dumps({"format": "alliance-reflections", "version": 1, "reflections": entries})
    # Any form will do, or a file with none of this site would be refused.
    merged = merge_reflections({}, mine, text)
    kept = write_reflections(merged.reflections)
    assert write_reflections(read_reflections(kept)) == kept
    assert mine[0] in merged.reflections
    assert merged.taken + len(merged.left) >= len(entries)
    list_reflections(KNOWN, merged.reflections)
    for kind in ("csv", "markdown"):
        export_reflections(KNOWN, RECORD, merged.reflections, kind)


@given(ours=st.lists(st.integers(0, 5), unique=True), theirs=st.lists(st.integers(0, 5)))
def test_joining_loses_no_answers_and_the_same_again_changes_nothing(
    ours: list[int], theirs: list[int]
) -> None:
    mine = [one(time(number)) for number in ours]
    others: list[Reflection] = []
    for number in theirs:
        entry = {"at": time(number), "answers": {FIRST: str(1 + number % 3)}}
        others, _ = add_reflection(CLINICIAN, others, entry)
    text = write_reflections(others)
    once = merge_reflections(KNOWN, mine, text)
    again = merge_reflections(KNOWN, once.reflections, text)
    assert write_reflections(again.reflections) == write_reflections(once.reflections)
    assert once.taken == len(others)
    assert all(entry in once.reflections for entry in mine)
