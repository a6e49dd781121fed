"""How a figure comes into its page."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest

from alliance_site.figures import Figures
from alliance_site.plots import Panel, Plot
from alliance_site.studies import Study

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg"><title>A line</title><desc>A line & more.</desc></svg>'
).replace("&", "&amp;")
PLOT = Plot(name="forest", summary="Some studies", panels=(Panel(panel="A", axis="r"),))
STUDY = Study(
    panel="A", label="Horvath", year=2011, setting="clinics", size="k=190", metric="r",
    estimate=0.275, low=None, high=None, said="0.275", origin="none", source="horvath2011",
)  # fmt: skip


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    (tmp_path / "line.svg").write_text(SVG, encoding="utf-8")
    (tmp_path / "broken.svg").write_text("<svg", encoding="utf-8")
    return Figures(tmp_path, {"forest": (PLOT, [STUDY])}, [("evidence/s.csv", "As CSV")])


def test_a_drawn_figure_is_part_of_the_page_with_its_words(figures: Figures) -> None:
    html = markdown.markdown("![x](../figures/line.svg)", extensions=[figures])
    assert html.startswith('<figure class="figure" id="figure-line"><svg xmlns=')
    assert "<summary>This figure in words</summary>" in html
    assert "<p>A line &amp; more.</p>" in html
    assert "<img" not in html


def test_a_figure_from_data_has_two_palettes_and_a_table(figures: Figures) -> None:
    html = markdown.markdown("![Its alt](../figures/forest.svg)", extensions=[figures])
    for palette in ("light", "dark"):
        assert f'src="../figures/forest.{palette}.svg#only-{palette}"' in html
    assert html.count('alt="Its alt"') == 2
    assert '<th scope="row">Horvath 2011</th>' in html
    assert '<a href="../evidence/s.csv">As CSV</a>' in html


def test_a_picture_that_is_not_there_or_no_svg_is_a_fault(figures: Figures) -> None:
    markdown.markdown("![x](figures/none.svg)\n\n![x](figures/broken.svg)", extensions=[figures])
    assert [fault.place for fault in figures.faults] == ["figures/none.svg", "figures/broken.svg"]
    assert "name a picture of docs/figures/ that is SVG" in str(figures.faults[0])


def test_another_picture_is_left_alone(figures: Figures) -> None:
    html = markdown.markdown("![x](../images/line.svg)", extensions=[figures])
    assert html == '<p><img alt="x" src="../images/line.svg" /></p>'
