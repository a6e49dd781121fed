"""What is read from the studies' file, how it is drawn, and what is said of a broken row."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

import pytest

from alliance_quiz.faults import FormatError
from alliance_site.plots import PALETTES, draw, read_plots
from alliance_site.studies import COLUMNS, Study, read_studies

HEAD = ",".join(COLUMNS)
ROW = "A,Horvath,2011,clinics,k=190,r,-0.275,-0.30,-0.25,published,horvath2011"
PLOTS = """
[[figures]]
name = "forest"
summary = "Correlations"
[[figures.panels]]
panel = "A"
axis = "Correlation r"
"""


def read(*rows: str, head: str = HEAD) -> list[Study]:
    return read_studies("\n".join([head, *rows]), "s.csv", {"horvath2011"})


def test_a_row_is_a_study() -> None:
    (study,) = read(ROW)
    assert (study.estimate, study.low, study.high) == (-0.275, -0.3, -0.25)
    assert study.said == "−0.275 (−0.30 to −0.25)"


def test_an_interval_may_be_missing() -> None:
    (study,) = read(ROW.replace("-0.30,-0.25", ","))
    assert study.low is None
    assert study.said == "−0.275"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("-0.30,", ",", "s.csv:3: an interval with one end: write both ends or neither"),
        ("-0.30", "-0.26", "s.csv:3: -0.275 is not between -0.26 and -0.25: look at the source"),
        ("-0.275", "x", "s.csv:3: estimate x is not a number: write it as -0.27"),
        ("horvath2011", "horvath1911", "s.csv:3: horvath1911 is not in bibliography.bib: add it"),
        (",2011,", ",in press,", "s.csv:3: in press is not a year: write four digits"),
        ("clinics", "", "s.csv:3: setting is empty: fill it in"),
        (",r,", ",d,", "s.csv:3: d in a panel of r: give each metric its own panel"),
        (",published", "", "s.csv:3: zip() argument 2 is shorter"),
        ("clinics", '"clin', "s.csv:3: "),
    ],
)
def test_a_broken_row_is_told_with_its_line(old: str, new: str, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(ROW, ROW.replace(old, new))
    assert told in str(caught.value)


def test_every_broken_row_is_told_at_once() -> None:
    with pytest.raises(FormatError) as caught:
        read(ROW.replace("2011,c", "x,c"), ROW, ROW.replace("k=190", ""))
    assert [fault.line for fault in caught.value.faults] == [2, 4]


def test_other_columns_are_refused() -> None:
    with pytest.raises(FormatError, match=r"s\.csv:1: other columns: write panel,label"):
        read(ROW, head=HEAD.replace("metric", "unit"))


@pytest.mark.parametrize("palette", PALETTES)
def test_a_figure_says_each_estimate_and_comes_out_the_same(palette: str) -> None:
    studies = read(ROW, ROW.replace("Horvath", "Other").replace("published", "computed"))
    (plot,) = read_plots(PLOTS, "f.toml", {"A"})
    svg = draw(plot, studies, palette)
    assert svg == draw(plot, studies, palette)
    text = "".join(fromstring(svg).itertext())  # noqa: S314  our own text
    assert "Horvath 2011, k=190: −0.275 (−0.30 to −0.25)" in re.sub(r"\s+", " ", text)
    assert "Correlation r" in text
    assert PALETTES[palette]["mark"] in svg


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'panel = "A"',
            'panel = "B"',
            "figures[0].panels[0].panel: no study is in B: use one of A",
        ),
        ("axis", "axes", "unknown key axes: use one of axis, panel"),
        ("[[figures]]", "[[figures]", "f.toml:2: not TOML ("),
    ],
)
def test_a_broken_list_of_figures_is_told(old: str, new: str, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_plots(PLOTS.replace(old, new, 1), "f.toml", {"A"})
    assert told in str(caught.value)
