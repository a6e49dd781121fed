"""What a chapter shows of its front matter, and what is said of one that lacks a part."""

from __future__ import annotations

import datetime
import re

import pytest
from mkdocs.utils.meta import get_data

from alliance_quiz.faults import FormatError
from alliance_site.chapter import Review, add_head, chapter_faults, read_review
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


def page(*dates: str) -> str:
    """Return a chapter whose front matter gives these dates from its third line on."""
    return "\n".join(["---", "title: A", *dates, "objectives:", "  - Say it.", "---", "", "# A"])


def told(*dates: str) -> list[str]:
    """Return the faults of a chapter with these dates."""
    with pytest.raises(FormatError) as caught:
        read_review(page(*dates), "docs/a.md")
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("due", ["2026-11-03", "2027-11-03  # in a year", "2027-11-04"])
def test_a_chapter_is_due_within_a_year_of_its_review(due: str) -> None:
    text = page("reviewed: 2026-11-03", f"review_due: {due}")
    review = Review(reviewed=datetime.date(2026, 11, 3), due=datetime.date.fromisoformat(due[:10]))
    assert read_review(text, "docs/a.md") == review
    assert read_review(text.replace("\n", "\r\n"), "docs/a.md") == review


def test_a_page_without_objectives_needs_no_dates() -> None:
    assert read_review("---\ntitle: A\n---\n\nobjectives: none\n", "docs/a.md") is None
    assert read_review("# A\n", "docs/a.md") is None


def test_dates_that_are_missing_or_no_dates_are_told_together() -> None:
    right = "write a day that the calendar has, as in"
    assert told("review_due: 2027-02-30") == [
        f"docs/a.md:1: reviewed is missing: {right} reviewed: 2026-11-24",
        f"docs/a.md:3: review_due: 2027-02-30 is no date: {right} review_due: 2026-11-24",
    ]
    assert told("reviewed: soon", "review_due:") == [
        f"docs/a.md:3: reviewed: soon is no date: {right} reviewed: 2026-11-24",
        f"docs/a.md:4: review_due: nothing is no date: {right} review_due: 2026-11-24",
    ]


@pytest.mark.parametrize(
    ("due", "how"),
    [
        ("2026-11-02", "before the review itself"),
        ("2027-11-05", "more than a year after the review"),
    ],
)
def test_a_review_that_is_due_too_early_or_too_late_is_told(due: str, how: str) -> None:
    assert told("reviewed: 2026-11-03", f"review_due: {due}") == [
        f"docs/a.md:4: review_due: {due} is {how}, 2026-11-03: write a day of the year after it"
    ]
