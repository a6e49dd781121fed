"""Put `bibliography.bib` in order, say what was changed, and lose nothing.

    python -m alliance_site.tidy_bib

Entries are sorted by key and their fields in one order, and what a publisher's BibTeX has written
in its own way is written in ours. A comment stays above the entry that it stands above. Where any
entry cannot be read, the file is left as it is.
"""

from __future__ import annotations

import calendar
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares.sorting_blocks import SortBlocksMiddleware
from bibtexparser.middlewares.sorting_entry_fields import SortFieldsCustomMiddleware
from bibtexparser.model import Block, Entry, ExplicitComment, Field, ImplicitComment
from bibtexparser.writer import BibtexFormat, write

from alliance_quiz.faults import Fault, FormatError
from alliance_site.bibliography import (
    MONTHS,
    RUN_ON_FIELD,
    Source,
    braces_hold_all,
    read_bibliography,
    unreadable,
)
from alliance_site.reading import read_utf8

BIBLIOGRAPHY = Path("bibliography.bib")
DOCS = Path("docs")
CITING = {".md", ".toml", ".csv", ".ipynb"}
"""Files that name sources by their keys."""

ORDER = (
    "author", "editor", "title", "journal", "shortjournal", "booktitle", "eventtitle", "venue",
    "year", "month", "volume", "number", "pages", "edition", "publisher", "address", "doi", "pmid",
    "isbn", "issn", "url", "urldate", "note", "keywords",
)  # fmt: skip
"""The order of an entry's fields; any other stands behind them."""

KEY = re.compile(r"[a-z][A-Za-z]*\d{4}[A-Za-z]*")
FIELD = re.compile(r"[^\W\d][\w.:+/-]*")
BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
BEFORE_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)(?=10\.)", re.IGNORECASE)
BEFORE_PMID = re.compile(r"PMID:?\s*(?=\d+$)", re.IGNORECASE)
RANGE = re.compile(r"(\w*\d)\s*(?:-+|[\u2010-\u2015\u2212])\s*(\w*\d)")
MONTH = {
    name: month
    for number, month in enumerate(MONTHS, 1)
    for full in [calendar.month_name[number].lower()]
    for name in (f"{number}", f"{number:02}", *(full[:end] for end in range(3, len(full) + 1)))
}
"""The macro for a month, by each way to write it."""

LAYOUT = BibtexFormat()  # type: ignore[no-untyped-call]  # the library's own is untyped
LAYOUT.indent = "  "
LAYOUT.value_column = max(map(len, ORDER)) + len(" = ")
LAYOUT.trailing_comma = True


def tidy(text: str, file: str, is_cited: Callable[[str], bool]) -> tuple[str, list[str]]:
    """Return a bibliography in order, and each thing that was changed.

    Args:
        text: BibTeX.
        file: The file's name, for messages.
        is_cited: Whether a page cites a key; such a key stays as it is.

    Raises:
        FormatError: with each thing that could not be kept.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    library = parse_string(lines, parse_stack=[])
    faults = [*unreadable(library, lines), *_unsafe(library), *_left_out(library, lines)]
    if faults:
        placed = [fault.at(file, fault.line) for fault in faults]
        raise FormatError(sorted(placed, key=lambda fault: fault.line))
    head, blocks = _parted(library.blocks, lines)
    sources, _ = read_bibliography(lines, file)
    months = {} if any(own.key.lower() in MONTHS for own in library.strings) else MONTH
    taken = {entry.key.lower() for entry in library.entries}
    told = []
    for entry in library.entries:
        written = entry.raw
        key = entry.key
        changes = _tidy_fields(entry, months)
        if not KEY.fullmatch(key) and not is_cited(key):
            entry.key = _key(sources[key], taken)
            taken.add(entry.key.lower())
            changes += [f"key → {entry.key}"] if entry.key != key else []
        if not changes and _text(entry) != f"{written}\n":
            changes = ["laid out like the others"]
        told += [f"@{key}: {change}" for change in changes]
    ordered = SortBlocksMiddleware(_place).transform(Library(blocks)).blocks
    told += [f"@{key}: moved to its place" for key in _moved(library.blocks, ordered)]
    parts = [*(f"{_text(block)}\n" for block in head), *map(_with_gap, ordered)]
    new = "".join(parts).strip("\n") + "\n" if parts else ""
    if new != text and not told:
        told = ["blank lines and line ends"]
    return new, told


def _unsafe(library: Library) -> Iterator[Fault]:
    """Yield what the parser takes for a field and would be written back as something else."""
    for entry in library.entries:
        seen: set[str] = set()
        for field in entry.fields:
            line = (field.start_line or 0) + 1
            run_on = RUN_ON_FIELD.search(field.value)
            name = field.key.lower()
            if run_on:
                problem = f"missing comma between {field.key} and {run_on[1]}"
                remedy = "write a comma behind each value"
            elif not FIELD.fullmatch(field.key):
                problem = f"“{' '.join(field.key.split())}” is no name of a field"
                remedy = "move a comment out of the entry, to the line above it"
            elif name in seen:
                problem, remedy = f"field written twice: {name}", "keep one of them"
            else:
                seen.add(name)
                continue
            yield Fault(line=line, place=f"@{entry.key}", problem=problem, remedy=remedy)


def _left_out(library: Library, text: str) -> Iterator[Fault]:
    """Yield each place where more stands in the text than what the parser has kept."""
    end = 0
    for block in library.blocks:
        raw = block.raw or ""
        start = text.find(raw, end)
        between = text[end : max(start, end)]
        kept = not isinstance(block, Entry) or _bare(_text(block)) == _bare(raw)
        behind = _is_comment(block) and end and "\n" not in between
        if start < 0 or between.strip() or not kept or behind:
            yield Fault(
                line=(block.start_line or 0) + 1,
                problem="text that would be lost or moved",
                remedy="begin each entry and each comment in a line of its own",
            )
        end = max(start, end) + len(raw)


def _bare(entry: str) -> str:
    """Return what an entry holds between its outer brackets, without blanks and commas."""
    return re.sub(r"[\s,]", "", re.split(r"[{(]", entry, maxsplit=1)[1].strip()[:-1])


def _parted(blocks: list[Block], text: str) -> tuple[list[Block], list[Block]]:
    """Part the comment that opens a file, which ends with a blank line, from all else."""
    first = next((n for n, block in enumerate(blocks) if not _is_comment(block)), len(blocks))
    if first == len(blocks):
        return blocks, []
    below = text.index(blocks[first].raw or "")
    for number in reversed(range(first)):
        raw = blocks[number].raw or ""
        start = text.rindex(raw, 0, below)
        if BLANK_LINE.search(text, start + len(raw), below):
            return blocks[: number + 1], blocks[number + 1 :]
        if isinstance(blocks[number], ImplicitComment) and (parts := BLANK_LINE.split(raw))[1:]:
            last = ImplicitComment(parts[-1], raw=parts[-1])
            opening = raw[: raw.rindex(parts[-1])]
            head = [*blocks[:number], ImplicitComment(opening, raw=opening)]
            return head, [last, *blocks[number + 1 :]]
        below = start
    return [], blocks


def _is_comment(block: Block) -> bool:
    return isinstance(block, (ImplicitComment, ExplicitComment))


def _tidy_fields(entry: Entry, months: Mapping[str, str]) -> list[str]:
    """Write the fields of an entry in our way and order; return what was changed."""
    changes = []
    for field in entry.fields:
        name, old = field.key, field.value
        field.key = name.lower()
        if field.key != name:
            changes.append(f"{name} → {field.key}")
        field.value = _value(field, months)
        if _without_enclosing(field.value) != _without_enclosing(old):
            changes.append(f"{field.key}: {old} → {field.value}")
    SortFieldsCustomMiddleware(ORDER).transform_entry(entry, Library())
    return changes


def _value(field: Field, months: Mapping[str, str]) -> str:
    """Return a value in braces, or as it is where it has to be put together first."""
    value = str(field.value)
    if field.key == "month" and (
        month := months.get(_without_enclosing(value).lower().rstrip("."))
    ):
        return month
    quoted = re.fullmatch(r'"([^"]*)"', value, re.DOTALL)
    if quoted and braces_hold_all(f"{{{quoted[1]}}}"):
        value = f"{{{quoted[1]}}}"
    elif value.isdecimal():
        value = f"{{{value}}}"
    if not braces_hold_all(value):
        return value
    inner = " ".join(value[1:-1].split())
    if field.key == "doi":
        inner = BEFORE_DOI.sub("", inner, count=1)
    elif field.key == "pmid":
        inner = BEFORE_PMID.sub("", inner)
    elif field.key == "pages" and (pages := RANGE.fullmatch(inner)):
        inner = f"{pages[1]}--{pages[2]}"
    return f"{{{inner}}}"


def _without_enclosing(value: str) -> str:
    return " ".join(re.sub(r'^[{"]|[}"]$', "", value).split())


def _key(source: Source, taken: set[str]) -> str:
    """Return the first author's surname and the year, with a letter where that is taken."""
    first = (source.csl.get("author") or [{}])[0]
    name = str(first.get("family") or first.get("literal") or "")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z]", "", plain) + source.fields.get("year", "")
    if not KEY.fullmatch(key):
        return source.key
    letters = ["", *map(chr, range(ord("b"), ord("z") + 1))]
    free = (key + letter for letter in letters if key + letter not in taken - {source.key.lower()})
    return next(free, source.key)


def _place(block: Block) -> tuple[int, str]:
    """Return where a block stands: what entries may use, entries by key, what is left over."""
    if isinstance(block, Entry):
        return 1, block.key.lower()
    return (2 if _is_comment(block) else 0), ""


def _moved(before: list[Block], after: list[Block]) -> list[str]:
    """Return the keys of the entries that have changed places with others."""
    old, new = (
        [block.key for block in blocks if isinstance(block, Entry)] for blocks in (before, after)
    )
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        key
        for change, start, end, _, _ in changes
        if change in {"delete", "replace"}
        for key in old[start:end]
    ]


def _text(block: Block) -> str:
    """Return a block as it is written: only entries are laid out anew."""
    if isinstance(block, Entry):
        return str(write(Library([block]), LAYOUT))
    return f"{(block.raw or '').strip()}\n"


def _with_gap(block: Block) -> str:
    """Return a block with the blank line behind it; a comment is close above what it is about."""
    if isinstance(block, ImplicitComment):
        return BLANK_LINE.sub("\n", _text(block))
    return _text(block) + ("" if _is_comment(block) else "\n")


def main() -> int:
    """Tidy the bibliography, and say what was changed and what is left to mend by hand."""
    name = BIBLIOGRAPHY.name
    pages = [path for path in DOCS.rglob("*") if path.suffix in CITING]
    cited = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in pages)
    try:
        text = read_utf8(BIBLIOGRAPHY, name)
        new, told = tidy(
            text, name, lambda key: bool(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", cited))
        )
    except FormatError as error:
        print(*error.faults, f"{name} is as it was.", sep="\n", file=sys.stderr)
        return 1
    if new.encode() != BIBLIOGRAPHY.read_bytes():
        BIBLIOGRAPHY.write_bytes(new.encode())
    sources, faults = read_bibliography(new, name)
    told = [f"{name}: {change}" for change in told]
    print(*told, f"{len(sources)} entries, {len(told)} changes.", sep="\n")
    if faults:
        print("Left for you, or the build will stop:", *faults, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
