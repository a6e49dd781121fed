"""What the head of a page may hold."""

from __future__ import annotations

import pytest

from alliance_quiz.faults import FormatError
from alliance_site.front_matter import check_front_matter

PAGE = """\
---
title: "Goals: a page"
objectives:
  - Name two.
hide: [toc]
reviewed: 2026-11-23
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
        ("[toc]", "[toc", "6: not YAML ("),
        ('"Goals: a page"', "2026", "2: title: a whole number found: write a text"),
        ("\n  - Name two.", " 2", "3: objectives: a whole number found: write a list of texts"),
        ("Name two.", "two: 2", "3: objectives[0]: a table found: write a text"),
        ("2026-11-23", "2026-11-23 10:00:00", "6: reviewed: 2026-11-23 10:00:00 is no day"),
        ("2026-11-23", "soon", "6: reviewed: soon is no day: write it as 2026-11-28"),
    ],
)
def test_another_form_is_refused_with_its_line(old: str, new: str, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        check_front_matter(PAGE.replace(old, new, 1), "docs/a.md")
    assert str(caught.value).startswith(f"docs/a.md:{told}")


def test_a_key_that_no_page_has_is_told() -> None:
    [fault] = check_front_matter(PAGE.replace("hide:", "hied:"), "docs/a.md")
    assert str(fault).startswith("docs/a.md:5: hied: unknown key hied: use one of authors, ")
