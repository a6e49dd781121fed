"""A Markdown extension: explain a word of the glossary where a chapter first uses it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

ENTRY = re.compile(r"^(?P<term>\S.*)\n:[ ]{3}(?P<definition>.*)$", re.MULTILINE)
LINK = re.compile(r"\[([^\]@]*)\]\([^)]*\)")
CITATION = re.compile(r"\s*\[[^\]]*@[^\]]*\]")

# Where an explanation would be out of place, or inside another link.
SKIPPED = {
    "a", "abbr", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "summary", "button",
    "legend", "label",
}  # fmt: skip

# After inline text and citations.
TREE_PRIORITY = 5.5


def read_glossary(text: str) -> dict[str, str]:
    """Return each term of a glossary's Markdown with the first line of its definition, as text."""
    terms = {}
    for found in ENTRY.finditer(text):
        definition = LINK.sub(r"\1", CITATION.sub("", found["definition"]))
        terms[found["term"].strip()] = definition.replace("*", "").strip()
    return terms


class Glossary(Extension):
    """Explain words where a page first uses them.

    Args:
        terms: The definitions by term.

    Attributes:
        active: Whether the page that is converted next is one to explain words in.
    """

    def __init__(self, terms: Mapping[str, str]) -> None:
        super().__init__()
        # The longer term first: "ceiling effect" before "effect".
        self.terms = {term.lower(): terms[term] for term in sorted(terms, key=len, reverse=True)}
        words = "|".join(re.escape(term) for term in self.terms)
        self.pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
        self.active = False

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        """Register the step."""
        md.treeprocessors.register(_Explain(md, self), "glossary", TREE_PRIORITY)


class _Explain(Treeprocessor):
    def __init__(self, md: Markdown, glossary: Glossary) -> None:
        super().__init__(md)
        self.glossary = glossary

    def run(self, root: Element) -> None:
        if self.glossary.active and self.glossary.terms:
            self._walk(root, set())

    def _walk(self, element: Element, explained: set[str]) -> None:
        if element.tag in SKIPPED:
            return
        self._explain(element, None, element.text, explained)
        for child in list(element):
            self._walk(child, explained)
            self._explain(element, child, child.tail, explained)

    def _explain(
        self, parent: Element, before: Element | None, text: str | None, explained: set[str]
    ) -> None:
        """Wrap each first use of a term in a text, which stands in an element behind a child."""
        start = 0
        for found in self.glossary.pattern.finditer(text or ""):
            term = found[0].lower()
            if term in explained:
                continue
            explained.add(term)
            plain = AtomicString((text or "")[start : found.start()])
            if before is None:
                parent.text = plain
            else:
                before.tail = plain
            made = Element("abbr", {"title": self.glossary.terms[term]})
            made.text = AtomicString(found[0])
            made.tail = AtomicString((text or "")[found.end() :])
            position = 0 if before is None else list(parent).index(before) + 1
            parent.insert(position, made)
            before, start = made, found.end()
