"""A Markdown extension: put figures into the page, with their words and their data.

A picture of `figures/` that is drawn by hand becomes part of the page, so that it follows the
palette; its description stands behind it in words. One that is drawn from data comes in a light and
a dark version, with its data as a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from alliance_quiz.faults import Fault
from alliance_site.plots import PALETTES, Plot
from alliance_site.studies import Study

SOURCE = re.compile(r"(?P<folder>(?:\.\./)*figures/)(?P<name>[a-z0-9-]+)\.svg$")
SVG = "{http://www.w3.org/2000/svg}"

# After inline text, before the contents are made and links are looked at.
TREE_PRIORITY = 8


class Figures(Extension):
    """Put figures into pages.

    Args:
        folder: Where the drawn pictures are.
        plots: The figures that are drawn from data, by name, each with its studies.
        more: Links for readers who want more than the table: an address from the folder above
            `figures/`, and its words.

    Attributes:
        faults: What is wrong in the page that was converted last; a fault's place is the picture.
    """

    def __init__(
        self,
        folder: Path,
        plots: Mapping[str, tuple[Plot, list[Study]]],
        more: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__()
        self.folder = folder
        self.plots = plots
        self.more = tuple(more)
        self.faults: list[Fault] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        """Register the step."""
        md.treeprocessors.register(_Place(md, self), "figures", TREE_PRIORITY)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the last page."""
        self.faults = []


class _Place(Treeprocessor):
    def __init__(self, md: Markdown, figures: Figures) -> None:
        super().__init__(md)
        self.figures = figures

    def run(self, root: Element) -> None:
        for block in list(root.iter("p")):
            image = block[0] if len(block) == 1 and block[0].tag == "img" else None
            found = SOURCE.search(image.get("src", "")) if image is not None else None
            if image is None or found is None:
                continue
            block.tag = "figure"
            block.set("class", "figure")
            block.set("id", f"figure-{found['name']}")
            block.text = ""
            block.remove(image)
            if found["name"] in self.figures.plots:
                plot, studies = self.figures.plots[found["name"]]
                self._plot(block, image, plot, studies, found["folder"])
            else:
                self._drawing(block, image, found["name"])

    def _drawing(self, block: Element, image: Element, name: str) -> None:
        try:
            text = (self.figures.folder / f"{name}.svg").read_text(encoding="utf-8")
            described = fromstring(text).findtext(f"{SVG}desc", "")  # noqa: S314  our own file
        except (OSError, UnicodeDecodeError, ParseError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or error
            remedy = "name a picture of docs/figures/ that is SVG"
            self.figures.faults.append(
                Fault(place=image.get("src", ""), problem=f"no picture ({reason})", remedy=remedy)
            )
            return
        block.text = self.md.htmlStash.store(text)
        words = SubElement(block, "details", {"class": "figure-words"})
        SubElement(words, "summary").text = AtomicString("This figure in words")
        SubElement(words, "p").text = AtomicString(" ".join((described or "").split()))

    def _plot(
        self, block: Element, image: Element, plot: Plot, studies: list[Study], folder: str
    ) -> None:
        for palette in PALETTES:
            source = f"{folder}{plot.name}.{palette}.svg#only-{palette}"
            SubElement(block, "img", {"src": source, "alt": image.get("alt", "")})
        data = SubElement(block, "details", {"class": "figure-words"})
        SubElement(data, "summary").text = AtomicString(f"The data: {plot.summary.lower()}")
        table = SubElement(data, "table")
        head = SubElement(SubElement(table, "thead"), "tr")
        for title in (
            "Study",
            "Setting",
            "Size",
            "Measure",
            "Estimate (95 % interval)",
            "Interval",
        ):
            SubElement(head, "th", {"scope": "col"}).text = AtomicString(title)
        body = SubElement(table, "tbody")
        for study in studies:
            row = SubElement(body, "tr")
            SubElement(row, "th", {"scope": "row"}).text = AtomicString(
                f"{study.label} {study.year}"
            )
            for value in (study.setting, study.size, study.metric, study.said, study.origin):
                SubElement(row, "td").text = AtomicString(value)
        links = SubElement(data, "p")
        for address, words in self.figures.more:
            link = SubElement(links, "a", {"href": folder.removesuffix("figures/") + address})
            link.text = AtomicString(words)
            link.tail = " "
