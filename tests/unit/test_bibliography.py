"""What is read from BibTeX, and what is said of a broken entry."""

from __future__ import annotations

import pytest

from alliance_site.bibliography import read_bibliography

GOOD = """@article{bordin1979,
  author = {Bordin, E. S.},
  title  = {The working alliance},
  year   = {1979},
  journal = {Psychotherapy},
  note   = {Not looked up.},
}
"""


def faults(text: str) -> list[str]:
    """Return the faults of a bibliography, as they are told."""
    return [str(fault) for fault in read_bibliography(text, "b.bib")[1]]


def test_an_entry_becomes_csl_json() -> None:
    text = r"""@article{a,
  author = {{\'A}vila, M. and de Jong, P. and {World Health Organization} and {\c{C}}elik, A.},
  title = {{MRI} \& pain: S{\~a}o Paulo 1--3, 5 % & more},
  journal = {Long Name}, shortjournal = {Short}, year = {2001}, month = may,
  pages = {1--13}, doi = {10.1/a_b~c},
}
@online{b, author = {{McGill}}, title = {T}, url = {https://x.org/~a}, urldate = {2026-11-23}}
"""
    sources, told = read_bibliography(text, "b.bib")
    assert told == []
    assert sources["a"].line == 1
    assert sources["a"].csl == {
        "id": "a",
        "type": "article-journal",
        "title": "MRI & pain: São Paulo 1–3, 5 % & more",
        "container-title": "Long Name",
        "container-title-short": "Short",
        "page": "1–13",
        "DOI": "10.1/a_b~c",
        "author": [
            {"family": "Ávila", "given": "M."},
            {"family": "Jong", "given": "P.", "non-dropping-particle": "de"},
            {"literal": "World Health Organization"},
            {"family": "Çelik", "given": "A."},
        ],
        "issued": {"date-parts": [[2001, 5]]},
    }
    assert sources["b"].csl["accessed"] == {"date-parts": [[2026, 11, 23]]}
    assert sources["b"].csl["URL"] == "https://x.org/~a"


def test_a_title_in_braces_of_its_own_keeps_its_case() -> None:
    sources, _ = read_bibliography(GOOD.replace("{Psychotherapy}", "{{Fisioterapia e}}"), "b.bib")
    journal = sources["bordin1979"].csl["container-title"]
    assert journal == '<span class="nocase">Fisioterapia e</span>'


def test_the_digest_changes_with_what_an_entry_says_and_not_with_its_place() -> None:
    first, moved, changed = (
        read_bibliography(text, "b.bib")[0]["bordin1979"].digest
        for text in (GOOD, "\n\n" + GOOD, GOOD.replace("1979}", "1980}"))
    )
    assert first == moved != changed


def test_a_control_character_is_left_out() -> None:
    sources, _ = read_bibliography(GOOD.replace("working", "work\x01ing"), "b.bib")
    assert sources["bordin1979"].csl["title"] == "The working alliance"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            GOOD + GOOD,
            "b.bib:8: key bordin1979 is taken by line 1: "
            "give each source one entry and each entry its own key",
        ),
        (
            GOOD.replace("alliance},", "alliance}"),
            "b.bib:3: @bordin1979: missing comma between title and year: "
            "write a comma behind each value",
        ),
        (
            GOOD.replace("  year ", "  title = {Again},\n  year "),
            "b.bib:1: field written twice: title: keep one of them",
        ),
        (GOOD.replace("{1979}", "{in press}"), "b.bib:4: @bordin1979: in press is not a year"),
        (GOOD.replace("year ", "yaer "), "b.bib:4: @bordin1979: unknown field yaer: use one of"),
        (
            GOOD.replace("  title  = {The working alliance},\n", ""),
            "b.bib:1: @bordin1979: title is",
        ),
        (
            GOOD.replace("{1979}", "{1979}, doi = {https://doi.org/10.1/a}"),
            "b.bib:4: @bordin1979: https://doi.org/10.1/a is not a DOI: write it bare, from",
        ),
        (
            GOOD.replace("{1979}", "{1979}, pages = {260--252}"),
            "b.bib:4: @bordin1979: pages 260--252 run backwards: write both numbers whole",
        ),
        (
            GOOD.replace("year", "doi={10.1/A}, year")
            + GOOD.replace("bordin1979", "again").replace("year", "doi={10.1/a}, year"),
            "b.bib:8: @again: the same DOI as @bordin1979 in line 1: keep one of the two entries",
        ),
        (GOOD.replace("@article", "@artikel"), "b.bib:1: @bordin1979: unknown type @artikel: use"),
        (GOOD.replace("Bordin, E. S.", "a, b, c, d"), "b.bib:2: @bordin1979: a name that cannot"),
        (GOOD.replace("@article", "article"), "b.bib:1: an entry that does not begin with @type{"),
        (GOOD.replace("bordin1979", ""), "b.bib:1: @: no key: write it behind the {"),
        (
            GOOD.replace("year   = {1979}", "urldate = {2026}, year = {1979}"),
            "b.bib:4: @bordin1979: 2026 is not a date: write it as 2026-11-23",
        ),
        (GOOD.replace("{Psych", "psy, x = {"), "b.bib:5: @bordin1979: psy has neither braces nor"),
        (GOOD.replace("  note ", "  %note "), "b.bib:1: @bordin1979: no doi, pmid or isbn: add"),
        (GOOD + GOOD.replace("bordin", "Bordin"), "b.bib:8: @Bordin1979: the key differs from @bo"),
        (GOOD.replace("@art", "% @art"), "b.bib:1: BibTeX does not heed the %: delete the entry"),
        (GOOD.replace("  journal", "  publisher"), "b.bib:1: @bordin1979: journal is missing: add"),
        (GOOD.replace("{Psychotherapy}", "{Psycho{therapy}"), "b.bib:1: not BibTeX (Unexpect"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, told: str) -> None:
    assert any(line.startswith(told) for line in faults(text)), faults(text)


def test_an_entry_that_is_not_closed_costs_no_other() -> None:
    sources, told = read_bibliography(
        "@article{broken, title = {x\n\n" + GOOD + "@misc{c, title = {x}, note = {y}}",
        "b.bib",
    )
    assert list(sources) == ["bordin1979", "c"]
    assert len(told) == 1
    assert str(told[0]).startswith("b.bib:1: not BibTeX (")


def test_all_faults_are_told_at_once_in_order() -> None:
    text = GOOD.replace("1979}", "x}") + GOOD.replace("year", "yaer")
    lines = [int(line.split(":")[1]) for line in faults(text)]
    assert lines == sorted(lines)
    assert len(lines) >= 2
