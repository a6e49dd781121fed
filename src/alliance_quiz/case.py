"""Follow a reader's way through a branching case, and look back at it part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alliance_quiz.faults import Fault, FormatError, Table, repeated

PARTS = ("goals", "tasks", "bond")
"""Bordin's parts of the alliance; a choice may build or strain each of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What a choice does: the step it leads to, and the parts that it builds and strains."""

    option: str
    to: str
    builds: tuple[str, ...]
    strains: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A step of a case: its id, its heading, and what can be chosen; an end has no turns."""

    id: str
    title: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A case as the follower sees it; the first step is the start."""

    id: str
    steps: tuple[Step, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the definition that is published as JSON; `from_dict` reads it back."""
        return {
            "id": self.id,
            "steps": [
                {
                    "id": step.id,
                    "title": step.title,
                    "turns": [
                        {
                            "option": turn.option,
                            "to": turn.to,
                            "builds": list(turn.builds),
                            "strains": list(turn.strains),
                        }
                        for turn in step.turns
                    ],
                }
                for step in self.steps
            ],
        }

    @classmethod
    def from_dict(cls, data: object) -> Case:
        """Return the case that a definition describes.

        Raises:
            FormatError: with every fault of the definition.
        """
        faults: list[Fault] = []
        table = Table(data, "", faults)
        case_id = table.text("id")
        steps = tuple(_step(entry) for entry in table.tables("steps"))
        table.end()
        known = [step.id for step in steps]
        for position, step_id in repeated(known):
            table.fault(f"steps[{position}]", f"id {step_id} is taken", "give each its own id")
        for step in steps:
            for turn in step.turns:
                if turn.to not in known:
                    remedy = f"lead to one of {', '.join(known)}"
                    table.fault(f"steps.{step.id}", f"no step {turn.to}", remedy)
        if faults:
            raise FormatError(faults)
        return cls(id=case_id, steps=steps)


def _step(table: Table) -> Step:
    turns = tuple(_turn(entry) for entry in table.tables("turns", empty=True))
    step = Step(id=table.text("id"), title=table.text("title"), turns=turns)
    table.end()
    return step


def _turn(table: Table) -> Turn:
    turn = Turn(
        option=table.text("option"),
        to=table.text("to"),
        builds=table.texts("builds"),
        strains=table.texts("strains"),
    )
    table.end()
    for key, parts in (("builds", turn.builds), ("strains", turn.strains)):
        for part in parts:
            if part not in PARTS:
                table.fault(key, f"unknown part {part}", f"use one of {', '.join(PARTS)}")
    return turn


def follow_case(case: Case, responses: object) -> dict[str, Any]:
    """Follow a way from the first step.

    Args:
        case: The case.
        responses: `{"path": [the option chosen at each step so far]}`.

    Returns:
        `{"id", "path": [{"step", "option", "to"}], "at": the step where the reader stands,
        "end": whether nothing can be chosen there, "parts": [{"part", "built": [step ids],
        "strained": [step ids]}]}`.

    Raises:
        FormatError: when a choice is not one of its step.
    """
    faults: list[Fault] = []
    table = Table(responses, "", faults)
    chosen = table.texts("path")
    table.end()
    steps = {step.id: step for step in case.steps}
    at = case.steps[0]
    path: list[tuple[str, Turn]] = []
    for position, option in enumerate(chosen):
        turn = next((turn for turn in at.turns if turn.option == option), None)
        if turn is None:
            known = ", ".join(turn.option for turn in at.turns) or "nothing more: it is an end"
            table.fault(f"path[{position}]", f"{at.id} has no option {option}", f"choose {known}")
            break
        path.append((at.id, turn))
        at = steps[turn.to]
    if faults:
        raise FormatError(faults)
    return {
        "id": case.id,
        "path": [{"step": step, "option": turn.option, "to": turn.to} for step, turn in path],
        "at": at.id,
        "end": not at.turns,
        "parts": [
            {
                "part": part,
                "built": [step for step, turn in path if part in turn.builds],
                "strained": [step for step, turn in path if part in turn.strains],
            }
            for part in PARTS
        ],
    }
