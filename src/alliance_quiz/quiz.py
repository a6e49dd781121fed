"""Score answers to a quiz: which are right, what may be shown now, and how many so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from alliance_quiz.faults import Fault, FormatError, Table, repeated

Kind = Literal["choose-one", "choose-all"]
KINDS: tuple[Kind, ...] = ("choose-one", "choose-all")


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What scoring needs to know of a question.

    Attributes:
        id: The author's id, kept for ever.
        kind: `choose-one` (one option is right) or `choose-all` (any number from one up).
        options: The options' ids, in the order of the page.
        key: The ids of the right options.
    """

    id: str
    kind: Kind
    options: tuple[str, ...]
    key: frozenset[str]


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
                    "kind": question.kind,
                    "options": list(question.options),
                    "key": [option for option in question.options if option in question.key],
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
    question_id, kind = table.text("id"), table.text("kind")
    options, key = table.texts("options"), frozenset(table.texts("key"))
    table.end()
    if kind not in KINDS:
        table.fault("kind", f"unknown kind {kind}", f"use one of {', '.join(KINDS)}")
    if len(options) < 2 or repeated(options):
        table.fault("options", "fewer than two different options", "list two or more")
    if not key or not key <= set(options) or (kind == "choose-one" and len(key) > 1):
        table.fault("key", "not a set of this question's options", "name the right options")
    return Question(
        id=question_id,
        kind="choose-one" if kind == "choose-one" else "choose-all",
        options=options,
        key=key,
    )


def score_quiz(quiz: Quiz, responses: object) -> dict[str, Any]:
    """Score the answers given so far.

    Args:
        quiz: The quiz.
        responses: `{"answers": {question id: {"chosen": [option ids], "given_up": bool}}}`,
            with an entry for each question checked so far; `given_up` may be left out.

    Returns:
        `{"id", "questions": {id: …}, "score": {"right", "answered", "of"}}`, counts of questions.
        Of each checked question: `answered` (something was chosen or it was given up), `right`
        (exactly the right options were chosen, before giving up), `chosen_right`, `chosen_wrong`
        and `to_find` (counts of options), `feedback` (ids of the options whose feedback may be
        shown: the chosen ones, or all once it is right or given up), `key` (the right options,
        empty until then) and `explanation` (whether the explanation may be shown).
        A question scores 1 when it is right, else 0; this is our own rule.

    Raises:
        FormatError: when an answer names a question or an option that the quiz does not have.
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
    return {
        "id": quiz.id,
        "questions": scored,
        "score": {
            "right": sum(result["right"] for result in scored.values()),
            "answered": sum(result["answered"] for result in scored.values()),
            "of": len(quiz.questions),
        },
    }


def _score_question(question: Question, entry: Table) -> dict[str, Any]:
    listed = entry.texts("chosen")
    given_up = entry.flag("given_up", default=False)
    entry.end()
    for option in listed:
        if option not in question.options:
            known = ", ".join(question.options)
            entry.fault("chosen", f"unknown option {option}", f"choose from {known}")
    chosen = set(listed)
    if question.kind == "choose-one" and len(chosen) > 1:
        entry.fault("chosen", "several options for one answer", "choose one")
    right = chosen == question.key and not given_up
    open_now = right or given_up
    return {
        "answered": bool(chosen) or given_up,
        "right": right,
        "chosen_right": len(chosen & question.key),
        "chosen_wrong": len(chosen - question.key),
        "to_find": len(question.key - chosen),
        "feedback": [option for option in question.options if open_now or option in chosen],
        "key": [option for option in question.options if open_now and option in question.key],
        "explanation": open_now,
    }
