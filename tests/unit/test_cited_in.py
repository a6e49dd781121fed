"""What is said of the pages that cite a source."""

from __future__ import annotations

from alliance_site.cited_in import Citing, also_cited_in, list_all

PAGES = [Citing(title=f"Page & {number}", url=f"../{number}/") for number in range(3)]


def test_the_other_pages_are_named_and_linked() -> None:
    assert also_cited_in(PAGES[:1], 0, "a.b", None) == (
        '<span class="cited-in">Also cited in <a href="../0/#ref-a_2eb">Page &amp; 0</a>.</span>'
    )


def test_more_than_three_are_counted() -> None:
    html = also_cited_in(PAGES, 97, "a", "../references/")
    assert html.count("Page &amp;") == 3
    assert html.endswith(' and <a href="../references/#a">97 more</a>.</span>')
    assert also_cited_in(PAGES, 97, "a", None).endswith(" and 97 more.</span>")


def test_a_source_that_no_other_page_cites_says_nothing() -> None:
    assert also_cited_in([], 0, "a", "../references/") == ""


def test_the_list_of_all_says_of_each_who_cites_it() -> None:
    html = list_all([("a.b", "Text.", PAGES), ("c", "Other.", [])])
    assert '<li id="a_2eb"><span class="csl-entry">Text.</span>' in html
    assert html.count("#ref-a_2eb") == 3
    assert '<span class="cited-in">Not cited yet.</span>' in html
