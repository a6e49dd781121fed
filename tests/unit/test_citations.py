"""Where a citation is seen, how it is numbered, and what is said of one that is wrong."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import markdown
import pytest

from alliance_site.bibliography import read_bibliography
from alliance_site.citations import LIST, Citations, list_references, slug
from alliance_site.references import References

ENTRY = "@article{%s, author = {Smith, A.}, title = {On %s}, journal = {J}, year = 2001}\n"
KEYS = ["one", "two", "three", "four", "five", "dotted.key:1"]
SOURCES, _ = read_bibliography("".join(ENTRY % (key, key) for key in KEYS), "b.bib")
VANCOUVER = References("nlm-citation-sequence")
APA = References("apa")
EXTENSIONS: list[Any] = [
    "admonition", "attr_list", "def_list", "footnotes", "tables", "toc", "md_in_html",
    "pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed",
]  # fmt: skip


def convert(text: str, style: References = VANCOUVER) -> tuple[str, Citations]:
    """Return a page's HTML and the extension with its faults."""
    citations = Citations(SOURCES, style)
    html = markdown.markdown(text, extensions=[*EXTENSIONS, citations])
    listed = list_references(citations.listed, style.numeric, lambda _: "")
    return html.replace(LIST, listed), citations


def shown(text: str) -> list[str]:
    """Return each citation of a page as a reader sees it."""
    html = re.sub(r"<[^>]*>", "", convert(text)[0].partition("<section")[0])
    return re.findall(r"(?:Smith )?\([^)]*\)", unescape(html))


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
        ('=== "Tab"\n    [@two]\n\n=== "Other"\n    [@one]', ["(1)", "(2)"]),
        (
            "<figure markdown>\n![a](b.svg)\n<figcaption markdown>[@one]</figcaption>\n</figure>",
            ["(1)"],
        ),
        ("Term\n:   Meaning [@one]", ["(1)"]),
        ("??? note\n    [@one]", ["(1)"]),
        ("[-@one]", ["(1)"]),
        ("@one says. Then [@two].", ["Smith (1)", "(2)"]),
        ("So @one [pp. 3-5] says.", ["Smith (1, pp. 3-5)"]),
        ("**@one**, @two and @dotted.key:1.", ["Smith (1)", "Smith (2)", "Smith (3)"]),
        ("As @one\nsays.", ["Smith (1)"]),
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
        "the @dataclass of @v4",
        "`@one` and me@one",
        "https://hackmd.io/@one/abc",
        r"\@one",
        '<a href="https://x.org/@one">x</a>',
        "[@one]: https://x.org",
    ],
)
def test_what_is_no_citation_is_left_alone(text: str) -> None:
    with_ours, citations = convert(text)
    plain = markdown.markdown(text.replace(r"\@", "@"), extensions=EXTENSIONS)
    assert with_ours == plain
    assert citations.faults == []


def test_numbers_and_references_link_both_ways() -> None:
    html, _ = convert("A [@one]. B [@two; @one].")
    assert re.search(r'\(<a aria-label="Reference 1"[^>]* id="cite-1">1</a>\)', html)
    assert html.count('href="#ref-one"') == 2
    assert '<li id="ref-one">' in html
    back = re.findall(r'<a aria-label="([^"]*)" href="#(cite-\d)">(.)</a>', html)
    assert back == [
        ("a: back to citation 1 of 2 of reference 1", "cite-1", "a"),
        ("b: back to citation 2 of 2 of reference 1", "cite-2", "b"),
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


def test_an_unknown_key_in_running_text_is_told() -> None:
    _, citations = convert("@smith2001 says so to me@smith2001.org and @all.")
    assert [str(fault) for fault in citations.faults] == [
        "@smith2001: not in bibliography.bib: add it"
    ]


def test_a_citation_in_a_pictures_alternative_text_is_refused() -> None:
    _, citations = convert("![A figure [@one]](a.svg)")
    assert [str(fault) for fault in citations.faults] == [
        "@one: a citation in a picture's alternative text: move it into the text after it"
    ]


def test_in_an_author_date_style_a_page_cites_names_and_sorts_them() -> None:
    html, _ = convert("First [see @two, p. 12; @one]. Then @one and [-@two].", APA)
    text = unescape(re.sub(r"<[^>]*>", "", html))
    # Smith, 2001 six times over: letters tell them apart, by their titles.
    assert "First (see Smith, 2001f, p. 12; Smith, 2001d). Then Smith (2001d) and (2001f)." in text
    assert text.index("(2001d). On one") < text.index("(2001f). On two")
    assert '<ul class="references">' in html


def test_a_part_without_a_key_is_refused() -> None:
    _, citations = convert("[@one; two]")
    assert "no key in “two”" in str(citations.faults[0])


def test_a_page_without_citations_has_no_list() -> None:
    assert "references" not in convert("Nothing here.")[0]


def test_an_id_is_plain() -> None:
    assert slug("dotted.key:1") == "dotted_2ekey_3a1"
