"""A Markdown extension: put a form where a page asks for one, with its texts read as Markdown.

A form is built as elements, not as text: nothing that an author writes can break out of it, and
citations in a prompt, an option or feedback are numbered with those of the page around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

MARKER = re.compile(r"^%%form (\S+)%%$")
BLANK = re.compile(r"%%blank (\S+) (\d+) (\d+)%%")


class Forms(Extension):
    """Put forms in the place of their markers.

    Args:
        builders: Of each form's name, the function that builds it inside an element. It is given
            a writer, which reads Markdown into elements.
    """

    def __init__(self, builders: Mapping[str, Callable[[Writer, Element], None]]) -> None:
        super().__init__()
        self.builders = builders

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        """Register the form's place among blocks, and the headings that come after the contents."""
        md.parser.blockprocessors.register(_Place(md.parser, self.builders), "form", 200)
        md.inlinePatterns.register(_Blank(BLANK.pattern, md), "blank", 200)
        # The table of contents is made at 5.
        md.treeprocessors.register(_LateHeadings(md), "late_headings", 4)


def marker(name: str) -> str:
    """Return the Markdown that stands for a form until the page is converted."""
    return f"\n\n%%form {name}%%\n\n"


def blank(question: str, number: int, of: int) -> str:
    """Return the Markdown that stands for a blank to be filled in."""
    return f"%%blank {question} {number} {of}%%"


class Writer:
    """Read Markdown into elements, with every extension of the page."""

    def __init__(self, parser: BlockParser) -> None:
        self._parser = parser

    def blocks(self, parent: Element, markdown: str) -> None:
        """Append Markdown's blocks to an element."""
        lines = markdown.split("\n")
        for preprocessor in self._parser.md.preprocessors:
            lines = preprocessor.run(lines)
        self._parser.parseChunk(parent, "\n".join(lines))


class _Place(BlockProcessor):
    def __init__(
        self, parser: BlockParser, builders: Mapping[str, Callable[[Writer, Element], None]]
    ) -> None:
        super().__init__(parser)
        self.builders = builders

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002  the base class's form
        found = MARKER.match(block.strip())
        return found is not None and found[1] in self.builders

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        found = MARKER.match(blocks.pop(0).strip())
        if found is None:
            return False
        self.builders[found[1]](Writer(self.parser), parent)
        return True


class _Blank(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802  Python-Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002  the base class's form
    ) -> tuple[Element, int, int]:
        label = "Blank" if m[3] == "1" else f"Blank {m[2]} of {m[3]}"
        attributes = {"type": "text", "id": f"{m[1]}.{m[2]}", "aria-label": label}
        # Nothing that was typed elsewhere, and no corrections that would give the word away.
        attributes |= {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        return Element("input", attributes), m.start(0), m.end(0)


class _LateHeadings(Treeprocessor):
    """Mend what the table of contents does not know of forms."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            # A heading in what is closed or not yet shown is `late-h3` until now, and so no entry.
            element.tag = element.tag.removeprefix("late-")
        # A permalink in a legend would be read out as part of the group's name.
        for heading in root.iterfind(".//legend/h2"):
            for link in heading.findall("a[@class='headerlink']"):
                heading.remove(link)


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Append an element; its text is Markdown's inline text. `class_` and `for_` lose their dash.

    Underlines in other names become hyphens, as in `aria_live`.
    """
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    element = SubElement(parent, tag, named)
    element.text = text
    return element


def add_later(parent: Element, **attributes: str) -> Element:
    """Append a section that a script fills in and shows; until then the search finds none of it."""
    return add(parent, "section", **attributes, hidden="", data_search_exclude="")


def add_plain(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """Append an element with text that is not Markdown."""
    return add(parent, tag, AtomicString(text), **attributes)


def add_option(parent: Element, *, kind: str, name: str, value: str, label: str) -> None:
    """Append a radio button or a checkbox with its label, which reads inline Markdown."""
    row = add(parent, "div", class_="option")
    option_id = f"{name}.{value}"
    add(row, "input", type=kind, name=name, id=option_id, value=value)
    add(row, "label", label, for_=option_id)


def add_script(parent: Element, url: str) -> None:
    """Append a module script."""
    add(parent, "script", type="module", src=url)
