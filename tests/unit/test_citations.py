"""Where a citation is seen, how it is numbered, and what is said of one that is wrong."""

from __future__ import annotations

import re

import markdown
import pytest

from alliance_site.bibliography import read_bibliography
from alliance_site.citations import Citations, slug
from alliance_site.references import References

ENTRY = "@article{%s, author = {Smith, A.}, title = {On %s}, journal = {J}, year = 2001}\n"
KEYS = ["one", "two", "three", "four", "five", "dotted.key:1"]
SOURCES, _ = read_bibliography("".join(ENTRY % (key, key) for key in KEYS), "b.bib")
VANCOUVER = References("nlm-citation-sequence")


def convert(text: str) -> tuple[str, Citations]:
    """Return a page's HTML and the extension with its faults."""
    citations = Citations(SOURCES, VANCOUVER)
    extensions = ["admonition", "footnotes", "tables", "toc", "md_in_html", "pymdownx.superfences"]
    return markdown.markdown(text, extensions=[*extensions, citations]), citations


def shown(text: str) -> list[str]:
    """Return what stands in each citation of a page."""
    html, _ = convert(text)
    spans = re.findall(r'<span class="citation"[^>]*>(.*?)</span>', html)
    return [re.sub(r"<[^>]*>", "", span) for span in spans]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("[@one]", ["(1)"]),
        ("[@one; @two]", ["(1,2)"]),
        ("[@one; @two; @three]", ["(1–3)"]),
        ("[@two] [@one] [@two]", ["(1)", "(2)", "(1)"]),
        ("[@one; @two; @three; @five] [@four; @three; @five]", ["(1–4)", "(3–5)"]),
        ("[@one; @one]", ["(1)"]),
        ("[@one, p. 12]", ["(1, p. 12)"]),
        ("[see @one, pp. 3-5; @two]", ["(see 1, pp. 3-5; 2)"]),
        ("[@dotted.key:1]", ["(1)"]),
        ("[@one][@two]", ["(1)", "(2)"]),
        ("*a [@one]* **b [@two]**", ["(1)", "(2)"]),
        (
            "First [@one].\n\n| a |\n|---|\n| [@two] |\n\n- [@three]\n\n!!! note\n    [@four]",
            ["(1)", "(2)", "(3)", "(4)"],
        ),
        ("A note[^1] and [@two].\n\n[^1]: Under it [@one].", ["(1)", "(2)"]),
        ("<div markdown>\n\n[@one]\n\n</div>", ["(1)"]),
    ],
)
def test_numbers_follow_reading_order(text: str, numbers: list[str]) -> None:
    assert shown(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "`[@one]`",
        "```\n[@one]\n```",
        "    [@one]",
        "<!-- [@one] -->",
        "[mail](mailto:me@one.org)",
        "<me@one.org>",
        "https://x.org/[@one",
        "[a link](https://x.org/@one)",
        "[@one](https://x.org)",
        r"[\@one]",
        "[write to me@one.org]",
        "[no key]",
    ],
)
def test_what_is_no_citation_is_left_alone(text: str) -> None:
    with_ours, citations = convert(text)
    extensions = ["admonition", "footnotes", "tables", "toc", "md_in_html", "pymdownx.superfences"]
    plain = markdown.markdown(text.replace(r"\@", "@"), extensions=extensions)
    assert with_ours == plain
    assert citations.faults == []


def test_numbers_and_references_link_both_ways() -> None:
    html, _ = convert("A [@one]. B [@two; @one].")
    assert '<span class="citation" id="cite-1">(<a ' in html
    assert html.count('href="#ref-one"') == 2
    assert '<li id="ref-one">' in html
    back = re.findall(r'<a aria-label="([^"]*)" href="#(cite-\d)">(.)</a>', html)
    assert back == [
        ("Back to citation 1 of 2 of reference 1", "cite-1", "a"),
        ("Back to citation 2 of 2 of reference 1", "cite-2", "b"),
        ("Back to citation of reference 2", "cite-2", "↑"),
    ]


def test_the_references_have_a_heading_in_the_contents() -> None:
    citations = Citations(SOURCES, VANCOUVER)
    md = markdown.Markdown(extensions=["toc", citations])
    md.convert("# A\n\n[@one]")
    assert 'href="#references"' in md.toc  # type: ignore[attr-defined]


def test_an_unknown_key_is_told_with_the_nearest() -> None:
    _, citations = convert("[@thre]")
    (fault,) = citations.faults
    assert str(fault) == "@thre: not in bibliography.bib: did you mean three?"


def test_a_key_whose_entry_is_broken_is_not_told_twice() -> None:
    citations = Citations(SOURCES, VANCOUVER, known=["broken"])
    markdown.markdown("[@broken]", extensions=[citations])
    assert citations.faults == []


@pytest.mark.parametrize(
    ("text", "place"), [("## A [@one]", "heading"), ("[A [@one]](https://x.org)", "link")]
)
def test_a_citation_in_a_heading_or_a_link_is_refused(text: str, place: str) -> None:
    _, citations = convert(text)
    assert [str(fault) for fault in citations.faults] == [
        f"@one: a citation in a {place}: move it into the text after it"
    ]


def test_a_part_without_a_key_is_refused() -> None:
    _, citations = convert("[@one; two]")
    assert "no key in “two”" in str(citations.faults[0])


def test_a_page_without_citations_has_no_list() -> None:
    assert "references" not in convert("Nothing here.")[0]


def test_an_id_is_plain() -> None:
    assert slug("dotted.key:1") == "dotted_2ekey_3a1"
