"""Find sentences that state a figure, or a year with a name, in a paragraph without a source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.instrument_toml import read_toml
from alliance_site.reading import line_of

ALLOWED = "docs/claims.toml"

NUMBER = r"(?<![\w.#/-])\d[\d,.]*"
UNIT = (
    "mm|cm|kg|people|persons|patients|participants|adults|students|clients|clinicians|therapists|"
    "physiotherapists|practitioners|dyads|studies|trials|papers|articles|reviews|instruments|"
    "items|seconds|minutes|hours|days|weeks|months|years"
)
NAME = r"(?!January|February|March|April|May|June|July|August|September|October|November|December)"
CLAIM = re.compile(
    rf"{NUMBER}\s?(?:%|per cent\b)"
    rf"|{NUMBER}\s(?:{UNIT})\b"
    r"|(?<!\w)(?:[rdgbkpnNα-ωκ]|OR|RR|ICC|rho)\s?[=<>]\s?[-−]?\.?\d"
    rf"|\b{NAME}[A-Z][\w'’-]+(?: and (?:colleagues|[A-Z][\w'’-]+))?,?(?: in)? \(?(?:1[89]|20)\d\d\b"
)
SOURCE = re.compile(r"(?<![\w/.])@\w")
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
# What makes no paragraph, or shows no text of ours.
HIDDEN = re.compile(
    r"<!--.*?-->|!\[[^\]]*\]|^(?P<fence>```+|~~~+).*?^(?P=fence)|`[^`\n]+`|\]\([^)\n]*\)",
    re.DOTALL | re.MULTILINE,
)
ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s|\s*\|")


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowed:
    """A sentence that may stand without a source, and why."""

    file: str
    text: str
    reason: str


def read_allowed(text: str, file: str, table: str = "allowed") -> list[Allowed]:
    """Return the sentences that may stand as they are.

    The format, one table a sentence::

        [[allowed]]
        file = "docs/glossary.md"
        text = "A 95 % interval"
        reason = "A definition, and no finding."

    Args:
        text: TOML.
        file: The file's name, for messages.
        table: `allowed`, without a source, or `words`, with a word that is not used elsewhere.

    Raises:
        FormatError: when it is not of that form.
    """
    try:
        entries = read_toml(text, file).get(table, [])
        return [Allowed(**{name: str(value) for name, value in e.items()}) for e in entries]
    except (TypeError, AttributeError) as error:
        remedy = f"write [[{table}]] with file, text and reason"
        fault = Fault(file=file, line=1, problem=f"not an allow-list ({error})", remedy=remedy)
        raise FormatError([fault]) from error


def unsourced(text: str, file: str, allowed: Iterable[Allowed] = ()) -> Iterator[Fault]:
    """Yield a fault for each sentence of a page that needs a source and has none.

    A paragraph is a block between blank lines, an item of a list or a row of a table; in a quiz it
    is a whole question, whose explanation carries the source.

    Args:
        text: The page's Markdown.
        file: The file's name, for messages.
        allowed: Sentences that may stand without one; an entry that is in no page is a fault.
    """
    own = [entry.text for entry in allowed if entry.file == file]
    yield from stale(own, text, file)
    quiz = text.startswith("---\nquiz:")
    shown = blank(HIDDEN, blank(FRONT, text))
    for first, lines in _paragraphs(shown.split("\n"), quiz=quiz):
        if any(SOURCE.search(line) for line in lines):
            continue
        for number, line in enumerate(lines, first):
            found = None if line.startswith("#") else CLAIM.search(line)
            if found and not any(sentence in line for sentence in own):
                yield Fault(
                    file=file,
                    line=number,
                    problem=f"“{found[0].strip()}” has no source in its paragraph",
                    remedy=f"cite one, or add the sentence to {ALLOWED} with the reason",
                )


def stale(sentences: Iterable[str], text: str, file: str) -> Iterator[Fault]:
    """Yield a fault for each sentence that is allowed in a page and does not stand there."""
    for sentence in sentences:
        if sentence not in text:
            problem = f"“{sentence}” is allowed and does not stand here"
            yield Fault(file=file, line=1, problem=problem, remedy=f"delete it from {ALLOWED}")


def blank(pattern: re.Pattern[str], text: str) -> str:
    """Return a text with blanks for what a pattern finds: all else keeps its place."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def look_through(
    text: str, file: str, find: Callable[[str, str], Iterable[Fault]]
) -> Iterator[Fault]:
    """Yield what is found in a page, or in a notebook's Markdown cells, at its line in the file."""
    if not file.endswith(".ipynb"):
        yield from find(text, file)
        return
    cells = json.loads(text)["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    page = "\n\n".join(sources)
    for fault in find(page, file):
        sentence = json.dumps(page.split("\n")[fault.line - 1], ensure_ascii=False)[1:-1]
        yield fault.at(file, line_of(text, sentence))


def _paragraphs(lines: list[str], *, quiz: bool) -> Iterator[tuple[int, list[str]]]:
    """Yield the 1-based first line of each paragraph, and its lines."""
    paragraph: list[str] = []
    start = 1
    for number, line in enumerate(lines, 1):
        begins = line.startswith("#") if quiz else not line.strip() or ITEM.match(line)
        if begins and paragraph:
            yield start, paragraph
            paragraph = []
        if not paragraph:
            start = number
        if line.strip() or quiz:
            paragraph.append(line)
    if paragraph:
        yield start, paragraph
