"""Write a quiz as GIFT, Moodle's text format; no kept Python library writes it.

What the format says, and what Moodle makes of it: https://docs.moodle.org/en/GIFT_format and
`question/format/gift/format.php` in Moodle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.quiz_markdown import BLANK, WrittenQuestion, WrittenQuiz
from alliance_site.portable import Cite, plain, portable

SPECIAL = re.compile(r"[\\~=#{}:]")
GAP = "_____"
"""What stands for the blank in a question to fill in, as Moodle itself writes it."""
MOST_RIGHT = 10
"""Moodle knows the part marks 100/n % up to here: `get_grade_options` in lib/questionlib.php."""
NO_ORDER = "putting in order is left out: GIFT has no such kind"
NO_BLANKS = "several blanks are left out: a short answer has one"
NO_MARKS = f"more than {MOST_RIGHT} right options are left out: Moodle has no such part marks"
NO_ARROW = "an accepted answer with -> is left out: Moodle would read it as a pair"
NO_SLIPS = "Moodle forgives capitals, but neither accents, hyphens nor slips"
NO_HINT = "the hint stays behind as a comment: Moodle passes over it"
NO_MARKUP = "the meanings are bare text: Moodle shows them in a menu"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gift:
    """A quiz as GIFT.

    Attributes:
        text: The file's text.
        left_out: What it does not carry, each with the id of the question.
    """

    text: str
    left_out: tuple[str, ...]


def write_gift(quiz: WrittenQuiz, *, cite: Cite, base: str, objectives: Sequence[str] = ()) -> Gift:
    """Return a quiz as GIFT: ids as names, objectives as categories, texts as Markdown.

    Titles and hints, which GIFT has no place for, stand in comments; our own import reads them.

    Args:
        quiz: The quiz.
        cite: Writes a citation as Markdown.
        base: The address of the quiz page, for links.
        objectives: The chapter's objectives, which a category is named by.

    Raises:
        FormatError: when it is a case.
    """
    if quiz.case:
        problem = f"{quiz.id} is a case"
        raise FormatError([Fault(problem=problem, remedy="export quizzes only")])
    left_out: list[str] = []
    questions: list[str] = []
    objective = -1
    for question in quiz.questions:
        notes = tuple(_left_out(question))
        left_out.extend(f"{question.id}: {note}" for note in notes)
        if {NO_ORDER, NO_BLANKS, NO_MARKS, NO_ARROW} & set(notes):
            continue
        if question.objective != objective:
            objective = question.objective
            questions.append(_category(quiz, objective, objectives))
        questions.append(_question(question, cite, base))
    head = [f"quiz: {quiz.id}", f"title: {quiz.title}", f"chapter: {quiz.chapter}"]
    told = [f"Not carried over: {note}." for note in left_out]
    text = "\n\n".join([_comments([*head, *told]), *questions])
    return Gift(text=f"{text}\n", left_out=tuple(left_out))


def _left_out(question: WrittenQuestion) -> Iterator[str]:
    if question.kind == "order":
        yield NO_ORDER
    if len(question.blanks) > 1:
        yield NO_BLANKS
    elif question.blanks:
        yield NO_ARROW if any("->" in word for word in question.blanks[0]) else NO_SLIPS
    if question.kind == "choose-all" and len(question.key) > MOST_RIGHT:
        yield NO_MARKS
    if any(plain(pair.meaning) != pair.meaning for pair in question.pairs):
        yield NO_MARKUP
    if question.hint:
        yield NO_HINT


def _category(quiz: WrittenQuiz, objective: int, objectives: Sequence[str]) -> str:
    path = [quiz.title]
    if objective:
        told = objectives[objective - 1] if objective <= len(objectives) else "Objective"
        path.append(f"{objective}. {plain(told)}")
    # A slash inside a name is written twice.
    names = (" ".join(name.split()).replace("/", "//") for name in path)
    return f"$CATEGORY: $course$/top/{'/'.join(names)}"


def _comments(lines: list[str]) -> str:
    return "\n".join(f"// {' '.join(line.split())}" for line in lines)


def _question(question: WrittenQuestion, cite: Cite, base: str) -> str:
    carried = replace(
        question,
        prompt=portable(question.prompt, cite, base),
        hint=portable(question.hint, cite, base),
        explanation=portable(question.explanation, cite, base),
    )
    comments = [f"title: {carried.title}", f"[id:{carried.id}]"]
    if carried.objective:
        comments.append(f"objective: {carried.objective}")
    if carried.hint:
        comments.append(f"hint: {carried.hint}")
    prompt = BLANK.sub(GAP, carried.prompt) if carried.blanks else carried.prompt
    answers = [f"\t{answer}" for answer in _answers(carried, cite, base)]
    if carried.explanation:
        answers.append(f"\t####{_part(carried.explanation)}")
    inside = "\n".join(["", *answers, ""]) if answers else ""
    return (
        f"{_comments(comments)}\n::{_escape(carried.id)}::[markdown]{_escape(prompt)} {{{inside}}}"
    )


def _answers(question: WrittenQuestion, cite: Cite, base: str) -> Iterator[str]:
    for option in question.options:
        text = _part(_no_arrow(portable(option.text, cite, base)))
        feedback = portable(option.feedback, cite, base)
        said = f"#{_part(_no_arrow(feedback))}" if feedback else ""
        yield f"{_mark(question, right=option.right)}{text}{said}"
    for pair in question.pairs:
        term = _part(_no_arrow(portable(pair.term, cite, base)))
        yield f"={term} -> {_escape(plain(portable(pair.meaning, cite, base)))}"
    for word in question.blanks[0] if question.blanks else ():
        # To Moodle a bare asterisk stands for any letters.
        text = _escape(word.replace("*", r"\*"))
        yield f"=[plain]{text}" if text[0] in "[%" else f"={text}"


def _mark(question: WrittenQuestion, *, right: bool) -> str:
    """Return what stands before an option: our rule for part marks is Moodle's own sum."""
    if question.kind == "choose-one":
        return "=" if right else "~"
    share = f"{100 / len(question.key):.5f}".rstrip("0").rstrip(".")
    return f"~%{share}%" if right else f"~%-{share}%"


def _no_arrow(markdown: str) -> str:
    # GIFT has no escape for the arrow that parts a pair, but Markdown has one for its head.
    return markdown.replace("->", r"-\>")


def _part(text: str) -> str:
    """Return a text behind a mark; at its start `[` would be a format, and `%` a weight."""
    return f"[markdown]{_escape(text)}" if text[0] in "[%" else _escape(text)


def _escape(text: str) -> str:
    # An empty line would end the question, so each line break is written out.
    return SPECIAL.sub(r"\\\g<0>", text).replace("\n", r"\n")
