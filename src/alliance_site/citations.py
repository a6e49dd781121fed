r"""A Markdown extension: cite the sources that a page names, and list them at its foot.

`[@key]`, `[@a; @b]`, `[see @a, p. 12; @b]` and `[-@a]` become what the style makes of them: numbers
in reading order, or authors and years. `@key` in running text names the authors as well. Each
citation links to its reference, and each reference links back to every place that cites it.
Code, links, addresses and `\@` are settled by Markdown before a citation is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from string import ascii_lowercase
from xml.etree.ElementTree import Element, SubElement, fromstring

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from alliance_quiz.cited import CITED, GROUP, LIKE_A_KEY, NARRATIVE, no_key, unknown_key
from alliance_quiz.faults import Fault
from alliance_site.bibliography import Source
from alliance_site.references import Apart, References

# Where a link to a reference cannot stand, and what we call it.
NOT_HERE = {**{f"h{level}": "heading" for level in range(1, 7)}, "a": "link"}

# After a link has had its turn, before a bare [reference].
INLINE_PRIORITY = 159
# After raw HTML and addresses have had theirs.
NARRATIVE_PRIORITY = 84
# Python-Markdown's `toc` and MkDocs' search for anchors run at 5: ids must be there before.
TREE_PRIORITY = 6

MARK = "citation"
"""The element that stands for a citation until it is filled in."""

LIST = "<!-- list of references -->"
"""What stands under the heading until `list_references` takes its place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """One source in a group: what stands before the key, the key, what stands after it.

    `bare` is a citation without its authors, `narrative` one whose authors stand in the sentence.
    """

    key: str
    prefix: str = ""
    locator: str = ""
    bare: bool = False
    narrative: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A source in a page's list: its key, its reference as HTML, the ids of what cites it."""

    key: str
    text: str
    places: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the reference in the page."""
        return f"ref-{slug(self.key)}"


class Citations(Extension):
    """Resolve citations from a bibliography.

    The list at the foot of the page is made by `list_references`: a site with many pages makes it
    after the search has read them, since references are not to be found there.

    Args:
        sources: The bibliography by key.
        references: The formatter.
        known: Further keys that are in the bibliography though their entries are broken.

    Attributes:
        faults: What is wrong in the page that was converted last; a fault's place is the key as it
            was written, with its @.
        listed: The sources that this page cites, in the order of its list.
    """

    def __init__(
        self, sources: Mapping[str, Source], references: References, known: Collection[str] = ()
    ) -> None:
        super().__init__()
        self.sources = sources
        self.references = references
        self.known = known
        self.reset()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        """Register the steps: mark each citation, then fill them in in reading order."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
        md.inlinePatterns.register(_Group(GROUP, md, self), "citation", INLINE_PRIORITY)
        narrative = _Narrative(NARRATIVE, md, self)
        md.inlinePatterns.register(narrative, "narrative-citation", NARRATIVE_PRIORITY)
        md.treeprocessors.register(_Fill(md, self), "citations", TREE_PRIORITY)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the last page."""
        self.faults: list[Fault] = []
        self.groups: list[list[Cited]] = []
        self.listed: list[Listed] = []

    @cached_property
    def _apart(self) -> dict[str, Apart]:
        return self.references.tell_apart(self.sources.values())

    def apart(self, key: str) -> Apart:
        """Return what tells a source apart from others that would be cited alike."""
        return self._apart.get(key, Apart())

    def list_sources(self, places: Mapping[str, list[str]]) -> None:
        """Note the sources of a page, by the ids of what cites each, in the style's order."""
        keys = list(places)
        if not self.references.numeric:
            ordered = self.references.order(self.sources[key] for key in keys)
            keys = [source.key for source in ordered]
        self.listed = [
            Listed(key=key, text=self.reference(key), places=tuple(places[key])) for key in keys
        ]

    def reference(self, key: str) -> str:
        """Return the reference of a source as HTML."""
        return self.references.format(self.sources[key], self.apart(key))

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Note a fault at a key."""
        self.faults.append(Fault(place=f"@{key}", problem=problem, remedy=remedy))

    def unknown(self, key: str) -> None:
        """Note that a key is not in the bibliography, with those that come near."""
        if key not in self.known:
            self.faults.append(unknown_key(key, self.sources))

    def mark(self, group: list[Cited]) -> Element:
        """Return an element where a citation stands; the walk in reading order comes later."""
        self.groups.append(group)
        return Element(MARK, {"group": str(len(self.groups) - 1)})


class _Marker(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, citations: Citations) -> None:
        super().__init__(pattern, md)
        self.citations = citations


class _Group(_Marker):
    """Mark `[@a; @b]`."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  the base class serves two interfaces
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element | None, int | None, int | None]:
        group = []
        for part in m[1].split(";"):
            found = CITED.match(part.strip())
            if found is None:
                self.citations.faults.append(replace(no_key(part.strip()), place=f"@{m[1]}"))
                return None, None, None
            group.append(
                Cited(
                    prefix=found["prefix"].strip(),
                    key=found["key"],
                    locator=found["locator"].lstrip(", ").rstrip(),
                    bare=bool(found["bare"]),
                )
            )
        return self.citations.mark(group), m.start(0), m.end(0)


class _Narrative(_Marker):
    """Mark `@a` and `@a [p. 12]` in running text; any other word behind an @ is text."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802  the base class serves two interfaces
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element | None, int | None, int | None]:
        key = m[1]
        if key in self.citations.sources:
            group = [Cited(key=key, locator=(m[2] or "").strip(), narrative=True)]
            return self.citations.mark(group), m.start(0), m.end(0)
        if LIKE_A_KEY.fullmatch(key):
            self.citations.unknown(key)
        return None, None, None


class _Fill(Treeprocessor):
    """Number the sources, fill in each citation, and append the list of references."""

    def __init__(self, md: Markdown, citations: Citations) -> None:
        super().__init__(md)
        self.citations = citations

    def run(self, root: Element) -> None:
        if not self.citations.groups:
            return
        numbers: dict[str, int] = {}
        places: dict[str, list[str]] = {}
        misplaced = {
            mark: NOT_HERE[outer.tag]
            for outer in root.iter()
            if outer.tag in NOT_HERE
            for mark in outer.iter(MARK)
        }
        marks = {int(mark.attrib["group"]): mark for mark in root.iter(MARK)}
        parents = {mark: parent for parent in root.iter() for mark in parent if mark.tag == MARK}
        for position, written in enumerate(self.citations.groups):
            if position not in marks:
                for cited in written:
                    self._misplaced(cited.key, "picture's alternative text")
        for position, mark in marks.items():
            group = [
                cited
                for cited in self.citations.groups[position]
                if self._usable(cited.key, misplaced.get(mark))
            ]
            if group:
                anchor = f"cite-{position + 1}"
                for key in dict.fromkeys(cited.key for cited in group):
                    numbers.setdefault(key, len(numbers) + 1)
                    places.setdefault(key, []).append(anchor)
                self._fill(mark, group, numbers)
                next(mark.iter("a")).set("id", anchor)
        for mark in marks.values():
            _unwrap(parents[mark], mark)
        if numbers:
            section = SubElement(root, "section", {"class": "references"})
            section.set("data-search-exclude", "")
            SubElement(section, "h2", {"id": "references"}).text = "References"
            SubElement(section, "p").text = self.md.htmlStash.store(LIST)
            self.citations.list_sources(places)

    def _source(self, cited: Cited) -> Source:
        return self.citations.sources[cited.key]

    def _misplaced(self, key: str, place: str) -> None:
        remedy = "move it into the text after it"
        self.citations.fault(key, f"a citation in a {place}", remedy)

    def _usable(self, key: str, misplaced: str | None) -> bool:
        if misplaced:
            self._misplaced(key, misplaced)
        elif key not in self.citations.sources:
            self.citations.unknown(key)
            return False
        return not misplaced

    def _fill(self, mark: Element, group: list[Cited], numbers: dict[str, int]) -> None:
        """Write a group between the style's brackets, behind the names that it brings along."""
        references = self.citations.references
        if group[0].narrative:
            _add_html(
                mark, references.names(self._source(group[0]), self.citations.apart(group[0].key))
            )
            _add_text(mark, " ")
        prefix, suffix, delimiter = references.brackets
        _add_text(mark, prefix)
        if references.numeric and not any(cited.prefix or cited.locator for cited in group):
            self._fill_runs(mark, group, numbers, delimiter)
        else:
            for position, cited in enumerate(group):
                _add_text(mark, "; " if position else "")
                _add_text(mark, f"{cited.prefix} " if cited.prefix else "")
                link = _link(mark, cited.key)
                if references.numeric:
                    _name(link, numbers[cited.key])
                    _add_text(mark, f", {cited.locator}" if cited.locator else "")
                else:
                    _add_html(link, self._author_and_date(cited))
        _add_text(mark, suffix)

    def _author_and_date(self, cited: Cited) -> str:
        return self.citations.references.cite(
            self._source(cited),
            self.citations.apart(cited.key),
            locator=cited.locator,
            with_names=not (cited.bare or cited.narrative),
        )

    def _fill_runs(
        self, mark: Element, group: list[Cited], numbers: dict[str, int], delimiter: str
    ) -> None:
        """Write a group's numbers in order, runs of three or more as one."""
        keys = {numbers[cited.key]: cited.key for cited in group}
        between = ""
        for first, last in _runs(sorted(keys)):
            _add_text(mark, between)
            _name(_link(mark, keys[first]), first)
            if last > first:
                _add_text(mark, "–" if last > first + 1 else delimiter)
                _name(_link(mark, keys[last]), last)
            between = delimiter


def list_references(listed: Sequence[Listed], numeric: bool, after: Callable[[str], str]) -> str:
    """Return a page's list of references as HTML.

    Args:
        listed: The sources that the page cites, in order.
        numeric: Whether they have numbers.
        after: What stands behind the reference of a key, as HTML.
    """
    items = [
        f'<li id="{source.id}"><span class="csl-entry">{source.text}</span>{after(source.key)}'
        f'<span class="backrefs">{_ways_back(source.places, number)}</span></li>\n'
        for number, source in enumerate(listed, 1)
    ]
    tag = "ol" if numeric else 'ul class="references"'
    return f"<{tag}>\n{''.join(items)}</{tag[:2]}>"


@cache
def slug(key: str) -> str:
    """Return a key as an id in plain ASCII, other characters as their code in hexadecimal."""
    return re.sub(r"[^a-zA-Z0-9-]", lambda found: f"_{ord(found[0]):x}", key)


def _link(mark: Element, key: str) -> Element:
    """Append a link to a reference; its class gives it a card on hover and focus."""
    return SubElement(mark, "a", {"class": "footnote-ref", "href": f"#ref-{slug(key)}"})


def _name(link: Element, number: int) -> None:
    link.set("aria-label", f"Reference {number}")
    link.text = AtomicString(str(number))


def _ways_back(places: Sequence[str], number: int) -> str:
    """Return a link to each place that cites a source, with a label to be spoken."""
    if len(places) == 1:
        label = f"Back to citation of reference {number}"
        return f'<a aria-label="{label}" href="#{places[0]}">↑</a>'
    return "".join(
        # What is seen begins what is spoken, for those who speak to their computer.
        f'<a aria-label="{_letter(position)}: back to citation {position + 1} of {len(places)} '
        f'of reference {number}" href="#{place}">{_letter(position)}</a>'
        for position, place in enumerate(places)
    )


def _unwrap(parent: Element, mark: Element) -> None:
    """Put what a mark holds in its place."""
    position = list(parent).index(mark)
    _add_text(mark, mark.tail or "")
    if position:
        before = parent[position - 1]
        before.tail = (before.tail or "") + (mark.text or "")
    else:
        parent.text = (parent.text or "") + (mark.text or "")
    parent[position : position + 1] = list(mark)


def _add_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = AtomicString((parent[-1].tail or "") + text)
    else:
        parent.text = AtomicString((parent.text or "") + text)


def _add_html(parent: Element, html: str) -> None:
    """Append well-formed HTML that is not Markdown."""
    made = fromstring(f"<span>{html}</span>")  # noqa: S314  our own text
    for element in made.iter():
        element.text = AtomicString(element.text or "")
        element.tail = AtomicString(element.tail or "")
    _add_text(parent, made.text or "")
    parent.extend(made)


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
