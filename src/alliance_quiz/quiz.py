"""Score answers to a quiz: which are right, what may be shown now, and how it went so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alliance_quiz.faults import Fault, FormatError, Table, repeated
from alliance_quiz.kinds import KINDS, Answer, Choice, Mark, Reflect, read_answer

CERTAINTIES = ("sure", "fairly", "guess")
"""How sure a reader can be, from the most to the least; `` where nobody was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What scoring needs to know of a question.

    Attributes:
        id: The author's id, kept for ever.
        title: Its heading, as plain text.
        content: Eight digits that change with its words and its key.
        objective: Which of the chapter's objectives it serves, from 1; 0 for none.
        answer: What it asks for, and the key.
    """

    id: str
    title: str
    content: str
    objective: int
    answer: Answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiz:
    """A quiz as the scorer sees it: an id and its questions, in the order of the page."""

    id: str
    questions: tuple[Question, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the definition that is published as JSON; `from_dict` reads it back."""
        return {
            "id": self.id,
            "questions": [
                {
                    "id": question.id,
                    "title": question.title,
                    "content": question.content,
                    "objective": question.objective,
                    "kind": question.answer.kind,
                    **question.answer.to_dict(),
                }
                for question in self.questions
            ],
        }

    @classmethod
    def from_dict(cls, data: object) -> Quiz:
        """Return the quiz that a definition describes.

        Raises:
            FormatError: with every fault of the definition.
        """
        faults: list[Fault] = []
        table = Table(data, "", faults)
        quiz_id = table.text("id")
        questions = tuple(_question(entry) for entry in table.tables("questions"))
        table.end()
        for position, question_id in repeated(question.id for question in questions):
            table.fault(
                f"questions[{position}]", f"id {question_id} is taken", "give each its own id"
            )
        if faults:
            raise FormatError(faults)
        return cls(id=quiz_id, questions=questions)


def _question(table: Table) -> Question:
    question = Question(
        id=table.text("id"),
        title=table.text("title"),
        content=table.text("content"),
        objective=table.whole("objective"),
        answer=read_answer(table.choice("kind", KINDS), table),
    )
    table.end()
    return question


def score_quiz(quiz: Quiz, responses: object) -> dict[str, Any]:
    """Score the answers given so far.

    Args:
        quiz: The quiz.
        responses: `{"answers": {question id: response}}`, with an entry for each question checked
            so far. A response is what the question's kind takes, with `given_up` (the reader asked
            for the answer), `certainty` (one of `CERTAINTIES`) and `first` (the response at the
            first check, where this is a later one); all three may be left out.

    Returns:
        `{"id", "questions": {id: …}, "score": …, "objectives": […], "again": [ids]}`.
        Of each checked question: `answered` (there is an answer, or it was given up), `right` (the
        whole key and nothing else, before giving up), `found`, `wrong` and `of` (counts of parts),
        `share` (the mark, 0 to 1; null where it is not scored), `feedback` (ids of the options
        whose feedback may be shown: the chosen ones, or all once it is right or given up), `key`
        (the right options, empty until then), `explanation` (whether it may be shown), and of the
        first check `first` (its share) and `certainty`.
        `score` counts scored questions: `right`, `answered`, `of`, `first` (right at the first
        check) and `points` (the sum of the shares at the first check).
        `objectives` counts `right` (at the first check), `answered` and `of` of each objective.
        `again` lists what was not right at the first check, the most certain answers first.

    Raises:
        FormatError: when an answer names a question or a part that the quiz does not have.
    """
    faults: list[Fault] = []
    table = Table(responses, "", faults)
    answers = table.table("answers")
    table.end()
    scored: dict[str, dict[str, Any]] = {}
    for question in quiz.questions:
        entry = answers.optional(question.id)
        if entry is not None:
            scored[question.id] = _score_question(question, entry)
    answers.end()
    if faults:
        raise FormatError(faults)
    asked = [question for question in quiz.questions if not isinstance(question.answer, Reflect)]
    return {
        "id": quiz.id,
        "questions": scored,
        "score": {
            **_count(asked, scored),
            "right": sum(scored[one.id]["right"] for one in asked if one.id in scored),
            "first": sum(scored[one.id]["first"] == 1 for one in asked if one.id in scored),
            "points": round(sum(scored[one.id]["first"] for one in asked if one.id in scored), 2),
        },
        "objectives": [
            {"objective": number, **_objective(number, asked, scored)}
            for number in sorted({question.objective for question in asked})
        ],
        "again": sorted(
            (
                one.id
                for one in asked
                if one.id in scored and scored[one.id]["answered"] and scored[one.id]["first"] < 1
            ),
            key=lambda asked_id: _sureness(scored[asked_id]["certainty"]),
        ),
    }


def _count(asked: list[Question], scored: dict[str, dict[str, Any]]) -> dict[str, int]:
    answered = sum(scored[one.id]["answered"] for one in asked if one.id in scored)
    return {"answered": answered, "of": len(asked)}


def _objective(
    number: int, asked: list[Question], scored: dict[str, dict[str, Any]]
) -> dict[str, int]:
    own = [question for question in asked if question.objective == number]
    right = sum(scored[one.id]["first"] == 1 for one in own if one.id in scored)
    return {"right": right, **_count(own, scored)}


def _sureness(certainty: str) -> int:
    order = ("sure", "fairly", "", "guess")
    return order.index(certainty)


def _score_question(question: Question, entry: Table) -> dict[str, Any]:
    given_up = entry.flag("given_up", default=False)
    certainty = _certainty(entry)
    mark = question.answer.mark(entry)
    first = entry.optional("first")
    opening, gave_up = mark, given_up
    if first is not None:
        gave_up = first.flag("given_up", default=False)
        certainty = _certainty(first)
        opening = question.answer.mark(first)
        first.end()
    entry.end()
    scored = not isinstance(question.answer, Reflect)
    right = scored and mark.given and mark.found == mark.of and not mark.wrong and not given_up
    open_now = right or given_up or (mark.given and not scored)
    options = question.answer.options if isinstance(question.answer, Choice) else ()
    key = question.answer.key if isinstance(question.answer, Choice) else frozenset()
    return {
        "answered": mark.given or given_up,
        "right": right,
        "found": mark.found,
        "wrong": mark.wrong,
        "of": mark.of,
        "share": _share(mark, given_up),
        "feedback": [option for option in options if open_now or option in mark.chosen],
        "key": [option for option in options if open_now and option in key],
        "explanation": open_now,
        "first": _share(opening, gave_up),
        "certainty": certainty,
    }


def _certainty(entry: Table) -> str:
    certainty = entry.text("certainty", default="")
    if certainty and certainty not in CERTAINTIES:
        remedy = f"use one of {', '.join(CERTAINTIES)}"
        entry.fault("certainty", f"{certainty} found", remedy)
        return ""
    return certainty


def _share(mark: Mark, given_up: bool) -> float | None:
    return 0.0 if given_up and mark.share is not None else mark.share
