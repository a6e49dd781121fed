"""What a reader has answered is kept, joined and moved without loss, whatever comes in."""

from __future__ import annotations

import csv
import io
import json
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_quiz import FormatError
from alliance_quiz.kept import LARGEST, parse_time, write_time
from alliance_quiz.progress import (
    MOST_ANSWERS,
    Known,
    Progress,
    export_progress,
    merge_progress,
    read_bank,
    read_progress,
    write_progress,
)

TIMES = st.integers(0, 3_000).map(
    lambda hours: f"2026-{1 + hours % 12:02}-{1 + hours % 28:02}T{hours % 24:02}:00:00Z"
)
ANSWERS = st.fixed_dictionaries(
    {
        "at": TIMES,
        "share": st.integers(0, 100).map(lambda hundredths: hundredths / 100),
        "certainty": st.sampled_from(["", "sure", "fairly", "guess"]),
    }
)


@st.composite
def saved(draw: st.DrawFn) -> Any:
    last = draw(TIMES)
    due = f"{int(last[:4]) + draw(st.integers(0, 1))}{last[4:]}"
    listed = draw(st.lists(ANSWERS, min_size=1, max_size=4, unique_by=lambda one: one["at"]))
    return {
        "content": draw(st.sampled_from(["00000000", "1a2b3c4d"])),
        "card": {
            "state": 2,
            "step": None,
            "stability": draw(st.floats(0.001, 36_500)),
            "difficulty": draw(st.floats(1, 10)),
            "due": due,
            "last_review": last,
        },
        "answers": sorted(listed, key=lambda one: one["at"]),
    }


PROGRESS = st.dictionaries(
    st.sampled_from(["a/b", "shoulder/warm-bond", "shoulder/three-talks", "knee/stairs"]),
    saved(),
    max_size=4,
)
ONE: Progress = {
    "shoulder/warm-bond": {
        "content": "1a2b3c4d",
        "card": {
            "state": 2,
            "step": None,
            "stability": 2.3065,
            "difficulty": 2.1181,
            "due": "2026-11-26T21:30:00Z",
            "last_review": "2026-11-24T21:30:00Z",
        },
        "answers": [{"at": "2026-11-24T21:30:00Z", "share": 1.0, "certainty": "sure"}],
    }
}
KNOWN = {
    "shoulder/warm-bond": Known(
        quiz="shoulder",
        quiz_title="The *shoulder*",
        title="@A bond",
        content="1a2b3c4d",
        objective=1,
    )
}


@given(PROGRESS)
def test_an_export_comes_back_byte_by_byte(progress: Progress) -> None:
    text = write_progress(progress)
    merged = merge_progress({}, text, {})
    assert write_progress(merged.progress) == text
    assert (merged.taken, merged.left) == (len(progress), [])
    assert write_progress(read_progress(text)) == text


@given(PROGRESS, PROGRESS)
def test_joining_loses_no_answer_and_joining_again_changes_nothing(
    ours: Progress, theirs: Progress
) -> None:
    before = deepcopy(ours)
    joined = merge_progress(ours, write_progress(theirs), {}).progress
    assert ours == before
    for key in ours.keys() | theirs.keys():
        times = {a["at"] for one in (ours, theirs) if key in one for a in one[key]["answers"]}
        assert [answer["at"] for answer in joined[key]["answers"]] == sorted(times)
        reviews = [one[key]["card"]["last_review"] for one in (ours, theirs) if key in one]
        assert joined[key]["card"]["last_review"] == max(reviews)
    again = merge_progress(joined, write_progress(theirs), {}).progress
    assert again == joined


def test_the_schedule_of_the_later_review_wins_with_its_content() -> None:
    later = deepcopy(ONE)
    later["shoulder/warm-bond"]["content"] = "00000000"
    later["shoulder/warm-bond"]["card"]["last_review"] = "2026-11-25T21:30:00Z"
    for ours, theirs in ((ONE, later), (later, ONE)):
        joined = merge_progress(ours, write_progress(theirs), KNOWN).progress
        assert joined == later


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "match"}, "not a table of answers, card, content"),
        ({"content": "1A2B3C4D"}, "content '1A2B3C4D' is not eight hexadecimal digits"),
        ({"answers": {}}, "its answers are no list"),
        ({"answers": []}, "no sound answer"),
        ({"answers": [{"at": "2026-11-24"}]}, "answers[0]: not a table of at, certainty, share"),
        (
            {"answers": [{"at": "2026-11-24T21:30:00Z", "share": 1.5, "certainty": ""}]},
            "answers[0]: share 1.5 is not from 0 to 1",
        ),
        (
            {"answers": [{"at": "yesterday", "share": 1.0, "certainty": ""}]},
            "answers[0]: at 'yesterday' is not a time such as 2026-11-24T21:30:00Z",
        ),
        (
            {"answers": [{"at": "2026-11-24T21:30:00Z", "share": 1.0, "certainty": "very"}]},
            "answers[0]: certainty 'very' is not one of sure, fairly, guess",
        ),
    ],
)
def test_what_is_left_of_a_file_is_told_with_its_place(changes: Any, told: str) -> None:
    damaged: Any = {"shoulder/warm-bond": {**ONE["shoulder/warm-bond"], **changes}}
    merged = merge_progress({}, write_progress(damaged), KNOWN)
    assert (merged.progress, merged.left[0]) == ({}, f"shoulder/warm-bond: {told}")


JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 0.5, 1e999, float("nan"), "", "sure", "<b>", "\ud800", [], {}, [{}], [None],
    "2026-02-30T10:00:00Z", "2026-11-24T21:30:00Z", {"a": []}, 10**30,
)  # fmt: skip


@settings(max_examples=500)
@given(PROGRESS, st.integers())
def test_a_mutated_file_is_taken_in_part_or_refused_in_words(progress: Progress, seed: int) -> None:
    mutator = Random(seed)  # noqa: S311  chance, not secrecy
    for _ in range(20):
        text = mutate(write_progress(progress), mutator)
        try:
            merged = merge_progress(ONE, text, KNOWN)
        except FormatError as error:
            told = str(error)
        else:
            told = f"this file: {merged.left}"
            # What was taken is sound, and what was there is there.
            assert read_progress(write_progress(merged.progress)) == merged.progress
            kept = merged.progress["shoulder/warm-bond"]["answers"]
            assert ONE["shoulder/warm-bond"]["answers"][0] in kept
        assert told.startswith("this file: ")
        # It can be shown, whatever it quotes.
        told.encode()


def mutate(text: str, mutator: Random) -> str:
    if mutator.random() < 0.4:
        place, cut = mutator.randint(0, len(text)), mutator.randint(0, 9)
        return text[:place] + mutator.choice(['"', "{", "9", "\ud800", ""]) + text[place + cut :]
    whole = json.loads(text)
    spot, key = mutator.choice(list(spots(whole)))
    if mutator.random() < 0.2:
        del spot[key]
    else:
        spot[key] = mutator.choice(JUNK)
    if isinstance(spot, dict) and mutator.random() < 0.1:
        spot[mutator.choice(["", "a/b", "\ud800", "<b>", "extra"])] = mutator.choice(JUNK)
    return json.dumps(whole, ensure_ascii=mutator.random() < 0.5)


def spots(value: Any) -> Any:
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], (dict, list)):
            yield from spots(value[key])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"stability": 1e9}, "stability 1000000000.0 is not from 0.001 to 36500"),
        ({"stability": True}, "stability True is not"),
        ({"difficulty": 0.5}, "difficulty 0.5 is not from 1 to 10"),
        ({"due": "2032-11-26T21:30:00Z"}, "due 2194 days after its last review"),
        ({"due": "2025-11-26T21:30:00Z"}, "due -363 days after its last review"),
        ({"due": "2026-02-30T21:30:00Z"}, "not times such as"),
        ({"state": 1, "step": 0}, "in no state that this site knows"),
        ({"colour": "red"}, "not a table of"),
    ],
)
def test_a_card_out_of_range_is_left_out_and_told(change: dict[str, Any], told: str) -> None:
    data = json.loads(write_progress(ONE))
    data["questions"]["shoulder/warm-bond"]["card"] |= change
    merged = merge_progress({}, json.dumps(data), {})
    assert merged.progress == {}
    assert len(merged.left) == 1
    assert told in merged.left[0]
    with pytest.raises(FormatError, match="what is saved on this device: damaged: shoulder"):
        read_progress(json.dumps(data))


def test_a_question_with_too_many_answers_is_left_out() -> None:
    data = deepcopy(ONE)
    data["shoulder/warm-bond"]["answers"] *= MOST_ANSWERS + 1
    merged = merge_progress({}, write_progress(data), {})
    assert merged.left == ["shoulder/warm-bond: 1,001 answers, of which 1,000 at most are kept"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ("[" * 200_000, "not JSON"),
        ('{"a": "\ud800', "not JSON"),
        (" " * (LARGEST + 1), "10,000,001 characters long"),
        ("[]", "its format is not alliance-progress"),
        ('{"format": "alliance-progress", "version": true}', "there is no version True"),
        ('{"format": "alliance-progress", "version": 2}', "version 2 is newer than this page"),
        ('{"format": "alliance-progress", "version": 1}', "no table of questions"),
        (write_progress({"hip/gone": ONE["shoulder/warm-bond"]}), "no question of this site"),
    ],
)
def test_a_file_of_no_use_is_refused_in_words(text: str, told: str) -> None:
    with pytest.raises(FormatError, match=told):
        merge_progress(ONE, text, KNOWN)


def test_a_long_list_of_what_was_left_is_cut() -> None:
    data = json.loads(write_progress(ONE))
    data["questions"] |= {f"no-{number}": 1 for number in range(200)}
    left = merge_progress({}, json.dumps(data), {}).left
    assert len(left) == 101
    assert left[-1] == "and 100 more"


def test_a_bank_that_is_none_is_refused() -> None:
    banks: list[Any] = [None, [], {}, {"quizzes": [{"id": "a"}]}]
    for bank in banks:
        with pytest.raises(FormatError, match="not a list of quizzes"):
            read_bank(bank)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_table_is_a_formula(start: str) -> None:
    known = {
        "shoulder/warm-bond": Known(
            quiz="shoulder", quiz_title="", title=f'{start}1+"1"', content="1a2b3c4d", objective=1
        )
    }
    rows = list(csv.reader(io.StringIO(export_progress(ONE, known, "csv"), newline="")))
    assert rows[0] == ["quiz", "question", "title", "at", "share", "certainty"]
    assert rows[1] == [
        "shoulder", "warm-bond", f"'{start}1+\"1\"", "2026-11-24T21:30:00Z", "1.0", "sure"
    ]  # fmt: skip


def test_the_record_escapes_what_markdown_would_read() -> None:
    record = export_progress(ONE, KNOWN, "markdown")
    assert "## The \\*shoulder\\*\n" in record
    assert "- 2026-11-24 21:30:00 UTC: 100 %, sure\n" in record


@given(TIMES)
def test_a_time_is_read_as_it_was_written(time: str) -> None:
    assert write_time(parse_time(time)) == time


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-24T21:60:00Z",
        "2026-11-24T21:30:60Z",
        "2026-11-24T24:00:00Z",
        "2026-02-30T00:00:00Z",
    ],
)
def test_a_time_that_no_clock_shows_is_left_out(at: str) -> None:
    answers = [{"at": at, "share": 1, "certainty": ""}]
    card = {
        "state": 2, "step": None, "stability": 3.5, "difficulty": 5.5,
        "due": at, "last_review": "2026-11-04T08:00:00Z",
    }  # fmt: skip
    saved = {"a/b": {"content": "0a1b2c3d", "card": card, "answers": answers}}
    text = json.dumps({"format": "alliance-progress", "version": 1, "questions": saved})
    merged = merge_progress({}, text, {})
    assert merged.taken == 0
    assert "a/b" in merged.left[0]
