"""Ten thousand random sets of answers come back as they were, whichever way they go."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import defaultdict

import pytest

from alliance_quiz import Instrument
from alliance_quiz.code import decode, encode
from alliance_quiz.instrument import NOT_APPLICABLE
from alliance_quiz.reflections import (
    MOST,
    Reflection,
    add_reflection,
    export_reflections,
    merge_reflections,
    read_reflections,
    write_reflections,
)
from tests.unit.test_code import VIEWS

Answers = dict[str, str]
SETS = 10_000
POINTS = [str(point.value) for point in VIEWS[0].points]


def random_answers(chance: random.Random, instrument: Instrument) -> Answers:
    """Return answers of which any may lack or not apply; at least one is there."""
    given = {item.id: chance.choice([*POINTS, NOT_APPLICABLE, ""]) for item in instrument.items}
    given[chance.choice(instrument.items).id] = chance.choice(POINTS)
    return {item: answer for item, answer in given.items() if answer}


@pytest.fixture(scope="module")
def sets() -> list[tuple[Instrument, Answers]]:
    chance = random.Random(6)  # noqa: S311  chance, not secrecy
    views = [chance.choice(VIEWS) for _ in range(SETS)]
    return [(view, random_answers(chance, view)) for view in views]


def test_through_a_code(sets: list[tuple[Instrument, Answers]]) -> None:
    codes = set()
    for view, answers in sets:
        code = encode(view, {"answers": answers})["code"]
        codes.add(code)
        told = decode(VIEWS, code)
        assert (told["id"], told["version"]) == (view.id, view.version)
        assert told["responses"] == {"answers": answers}
    assert len(codes) == len({(view.id, json.dumps(answers)) for view, answers in sets})


def test_through_json_and_csv(sets: list[tuple[Instrument, Answers]]) -> None:
    known = {view.id: view for view in VIEWS}
    for start in range(0, SETS, MOST):
        part = sets[start : start + MOST]
        kept: list[Reflection] = []
        times = {}
        for number, (view, answers) in enumerate(part):
            # Clocks that stand still, run on and jump back.
            at = f"2026-11-{1 + number * 7 % 28:02}T{number % 24:02}:{number % 60:02}:00Z"
            kept, at = add_reflection(view, kept, {"at": at, "answers": answers})
            times[at] = (view.id, answers)
        text = write_reflections(kept)

        assert len(times) == MOST
        assert write_reflections(read_reflections(text)) == text
        merged = merge_reflections(known, [], text)
        assert (write_reflections(merged.reflections), merged.taken) == (text, MOST)
        assert {
            one["at"]: (one["instrument"], one["answers"]) for one in merged.reflections
        } == times

        rows: dict[str, Answers] = defaultdict(dict)
        table = export_reflections(known, None, kept, "csv")
        for row in csv.DictReader(io.StringIO(table, newline="")):
            rows[row["at"]][row["item"]] = row["answer"]
            assert row["instrument"] == times[row["at"]][0]
            assert row["answer_label"]
        assert rows == {at: answers for at, (_, answers) in times.items()}
