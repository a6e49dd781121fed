"""Answers are recorded once, and questions come back when they are due."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_quiz import FormatError, Quiz
from alliance_quiz.kept import parse_time
from alliance_quiz.progress import Known, Progress, read_progress, write_progress
from alliance_quiz.review import record
from alliance_quiz.sitting import due_questions, mix_questions

QUIZ = Quiz.from_dict(
    {
        "id": "shoulder",
        "questions": [
            {
                "id": name, "title": name, "content": "1a2b3c4d", "objective": 1,
                "kind": "choose-one", "options": ["bond", "tasks"], "key": ["tasks"],
            }
            for name in ("warm-bond", "shared-task")
        ],
    }
)  # fmt: skip
KNOWN = {
    f"shoulder/{question.id}": Known(
        quiz="shoulder", quiz_title="", title="", content="1a2b3c4d", objective=1
    )
    for question in QUIZ.questions
}


def answer(progress: Progress, at: str, chosen: str = "tasks", **more: Any) -> Progress:
    name = more.pop("name", "warm-bond")
    responses = {"answers": {name: {"chosen": [chosen], **more}}}
    return record(QUIZ, progress, responses, {name: at})[0]


def days(progress: Progress, name: str = "warm-bond") -> int:
    card = progress[f"shoulder/{name}"]["card"]
    return (parse_time(card["due"]) - parse_time(card["last_review"])).days


@given(
    st.lists(
        st.tuples(
            st.datetimes(parse_time("2000-01-01T00:00:00Z").replace(tzinfo=None)).filter(
                lambda moment: moment.year < 2100
            ),
            st.sampled_from(["bond", "tasks"]),
            st.sampled_from(["", "sure", "fairly", "guess"]),
        ),
        max_size=8,
    )
)
def test_the_same_again_changes_nothing_and_all_that_is_written_is_sound(given_: Any) -> None:
    progress: Progress = {}
    for moment, chosen, certainty in given_:
        at = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        progress = answer(progress, at, chosen, certainty=certainty)
        text = write_progress(progress)
        assert read_progress(text) == progress
        again, recorded = record(
            QUIZ,
            progress,
            {"answers": {"warm-bond": {"chosen": [chosen], "certainty": certainty}}},
            {"warm-bond": at},
        )
        assert (write_progress(again), recorded) == (text, 0)


def test_no_review_is_on_the_same_day_and_waits_grow() -> None:
    progress = answer({}, "2026-11-24T21:30:00Z")
    assert days(progress) == 2
    progress = answer(progress, "2026-11-26T21:30:00Z")
    assert days(progress) > 5
    progress = answer(progress, "2026-12-07T21:30:00Z", "bond")
    assert 1 <= days(progress) < 5


def test_a_right_guess_comes_back_sooner_and_a_sure_answer_no_later() -> None:
    at = "2026-11-24T21:30:00Z"
    assert days(answer({}, at, certainty="guess")) < days(answer({}, at))
    assert days(answer({}, at, certainty="sure")) == days(answer({}, at))


def test_who_comes_a_little_earlier_each_day_is_still_in_another_day() -> None:
    late = answer(answer({}, "2026-11-24T21:30:00Z"), "2026-11-25T21:30:00Z")
    early = answer(answer({}, "2026-11-24T21:30:00Z"), "2026-11-25T20:30:00Z")
    assert days(early) == days(late)


def test_the_first_check_counts() -> None:
    first = {"chosen": ["bond"], "certainty": "sure"}
    progress = answer({}, "2026-11-24T21:30:00Z", first=first)
    assert progress["shoulder/warm-bond"]["answers"] == [
        {"at": "2026-11-24T21:30:00Z", "share": 0.0, "certainty": "sure"}
    ]


def test_a_clock_that_went_back_stands_still() -> None:
    progress = answer({}, "2026-11-24T21:30:00Z")
    progress = answer(progress, "2026-11-24T20:00:00Z", "bond")
    card = progress["shoulder/warm-bond"]["card"]
    assert card["last_review"] == "2026-11-24T21:30:00Z"


def test_a_clock_that_was_years_ahead_keeps_no_question_away() -> None:
    progress = answer({}, "2099-01-01T00:00:00Z")
    assert due(progress)["due"] == ["shoulder/warm-bond"]
    progress = answer(progress, "2026-11-24T21:30:00Z")
    assert progress["shoulder/warm-bond"]["card"]["last_review"] == "2026-11-24T21:30:00Z"


def test_a_changed_question_starts_anew_and_keeps_its_answers() -> None:
    progress = answer(answer({}, "2026-11-01T10:00:00Z"), "2026-11-10T10:00:00Z")
    progress["shoulder/warm-bond"]["content"] = "00000000"
    assert due(progress)["changed"] == ["shoulder/warm-bond"]
    progress = answer(progress, "2026-11-24T10:00:00Z")
    saved = progress["shoulder/warm-bond"]
    assert (saved["content"], len(saved["answers"])) == ("1a2b3c4d", 3)
    assert saved["card"] == answer({}, "2026-11-24T10:00:00Z")["shoulder/warm-bond"]["card"]


@pytest.mark.parametrize("times", [[], None, {"no-such": "2026-11-24T10:00:00Z"}, {"warm-bond": 1}])
def test_times_that_are_none_are_refused(times: object) -> None:
    with pytest.raises(FormatError, match="times"):
        record(QUIZ, {}, {"answers": {}}, times)


def test_a_question_with_an_id_of_no_page_is_not_recorded() -> None:
    entry = QUIZ.to_dict()["questions"][0]
    quiz = Quiz.from_dict({"id": "shoulder", "questions": [entry | {"id": "Warm bond"}]})
    with pytest.raises(FormatError, match="Warm bond: an id that is not plain: use a-z"):
        record(quiz, {}, {"answers": {}}, {"Warm bond": "2026-11-24T10:00:00Z"})


def due(progress: Progress, now: str = "2026-11-26T08:00:00+01:00", limit: int = 20) -> Any:
    return due_questions(KNOWN, progress, now, limit)


def test_a_question_is_due_from_the_morning_of_its_day_where_the_reader_is() -> None:
    progress = answer({}, "2026-11-24T23:30:00Z")  # due on the 26th at 23:30 in UTC
    assert due(progress, "2026-11-26T00:01:00+00:00")["due_count"] == 1
    assert due(progress, "2026-11-26T00:01:00+01:00")["due_count"] == 0
    assert due(progress, "2026-11-27T00:01:00+01:00")["due_count"] == 1
    assert due(progress, "2026-11-25T23:59:00+00:00")["due_count"] == 0
    calendar = due(progress, "2026-11-25T12:00:00+01:00")["calendar"]
    assert [day["date"] for day in calendar if day["count"]] == ["2026-11-27"]
    assert len(calendar) == 14


def test_confident_errors_come_first_then_what_has_waited_longest() -> None:
    progress = answer({}, "2026-11-01T10:00:00Z", name="shared-task")
    progress = answer(progress, "2026-11-20T10:00:00Z", "bond", certainty="sure")
    assert due(progress)["due"] == ["shoulder/warm-bond", "shoulder/shared-task"]
    assert due(progress, limit=1)["due"] == ["shoulder/warm-bond"]
    assert due(progress, limit=1)["due_count"] == 2
    progress = answer(progress, "2026-11-22T10:00:00Z")
    assert due(progress)["due"][0] == "shoulder/shared-task"


def card(progress: Progress, name: str, **changes: str) -> None:
    progress[f"shoulder/{name}"]["card"] |= changes  # type: ignore[typeddict-item]


@pytest.mark.parametrize("certainty", ["sure", ""])
def test_who_was_right_or_wrong_and_unsure_is_asked_in_the_order_of_time(certainty: str) -> None:
    progress = answer({}, "2026-11-01T10:00:00Z", certainty=certainty)
    progress = answer(progress, "2026-11-01T10:00:00Z", "bond", name="shared-task")
    names = ["shoulder/shared-task", "shoulder/warm-bond"]
    for early, order in (("shared-task", names), ("warm-bond", names[::-1])):
        card(progress, "shared-task", due="2026-11-20T10:00:00Z")
        card(progress, "warm-bond", due="2026-11-20T10:00:00Z")
        card(progress, early, due="2026-11-19T10:00:00Z")
        assert due(progress)["due"] == order
    assert due(progress)["objectives"] == [
        {"quiz": "shoulder", "objective": 1, "right": 1, "answered": 2}
    ]
    progress = answer(progress, "2026-11-21T10:00:00Z", name="shared-task")
    assert due(progress)["objectives"][0]["right"] == 2


def test_the_calendar_ends_after_fourteen_days() -> None:
    progress = answer({}, "2026-11-24T10:00:00Z")
    progress = answer(progress, "2026-11-24T10:00:00Z", name="shared-task")
    card(progress, "warm-bond", due="2026-12-09T22:00:00Z")
    card(progress, "shared-task", due="2027-11-01T10:00:00Z")
    calendar = due(progress, "2026-11-26T08:00:00+00:00")["calendar"]
    assert [day["count"] for day in calendar] == [0] * 13 + [1]


def test_a_review_of_tomorrow_was_written_by_a_wrong_clock() -> None:
    progress = answer({}, "2026-11-27T00:00:00Z")
    assert due(progress, "2026-11-26T08:00:00+00:00")["due_count"] == 1
    assert due(progress, "2026-11-27T08:00:00+00:00")["due_count"] == 0


@pytest.mark.parametrize("now", ["2000-01-01T00:00:00+00:00", "2099-12-31T23:59:59+00:00"])
def test_a_century_is_known(now: str) -> None:
    assert due({}, now)["due_count"] == 0


@pytest.mark.parametrize(
    "now",
    [
        "1999-12-31T23:59:59+00:00",
        "2100-01-01T00:00:00+00:00",
        "",
        "2026-11-26",
        "2026-11-26T08:00:00",
        "9999-12-31T23:59:59-01:00",
        "0001-01-01T00:00+01:00",
    ],
)
def test_a_time_without_its_place_is_refused(now: str) -> None:
    with pytest.raises(FormatError, match="now: no time"):
        due({}, now)


BANK = {
    f"quiz-{quiz}/question-{number}": Known(
        quiz=f"quiz-{quiz}", quiz_title="", title="", content="1a2b3c4d", objective=number % 3
    )
    for quiz in range(7)
    for number in range(3 + quiz)
}


@given(st.text(max_size=12), st.integers(0, 60))
def test_a_mix_is_as_even_as_can_be(seed: str, count: int) -> None:
    keys = mix_questions(BANK, seed, count)
    assert len(set(keys)) == len(keys) == min(count, len(BANK))
    assert keys == mix_questions(dict(reversed(BANK.items())), seed, count)
    for chosen in range(7):
        of_quiz = [key for key in keys if BANK[key].quiz == f"quiz-{chosen}"]
        others = [sum(BANK[key].quiz == f"quiz-{quiz}" for key in keys) for quiz in range(7)]
        # Fewer than in another quiz by two, only where it has no more.
        assert len(of_quiz) >= max(others) - 1 or len(of_quiz) == 3 + chosen
        by_objective = [sum(BANK[key].objective == n for key in of_quiz) for n in range(3)]
        if len(of_quiz) <= 3:
            assert max(by_objective) <= 1


def test_any_question_may_be_drawn_by_any_seed() -> None:
    drawn = {key for seed in range(200) for key in mix_questions(BANK, f"\ud800{seed}", 7)}
    assert drawn == BANK.keys()


def test_another_seed_draws_another_mix() -> None:
    assert len({tuple(mix_questions(BANK, str(seed), 20)) for seed in range(50)}) == 50
