"""Choose the questions of a sitting: what is due today, or a mix of all."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import chain, zip_longest
from typing import Any

from alliance_quiz.faults import Fault, FormatError, Table
from alliance_quiz.kept import write_time
from alliance_quiz.progress import Known, Progress

SURENESS = ("sure", "fairly", "", "guess")
"""From the most certain answer to the least; `` where nobody was asked."""
DAYS = 14
"""How many days the calendar shows, with today."""


def due_questions(
    known: Mapping[str, Known], progress: Progress, now: str, limit: int
) -> dict[str, Any]:
    """Say what is due, and what comes on the days after.

    A question is due from the beginning of its day, wherever the reader is.

    Args:
        known: The questions of the site.
        progress: What is kept.
        now: The time where the reader is, in ISO form with its offset from UTC.
        limit: How many questions a sitting has at most.

    Returns:
        `due` (keys, answers that were sure and not right first, then by time), `due_count` (of
        all that are due), `saved` (questions kept), `changed` (keys of questions that have other
        content than when they were answered), `gone` (keys that the site no longer has),
        `calendar` (`date` and `count` of today, with all that is overdue, and the next 13 days)
        and `objectives` (of each `quiz` and `objective` how many questions were `answered`, and
        how many of them `right` the last time).

    Raises:
        FormatError: when `now` is no such time.
    """
    today = _moment(now)
    # A time in UTC sorts as its text does.
    ends = [
        write_time(datetime.combine(today.date() + timedelta(days=day), time(), today.tzinfo))
        for day in range(1, DAYS + 1)
    ]
    counts = [0] * (DAYS + 1)
    due: list[tuple[bool, str, str]] = []
    changed, gone = [], []
    answered: Counter[tuple[str, int]] = Counter()
    right: Counter[tuple[str, int]] = Counter()
    for key, saved in progress.items():
        question = known.get(key)
        if question is None:
            gone.append(key)
            continue
        if question.content != saved["content"]:
            changed.append(key)
        last = saved["answers"][-1]
        objective = (question.quiz, question.objective)
        answered[objective] += 1
        right[objective] += last["share"] == 1
        card = saved["card"]
        # A review later than today was written by a clock that went wrong: ask now.
        day = 0 if card["last_review"] >= ends[0] else bisect_right(ends, card["due"])
        counts[day] += 1
        if day == 0:
            confident_error = last["certainty"] == "sure" and last["share"] < 1
            due.append((not confident_error, card["due"], key))
    return {
        "due": [key for _, _, key in sorted(due)[:limit]],
        "due_count": len(due),
        "saved": len(progress),
        "changed": sorted(changed),
        "gone": sorted(gone),
        "calendar": [
            {"date": (today.date() + timedelta(days=day)).isoformat(), "count": counts[day]}
            for day in range(DAYS)
        ],
        "objectives": [
            {"quiz": quiz, "objective": number, "right": right[quiz, number], "answered": count}
            for (quiz, number), count in sorted(answered.items())
        ],
    }


def _moment(now: str) -> datetime:
    try:
        moment = datetime.fromisoformat(now)
        # The calendar must not run over the end of time.
        sound = moment.tzinfo is not None and 2000 <= moment.astimezone(UTC).year < 2100
    except (ValueError, OverflowError):
        sound = False
    if not sound:
        remedy = "send a time with its offset, as in 2026-11-24T21:30:00+01:00"
        raise FormatError([Fault(place="now", problem="no time", remedy=remedy)])
    return moment


def mix_questions(known: Mapping[str, Known], seed: str, count: int) -> list[str]:
    """Return the keys of questions drawn at random, the same for the same seed.

    They come from the quizzes as evenly as can be, and within a quiz from its objectives.
    """

    def lot(key: str) -> str:
        return hashlib.sha256(f"{seed} {key}".encode(errors="surrogatepass")).hexdigest()

    quizzes: dict[str, dict[int, list[str]]] = {}
    for key in sorted(known, key=lot):
        question = known[key]
        quizzes.setdefault(question.quiz, {}).setdefault(question.objective, []).append(key)
    # In each table the one whose first question has drawn the lowest lot comes first.
    turns = [_by_turns(objectives.values()) for objectives in quizzes.values()]
    return sorted(_by_turns(turns)[:count], key=lot)


def _by_turns(lists: Iterable[Iterable[str]]) -> list[str]:
    """Return one of each list, then the next one of each, to the end of the longest."""
    return [key for key in chain.from_iterable(zip_longest(*lists)) if key is not None]


def sum_sitting(known: Mapping[str, Known], marks: object) -> dict[str, Any]:
    """Sum up a sitting that went over several quizzes.

    Args:
        known: The questions of the site.
        marks: Of each question answered, by key, its share at the `first` check and its
            `certainty`, as `score_quiz` returns them.

    Returns:
        `right` and `answered` (counts), `points` (the sum of the shares), `objectives` (of each
        `quiz` and `objective` in the order of the site how many were `answered` and `right`), and
        `again` (keys of what was not right, the most certain answers first).

    Raises:
        FormatError: when a mark is none, or of no question of the site.
    """
    faults: list[Fault] = []
    table = Table(marks, "", faults)
    first: dict[str, float] = {}
    certainty: dict[str, str] = {}
    for key in known:
        mark = table.optional(key)
        if mark is not None:
            first[key] = mark.number("first")
            certainty[key] = mark.text("certainty", default="")
            mark.end()
    table.end()
    faults += [
        Fault(place=key, problem=f"certainty {word} found", remedy=f"use one of {SURENESS}")
        for key, word in certainty.items()
        if word not in SURENESS
    ]
    if faults:
        raise FormatError(faults)
    answered = Counter((known[key].quiz, known[key].objective) for key in first)
    right = Counter((known[key].quiz, known[key].objective) for key in first if first[key] == 1)
    return {
        "right": right.total(),
        "answered": answered.total(),
        "points": round(sum(first.values()), 2),
        "objectives": [
            {"quiz": quiz, "objective": number, "right": right[quiz, number], "answered": count}
            for (quiz, number), count in answered.items()
        ],
        "again": sorted(
            (key for key in first if first[key] < 1),
            key=lambda key: SURENESS.index(certainty[key]),
        ),
    }
