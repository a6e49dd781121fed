"""Which words a chapter explains, and where."""

from __future__ import annotations

import re
from typing import Any

import markdown

from alliance_site.glossary import Glossary, read_glossary

TERMS = {"Rasch analysis": "A way to test items.", "WAI": "A questionnaire.", "WAI-S": "Short."}


def explained(text: str, *, active: bool = True) -> list[tuple[str, str]]:
    """Return the words that a page explains, with their definitions."""
    glossary = Glossary(TERMS)
    glossary.active = active
    extensions: list[Any] = [glossary, "tables"]
    html = markdown.markdown(text, extensions=extensions)
    return re.findall(r'<abbr title="([^"]*)">([^<]*)</abbr>', html)


def test_a_word_is_explained_where_it_is_first_used() -> None:
    text = "A *Rasch* analysis, a rasch analysis and a Rasch analysis.\n\nRasch analysis."
    assert explained(text) == [("A way to test items.", "rasch analysis")]


def test_a_longer_word_is_not_taken_for_a_shorter() -> None:
    assert explained("The WAI-S, then **the WAI**, and a WAIst.") == [
        ("Short.", "WAI-S"),
        ("A questionnaire.", "WAI"),
    ]


def test_headings_links_and_code_are_left_alone() -> None:
    assert explained("# WAI\n\n[the WAI-S](x.md) and `Rasch analysis`") == []


def test_a_page_that_is_no_chapter_explains_nothing() -> None:
    assert explained("The WAI.", active=False) == []


def test_a_definition_is_read_without_its_sources_and_links() -> None:
    text = "Bond\n:   One of *three* parts [@bordin1979]; see [Bond](a.md#bond).\n    More.\n\nX\n"
    assert read_glossary(text) == {"Bond": "One of three parts; see Bond."}
