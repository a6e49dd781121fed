"""Draw estimates with their intervals, one metric an axis, for either palette."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from alliance_quiz.faults import Fault, FormatError, Table
from alliance_quiz.instrument_toml import read_definition
from alliance_site.studies import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PALETTES = {
    "light": {"ink": "#1b2a2d", "edge": "#6d7d80", "mark": "#0b5a61"},
    "dark": {"ink": "#e0e8e7", "edge": "#829496", "mark": "#83d2cc"},
}
"""The style sheet's colours, which a picture cannot take from the page around it."""

INCH = 100
"""Pixels: matplotlib measures in inches, a page in pixels."""
WIDTH, ROW, AXIS = 400, 58, 74
"""Pixels: of a figure, which is read on a phone; of a row; of an axis with its title."""
LETTERS = 50
"""How many letters fit the width."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """An axis: the panel of studies that it shows, and its title."""

    panel: str
    axis: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Plot:
    """A figure to draw from the studies."""

    name: str
    summary: str
    panels: tuple[Panel, ...]

    def studies(self, studies: Iterable[Study]) -> list[Study]:
        """Return the studies that the figure shows, panel by panel."""
        every = list(studies)
        return [study for panel in self.panels for study in every if study.panel == panel.panel]


def read_plots(text: str, file: str, panels: Collection[str]) -> list[Plot]:
    """Return the figures that a TOML text names.

    Args:
        text: TOML: `figures`, each with `name`, `summary` and `panels`; each of those with `panel`
            and `axis`.
        file: The file's name, for messages.
        panels: The panels that there are studies for.

    Raises:
        FormatError: with every fault.
    """
    plots, _ = read_definition(text, file, partial(_plots, panels=panels))
    return plots


def _plots(data: object, panels: Collection[str]) -> list[Plot]:
    faults: list[Fault] = []
    root = Table(data, "", faults)
    plots = [_plot(table, panels) for table in root.tables("figures")]
    root.end()
    if faults:
        raise FormatError(faults)
    return plots


def _plot(table: Table, panels: Collection[str]) -> Plot:
    shown = []
    for inner in table.tables("panels"):
        panel = Panel(panel=inner.text("panel"), axis=inner.text("axis"))
        if panel.panel not in panels:
            remedy = f"use one of {', '.join(sorted(panels))}"
            inner.fault("panel", f"no study is in {panel.panel}", remedy)
        inner.end()
        shown.append(panel)
    plot = Plot(name=table.text("name"), summary=table.text("summary"), panels=tuple(shown))
    table.end()
    return plot


def draw(plot: Plot, studies: Sequence[Study], palette: str) -> str:
    """Return a figure as SVG: the same text for the same studies."""
    # A build that finds every figure in its cache does without matplotlib.
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    colours = PALETTES[palette]
    rows = [[study for study in studies if study.panel == p.panel] for p in plot.panels]
    heights = [len(panel) * ROW + AXIS for panel in rows]
    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": plot.name,
        "font.size": 9,
        "text.color": colours["ink"],
        "xtick.color": colours["ink"],
        "axes.labelcolor": colours["ink"],
        "axes.edgecolor": colours["edge"],
    }
    with rc_context(settings):
        figure = Figure(figsize=(WIDTH / INCH, sum(heights) / INCH), dpi=INCH)
        top = sum(heights)
        for panel, own, height in zip(plot.panels, rows, heights, strict=True):
            bottom = (top - height + AXIS) / sum(heights)
            axes = figure.add_axes((0.03, bottom, 0.94, (height - AXIS) / sum(heights)))
            _draw_panel(axes, panel, own, colours)
            top -= height
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return out.getvalue()


def _draw_panel(
    axes: Axes, panel: Panel, studies: Sequence[Study], colours: dict[str, str]
) -> None:
    ends = [end for s in studies for end in (s.estimate, s.low, s.high) if end is not None]
    low, high = min([0, *ends]), max([0, *ends])
    room = (high - low) * 0.06
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(studies) - 0.4, -0.6)
    for row, study in enumerate(studies):
        axes.plot([0, 0], [row + 0.06, row + 0.4], color=colours["edge"], linewidth=1)
        if study.low is not None and study.high is not None:
            axes.plot([study.low, study.high], [row + 0.22] * 2, color=colours["mark"])
        published = not study.origin.startswith("computed")
        axes.plot(
            study.estimate,
            row + 0.22,
            marker="s" if published else "o",
            markersize=7,
            markerfacecolor=colours["mark"] if published else "none",
            markeredgecolor=colours["mark"],
        )
        axes.text(
            0,
            row + 0.04,
            textwrap.fill(f"{study.label} {study.year}, {study.size}: {study.said}", LETTERS),
            transform=axes.get_yaxis_transform(),
            verticalalignment="bottom",
        )
    axes.set_yticks([])
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.set_xlabel(textwrap.fill(panel.axis, LETTERS))
