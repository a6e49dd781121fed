"""Find words that this site does not use of people or of evidence, and lines with two sentences.

    python -m alliance_site.prose FILE...

What stands in quotation marks reports somebody's words, and may say anything.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from alliance_quiz.faults import Fault, FormatError
from alliance_site.claims import (
    ALLOWED,
    FRONT,
    HIDDEN,
    Allowed,
    blank,
    look_through,
    read_allowed,
    stale,
)
from alliance_site.reading import read_utf8

STUDIES = "say what a study can show: “is associated with”, “predicted”, “suggests”"
PERSON = "name the person first, as in “people with” or “patients after”"
EVIDENCE = {
    r"pro(?:ves?|ved|ven|of)": STUDIES,
    r"caus(?:ed|ing)": STUDIES,
    r"(?:alliance|relationship|bond|rapport)\b[^.|\n]{0,60}"
    r"(?<!may )(?<!the )\b(?:causes?|leads? to|improves?|results? in)": STUDIES,
    r"(?<!no )cut-?\s?offs?": "say what was answered, with no line between good and bad",
    r"(?:ab)?normal (?:scores?|ranges?|values?|ratings?)": "say what was answered: none is normal",
    r"diagnos\w+": "say what was seen or answered; this site names no condition",
}
PEOPLE = {
    r"(?:suffer(?:s|ed|ing)? from|afflicted (?:with|by)|sufferers?|victims? of)": "say “has” or "
    "“lives with”",
    r"(?:wheelchair-bound|bedridden|confined to (?:a|the|his|her|their) \w+)": "say what the "
    "person uses or does, as in “uses a wheelchair”",
    r"the (?:elderly|disabled|handicapped|aged|mentally ill|chronically ill)": PERSON,
    r"(?:diabetic|asthmatic|arthritic|amputee|epileptic|paraplegic|addict|alcoholic)s": PERSON,
    r"(?:back|neck|knee|hip|shoulder|pain|stroke|cancer|dementia|arthritis) patients?": PERSON,
    r"(?:non-?complian(?:t|ce)|complain(?:s|ed|ing)? of|fail(?:s|ed) (?:treatment|therapy))": "say "
    "what the person did or said",
}
QUOTED = re.compile(r"(\"|“)[^\"”\n]*(?:[\"”]|$)", re.MULTILINE)
# A wrong option may say what is not so, its feedback may speak of it, a correction may report it.
REPORTED = ("- [", ">", "**The page**")
# One sentence a line is for paragraphs; items, rows, titles, definitions and hints hold what they
# need.
NO_PARAGRAPH = re.compile(r"\s*(?:[-*+>|#]|\d+[.)]|:\s|Hint:)\s?(?!\*)")
RUN_IN_TITLE = re.compile(r"^\*\*[^*]+\*\*")
SECOND = re.compile(r"(?<![A-Z])(?<!e\.g)(?<!i\.e)(?<! al)[.?!][)*_\"”]*\s+[(*_\[\"“]*([A-Z]\w*)")


def read_prose(text: str, file: str, allowed: Iterable[Allowed] = ()) -> Iterator[Fault]:
    """Yield a fault for each word that is not used here, and each line with a second sentence.

    Args:
        text: The page's Markdown, or an instrument's TOML.
        file: The file's name, for messages.
        allowed: Sentences that may hold such a word; an entry that is in no page is a fault.
    """
    own = [entry.text for entry in allowed if entry.file == file]
    yield from stale(own, text, file)
    # In TOML and front matter quotation marks stand around every text.
    front = FRONT.match(text)
    head = len(text) if file.endswith(".toml") else front.end() if front else 0
    shown = blank(HIDDEN, text)
    page = shown[:head] + blank(QUOTED, shown[head:])
    for number, line in enumerate(page.split("\n"), 1):
        written = text.split("\n")[number - 1]
        patterns = PEOPLE if line.lstrip().startswith(REPORTED) else PEOPLE | EVIDENCE
        for pattern, remedy in patterns.items():
            found = re.search(rf"\b{pattern}\b", line, re.IGNORECASE)
            if found and not any(sentence in written for sentence in own):
                yield Fault(
                    file=file,
                    line=number,
                    problem=f"“{found[0]}” is not said here",
                    remedy=f"{remedy}; or add the sentence to {ALLOWED} with the reason",
                )
    body = re.sub(r"[^\n]", "", page[:head]) + page[head:]
    for number, line in enumerate(body.split("\n"), 1):
        second = SECOND.search(RUN_IN_TITLE.sub("", line))
        if second and not NO_PARAGRAPH.match(line):
            yield Fault(
                file=file,
                line=number,
                problem="a second sentence on one line",
                remedy=f"begin a new line at “{second[1]}”",
            )


def main(files: Sequence[str]) -> int:
    """Print every fault of the files that the command line names."""
    faults: list[Fault] = []
    try:
        allowed = read_allowed(read_utf8(Path(ALLOWED), ALLOWED), ALLOWED, "words")
    except FormatError as error:
        faults, allowed = [*error.faults], []
    find = partial(read_prose, allowed=allowed)
    for file in files:
        try:
            text = read_utf8(Path(file), file)
        except FormatError as error:
            faults += error.faults
        else:
            faults += look_through(text, file, find)
    for fault in sorted(faults, key=lambda fault: (fault.file, fault.line)):
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
