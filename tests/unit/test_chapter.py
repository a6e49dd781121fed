"""What a chapter shows of its front matter."""

from __future__ import annotations

import datetime

from alliance_site.chapter import add_head


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
