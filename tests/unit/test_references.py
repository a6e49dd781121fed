"""How a source reads in the Vancouver style, and which faults of citeproc-py we still mend."""

from __future__ import annotations

from typing import Any

import pytest
from citeproc.model import FormatNumber

from alliance_site import references
from alliance_site.references import References

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


@pytest.fixture(scope="module")
def vancouver() -> References:
    return References("nlm-citation-sequence")


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

    assert references._format_last_page(Minimal(), "1", "13") == "3"  # noqa: SLF001
    assert FormatNumber._format_last_page is references._last_page  # noqa: SLF001
