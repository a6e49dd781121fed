"""Read `bibliography.bib`, say at which line it is wrong, and turn its entries into CSL-JSON."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import (
    InvalidNameError,
    NameParts,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Field,
    ParsingFailedBlock,
)
from pylatexenc.latex2text import LatexNodes2Text

from alliance_quiz.faults import Fault

# What it finds is told by our own messages, with lines that count from one.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

TYPES = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    "unpublished": "speech",
    "online": "webpage",
    "misc": "document",
}
"""BibTeX's entry types that we use, and CSL's names for them."""

FIELDS = {
    "title": "title",
    "journal": "container-title",
    "booktitle": "container-title",
    "shortjournal": "container-title-short",
    "volume": "volume",
    "number": "issue",
    "pages": "page",
    "edition": "edition",
    "publisher": "publisher",
    "address": "publisher-place",
    "eventtitle": "event",
    "venue": "event-place",
    "doi": "DOI",
    "pmid": "PMID",
    "isbn": "ISBN",
    "url": "URL",
}
"""BibTeX's fields, and CSL's variables for them."""

VERBATIM = {"doi", "pmid", "isbn", "url"}
"""Fields that hold no LaTeX: a tilde in an address is a tilde."""

NAMES = {"author": "author", "editor": "editor"}
OTHER_FIELDS = {"year", "month", "urldate", "issn", "note", "keywords"}
KNOWN_FIELDS = {*FIELDS, *NAMES, *OTHER_FIELDS}

REQUIRED = {
    "article": ("author", "title", "journal", "year"),
    "book": ("author or editor", "title", "publisher", "year"),
    "incollection": ("author", "title", "booktitle", "publisher", "year"),
    "inbook": ("author", "title", "booktitle", "publisher", "year"),
    "unpublished": ("author", "title", "year"),
    "online": ("title", "url", "urldate"),
    "misc": ("title",),
}
"""What a reference cannot do without, by type."""

IDENTIFIED = ("doi", "pmid", "isbn", "note")
"""One of these tells a reader where to find a source, or why there is nothing to tell."""

OTHERS = {"literal": "others"}
"""The last name where BibTeX says `and others`: more people than the entry lists."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DOI = re.compile(r"10\.\d+(\.\d+)*/\S+")
PAGES = re.compile(r"(\d+)\s*-+\s*(\d+)")
RUN_ON_FIELD = re.compile(r"[}\"0-9]\s+(\w+)\s*=")
ENTRY_KEY = re.compile(r"^\s*@\w+\s*[{(]\s*([^,\s]+)", re.MULTILINE)
COMMENTED_OUT = re.compile(r"^[ \t]*%.*@\w+\s*[{(]", re.MULTILINE)
PLAIN_NAME = re.compile(r"[^{},\\]+, [^{},\\]+")
LATEX = re.compile(r"[\\{}$~%&#]|--|``|''|[!?]`")
NO_CASE = ('<span class="nocase">', "</span>")
"""CSL-JSON's way to say that a style may not change the case of what stands between."""

_latex = LatexNodes2Text(keep_comments=True)


@dataclass(frozen=True, kw_only=True)
class Source:
    """An entry of the bibliography: its key, its 1-based line, and what it says.

    What needs LaTeX to be read is read when it is asked for: most pages cite few entries.
    """

    key: str
    line: int
    type: str
    fields: Mapping[str, str]

    @cached_property
    def csl(self) -> dict[str, Any]:
        """The entry as a CSL-JSON item."""
        return _csl(self)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all that the entry says, in hexadecimal digits."""
        said = repr((self.type, self.key, list(self.fields.items())))
        return hashlib.sha256(said.encode()).hexdigest()


def written_keys(text: str) -> list[str]:
    """Return the key of each entry in a BibTeX text, of broken ones too."""
    return ENTRY_KEY.findall(text)


def read_bibliography(text: str, file: str) -> tuple[dict[str, Source], list[Fault]]:
    """Return the sources in a BibTeX text by key, and every fault with its line.

    One broken entry costs that entry only: the others are returned all the same.

    Args:
        text: BibTeX.
        file: The file's name, for messages.
    """
    library = parse_string(text)
    faults = unreadable(library, text)
    sources = {}
    for entry in library.entries:
        source = Source(
            key=entry.key,
            line=_line(entry),
            type=entry.entry_type,
            fields={field.key: str(field.value) for field in entry.fields},
        )
        sources[entry.key] = source
        faults.extend(_entry_faults(source))
        for field in entry.fields:
            faults.extend(_field_faults(source, field))
    faults.extend(_same_doi(sources.values()))
    faults.extend(_same_but_for_case(sources.values()))
    placed = [fault.at(file, fault.line) for fault in faults]
    return sources, sorted(placed, key=lambda fault: fault.line)


def unreadable(library: Library, text: str) -> list[Fault]:
    """Return a fault for each part of a BibTeX text that did not become an entry and should.

    Args:
        library: What was read from the text.
        text: BibTeX.
    """
    failures = map(_failure, library.failed_blocks)
    return [*failures, *_stray_text(library), *_commented_out(text)]


def _line(block: Block | Field) -> int:
    return (block.start_line or 0) + 1


def _fault(place: Block | Source, problem: str, remedy: str) -> Fault:
    if isinstance(place, Source):
        return Fault(line=place.line, place=f"@{place.key}", problem=problem, remedy=remedy)
    return Fault(line=_line(place), problem=problem, remedy=remedy)


def _failure(block: Block) -> Fault:
    """Say why the parser could not use a block."""
    if isinstance(block, DuplicateBlockKeyBlock):
        problem = f"key {block.key} is taken by line {_line(block.previous_block)}"
        return _fault(block, problem, "give each source one entry and each entry its own key")
    if isinstance(block, DuplicateFieldKeyBlock):
        problem = f"field written twice: {', '.join(sorted(block.duplicate_keys))}"
        return _fault(block, problem, "keep one of them")
    error = block.error if isinstance(block, ParsingFailedBlock) else None
    reason = getattr(error, "abort_reason", None) or str(error)
    remedy = "close each { and write key = {value}, with a comma behind each field"
    return _fault(block, f"not BibTeX ({reason.strip().rstrip('.')})", remedy)


def _entry_faults(source: Source) -> Iterator[Fault]:
    """Yield what the parser lets pass of an entry as a whole: an unknown type, and gaps."""
    if not source.key:
        yield _fault(source, "no key", "write it behind the {, such as bordin1979")
    if source.type not in TYPES:
        yield _fault(source, f"unknown type @{source.type}", f"use one of @{', @'.join(TYPES)}")
    for name in REQUIRED.get(source.type, ("title",)):
        if not any(source.fields.get(either) for either in name.split(" or ")):
            yield _fault(source, f"{name} is missing", f"add {name} = {{…}}")
    if source.type != "online" and not any(source.fields.get(name) for name in IDENTIFIED):
        remedy = "add one, or a note that says why there is none"
        yield _fault(source, "no doi, pmid or isbn", remedy)


def _field_faults(source: Source, field: Field) -> Iterator[Fault]:
    """Yield what is wrong with a field of an entry."""
    line = _line(field) if field.start_line else source.line
    for problem, remedy in _faults_of(field.key, source.fields[field.key], field.enclosing):
        yield Fault(line=line, place=f"@{source.key}", problem=problem, remedy=remedy)


def _faults_of(name: str, value: str, enclosing: str | None) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a field, and what would be right."""
    run_on = RUN_ON_FIELD.search(value)
    if run_on:
        yield f"missing comma between {name} and {run_on[1]}", "write a comma behind each value"
    elif name not in KNOWN_FIELDS:
        yield f"unknown field {name}", f"use one of {', '.join(sorted(KNOWN_FIELDS))}"
    elif enclosing == "no-enclosing" and value.lower()[:3] not in MONTHS:
        yield f"{value} has neither braces nor an @string", f"write {name} = {{{value}}}"
    elif name == "urldate" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield f"{value} is not a date", "write it as 2026-11-23"
    elif name == "doi" and not DOI.fullmatch(value):
        yield f"{value} is not a DOI", "write it bare, from its 10. on"
    elif name == "pages" and _backwards(value):
        yield f"pages {value} run backwards", "write both numbers whole"
    elif name == "year" and not re.fullmatch(r"\d{4}", value):
        yield f"{value} is not a year", "write four digits"
    elif name in NAMES:
        try:
            for person in _people(value):
                if not PLAIN_NAME.fullmatch(person) and not braces_hold_all(person):
                    parse_single_name_into_parts(person)
        except InvalidNameError as error:
            remedy = "write each name as Family, Given, and join names by and"
            yield f"a name that cannot be read ({error})", remedy


def _backwards(pages: str) -> bool:
    found = PAGES.fullmatch(pages.strip())
    return found is not None and int(found[1]) > int(found[2])


def _same_doi(sources: Iterable[Source]) -> Iterator[Fault]:
    first: dict[str, Source] = {}
    for source in sources:
        doi = source.fields.get("doi", "").lower()
        same = first.setdefault(doi, source) if doi else source
        if same is not source:
            problem = f"the same DOI as @{same.key} in line {same.line}"
            yield _fault(source, problem, "keep one of the two entries")


def _same_but_for_case(sources: Iterable[Source]) -> Iterator[Fault]:
    first: dict[str, Source] = {}
    for source in sources:
        same = first.setdefault(source.key.casefold(), source)
        if same is not source:
            problem = f"the key differs from @{same.key} in line {same.line} only in capitals"
            yield _fault(source, problem, "give it a key of its own")


def _stray_text(library: Library) -> list[Fault]:
    """Return a fault for each line of text between entries that looks like a broken entry."""
    return [
        _fault(comment, "an entry that does not begin with @type{key,", "write @article{its-key,")
        for comment in library.comments
        if re.match(r"\s*@?\w+\s*[{(]", str(getattr(comment, "comment", "")))
    ]


def _commented_out(text: str) -> Iterator[Fault]:
    for found in COMMENTED_OUT.finditer(text):
        line = text.count("\n", 0, found.end()) + 1
        remedy = "delete the entry, or write @comment{ before it and } behind it"
        yield Fault(line=line, problem="BibTeX does not heed the %", remedy=remedy)


def _csl(source: Source) -> dict[str, Any]:
    fields = source.fields
    item: dict[str, Any] = {"id": source.key, "type": TYPES.get(source.type, "document")}
    for field, variable in FIELDS.items():
        if value := fields.get(field):
            item[variable] = value if field in VERBATIM else _text(value)
            if field not in VERBATIM and braces_hold_all(value):
                item[variable] = item[variable].join(NO_CASE)
    for field, variable in NAMES.items():
        if value := fields.get(field):
            item[variable] = [_name(person) for person in _people(value)]
    if year := _number(fields.get("year", "")):
        month = _month(fields.get("month", ""))
        item["issued"] = {"date-parts": [[year, month] if month else [year]]}
    if date := re.findall(r"\d+", fields.get("urldate", "")):
        item["accessed"] = {"date-parts": [[int(part) for part in date]]}
    return item


def _number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def _month(text: str) -> int:
    name = text.lower()[:3]
    return MONTHS.index(name) + 1 if name in MONTHS else _number(text)


def _people(text: str) -> list[str]:
    return [str(person) for person in split_multiple_persons_names(text)]


def _name(person: str) -> dict[str, str]:
    """Return a person's name in parts, or a group's as it stands."""
    if person == OTHERS["literal"]:
        return OTHERS
    try:
        parts = parse_single_name_into_parts("" if braces_hold_all(person) else person)
    except InvalidNameError:  # It has been told as a fault.
        parts = NameParts()
    if not parts.last:
        return {"literal": _text(person)}
    name = {
        "family": " ".join(parts.last),
        "given": " ".join(parts.first),
        "non-dropping-particle": " ".join(parts.von),
        "suffix": " ".join(parts.jr),
    }
    return {part: _text(value) for part, value in name.items() if value}


def braces_hold_all(value: str) -> bool:
    """Whether the outer braces hold the whole value, as in {World Health Organization}."""
    depth = 0
    for position, character in enumerate(value):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return value.startswith("{") and position == len(value) - 1
    return False


def _text(latex: str) -> str:
    text = latex
    if LATEX.search(latex):
        # To LaTeX a bare & or % has a meaning; who writes one in a title means the character.
        text = str(_latex.latex_to_text(re.sub(r"(?<!\\)([&%#])", r"\\\1", latex)))
    # What BibTeX writes as ' is set as an apostrophe.
    text = " ".join(text.replace("'", "’").split())
    # Control characters may stand neither in XML nor, to a reader's use, in a reference.
    return "".join(character for character in text if character.isprintable())
