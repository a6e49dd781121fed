"""Record answers, and say when each question is to come back; FSRS reckons.

Besides the standard library this module imports fsrs, which the browser fetches for it alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fsrs import Card as Schedule
from fsrs import Rating, Scheduler, State

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.kept import is_time, parse_time, write_time
from alliance_quiz.progress import (
    KEY,
    LARGEST_STABILITY,
    LONGEST_WAIT,
    Answer,
    Card,
    Progress,
    keep_answers,
)
from alliance_quiz.quiz import Quiz, score_quiz

DAY = timedelta(days=1)
# Without steps of minutes, the next review is a day away or more: nobody sits and waits.
SCHEDULER = Scheduler(
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST_WAIT.days,
    enable_fuzzing=False,
)


def record(
    quiz: Quiz, progress: Progress, responses: object, times: object
) -> tuple[Progress, int]:
    """Add the answers of a sitting to what is kept.

    Of each question the first check counts. What has been recorded is not recorded again.

    Args:
        quiz: The quiz that was answered.
        progress: What is kept so far; it is left as it is.
        responses: As `score_quiz` takes them.
        times: Of each question the time of its first check, in UTC; others are left.

    Returns:
        What is kept now, and how many answers have been added.

    Raises:
        FormatError: when an answer or a time is none.
    """
    checked = _times(quiz, times)
    scored = score_quiz(quiz, responses)["questions"]
    kept = dict(progress)
    recorded = 0
    for question in quiz.questions:
        mark = scored.get(question.id)
        if question.id not in checked or not mark or not mark["answered"] or mark["first"] is None:
            continue
        key = f"{quiz.id}/{question.id}"
        at = checked[question.id]
        before = kept.get(key)
        answers = before["answers"] if before else []
        if any(answer["at"] == at for answer in answers):
            continue
        answer: Answer = {"at": at, "share": mark["first"], "certainty": mark["certainty"]}
        same = before is not None and before["content"] == question.content
        kept[key] = {
            "content": question.content,
            "card": review(before["card"] if before and same else None, answer),
            "answers": keep_answers([*answers, answer]),
        }
        recorded += 1
    return kept, recorded


def _times(quiz: Quiz, times: object) -> dict[str, str]:
    if not isinstance(times, Mapping):
        fault = Fault(place="times", problem="not a table", remedy="send a time for each question")
        raise FormatError([fault])
    ids = {question.id for question in quiz.questions}
    faults = []
    for name, time in times.items():
        place = f"times.{name}"
        if name not in ids:
            remedy = f"use one of {', '.join(sorted(ids))}"
            faults.append(Fault(place=place, problem=f"no question {name}", remedy=remedy))
        elif not KEY.fullmatch(f"{quiz.id}/{name}"):
            remedy = "use a-z, 0-9 and single hyphens"
            faults.append(Fault(place=place, problem="an id that is not plain", remedy=remedy))
        elif not is_time(time):
            remedy = "send a time in UTC, as in 2026-11-24T21:30:00Z"
            faults.append(Fault(place=place, problem="no time", remedy=remedy))
    if faults:
        raise FormatError(faults)
    return dict(times)


def rate(answer: Answer) -> Rating:
    """Return what an answer tells FSRS.

    A right answer is Good, and never Easy: options are easier to recognise than to recall, and
    many are right by chance. A right guess is Hard. What is not wholly right is to be seen again.
    """
    if answer["share"] < 1:
        return Rating.Again
    return Rating.Hard if answer["certainty"] == "guess" else Rating.Good


def review(card: Card | None, answer: Answer) -> Card:
    """Return a question's new card: a first one, or the next after an answer.

    FSRS counts whole days since the last review. They are rounded here, not cut off, or a reader
    who comes a little earlier each evening would always be in the same day.
    """
    at = parse_time(answer["at"])
    if card is None:
        days, asked = 0, at
        schedule = Schedule(card_id=0, due=at)
    else:
        last = parse_time(card["last_review"])
        # A clock that was put back a little is taken to stand still. A review far ahead was
        # written by a clock that went wrong, and would keep its question away for years.
        at = max(at, last) if last - at <= DAY else at
        days, asked = max(0, round((at - last) / DAY)), last
        schedule = Schedule(
            card_id=0,
            state=State.Review,
            stability=card["stability"],
            difficulty=card["difficulty"],
            due=parse_time(card["due"]),
            last_review=last,
        )
    moment = asked + days * DAY
    schedule, _ = SCHEDULER.review_card(schedule, rate(answer), moment)
    return _card(schedule, at, schedule.due - moment)


def _card(schedule: Any, at: datetime, wait: timedelta) -> Card:
    # The last digits of a power are not the same on every machine.
    return {
        "state": int(schedule.state),
        "step": None,
        "stability": max(0.001, round(min(schedule.stability, LARGEST_STABILITY), 4)),
        "difficulty": round(schedule.difficulty, 4),
        "due": write_time(at + wait),
        "last_review": write_time(at),
    }
