"""Keep what a reader has answered: read and write its text, join two of them, export one.

The text is the same on the device and in a file::

    {"format": "alliance-progress", "version": 1, "questions": {"components/warm-bond": {
      "content": "1a2b3c4d",
      "card": {"state": 2, "step": null, "stability": 2.3065, "difficulty": 2.1181,
        "due": "2026-11-26T21:30:00Z", "last_review": "2026-11-24T21:30:00Z"},
      "answers": [{"at": "2026-11-24T21:30:00Z", "share": 1.0, "certainty": "sure"}]}}}

with its keys sorted, no spaces, and a line break at the end. A question's key is its quiz's id and
its own; `content` is that of the question when it was last answered; `card` is its schedule.
"""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter
from typing import Any, TypedDict

from alliance_quiz.faults import PLAIN_ID, Fault, FormatError
from alliance_quiz.kept import (
    CHOOSE,
    DEVICE,
    FILE,
    RELOAD,
    RESCUE,
    Format,
    escape,
    is_time,
    parse_time,
    refuse,
    refuse_damaged,
    shortened,
    told_time,
    write_csv,
)
from alliance_quiz.quiz import CERTAINTIES

FORMAT = Format(name="alliance-progress", version=1, holds="questions", kind=dict)
MOST_ANSWERS = 1_000
"""A question has at most this many answers; older ones are forgotten."""
LONGEST_WAIT = timedelta(days=365)
"""A question comes back at least once a year."""
LARGEST_STABILITY = 36_500.0

KEY = re.compile(f"{PLAIN_ID}/{PLAIN_ID}")
LONGEST_KEY = 200
CONTENT = re.compile("[0-9a-f]{8}")


# Plain dictionaries, for speed: a review page reads thousands of them before it shows anything.
class Answer(TypedDict):
    """The first check of a sitting: when, the mark from 0 to 1, and how sure the reader was."""

    at: str
    share: float
    certainty: str


class Card(TypedDict):
    """When a question comes back, as FSRS keeps it."""

    state: int
    step: None
    stability: float
    difficulty: float
    due: str
    last_review: str


class Saved(TypedDict):
    """What is kept of one question; answers stand in the order of time."""

    content: str
    card: Card
    answers: list[Answer]


Progress = dict[str, Saved]
"""What is kept, by question."""

CARD_KEYS = Card.__required_keys__
SAVED_KEYS = Saved.__required_keys__
ANSWER_VALUES = itemgetter("at", "share", "certainty")
CARD_VALUES = itemgetter("state", "step", "stability", "difficulty", "last_review", "due")
WORDS = ("", *CERTAINTIES)
NUMBERS = (int, float)
"""To Python a bool is an int too, but its type is not one of these."""
AT_ONCE = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the site says of a question: its quiz, titles, content and objective."""

    quiz: str
    quiz_title: str
    title: str
    content: str
    objective: int


def read_bank(bank: Any) -> dict[str, Known]:
    """Return the questions of the site by their keys, in the order of the bank.

    Raises:
        FormatError: when this is no bank.
    """
    try:
        return {
            f"{quiz['id']}/{question['id']}": Known(
                quiz=quiz["id"],
                quiz_title=quiz["title"],
                title=question["title"],
                content=question["content"],
                objective=question["objective"],
            )
            for quiz in bank["quizzes"]
            for question in quiz["questions"]
        }
    except (KeyError, TypeError) as error:
        problem = f"not a list of quizzes with their questions ({error})"
        raise FormatError([Fault(file="bank", problem=problem, remedy=RELOAD)]) from error


def read_progress(text: str) -> Progress:
    """Return what is saved on the device; an empty text is an empty progress.

    Raises:
        FormatError: when anything in it is damaged, so that nobody writes over it.
    """
    if not text:
        return {}
    if text in _sound:
        sound: Progress = json.loads(text)["questions"]
        return sound
    progress, left = _sift(text, DEVICE, RESCUE)
    refuse_damaged(left)
    # As it is written from now on; a text with its numbers in another form is read in full again.
    write_progress(progress)
    return progress


def write_progress(progress: Progress) -> str:
    """Return the text of a progress, always the same for the same."""
    text = FORMAT.write(progress)
    _remember(text)
    return text


# The texts last read or written: the practice page asks again and again about the same one.
_sound: list[str] = []


def _remember(text: str) -> None:
    _sound[:] = [text, *_sound[:1]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """What came of an import.

    Attributes:
        progress: What is kept now.
        taken: How many questions of the file were taken.
        left: In words, what was not.
    """

    progress: Progress
    taken: int
    left: list[str]


def merge_progress(progress: Progress, imported: str, known: Mapping[str, Known]) -> Merged:
    """Add what is sound in a file to what is there.

    Where both have a question, all answers are kept, and the schedule of the later review.

    Args:
        progress: What is there; it is left as it is.
        imported: The text of the file.
        known: The questions of this site; where there are none, any question will do.

    Raises:
        FormatError: when the file as a whole is of no use; it says why.
    """
    sound, left = _sift(imported, FILE, CHOOSE)
    if sound and known and not sound.keys() & known.keys():
        refuse(FILE, "it has no question of this site", CHOOSE)
    merged = dict(progress)
    for key, theirs in sound.items():
        merged[key] = _join(progress[key], theirs) if key in progress else theirs
    return Merged(progress=merged, taken=len(sound), left=shortened(left))


def _join(ours: Saved, theirs: Saved) -> Saved:
    later = max(ours, theirs, key=lambda one: (one["card"]["last_review"], one["card"]["due"]))
    answers = {answer["at"]: answer for answer in (*theirs["answers"], *ours["answers"])}
    return {**later, "answers": keep_answers(list(answers.values()))}


def keep_answers(answers: list[Answer]) -> list[Answer]:
    """Return answers in the order of time, without the oldest of too many."""
    return sorted(answers, key=itemgetter("at"))[-MOST_ANSWERS:]


def _sift(text: str, name: str, remedy: str) -> tuple[Progress, list[str]]:
    """Return what is sound in a text, and in words what is not."""
    questions, left = FORMAT.read(text, name, remedy)
    progress: Progress = {}
    for key, value in questions.items():
        if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
            left.append(f"{reprlib.repr(key)}: no question has such a name")
            continue
        problem = _saved_problem(value)
        if problem:
            left.append(f"{key}: {problem}")
            continue
        answers = _sound_answers(key, value["answers"], left)
        if answers:
            card = value["card"]
            # Whole numbers are written as such by others; here the same has one form.
            card["stability"], card["difficulty"] = (
                float(card["stability"]),
                float(card["difficulty"]),
            )
            progress[key] = {"content": value["content"], "card": card, "answers": answers}
        else:
            left.append(f"{key}: no sound answer")
    return progress, sorted(left)


def _saved_problem(value: Any) -> str:
    if not isinstance(value, dict) or value.keys() != SAVED_KEYS:
        return f"not a table of {', '.join(sorted(SAVED_KEYS))}"
    if not isinstance(value["content"], str) or not CONTENT.fullmatch(value["content"]):
        return f"content {reprlib.repr(value['content'])} is not eight hexadecimal digits"
    answers = value["answers"]
    if not isinstance(answers, list):
        return "its answers are no list"
    if len(answers) > MOST_ANSWERS:
        return f"{len(answers):,} answers, of which {MOST_ANSWERS:,} at most are kept"
    return _card_problem(value["card"])


def _card_problem(card: Any) -> str:
    if not isinstance(card, dict) or card.keys() != CARD_KEYS:
        return f"its card is not a table of {', '.join(sorted(CARD_KEYS))}"
    state, step, stability, difficulty, last_review, due = CARD_VALUES(card)
    if type(state) is not int or state != 2 or step is not None:
        return "its card is in no state that this site knows"
    if type(stability) not in NUMBERS or not 0.001 <= stability <= LARGEST_STABILITY:
        return f"stability {reprlib.repr(stability)} is not from 0.001 to {LARGEST_STABILITY:g}"
    if type(difficulty) not in NUMBERS or not 1 <= difficulty <= 10:
        return f"difficulty {reprlib.repr(difficulty)} is not from 1 to 10"
    return _wait_problem(last_review, due)


def _wait_problem(last_review: Any, due: Any) -> str:
    if not (is_time(last_review) and is_time(due)):
        times = f"{reprlib.repr(last_review)} and {reprlib.repr(due)}"
        return f"last_review and due are {times}, not times such as 2026-11-24T21:30:00Z"
    wait = parse_time(due) - parse_time(last_review)
    if not AT_ONCE <= wait <= LONGEST_WAIT:
        return f"due {wait.days} days after its last review, where 0 to {LONGEST_WAIT.days} may be"
    return ""


def _sound_answers(key: str, answers: list[Any], left: list[str]) -> list[Answer]:
    """Return the sound ones in the order of time, and note the others."""
    sound: list[Answer] = []
    times: set[str] = set()
    for position, answer in enumerate(answers):
        problem = _answer_problem(answer)
        if problem or answer["at"] in times:
            problem = problem or f"a second one at {answer['at']}"
            left.append(f"{key}: answers[{position}]: {problem}")
            continue
        times.add(answer["at"])
        if type(answer["share"]) is int:
            answer["share"] = float(answer["share"])
        sound.append(answer)
    return keep_answers(sound) if sound[1:] else sound


def _answer_problem(answer: Any) -> str:
    try:
        at, share, certainty = ANSWER_VALUES(answer)
    except (KeyError, TypeError, IndexError):
        answer = ()
    if len(answer) != 3:
        return "not a table of at, certainty, share"
    if not is_time(at):
        return f"at {reprlib.repr(at)} is not a time such as 2026-11-24T21:30:00Z"
    if type(share) not in NUMBERS or not 0 <= share <= 1:
        return f"share {reprlib.repr(share)} is not from 0 to 1"
    if certainty not in WORDS:
        return f"certainty {reprlib.repr(certainty)} is not one of {', '.join(CERTAINTIES)}"
    return ""


def export_progress(progress: Progress, known: Mapping[str, Known], kind: str) -> str:
    """Return a progress as a table for a spreadsheet, or as a record to read.

    Args:
        progress: What is kept.
        known: The questions of this site, for their titles; others go by their ids.
        kind: `csv` or `markdown`.

    Raises:
        FormatError: when the kind is another.
    """
    if kind == "csv":
        return _csv(progress, known)
    if kind == "markdown":
        return _markdown(progress, known)
    raise FormatError([Fault(problem=f"kind {kind} found", remedy="use csv or markdown")])


def _csv(progress: Progress, known: Mapping[str, Known]) -> str:
    rows = [("quiz", "question", "title", "at", "share", "certainty")]
    for key in _in_order(progress, known):
        quiz, question = key.split("/")
        title = known[key].title if key in known else ""
        rows += [
            (quiz, question, title, one["at"], str(one["share"]), one["certainty"])
            for one in progress[key]["answers"]
        ]
    return write_csv(rows)


def _markdown(progress: Progress, known: Mapping[str, Known]) -> str:
    lines = ["# Practice record"]
    heading = ""
    for key in _in_order(progress, known):
        quiz, question = key.split("/")
        quiz_title, title = (
            (known[key].quiz_title, known[key].title) if key in known else (quiz, question)
        )
        if quiz_title != heading:
            heading = quiz_title
            lines += ["", f"## {escape(heading)}"]
        lines += ["", f"### {escape(title)}", ""]
        lines += [
            f"- {told_time(one['at'])}: {round(one['share'] * 100)} %{_sure(one['certainty'])}"
            for one in progress[key]["answers"]
        ]
        lines += [f"- Comes back on {progress[key]['card']['due'][:10]}"]
    return "\n".join(lines) + "\n"


def _sure(certainty: str) -> str:
    words = {"sure": "sure", "fairly": "fairly sure", "guess": "a guess"}
    return f", {words[certainty]}" if certainty else ""


def _in_order(progress: Progress, known: Mapping[str, Known]) -> list[str]:
    """Return the keys of a progress in the order of the site, then those that it no longer has."""
    return [key for key in known if key in progress] + sorted(progress.keys() - known.keys())
