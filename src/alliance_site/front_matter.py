"""Check the head of a page, so that nothing behind it meets what it does not expect."""

from __future__ import annotations

import datetime
import re

import yaml

from alliance_quiz.faults import Fault, FormatError, Table

HEAD = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.{3})[ \t]*\n", re.DOTALL)
WORDS = (
    "title", "description", "quiz", "chapter", "instrument", "compare", "blank", "record", "watoci",
    "sheet", "sheet_title", "scoring_title",
)  # fmt: skip
LISTS = (
    "objectives", "check", "authors", "hide", "no_tooltip", "views", "sheet_start", "sheet_end",
    "scoring_start",
)  # fmt: skip
DATES = ("reviewed", "review_due")


def check_front_matter(text: str, file: str) -> list[Fault]:
    """Return a fault for each key that no page has; the page can be shown nevertheless.

    Raises:
        FormatError: with every fault, where there is no front matter or it holds what it must not.
    """
    head = HEAD.match(text)
    if head is None:
        remedy = "begin the page with ---, title: its title, ---"
        raise FormatError([Fault(file=file, line=1, problem="no front matter", remedy=remedy)])
    try:
        meta = yaml.safe_load(head[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line + 2 if mark else 1, head[0].count("\n"))
        problem = f"not YAML ({getattr(error, 'problem', None) or 'a character'})"
        remedy = "write key: value, and a value with a colon in quotation marks"
        fault = Fault(file=file, line=line, problem=problem, remedy=remedy)
        raise FormatError([fault]) from error
    faults: list[Fault] = []
    table = Table(meta, "", faults)
    for key in WORDS:
        table.text(key, default="")
    for key in LISTS:
        table.texts(key, blank=True)
    for key in DATES:
        value = table.raw(key)
        # To Python a day with an hour is a date.
        if value is not None and type(value) is not datetime.date:
            table.fault(key, f"{value} is no day", "write it as 2026-11-28")
    if faults:
        raise FormatError([_placed(fault, head[0], file) for fault in faults])
    table.end()
    return [_placed(fault, head[0], file) for fault in faults]


def _placed(fault: Fault, head: str, file: str) -> Fault:
    key = re.match(r"\w*", fault.place)
    lines = enumerate(head.splitlines(), 1)
    found = (number for number, line in lines if key and key[0] and line.startswith(key[0]))
    return fault.at(file, next(found, 1))
