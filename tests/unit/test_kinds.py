"""What is published of each kind, and what is forgiven in a blank."""

from __future__ import annotations

import pytest

from alliance_quiz import Quiz, score_quiz
from alliance_quiz.case import Case
from alliance_quiz.kinds import alike
from alliance_quiz.quiz_markdown import read_quiz
from tests.unit.every_kind import CASE, every_kind


def test_what_is_published_is_read_back() -> None:
    quiz = every_kind().definition()
    case = read_quiz(CASE, "a-case.md").definition()
    assert isinstance(quiz, Quiz)
    assert isinstance(case, Case)
    assert Quiz.from_dict(quiz.to_dict()) == quiz
    assert Case.from_dict(case.to_dict()) == case


def test_what_is_left_blank_is_not_wrong() -> None:
    given = {"two-filled": {"filled": ["one", " "]}, "filled": {"filled": [" "]}, "thought": {}}
    quiz = every_kind().definition()
    assert isinstance(quiz, Quiz)
    scored = score_quiz(quiz, {"answers": given})["questions"]
    assert [(one["answered"], one["found"], one["wrong"]) for one in scored.values()] == [
        (False, 0, 0),
        (True, 1, 0),
        (False, 0, 0),
    ]


@pytest.mark.parametrize(
    "given",
    [
        "ALLIANCE",
        "alliànce",
        "all-iance",
        "al liance",
        "aliance",  # left out
        "allliance",  # put in
        "allianse",  # changed
        "allianec",  # changed over
        "lliance",
        "alliances",
    ],
)
def test_one_slip_in_a_word_is_forgiven(given: str) -> None:
    assert alike(given, "alliance")


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("aliense", "alliance"),
        ("ellianze", "alliance"),
        ("axlianxe", "alliance"),
        ("allixxce", "alliance"),
        ("alliaenc", "alliance"),
        ("eccnailla", "alliance"),
        ("bnod", "bond"),
        ("bond", "bonds and goals"),
        ("goals and bonds", "bonds and goals"),
        ("1983", "1938"),
        ("12346", "12345"),
        ("0,275", "0.275"),
        ("", "bond"),
        ("…", "—"),
    ],
)
def test_more_is_wrong(given: str, right: str) -> None:
    assert not alike(given, right)


def test_words_may_be_written_as_one() -> None:
    assert alike("wellbeing", "well-being")


def test_the_first_check_is_marked_as_it_was_left() -> None:
    quiz = every_kind().definition()
    assert isinstance(quiz, Quiz)
    filled = {"filled": ["one", "two"]}

    def first(**more: object) -> object:
        given = {"two-filled": {**filled, "first": {**filled, **more}}}
        return score_quiz(quiz, {"answers": given})["questions"]["two-filled"]["first"]

    assert (first(), first(given_up=True)) == (1.0, 0.0)


def test_a_word_may_have_a_slip_from_five_letters_up() -> None:
    assert alike("taskz and bonds", "tasks and bonds")
    assert not alike("tasx and bonds", "task and bonds")
