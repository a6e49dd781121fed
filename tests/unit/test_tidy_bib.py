"""What tidying the bibliography changes, what it refuses, and that it loses nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from alliance_quiz.faults import FormatError
from alliance_site.bibliography import read_bibliography
from alliance_site.tidy_bib import main, tidy

ROOT = Path(__file__).parents[2]
BIBLIOGRAPHY = (ROOT / "bibliography.bib").read_text(encoding="utf-8")
TIDY = """@article{bordin1979,
  author       = {Bordin, E. S.},
  title        = {The working alliance},
  journal      = {Psychotherapy},
  year         = {1979},
  doi          = {10.1037/h0085885},
}
"""
# As doi.org gives it, on one line.
PASTED = (
    "@Article{Bordin_1979, title={The working alliance}, volume={16}, ISSN={0033-3204}, "
    "DOI={https://doi.org/10.1037/h0085885}, number={3}, journal={Psychotherapy}, "
    'author="Bordin, Edward S.", year=1979, month=Sept, pages={252–260} }\n'
)
NASTY = r"""% A licence.

% Short for.
@string{pt = "Physical (Therapy)"}
% About zeta.
@misc(zeta2001, title = "A {"}quoted{"} title: Ångström", note = "two
   lines", journal = pt # { again}, month = "March", Extra-1 = 1)
@preamble{ "\newcommand{\noop}[1]{}" }
@comment{jabref-meta: databaseType:bibtex;

kept}
% and a line of its own

% close to abc
@book{Abc2000, author={Łoś, Ö. and {de Luna}, B.}, title={{x} \& {y} \{z\}},
publisher = pt, abstract={}}
@online{empty}
% the end
"""


def tidied(text: str, cited: str = "") -> tuple[str, list[str]]:
    return tidy(text, "b.bib", lambda key: key in cited)


def said(text: str) -> dict[str, Any]:
    """Return what each entry of a text says, by its key."""
    return {
        key: (source.type, {name.lower(): value.split() for name, value in source.fields.items()})
        for key, source in read_bibliography(text, "b.bib")[0].items()
    }


def said_by_another(text: str) -> dict[str, Any]:
    """Return the same as another parser has it."""
    entries = parse_string(text, "bibtex").entries
    return {
        key: (
            entry.type.lower(),
            {name.lower(): value.split() for name, value in entry.fields.items()},
            {role: [str(person) for person in all_] for role, all_ in entry.persons.items()},
        )
        for key, entry in entries.items()
    }


def marks(text: str) -> list[str]:
    """Return the characters of a text, sorted, but for blanks, brackets, quotes and commas."""
    return sorted(re.sub(r'[\s{}()",]', "", text).lower())


def test_our_bibliography_is_tidy() -> None:
    assert tidied(BIBLIOGRAPHY) == (BIBLIOGRAPHY, [])


def test_our_bibliography_comes_back_from_any_order_and_layout() -> None:
    entries = BIBLIOGRAPHY.strip().split("\n\n")
    assert len(entries) > 150
    assert said_by_another(BIBLIOGRAPHY).keys() == said(BIBLIOGRAPHY).keys()
    shuffled = " ".join(sorted(entries, key=lambda entry: entry[::-1])).replace("\n  ", "\r\n\t")
    new, told = tidied(shuffled.replace("@article", "\n@ARTICLE"))
    assert new == BIBLIOGRAPHY
    assert len(told) > 100


def test_what_doi_org_gives_becomes_an_entry_like_the_others() -> None:
    new, told = tidied(TIDY.replace("bordin1979", "ardito2011").replace("10.1037", "10.1") + PASTED)
    assert new.endswith("""

@article{bordin1979,
  author       = {Bordin, Edward S.},
  title        = {The working alliance},
  journal      = {Psychotherapy},
  year         = {1979},
  month        = sep,
  volume       = {16},
  number       = {3},
  pages        = {252--260},
  doi          = {10.1037/h0085885},
  issn         = {0033-3204},
}
""")
    assert told == [
        "@Bordin_1979: ISSN → issn",
        "@Bordin_1979: DOI → doi",
        "@Bordin_1979: doi: {https://doi.org/10.1037/h0085885} → {10.1037/h0085885}",
        "@Bordin_1979: month: Sept → sep",
        "@Bordin_1979: pages: {252–260} → {252--260}",
        "@Bordin_1979: key → bordin1979",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("month = {October}", "month        = oct"),
        ("month = OCT", "month        = oct"),
        ('month = "10"', "month        = oct"),
        ("month = {10--11}", "month        = {10--11}"),
        ("pages = {1 -- 13}", "pages        = {1--13}"),
        ("pages = {e1−e13}", "pages        = {e1--e13}"),
        ("pages = {12-3-4}", "pages        = {12-3-4}"),
        ("pages = {pzab026}", "pages        = {pzab026}"),
        ("pmid = {PMID: 123}", "pmid         = {123}"),
        ("url = {http://dx.doi.org/10.1/a}", "url          = {http://dx.doi.org/10.1/a}"),
        ('note = "{a} and {b}"', "note         = {{a} and {b}}"),
        ('note = "not } closed {"', 'note         = "not } closed {"'),
        ("note = {a} # pt", "note         = {a} # pt"),
        ("Übung = 1", "übung        = {1}"),
        ("note = {a\n   b}", "note         = {a b}"),
    ],
)
def test_a_value_is_written_in_one_way(old: str, new: str) -> None:
    text, _ = tidied(f"@misc{{a2000, {old}}}")
    assert text == f"@misc{{a2000,\n  {new},\n}}\n"
    assert tidied(text) == (text, [])


def test_a_month_of_their_own_is_left_alone() -> None:
    text = "@string{oct = {Oktober}}\n\n@misc{a2000,\n  month        = {October},\n}\n"
    assert tidied(text) == (text, [])


def test_a_key_is_changed_only_where_no_page_cites_it() -> None:
    assert "@article{Bordin_1979," in tidied(PASTED, cited="[@Bordin_1979]")[0]
    assert "@article{bordin1979b," in tidied(PASTED + TIDY)[0]
    named = PASTED.replace('"Bordin, Edward S."', "{{Água} and others}")
    assert "@article{agua1979," in tidied(named)[0]
    assert "@article{Bordin_1979," in tidied(PASTED.replace("year=1979", "year={in press}"))[0]


def test_nothing_is_lost_from_nasty_input() -> None:
    new, told = tidied(NASTY)
    assert told
    assert tidied(new) == (new, [])
    nasty = NASTY.replace('"March"', "mar")
    assert marks(new) == marks(nasty)
    assert said_by_another(new) == said_by_another(nasty)
    order = ["% A licence.\n\n% Short for.\n@string", "@preamble", "% close to abc\n@book{Abc2000,"]
    order += ["@online{empty,", "% About zeta.\n@misc{zeta2001,", "% the end\n"]
    places = [new.index(part) for part in order]
    assert places == sorted(places)
    assert "@comment{jabref-meta: databaseType:bibtex;\n\nkept}\n" in new


WORDS = st.text(st.characters(categories=["L", "N", "Zs"]), max_size=9).map(str.strip)
VALUES = st.one_of(
    WORDS.map("{{{}}}".format),
    WORDS.map('"{}"'.format),
    WORDS.map("{{a {{{}}}\n b}}".format),
    st.integers(0, 9999).map(str),
)
BLOCKS = st.one_of(
    st.builds(
        "@{}{{{}, {}}}".format,
        st.sampled_from(["misc", "Article"]),
        st.uuids(),
        st.dictionaries(st.sampled_from(["Title", "year", "issn", "doi"]), VALUES).map(
            lambda fields: ",\n".join(f"{name} = {value}" for name, value in fields.items())
        ),
    ),
    WORDS.map("% {}x".format),
    WORDS.map("% {}x\n\n% y".format),
    WORDS.map("@comment{{{}}}".format),
    st.uuids().map(lambda uuid: f"@string{{s{uuid} = {{x}}}}"),
    st.just('@preamble{"x"}'),
)


@given(st.lists(st.tuples(BLOCKS, st.sampled_from(["\n", "\n\n", "\r\n", "\n \n\n"])), max_size=6))
def test_nothing_is_lost_from_any_file_and_twice_is_once(parts: list[tuple[str, str]]) -> None:
    text = "".join(block + gap for block, gap in parts)
    new, _ = tidied(text)
    assert tidied(new) == (new, [])
    assert marks(new) == marks(text)
    assert said(new) == said(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TIDY + TIDY, "b.bib:8: key bordin1979 is taken by line 1: give each source one entry"),
        (TIDY.replace("alliance},", "alliance}"), "b.bib:3: @bordin1979: missing comma between"),
        (TIDY.replace("{Psycho", "{Psycho{"), "b.bib:1: not BibTeX ("),
        (TIDY.replace("@art", "% @art"), "b.bib:1: BibTeX does not heed the %"),
        (TIDY.replace("@art", "art"), "b.bib:1: an entry that does not begin with @type{key,"),
        (TIDY.replace("journal ", "title "), "b.bib:1: field written twice: title: keep one"),
        (TIDY.replace("journal ", "TITLE "), "b.bib:4: @bordin1979: field written twice: title"),
        (
            TIDY.replace("  journal", "  % not looked up\n  journal"),
            "b.bib:5: @bordin1979: “% not looked up journal” is no name of a field: move a comment",
        ),
        (f"{TIDY.strip()} % mine\n{TIDY.replace('79', '80')}", "b.bib:7: text that would be lost"),
    ],
)
def test_a_broken_entry_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        tidied(text)
    assert any(line.startswith(told) for line in str(caught.value).split("\n")), caught.value


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a site with one page; return its bibliography."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("So it is [@Old_1979].\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "bibliography.bib"


def test_the_command_says_what_it_changed_and_what_is_left(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pasted = PASTED.replace("title=", "copyright={X}, title=")
    site.write_bytes(b"\xef\xbb\xbf" + (pasted + PASTED.replace("Bordin_", "Old_")).encode())
    assert main() == 0
    told = capsys.readouterr().out.splitlines()
    assert "bibliography.bib: @Bordin_1979: key → bordin1979" in told
    assert "2 entries, 11 changes." in told
    assert any(
        line.startswith("bibliography.bib:12: @bordin1979: unknown field copyright")
        for line in told
    )
    new = site.read_text(encoding="utf-8")
    assert set(read_bibliography(new, "b.bib")[0]) == {"bordin1979", "Old_1979"}
    assert main() == 0
    assert capsys.readouterr().out.startswith("2 entries, 0 changes.\n")
    assert site.read_text(encoding="utf-8") == new


@pytest.mark.parametrize("broken", [b"@article{a, title = {x}", b"@misc{a, note = {Jo\xe3o}}"])
def test_the_command_leaves_a_broken_file_as_it_was(
    site: Path, broken: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    site.write_bytes(broken)
    assert main() == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("bibliography.bib:1: ")
    assert told[1] == "bibliography.bib is as it was."
    assert site.read_bytes() == broken
