"""Format CSL-JSON items by citeproc-py in a CSL style, with what it cannot do yet put right."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from io import BytesIO
from typing import Any

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.model import CitationStylesElement, FormatNumber
from citeproc.source import Locator
from citeproc.source.json import CiteProcJSON
from lxml import etree

from alliance_site.bibliography import NO_CASE, OTHERS

CSL = {"csl": "http://purl.org/net/xbiblio/csl"}
ADDRESS = re.compile(
    r"(?P<doi>doi:(?P<bare>10\.\S+?))(?=[.,;]?(?:\s|$))"
    r"|PMID: (?P<pmid>\d+)"
    r"|(?P<url>https?://[^\s<]+[^\s<.,;])"
)
PAGES = re.compile(r"pp?\.?\s*(\S.*)", re.DOTALL)

# Neither numbered nor author-date styles say how names read in running text.
NAMES = """<names xmlns="http://purl.org/net/xbiblio/csl" variable="author">
  <name form="short" and="text" delimiter=", " delimiter-precedes-last="contextual"/>
  <substitute><names variable="editor"/><text variable="title"/></substitute>
</names>"""


class Processor:
    """A CSL style, ready to format.

    Args:
        style: The style's XML.

    Attributes:
        numeric: Whether the style cites by number.
        brackets: What the style puts before, behind and between the parts of a citation.
        adds_letters: Whether it tells sources of one author and year apart by letters.
    """

    def __init__(self, style: bytes) -> None:
        self._xml = _repaired(style)
        citation = etree.fromstring(self._xml).find("csl:citation", CSL)
        layout = citation.find("csl:layout", CSL)
        self.numeric = layout.find(".//csl:text[@variable='citation-number']", CSL) is not None
        self.brackets = [str(layout.get(name, "")) for name in ("prefix", "suffix", "delimiter")]
        self.adds_letters = citation.get("disambiguate-add-year-suffix") == "true"

    def reference(self, item: Mapping[str, Any]) -> str:
        """Return an item as a reference in well-formed HTML, without its number."""
        register = _register(self._style, [item])
        people = item.get("author") or item.get("editor") or []
        # An entry may itself list no more names than it knows.
        listed = len(people) - 1 if people[-1:] == [OTHERS] else 0
        with _et_al(self._style.root.bibliography, listed):
            # The style leaves out an entry of which it can print nothing.
            entry = next(iter(register.bibliography()), "")
        return ADDRESS.sub(_link, _one_mark(str(entry)).strip())

    def names(self, item: Mapping[str, Any], shown: int = 1) -> str:
        """Return an item's authors as they are named in running text, as HTML.

        Args:
            item: The item.
            shown: How many names stand before et al.
        """
        return self._cite(self._naming_style, item, shown, "")

    def cite(self, item: Mapping[str, Any], shown: int = 1, locator: str = "") -> str:
        """Return an author-date citation as HTML, without the style's brackets.

        Args:
            item: The item.
            shown: How many names stand before et al.; none of the authors, if 0.
            locator: The place in it, such as `pp. 3-5`.
        """
        style = self._style if shown else self._nameless_style
        return self._cite(style, item, shown, locator)

    def order(self, items: Iterable[Mapping[str, Any]]) -> list[str]:
        """Return the ids of items in lower case, in the order of the style's bibliography."""
        # It sorts by code points, which puts Ö behind Z.
        plain = [
            {**_mapped(item, _plain), "id": item["id"], "type": item["type"]} for item in items
        ]
        register = _register(self._style, plain)
        register.sort()
        return list(register.keys)

    @cached_property
    def _style(self) -> CitationStylesStyle:
        return CitationStylesStyle(BytesIO(self._xml), validate=False)

    @cached_property
    def _naming_style(self) -> CitationStylesStyle:
        tree = etree.fromstring(self._xml)
        citation = tree.find("csl:citation", CSL)
        citation.attrib.update({"et-al-min": "3", "et-al-use-first": "1"})
        citation.find("csl:layout", CSL)[:] = [etree.fromstring(NAMES)]
        return CitationStylesStyle(BytesIO(etree.tostring(tree)), validate=False)

    @cached_property
    def _nameless_style(self) -> CitationStylesStyle:
        tree = etree.fromstring(self._xml)
        for part in tree.iterfind("csl:citation/csl:layout//csl:text[@macro]", CSL):
            if _has_names(tree, part):
                part.getparent().remove(part)
        return CitationStylesStyle(BytesIO(etree.tostring(tree)), validate=False)

    def _cite(
        self, style: CitationStylesStyle, item: Mapping[str, Any], shown: int, locator: str
    ) -> str:
        pages = PAGES.fullmatch(locator)
        options: dict[str, Any] = {}
        if pages:
            options["locator"] = Locator("page", html.escape(pages[1], quote=False))
        elif locator:  # citeproc-py drops the labels of other places; authors write them out
            options["suffix"] = f", {html.escape(locator, quote=False)}"
        citation = Citation([CitationItem(item["id"], **options)])
        register = _register(style, [item])
        register.register(citation)
        prefix, suffix, _ = self.brackets
        # It does not add names by itself where that would tell two sources apart.
        with _et_al(style.root.citation, shown if shown > 1 else 0):
            text = str(register.cite(citation, str))
        return text.removeprefix(prefix).removesuffix(suffix)


def _register(
    style: CitationStylesStyle, items: Iterable[Mapping[str, Any]]
) -> CitationStylesBibliography:
    escaped = [
        {key: _mapped(value, _escaped) for key, value in item.items() if value} for item in items
    ]
    register = CitationStylesBibliography(style, CiteProcJSON(escaped), formatter.html)
    register.register(Citation([CitationItem(item["id"]) for item in escaped]))
    return register


def _link(found: re.Match[str]) -> str:
    """Make a link of a DOI, a PubMed number or an address."""
    if number := found["pmid"]:
        return f'PMID: <a href="https://pubmed.ncbi.nlm.nih.gov/{number}/">{number}</a>'
    address = f"https://doi.org/{found['bare']}" if found["doi"] else found["url"]
    return f'<a href="{address.replace('"', "%22")}">{found[0]}</a>'


def _one_mark(text: str) -> str:
    """Leave a title that ends in ? or ! its own mark; citeproc-py 0.11 adds the style's dot."""
    return re.sub(r"([?!](?:</i>)?)\.(?=\s|$)", r"\1", text)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return an item with each of its texts changed."""
    if isinstance(value, dict):
        return {key: _mapped(entry, change) for key, entry in value.items()}
    if isinstance(value, list):
        return [_mapped(entry, change) for entry in value]
    return change(value) if isinstance(value, str) else value


def _escaped(text: str) -> str:
    """Return a text escaped: citeproc-py escapes the style's texts only."""
    kept = text.removeprefix(NO_CASE[0]).removesuffix(NO_CASE[1])
    escaped = html.escape(kept, quote=False)
    return escaped if kept == text else escaped.join(NO_CASE)


def _plain(text: str) -> str:
    """Return a text without accents and marks."""
    letters = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^\w\s]", "", letters)


@contextmanager
def _et_al(element: Any, shown: int) -> Iterator[None]:
    """Let a style name as many people before et al.; as many as it likes, if 0."""
    written = dict(element.attrib)
    if shown:
        element.attrib["et-al-min"] = str(shown + 1)
        element.attrib["et-al-use-first"] = str(shown)
        element.attrib.pop("et-al-use-last", None)
    yield
    element.attrib.clear()
    element.attrib.update(written)


def _has_names(tree: Any, element: Any) -> bool:
    """Whether an element of a style writes names, itself or in a macro that it calls."""
    if element.tag == f"{{{CSL['csl']}}}names":
        return True
    macro = element.get("macro")
    inner = tree.find(f"csl:macro[@name='{macro}']", CSL) if macro else None
    return any(_has_names(tree, child) for child in (*element, *([] if inner is None else inner)))


def _repaired(style: bytes) -> bytes:
    """Return a style's XML with what citeproc-py 0.11 cannot read put in other words."""
    tree = etree.fromstring(style)
    # It ignores the delimiter of a date: "2016May1". Give each later part a prefix instead.
    for date in tree.iterfind(".//csl:locale/csl:date[@delimiter]", CSL):
        delimiter = date.attrib.pop("delimiter")
        for part in date.findall("csl:date-part", CSL)[1:]:
            part.set("prefix", str(delimiter))
    # It forgets the language where a label asks for title case: "(ed.)". Labels are one word.
    for label in tree.iterfind(".//csl:label[@text-case='title']", CSL):
        label.set("text-case", "capitalize-first")
    # The page numbers its references itself, in reading order.
    for number in tree.iterfind(
        ".//csl:bibliography/csl:layout/csl:text[@variable='citation-number']", CSL
    ):
        number.getparent().remove(number)
    return bytes(etree.tostring(tree))


_format_last_page = FormatNumber._format_last_page  # noqa: SLF001  the fault lies inside it


def _last_page(number: FormatNumber, first: str, last: str) -> str:
    """Shorten the last page only where both have as many digits: 1-13 must not become 1-3."""
    return str(_format_last_page(number, first, last)) if len(first) == len(last) else last


FormatNumber._format_last_page = _last_page  # noqa: SLF001  until citeproc-py compares lengths


@cache
def _compiled(expression: str) -> Any:
    return etree.XPath(expression, namespaces=CitationStylesElement.nsmap)


# It compiles the same few expressions again for every element: a third of its time.
CitationStylesElement.xpath_search = lambda element, expression: _compiled(expression)(element)
