"""Turn the plain HTML of a question from elsewhere into Markdown, and say which tags were lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser

MEANT = re.compile(r"([\\`*_\[\]<])")
# Elsewhere an @ is no citation; in an address of somebody it stands behind a letter.
AT = re.compile(r"(?<![\w\\])@(?=\w)")
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "blockquote"}
MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
BARE = {"span", "font", "html", "body"}
"""Tags that carry a look and no meaning."""
SILENT = {"script", "style"}


def escape(text: str) -> str:
    """Return Markdown that reads as a bare text."""
    return AT.sub(r"\@", MEANT.sub(r"\\\1", text))


def from_html(html: str) -> tuple[str, list[str]]:
    """Return HTML as Markdown, and the tags that it could not carry, sorted.

    Paragraphs, line breaks, emphasis, links and plain lists are carried.

    Args:
        html: HTML, which may be broken.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), sorted(reader.lost)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.lost: set[str] = set()
        self.links: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in BLOCKS:
            self.parts.append("\n\n")
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag == "a":
            address = re.sub(r"[\s()<>]", "", dict(attrs).get("href") or "")
            self.links.append(address if re.match(r"https?:|mailto:", address) else "")
            self.parts.append("[" if self.links[-1] else "")
        elif tag not in BARE:
            self.lost.add(f"<{tag}>")
        self.silent += tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.parts.append("\n\n")
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag == "a" and self.links and (address := self.links.pop()):
            self.parts.append(f"]({address})")
        if tag in SILENT and self.silent:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(escape(re.sub(r"\s+", " ", data)))
