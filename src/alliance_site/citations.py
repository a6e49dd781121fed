r"""A Markdown extension: number the sources that a page cites, and list them at its foot.

`[@key]`, `[@a; @b]` and `[see @a, p. 12; @b]` become numbers in reading order. Each number links
to its reference, and each reference links back to every place that cites it. Code, links,
addresses and `\@` are settled by Markdown before a citation is looked for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from xml.etree.ElementTree import Element, SubElement, fromstring

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from alliance_quiz.faults import Fault
from alliance_site.bibliography import Source
from alliance_site.references import References

GROUP = r"\[((?:[^\[\]]*[\s;])?-?@[\w][^\[\]]*)\](?!\()"
CITED = re.compile(r"^(?P<prefix>(?:.*\s)?)-?@(?P<key>\w(?:[\w:.#$%&+?<>~/-]*\w)?)(?P<locator>.*)$")
# Where a link to a reference cannot stand, and what we call it.
NOT_HERE = {**{f"h{level}": "heading" for level in range(1, 7)}, "a": "link"}

# After a link has had its turn, before a bare [reference].
INLINE_PRIORITY = 159
# Python-Markdown's `toc` and MkDocs' search for anchors run at 5: ids must be there before.
TREE_PRIORITY = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """One source in a group: what stands before the key, the key, what stands after it."""

    prefix: str
    key: str
    locator: str


class Citations(Extension):
    """Resolve citations from a bibliography.

    `faults` lists what is wrong in the page that was converted last; a fault's place is the key
    as it was written, with its @.

    Args:
        sources: The bibliography by key.
        references: The formatter.
        known: Further keys that are in the bibliography though their entries are broken.
    """

    def __init__(
        self, sources: Mapping[str, Source], references: References, known: Collection[str] = ()
    ) -> None:
        super().__init__()
        self.sources = sources
        self.references = references
        self.known = known
        self.faults: list[Fault] = []
        self.groups: list[list[Cited]] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        """Register the two steps: mark each group, then number them in reading order."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
        md.inlinePatterns.register(_Mark(md, self), "citation", INLINE_PRIORITY)
        md.treeprocessors.register(_Number(md, self), "citations", TREE_PRIORITY)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the last page."""
        self.faults = []
        self.groups = []

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Note a fault at a key."""
        self.faults.append(Fault(place=f"@{key}", problem=problem, remedy=remedy))


class _Mark(InlineProcessor):
    """Leave an element where a group stands; the walk in reading order comes later."""

    def __init__(self, md: Markdown, citations: Citations) -> None:
        super().__init__(GROUP, md)
        self.citations = citations

    def handleMatch(  # type: ignore[override]  # noqa: N802  the base class serves two interfaces
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element | None, int | None, int | None]:
        group = []
        for part in m[1].split(";"):
            found = CITED.match(part.strip())
            if found is None:
                remedy = "write @ and a key behind each semicolon"
                self.citations.fault(m[1], f"no key in “{part.strip()}”", remedy)
                return None, None, None
            group.append(
                Cited(
                    prefix=found["prefix"].strip(),
                    key=found["key"],
                    locator=found["locator"].lstrip(", ").rstrip(),
                )
            )
        span = Element("span", {"class": "citation", "data-group": str(len(self.citations.groups))})
        self.citations.groups.append(group)
        return span, m.start(0), m.end(0)


class _Number(Treeprocessor):
    """Number the sources, fill in each group, and append the list of references."""

    def __init__(self, md: Markdown, citations: Citations) -> None:
        super().__init__(md)
        self.citations = citations

    def run(self, root: Element) -> None:
        numbers: dict[str, int] = {}
        places: dict[str, list[str]] = {}
        misplaced = {
            span: NOT_HERE[outer.tag]
            for outer in root.iter()
            if outer.tag in NOT_HERE
            for span in outer.iter()
        }
        for span in root.iter("span"):
            position = span.attrib.pop("data-group", None)
            if position is None:
                continue
            group = [
                cited
                for cited in self.citations.groups[int(position)]
                if self._usable(cited.key, misplaced.get(span))
            ]
            anchor = f"cite-{int(position) + 1}"
            span.set("id", anchor)
            for key in dict.fromkeys(cited.key for cited in group):
                numbers.setdefault(key, len(numbers) + 1)
                places.setdefault(key, []).append(anchor)
            if group:
                self._fill(span, group, numbers)
        if numbers:
            root.append(self._list(places))

    def _usable(self, key: str, misplaced: str | None) -> bool:
        citations = self.citations
        if misplaced:
            citations.fault(key, f"a citation in a {misplaced}", "move it into the text after it")
        elif key not in citations.sources:
            if key not in citations.known:
                near = difflib.get_close_matches(key, citations.sources, n=3, cutoff=0.5)
                remedy = f"did you mean {' or '.join(near)}?" if near else "add it"
                citations.fault(key, "not in bibliography.bib", remedy)
            return False
        return not misplaced

    def _fill(self, span: Element, group: list[Cited], numbers: dict[str, int]) -> None:
        """Write a group's numbers between the style's brackets, runs of three or more as one."""
        prefix, suffix, delimiter = self.citations.references.brackets
        plain = not any(cited.prefix or cited.locator for cited in group)
        span.text = AtomicString(prefix)
        if plain:
            runs = _runs(sorted({numbers[cited.key] for cited in group}))
            keys = {number: key for key, number in numbers.items()}
            for first, last in runs:
                before = "" if (first, last) == runs[0] else delimiter
                _add_text(span, before)
                _link(span, first, keys[first])
                if last > first:
                    _add_text(span, "–" if last > first + 1 else delimiter)
                    _link(span, last, keys[last])
        else:
            for position, cited in enumerate(group):
                _add_text(span, "; " if position else "")
                _add_text(span, f"{cited.prefix} " if cited.prefix else "")
                _link(span, numbers[cited.key], cited.key)
                _add_text(span, f", {cited.locator}" if cited.locator else "")
        _add_text(span, suffix)

    def _list(self, places: dict[str, list[str]]) -> Element:
        section = Element("section", {"class": "references", "data-search-exclude": ""})
        SubElement(section, "h2", {"id": "references"}).text = "References"
        listed = SubElement(section, "ol")
        for key, anchors in places.items():
            item = SubElement(listed, "li", {"id": f"ref-{slug(key)}"})
            text = self.citations.references.format(self.citations.sources[key].csl)
            entry = fromstring(f'<span class="csl-entry">{text}</span>')  # noqa: S314  our own text
            for element in entry.iter():
                element.text = AtomicString(element.text or "")
                element.tail = AtomicString(element.tail or "")
            item.append(entry)
            back = SubElement(item, "span", {"class": "backrefs"})
            for position, anchor in enumerate(anchors):
                count = f" {position + 1} of {len(anchors)}" if len(anchors) > 1 else ""
                label = f"Back to citation{count} of reference {len(listed)}"
                link = SubElement(back, "a", {"href": f"#{anchor}", "aria-label": label})
                link.text = AtomicString("↑" if len(anchors) == 1 else _letter(position))
        return section


def slug(key: str) -> str:
    """Return a key as an id in plain ASCII, other characters as their code in hexadecimal."""
    return re.sub(r"[^a-zA-Z0-9-]", lambda found: f"_{ord(found[0]):x}", key)


def _link(span: Element, number: int, key: str) -> None:
    """Append a number; its class gives it the theme's card on hover and focus."""
    attributes = {
        "class": "footnote-ref",
        "href": f"#ref-{slug(key)}",
        "aria-label": f"Reference {number}",
    }
    SubElement(span, "a", attributes).text = AtomicString(str(number))


def _add_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = AtomicString((parent[-1].tail or "") + text)
    else:
        parent.text = AtomicString((parent.text or "") + text)


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Return the first and last number of each unbroken run of rising numbers."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _letter(position: int) -> str:
    """Return a to z, aa, ab and so on for a number from 0 up."""
    more, place = divmod(position, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[place]
