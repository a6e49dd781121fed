"""Read `bibliography.bib`, say at which line it is wrong, and turn its entries into CSL-JSON."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
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
OTHER_FIELDS = {"year", "month", "urldate", "note", "keywords"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DOI = re.compile(r"10\.\d+(\.\d+)*/\S+")
PAGES = re.compile(r"(\d+)\s*-+\s*(\d+)")
RUN_ON_FIELD = re.compile(r"[}\"0-9]\s+(\w+)\s*=")

_latex = LatexNodes2Text(keep_comments=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """An entry of the bibliography: its key, its 1-based line, and its CSL-JSON item."""

    key: str
    line: int
    csl: dict[str, Any]


def read_bibliography(text: str, file: str) -> tuple[dict[str, Source], list[Fault]]:
    """Return the sources in a BibTeX text by key, and every fault with its line.

    One broken entry costs that entry only: the others are returned all the same.

    Args:
        text: BibTeX.
        file: The file's name, for messages.
    """
    library = parse_string(text)
    faults = [_failure(block) for block in library.failed_blocks]
    sources = {}
    for entry in library.entries:
        faults.extend(_entry_faults(entry))
        try:
            sources[entry.key] = Source(key=entry.key, line=_line(entry), csl=_csl(entry))
        except InvalidNameError as error:
            remedy = "write each name as Family, Given, and join names by and"
            faults.append(_fault(entry, f"a name that cannot be read ({error})", remedy))
    faults.extend(_same_doi(library.entries))
    faults.extend(_stray_text(library))
    placed = [fault.at(file, fault.line) for fault in faults]
    return sources, sorted(placed, key=lambda fault: fault.line)


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _fault(block: Block, problem: str, remedy: str) -> Fault:
    place = f"@{block.key}" if isinstance(block, Entry) else ""
    return Fault(line=_line(block), place=place, problem=problem, remedy=remedy)


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


def _entry_faults(entry: Entry) -> list[Fault]:
    """Return what the parser lets pass: run-on fields, unknown types and fields, gaps."""
    faults = []
    if not entry.key:
        faults.append(_fault(entry, "no key", "write it behind the {, such as bordin1979"))
    if entry.entry_type not in TYPES:
        problem = f"unknown type @{entry.entry_type}"
        faults.append(_fault(entry, problem, f"use one of @{', @'.join(TYPES)}"))
    known = {*FIELDS, *NAMES, *OTHER_FIELDS}
    for field in entry.fields:
        place = f"@{entry.key}"
        line = (field.start_line or entry.start_line or 0) + 1
        run_on = RUN_ON_FIELD.search(str(field.value))
        if run_on:
            problem, remedy = (
                f"missing comma between {field.key} and {run_on[1]}",
                "write a comma behind each field's value",
            )
        elif field.key not in known:
            problem, remedy = f"unknown field {field.key}", f"use one of {', '.join(sorted(known))}"
        elif field.key == "urldate" and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(field.value)):
            problem, remedy = f"{field.value} is not a date", "write it as 2026-11-23"
        elif field.key == "doi" and not DOI.fullmatch(str(field.value)):
            problem, remedy = f"{field.value} is not a DOI", "write it bare, from its 10. on"
        elif field.key == "pages" and _backwards(str(field.value)):
            problem, remedy = f"pages {field.value} run backwards", "write both numbers whole"
        elif field.key == "year" and not re.fullmatch(r"\d{4}", str(field.value)):
            problem, remedy = f"{field.value} is not a year", "write four digits"
        else:
            continue
        faults.append(Fault(line=line, place=place, problem=problem, remedy=remedy))
    required = ["title"]
    if not any(_has(entry, name) for name in NAMES):
        required.append("author")
    if not (_has(entry, "year") or _has(entry, "urldate")):
        required.append("year")
    faults.extend(
        _fault(entry, f"{field} is missing", f"add {field} = {{…}}")
        for field in required
        if field not in entry.fields_dict
    )
    return faults


def _backwards(pages: str) -> bool:
    found = PAGES.fullmatch(pages.strip())
    return found is not None and int(found[1]) > int(found[2])


def _same_doi(entries: list[Entry]) -> list[Fault]:
    """Return a fault for each entry whose DOI another entry had before it."""
    first: dict[str, Entry] = {}
    faults = []
    for entry in entries:
        doi = str(entry.fields_dict["doi"].value).lower() if _has(entry, "doi") else ""
        if doi in first:
            problem = f"the same DOI as @{first[doi].key} in line {_line(first[doi])}"
            faults.append(_fault(entry, problem, "keep one of the two entries"))
        elif doi:
            first[doi] = entry
    return faults


def _stray_text(library: Library) -> list[Fault]:
    """Return a fault for each line of text between entries that looks like a broken entry."""
    return [
        _fault(comment, "an entry that does not begin with @type{key,", "write @article{its-key,")
        for comment in library.comments
        if re.match(r"\s*@?\w+\s*[{(]", str(getattr(comment, "comment", "")))
    ]


def _csl(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.key,
        "type": TYPES.get(entry.entry_type, "document"),
    }
    for field, variable in FIELDS.items():
        if field in entry.fields_dict:
            value = str(entry.fields_dict[field].value)
            item[variable] = value if field in VERBATIM else _text(value)
    for field, variable in NAMES.items():
        if field in entry.fields_dict:
            people = split_multiple_persons_names(str(entry.fields_dict[field].value))
            item[variable] = [_name(person) for person in people]
    if _has(entry, "year"):
        date = [_number(entry, "year"), _month(entry)]
        item["issued"] = {"date-parts": [[part for part in date if part]]}
    if _has(entry, "urldate"):
        date = [int(part) for part in re.findall(r"\d+", str(entry.fields_dict["urldate"].value))]
        item["accessed"] = {"date-parts": [date]}
    return item


def _number(entry: Entry, field: str) -> int:
    found = re.search(r"\d+", str(entry.fields_dict[field].value)) if _has(entry, field) else None
    return int(found[0]) if found else 0


def _month(entry: Entry) -> int:
    if not _has(entry, "month"):
        return 0
    name = str(entry.fields_dict["month"].value).lower()[:3]
    return MONTHS.index(name) + 1 if name in MONTHS else _number(entry, "month")


def _has(entry: Entry, field: str) -> bool:
    return field in entry.fields_dict


def _name(person: str) -> dict[str, str]:
    """Return a person's name in parts, or a group's as it stands."""
    if _is_group(person):
        return {"literal": _text(person)}
    parts = parse_single_name_into_parts(person)
    name = {
        "family": " ".join(parts.last),
        "given": " ".join(parts.first),
        "non-dropping-particle": " ".join(parts.von),
        "suffix": " ".join(parts.jr),
    }
    return {part: _text(value) for part, value in name.items() if value}


def _is_group(person: str) -> bool:
    """Whether the outer braces hold the whole name, as in {World Health Organization}."""
    depth = 0
    for position, character in enumerate(person):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return person.startswith("{") and position == len(person) - 1
    return False


def _text(latex: str) -> str:
    # To LaTeX a bare & or % has a meaning; who writes one in a title means the character.
    latex = re.sub(r"(?<!\\)([&%#])", r"\\\1", latex)
    text = " ".join(str(_latex.latex_to_text(latex)).split())
    # Control characters may stand neither in XML nor, to a reader's use, in a reference.
    return "".join(character for character in text if character.isprintable())
