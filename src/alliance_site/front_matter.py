"""Check the head of a page, so that nothing behind it meets what it does not expect."""

from __future__ import annotations

import datetime
import re
from typing import Any

import yaml

from alliance_quiz.faults import Fault, FormatError, Table
from alliance_site.reading import line_of

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
REMEDY = "write a day that the calendar has, as in"
LONGEST = 366
"""A chapter is due again a year after its review, or sooner: in so many days."""


class _Loader(yaml.SafeLoader):
    """Leaves a day that no calendar has as it is written: YAML itself would break off."""

    def day(self, node: yaml.ScalarNode) -> object:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.day)


def check_front_matter(text: str, file: str) -> list[Fault]:
    """Return the faults that `read_front_matter` returns, and raise what it raises."""
    return read_front_matter(text, file)[1]


def read_front_matter(text: str, file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return what a page's front matter says, and the faults with which it can be shown.

    Those are keys that no page has, and a chapter's review without its dates or due too late.

    Raises:
        FormatError: with every fault, where there is no front matter or it holds what it must not.
    """
    head = HEAD.match(text.replace("\r\n", "\n"))
    if head is None:
        remedy = "begin the page with ---, title: its title, ---"
        raise FormatError([Fault(file=file, line=1, problem="no front matter", remedy=remedy)])
    try:
        meta = yaml.load(head[1], _Loader)  # noqa: S506  it is a safe one
    except (yaml.YAMLError, ValueError) as error:  # the second for 0x_, a number to YAML
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line + 2 if mark else 1, head[0].count("\n"))
        problem = f"not YAML ({getattr(error, 'problem', None) or 'a character'})"
        remedy = "write key: value, and a value with a colon in quotation marks"
        fault = Fault(file=file, line=line, problem=problem, remedy=remedy)
        raise FormatError([fault]) from error
    faults: list[Fault] = []
    table = Table(meta, "", faults)
    meta = meta if isinstance(meta, dict) else {}
    for key in WORDS:
        table.text(key, default="")
    for key in LISTS:
        table.texts(key, blank=True)
    for key in DATES:
        value = table.raw(key)
        # To Python a day with an hour is a date.
        if key in meta and type(value) is not datetime.date:
            table.fault(key, f"{value or 'nothing'} is no date", f"{REMEDY} {key}: 2026-11-24")
    shown = not faults
    table.end()
    if "objectives" in meta:
        _check_review(meta, table)
    placed = [_placed(fault, head[0], file) for fault in faults]
    if not shown:
        raise FormatError(placed)
    return meta, placed


def _check_review(meta: dict[str, Any], table: Table) -> None:
    """Note which date a chapter lacks, and a next review that is too early or too late."""
    for key in DATES:
        if key not in meta:
            table.fault("", f"{key} is missing", f"{REMEDY} {key}: 2026-11-24")
    reviewed, due = (meta.get(key) for key in DATES)
    if type(reviewed) is type(due) is datetime.date and not 0 <= (due - reviewed).days <= LONGEST:
        how = "before the review itself" if due < reviewed else "more than a year after the review"
        table.fault(DATES[1], f"{due} is {how}, {reviewed}", "write a day of the year after it")


def _placed(fault: Fault, head: str, file: str) -> Fault:
    key = re.match(r"\w+", fault.place)
    return fault.at(file, line_of(head, f"\n{key[0]}") if key else 1)
