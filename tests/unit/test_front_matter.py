"""What the head of a page may hold."""

from __future__ import annotations

import datetime

import pytest

from alliance_quiz.faults import FormatError
from alliance_site.front_matter import check_front_matter, read_front_matter

PAGE = """\
---
title: "Goals: a page"
objectives:
  - Name two.
hide: [toc]
reviewed: 2026-11-23
review_due: 2027-11-23
---

# Goals
"""


def test_a_page_of_the_form_has_no_fault() -> None:
    assert check_front_matter(PAGE, "docs/a.md") == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("---\n", "-x-\n", "1: no front matter: begin the page with ---"),
        ("23\n---", "23\n--", "1: no front matter"),
        ('"Goals: a page"', "Goals: a page", "2: not YAML (mapping values are not allowed here)"),
        (PAGE.split("---")[1], "\n2026\n", "1: a whole number found: write a table of keys"),
        ("[toc]", "0x_", "1: not YAML ("),
        ("[toc]", "[toc", "6: not YAML ("),
        ('"Goals: a page"', "2026", "2: title: a whole number found: write a text"),
        ("\n  - Name two.", " 2", "3: objectives: a whole number found: write a list of texts"),
        ("Name two.", "two: 2", "3: objectives[0]: a table found: write a text"),
        ("2026-11-23", "2026-11-23 10:00:00", "6: reviewed: 2026-11-23 10:00:00 is no date"),
        ("2026-11-23", "soon", "6: reviewed: soon is no date: write a day that the calendar has"),
        ("2027-11-23", "2027-02-30", "7: review_due: 2027-02-30 is no date: write a day that"),
        ("2027-11-23", '"2027-11-23"', "7: review_due: 2027-11-23 is no date"),
        ("2027-11-23", "20271123", "7: review_due: 20271123 is no date"),
    ],
)
def test_another_form_is_refused_with_its_line(old: str, new: str, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        check_front_matter(PAGE.replace(old, new, 1), "docs/a.md")
    assert str(caught.value).startswith(f"docs/a.md:{told}")


def test_a_key_that_no_page_has_is_told() -> None:
    [fault] = check_front_matter(PAGE.replace("hide:", "hied:"), "docs/a.md")
    assert str(fault).startswith("docs/a.md:5: hied: unknown key hied: use one of authors, ")


def page(*dates: str) -> str:
    """Return a chapter whose front matter gives these dates from its third line on."""
    return "\n".join(["---", "title: A", *dates, "objectives:", "  - Say it.", "---", "", "# A"])


def told(*dates: str) -> list[str]:
    """Return the faults of a chapter with these dates."""
    try:
        return [str(fault) for fault in check_front_matter(page(*dates), "docs/a.md")]
    except FormatError as error:
        return [str(fault) for fault in error.faults]


@pytest.mark.parametrize("due", ["2026-11-03", "2027-11-03  # in a year", "2027-11-04"])
def test_a_chapter_is_due_within_a_year_of_its_review(due: str) -> None:
    text = page("reviewed: 2026-11-03", f"review_due: {due}")
    for lines in (text, text.replace("\n", "\r\n")):
        meta, faults = read_front_matter(lines, "docs/a.md")
        assert (meta["review_due"], faults) == (datetime.date.fromisoformat(due[:10]), [])


def test_a_page_without_objectives_needs_no_dates() -> None:
    assert check_front_matter("---\ntitle: A\n---\n\nobjectives: none\n", "docs/a.md") == []


def test_dates_that_are_missing_or_no_dates_are_told_together() -> None:
    right = "write a day that the calendar has, as in"
    assert sorted(told("review_due: 2027-02-30")) == [
        f"docs/a.md:1: reviewed is missing: {right} reviewed: 2026-11-24",
        f"docs/a.md:3: review_due: 2027-02-30 is no date: {right} review_due: 2026-11-24",
    ]
    assert told() == [
        f"docs/a.md:1: reviewed is missing: {right} reviewed: 2026-11-24",
        f"docs/a.md:1: review_due is missing: {right} review_due: 2026-11-24",
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
