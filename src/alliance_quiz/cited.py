r"""Find the citations in what an author writes, and name each key that is in no bibliography.

`[@key]`, `[@a; @b]`, `[see @a, p. 12]` and `[-@a]` are citations, and so is `@key` in running text.
Code, addresses and `\@` are text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator

from alliance_quiz.faults import Fault

KEY = r"\w(?:[\w:.#$%&+?<>~/-]*\w)?"
GROUP = r"\[((?:[^\[\]]*[\s;])?-?@[\w][^\[\]]*)\](?!\()"
NARRATIVE = rf"(?<![\w@/.\\[-])@({KEY})(?:[ \t]\[([^\[\]@]+)\](?![(\[:]))?"
CITED = re.compile(rf"^(?P<prefix>(?:.*\s)?)(?P<bare>-?)@(?P<key>{KEY})(?P<locator>.*)$", re.DOTALL)
# A word behind an @ that is most likely meant as a key: it ends in a year.
LIKE_A_KEY = re.compile(r"[a-z]+(?:1[89]|20)\d\d[a-z]?", re.IGNORECASE)

CITATION = re.compile(rf"(?<!\\){GROUP}|{NARRATIVE}")
PARAGRAPH_END = re.compile(r"(\n[ \t]*\n)")
# Front matter, fenced code, code in a line, tags and addresses, the target of a link.
NO_PROSE = re.compile(
    r"\A---\n.*?\n---(?:\n|\Z)"
    r"|^[ \t>]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t>]*(?P=fence)|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|<[^<>\n]*>"
    r"|\]\([^)\n]*\)",
    re.DOTALL | re.MULTILINE,
)


def unknown_key(key: str, keys: Collection[str]) -> Fault:
    """Return the fault of a key that is not in the bibliography, with those that come near."""
    near = difflib.get_close_matches(key, keys, n=3, cutoff=0.5)
    remedy = f"did you mean {' or '.join(near)}?" if near else "add it"
    return Fault(place=f"@{key}", problem="not in bibliography.bib", remedy=remedy)


def no_key(part: str) -> Fault:
    """Return the fault of a part of a citation that names no key."""
    remedy = "write @ and a key behind each semicolon"
    return Fault(problem=f"no key in “{part}”", remedy=remedy)


def citation_faults(text: str, file: str, keys: Collection[str]) -> list[Fault]:
    """Return the fault of each unknown key in a Markdown page, with its line.

    Args:
        text: The whole page, front matter included.
        file: Its name, for messages.
        keys: The keys of the bibliography.
    """
    prose = NO_PROSE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    faults = []
    line = 1
    for block in PARAGRAPH_END.split(prose):
        for found in CITATION.finditer(block):
            for position, fault in _faults(found, keys):
                faults.append(fault.at(file, line + block.count("\n", 0, position)))
        line += block.count("\n")
    return faults


def _faults(found: re.Match[str], keys: Collection[str]) -> Iterator[tuple[int, Fault]]:
    """Yield each fault of a citation, with where it stands in the block."""
    if found[1] is None:
        if found[2] not in keys and LIKE_A_KEY.fullmatch(found[2]):
            yield found.start(), unknown_key(found[2], keys)
        return
    start = found.start(1)
    for part in found[1].split(";"):
        cited = CITED.match(part.strip())
        if cited is None:
            yield start, no_key(part.strip())
        elif cited["key"] not in keys:
            yield start + part.rindex(f"@{cited['key']}"), unknown_key(cited["key"], keys)
        start += len(part) + 1
