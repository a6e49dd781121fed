"""How a page says that it is cited."""

from __future__ import annotations

import datetime
from html.parser import HTMLParser

from bibtexparser.entrypoint import parse_string

from alliance_site.references import References
from alliance_site.this_page import ThisPage, cite_this_page, highwire

PAGE = ThisPage(
    title='Goals & <tasks> "now"',
    authors=["Contributors to X"],
    site="X",
    date=datetime.date(2026, 11, 23),
    url="https://x.org/goals/",
)


def test_a_page_is_cited_in_each_style() -> None:
    styles = {"Vancouver": References("nlm-citation-sequence"), "APA": References("apa")}
    html = cite_this_page(PAGE, styles)
    assert "<dt>Vancouver</dt><dd>Contributors to X. X [Internet]. 2026. Goals &amp; &lt;" in html
    assert "<dt>APA</dt><dd>Contributors to X. (2026, November 23). <i>Goals &amp; &lt;" in html
    assert html.count('<a href="https://x.org/goals/">') == 2


def test_its_bibtex_is_bibtex() -> None:
    (entry,) = parse_string(PAGE.bibtex()).entries
    assert entry.key == "goals-tasks-now-2026"
    assert entry["title"] == '{Goals & <tasks> "now"}'
    assert entry["date"] == "2026-11-23"


def test_reference_managers_find_it_in_the_head() -> None:
    found = {}

    class Metas(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag == "meta"
            found[dict(attrs)["name"]] = dict(attrs)["content"]

    Metas().feed(highwire(PAGE))
    assert found["citation_title"] == 'Goals & <tasks> "now"'
    assert found["citation_author"] == "Contributors to X"
    assert found["citation_publication_date"] == "2026/11/23"
    assert found["citation_public_url"] == "https://x.org/goals/"
