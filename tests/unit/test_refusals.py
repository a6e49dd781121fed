"""A definition or an answer that contradicts itself is refused, with the place and the remedy."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from alliance_quiz import FormatError, Quiz, bridge, score_quiz
from alliance_quiz.case import Case, follow_case
from tests.unit.test_definitions import WATOCI_TEXT


def told(function: Callable[..., object], *given: object) -> list[str]:
    with pytest.raises(FormatError) as caught:
        function(*given)
    return [str(fault) for fault in caught.value.faults]


def question(**answer: object) -> dict[str, Any]:
    return {"id": "a", "title": "A", "content": "00000000", "objective": 1, **answer}


CHOICE = question(kind="choose-one", options=["x", "y"], key=["x"])
NO_KEY = ["questions[0].key: not a set of this question's options: name the right options"]
NO_OPTIONS = ["questions[0].options: fewer than two different ones: list two or more"]


@pytest.mark.parametrize(
    ("questions", "faults"),
    [
        ([CHOICE | {"key": []}], NO_KEY),
        ([CHOICE | {"key": ["z"]}], NO_KEY),
        ([CHOICE | {"key": ["x", "y"]}], NO_KEY),
        ([CHOICE | {"options": ["x"]}], NO_OPTIONS),
        ([CHOICE | {"options": ["x", "y", "x"]}], NO_OPTIONS),
        (
            [question(kind="match", terms=["x", "y"], key=["1", "2", "3"])],
            [
                "questions[0].key: not one meaning for each term: "
                "list as many meanings as terms"
            ],
        ),
        (
            [question(kind="fill", key=[])],
            ["questions[0].key: a list found: list at least one text"],
        ),
        (
            [question(kind="fill", key=[["x"], [], "y"])],
            [
                "questions[0].key[1]: a list found: list at least one text",
                "questions[0].key[2]: a text found: list at least one text",
            ],
        ),
        ([CHOICE, CHOICE], ["questions[1]: id a is taken: give each its own id"]),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_marked(questions: list[Any], faults: list[str]) -> None:
    assert told(Quiz.from_dict, {"id": "q", "questions": questions}) == faults


def test_an_option_that_is_none() -> None:
    quiz = Quiz.from_dict({"id": "q", "questions": [CHOICE]})
    assert told(score_quiz, quiz, {"answers": {"a": {"chosen": ["z"]}}}) == [
        "answers.a.chosen: unknown option z: choose from x, y"
    ]


def test_a_way_that_leads_nowhere() -> None:
    turn = {"option": "o", "to": "z", "builds": ["mood"], "strains": ["bond", "fun"]}
    steps: list[Any] = [{"id": name, "title": name, "turns": []} for name in ("b", "c", "b")]
    steps.append({"id": "a", "title": "A", "turns": [turn]})
    assert told(Case.from_dict, {"id": "c", "steps": steps}) == [
        "steps[3].turns[0].builds: unknown part mood: use one of goals, tasks, bond",
        "steps[3].turns[0].strains: unknown part fun: use one of goals, tasks, bond",
        "steps[2]: id b is taken: give each its own id",
        "steps.a: no step z: lead to one of b, c, b, a",
    ]


def test_a_choice_behind_an_end() -> None:
    case = Case.from_dict({"id": "c", "steps": [{"id": "a", "title": "A", "turns": []}]})
    assert told(follow_case, case, {"path": ["on"]}) == [
        "path[0]: a has no option on: choose nothing more: it is an end"
    ]


def test_positions_for_a_form_that_has_its_own() -> None:
    definition = json.dumps(tomllib.loads(WATOCI_TEXT))
    answers = json.dumps({"form": "17", "positions": ["1"], "ratings": {}})
    assert told(bridge.score_watoci, definition, answers) == [
        "positions: positions found for the form 17: use the form own"
    ]


def test_a_position_that_no_form_has() -> None:
    definition = json.dumps(tomllib.loads(WATOCI_TEXT))
    answers = json.dumps({"form": "own", "positions": ["0"], "ratings": {}})
    assert told(bridge.score_watoci, definition, answers) == [
        "positions: position 0 found: use 1 to 17"
    ]


@pytest.mark.parametrize("count", ["", "-1", "twenty", "٣", "1000000"])
def test_a_number_of_questions_that_is_none(count: str) -> None:
    assert told(bridge.mix, '{"quizzes": []}', "seed", count) == [
        "count: no number: send a whole number such as 20"
    ]


def test_a_mark_that_nobody_can_reckon_with() -> None:
    bank = {"quizzes": [{"id": "q", "title": "Q", "questions": [CHOICE]}]}
    assert told(bridge.sum_up, json.dumps(bank), '{"q/a": {"first": NaN}}') == [
        "q/a.first: nan is no number to reckon with: write a number"
    ]
