"""Check a quiz while it is written: every fault with its line, and what can be shown already."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from alliance_quiz.cited import citation_faults
from alliance_quiz.faults import Fault
from alliance_quiz.quiz_markdown import (
    BLANK,
    WrittenOption,
    WrittenQuestion,
    look_through,
)

LIMIT = 200_000
"""Characters of a page; the longest quiz of the site has a tenth of that."""

GAP = "\ufffc"
"""Stands in a prompt where the reader fills something in."""

# Python counts a line at these, and an editor does not.
OTHER_LINE_ENDS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")


def check(text: str, file: str, keys: Collection[str]) -> dict[str, Any]:
    r"""Check a quiz or a case, and return what its readers will see of it.

    Args:
        text: The whole page, front matter included; a line ends with `\n`.
        file: Its name.
        keys: The keys of the bibliography, which it may cite.

    Returns:
        `{"faults": […], "warnings": […], "questions": […]}`. A fault or a warning has `line`,
        `problem` and `remedy`. A question has `kind` (a step of a case is a `step` or an `end`),
        `title`, `id`, `prompt` (each blank is a `GAP`), `hint`, `options` (`text`, `feedback`,
        `right`, and in a case `to`, the title of the step it leads to, and `effects`), `items` (in
        the right order), `mixed` (the same as readers meet them), `pairs` (`term`, `meaning`),
        `meanings` (mixed), `blanks` (accepted words) and `explanation`. All texts are Markdown.
        A page with faults has the questions that could be made out.
    """
    broken = HALF_A_CHARACTER.search(text)
    if len(text) > LIMIT:
        remedy = f"cut it into quizzes of at most {LIMIT:,} each"
        fault = Fault(line=1, problem=f"{len(text):,} characters in one quiz", remedy=remedy)
        return {"faults": [_told(fault)], "warnings": [], "questions": []}
    if broken:
        line = text.count("\n", 0, broken.start()) + 1
        fault = Fault(line=line, problem="half a character", remedy="delete it, and write it anew")
        return {"faults": [_told(fault)], "warnings": [], "questions": []}
    text = OTHER_LINE_ENDS.sub(" ", text)
    quiz, faults = look_through(text, file)
    faults = sorted([*faults, *citation_faults(text, file, keys)], key=lambda fault: fault.line)
    titles = {question.id: question.title for question in quiz.questions}
    return {
        "faults": [_told(fault) for fault in faults],
        "warnings": [_told(warning) for warning in quiz.warnings],
        "questions": [_question(question, titles, case=quiz.case) for question in quiz.questions],
    }


def _told(fault: Fault) -> dict[str, Any]:
    problem = f"{fault.place}: {fault.problem}" if fault.place else fault.problem
    return {"line": fault.line, "problem": problem, "remedy": fault.remedy}


def _question(question: WrittenQuestion, titles: dict[str, str], *, case: bool) -> dict[str, Any]:
    kind = question.kind
    return {
        "kind": "end" if case and kind == "reflect" else kind,
        "title": question.title,
        "id": question.id,
        "prompt": BLANK.sub(GAP, question.prompt) if question.blanks else question.prompt,
        "hint": question.hint,
        "options": [_option(option, titles) for option in question.options],
        "items": [item.text for item in question.items],
        "mixed": [item.text for item in question.mixed],
        "pairs": [{"term": pair.term, "meaning": pair.meaning} for pair in question.pairs],
        "meanings": [
            pair.meaning for pair in sorted(question.pairs, key=lambda pair: pair.meaning_id)
        ],
        "blanks": [list(accepted) for accepted in question.blanks],
        "explanation": question.explanation,
    }


def _option(option: WrittenOption, titles: dict[str, str]) -> dict[str, Any]:
    effects = [f"{part} +" for part in option.builds] + [f"{part} -" for part in option.strains]
    return {
        "text": option.text,
        "feedback": option.feedback,
        "right": option.right,
        "to": titles.get(option.to, option.to),
        "effects": ", ".join(effects),
    }
