"""What a chapter shows of its front matter, and what is said of one that lacks a part."""

from __future__ import annotations

import datetime
import re

import pytest
from mkdocs.utils.meta import get_data

from alliance_site.chapter import add_head, chapter_faults
from alliance_site.new_chapter import TEMPLATE

CHAPTER = TEMPLATE.read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    """Return what is said of a chapter."""
    return [str(fault) for fault in chapter_faults(text, get_data(text)[1], "c.md")]


def test_objectives_and_dates_stand_under_the_title() -> None:
    meta = {
        "objectives": ["Name the parts.", "Set a goal."],
        "authors": ["A. Writer", "B. Writer"],
        "reviewed": datetime.date(2026, 11, 3),
        "review_due": datetime.date(2027, 11, 3),
    }
    chapter = "# Title\n\n" + "word " * 1400 + "Text."
    head, _, rest = add_head(chapter, meta).partition("- Name the parts.\n- Set a goal.")
    assert head.startswith(
        "# Title\n\nReading time 8 min, by A. Writer, B. Writer, reviewed 3 November 2026, "
        "next review due 3 November 2027."
    )
    assert rest.endswith("Text.")


def test_a_page_without_objectives_comes_back_as_it_is() -> None:
    assert add_head("# Title\n\nText.", {"title": "Title"}) == "# Title\n\nText."


def test_the_template_of_a_chapter_lacks_nothing() -> None:
    assert faults(CHAPTER) == []
    assert faults(CHAPTER.replace("objectives:", "aims:").replace("{#check}", "")) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  - Tell .*\n", "", "c.md:6: 2 objectives: write 3 to 5"),
        ("objectives:\n(  .*\n)+", "objectives: x\n", "c.md:6: 0 objectives: write 3 to 5"),
        ("Tell one", "one", "c.md:8: an objective that begins with “one thing apart from”: begin"),
        ("description: .*", "", "c.md:1: description is missing: write description into"),
        ("check: .*", "check: one", "c.md:11: check does not name two questions: name two"),
        ("{#key-points}", "", "c.md:1: no heading Key points: add ## Key points {#key-points}"),
        ("<!-- check yourself -->", "", "c.md:1: <!-- check yourself --> stands here 0 times"),
        (r"\|(.*\n\|)+.*\n", "", "c.md:1: no figure and no table: show one thing"),
        (
            r"(?s)(## In the clinic.*?)(## Key points.*?)(?=## Check)",
            r"\2\1",
            "c.md:31: Key points comes too soon: put In the clinic tomorrow before it",
        ),
    ],
)
def test_what_a_chapter_lacks_is_told_with_its_line(old: str, new: str, told: str) -> None:
    (line,) = faults(re.sub(old, new, CHAPTER, count=1))
    assert line.startswith(told)
