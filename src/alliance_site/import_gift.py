"""Turn a GIFT file, Moodle's text format, into a quiz page, and say what could not be carried.

    python -m alliance_site.import_gift FILE.gift [--output PAGE.md] [--chapter ../alliance/x.md]

gift-pegjs from npm parses; what it finds becomes the questions of a page that `read_quiz` reads.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from markdown.extensions.toc import slugify

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.quiz_markdown import (
    HEADING_ID,
    ID,
    WrittenOption,
    WrittenPair,
    WrittenQuestion,
    WrittenQuiz,
    read_quiz,
)
from alliance_site.from_html import escape, from_html
from alliance_site.portable import plain
from alliance_site.quiz_page import write_quiz
from alliance_site.reading import read_utf8

PARSER = Path(__file__).with_suffix(".mjs")
QUIZZES = Path("docs/quizzes")
CHAPTER = "../alliance/what.md"
"""The chapter of an imported quiz until its maintainer names another."""

COMMENT = re.compile(r"^\s*//(.*)$")
NAMED = re.compile(r"^\s*(quiz|title|chapter|objective|hint):\s*(\S.*?)\s*$")
ID_NUMBER = re.compile(r"\[id:([^\]]+)\]")
FORMAT = re.compile(r"^\[(\w{2,12})\](?![(\[:])")
GAP = re.compile(r"_{3,}")
# A character of nobody's, which stands for the gap until the text around it is Markdown.
GAP_MARK = "\ue000"
TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>|<!--.*?-->|&#?\w+;", re.DOTALL)
RAW_HTML = re.compile(r"<(?=[/!?]|[a-zA-Z][\w-]*[\s/>])")
PARTS = re.compile(
    r"(?P<title>\s*(?:::(?:\\.|(?!::).)*::)?)(?P<stem>(?:\\.|[^{\\])*)"
    r"(?P<answers>\{(?:\\.|[^}\\])*\}?)?(?P<rest>.*)",
    re.DOTALL,
)
TITLE_WORDS = 8

Parse = Callable[[Sequence[str]], list[dict[str, Any]]]
"""Parses GIFT texts with one question each; what comes back, `import_gift.mjs` says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What a GIFT file holds.

    Attributes:
        questions: Its questions; `line` is the 1-based line in the GIFT file.
        told: What comments of our own export say of the quiz: its title and chapter.
        notes: What could not be carried, each with its line.
    """

    questions: list[WrittenQuestion]
    told: dict[str, str]
    notes: list[Fault]


@dataclass(kw_only=True, slots=True)
class _Block:
    """The lines of a file between two empty ones: their 1-based numbers, texts and comments."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines)


def read_gift(text: str, file: str, parse: Parse) -> Imported:
    """Return the questions of a GIFT file, and what of it they do not hold.

    Args:
        text: The whole file.
        file: Its name, for messages.
        parse: The parser, such as `parse_gift`.

    Raises:
        FormatError: with every place where it is not GIFT.
    """
    told: dict[str, str] = {}
    blocks = []
    for block in _blocks(text):
        if block.lines:
            blocks.append(block)
        else:
            told |= block.told
    parsed = parse([_as_moodle_reads(block.text) for block in blocks])
    faults = [
        _broken(block, result, file)
        for block, result in zip(blocks, parsed, strict=True)
        if "error" in result
    ]
    if faults:
        raise FormatError(faults)
    notes: list[Fault] = []
    questions: list[WrittenQuestion] = []
    taken: set[str] = set()
    for block, result in zip(blocks, parsed, strict=True):
        for found in result["questions"]:
            if found["type"] == "Category" and "quiz" in told:
                continue  # Our own export; what it says of objectives stands in comments too.
            place = _Place(file=file, block=block, found=found, notes=notes)
            question = _question(place)
            if question:
                number = len(questions) + 1
                question.title = _title(place, question) or f"Question {number}"
                question.id = _unique(_id(place, question.title) or f"question-{number}", taken)
                questions.append(question)
    return Imported(questions=questions, told=told, notes=notes)


def _blocks(text: str) -> Iterator[_Block]:
    """Yield what empty lines part, as Moodle does; lines that are comments are taken out."""
    block = _Block()
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        comment = COMMENT.match(line)
        if comment:
            if named := NAMED.match(comment[1]):
                block.told[named[1]] = named[2]
            if numbered := ID_NUMBER.search(comment[1]):
                block.told["id"] = numbered[1].strip()
        elif line.strip():
            block.lines.append((number, line))
        elif block.lines or block.told:
            yield block
            block = _Block()
    if block.lines or block.told:
        yield block


def _as_moodle_reads(text: str) -> str:
    """Escape what is special to gift-pegjs everywhere, and to Moodle only in its place.

    Many files have a bare colon in a question or an answer, or an equals sign in a question.
    """
    found = PARTS.fullmatch(text)
    if found is None or text.startswith("$CATEGORY:"):
        return text
    answers = found["answers"] or ""
    number = re.match(r"\{\s*#(?!###)", answers)
    return (
        found["title"]
        + _escaped(found["stem"], "~=#:")
        + (answers if number else _escaped(answers, ":"))
        + _escaped(found["rest"], "~=#:")
    )


def _escaped(text: str, special: str) -> str:
    return re.sub(rf"\\.|[{special}]", lambda m: m[0].rjust(2, "\\"), text, flags=re.DOTALL)


def _broken(block: _Block, result: dict[str, Any], file: str) -> Fault:
    line = block.lines[min(result["line"], len(block.lines)) - 1][0]
    reason = " ".join(str(result["error"]).split()).rstrip(".")
    remedy = (
        "close each { with }, part questions by an empty line, and write a backslash before "
        "~ = # { } : where it is text"
    )
    return Fault(file=file, line=line, problem=f"not GIFT ({reason})", remedy=remedy)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """A parsed question, where it stands, and what is noted of it."""

    file: str
    block: _Block
    found: dict[str, Any]
    notes: list[Fault]

    @property
    def line(self) -> int:
        return self.block.lines[0][0]

    @property
    def name(self) -> str:
        return " ".join(str(self.found.get("title") or "").split())

    def note(self, problem: str, remedy: str) -> None:
        named = self.name and self.found["type"] != "Category"
        place = f"question “{self.name}”" if named else ""
        self.notes.append(
            Fault(file=self.file, line=self.line, place=place, problem=problem, remedy=remedy)
        )


def _question(place: _Place) -> WrittenQuestion | None:
    """Return what a parsed question becomes; None where it is left out, which is noted."""
    found = place.found
    kind = found["type"]
    if kind == "Category":
        place.note(f"category {str(found['title']).strip()} is left out", "a page is one quiz")
        return None
    if kind == "Description":
        place.note("a description is left out", "put its text into the page's introduction")
        return None
    question = WrittenQuestion(line=place.line, title="", id="")
    told = place.block.told
    question.hint = told.get("hint", "")
    if re.fullmatch(r"[1-9]\d?", told.get("objective", "")):
        question.objective = int(told["objective"])
    question.explanation = _text(found.get("globalFeedback"), place)
    if kind in ("Short", "Numerical"):
        accepted = _accepted(place)
        if not accepted:
            place.note("left out: no answer is left to accept", "write it by hand")
            return None
        question.blanks = [tuple(accepted)]
        question.prompt = _with_blank(place, "|".join(accepted))
        return question
    question.prompt = _text(found["stem"], place)
    if found.get("hasEmbeddedAnswers"):
        place.note("a missing word", "the gap stands as _____ in the question; see how it reads")
        question.prompt = question.prompt.replace("\\_", "_")
    if kind == "MC":
        question.options = _options(place)
    elif kind == "TF":
        question.options = _true_or_false(place)
    elif kind == "Matching":
        question.pairs = list(_pairs(place))
    return question


def _text(part: dict[str, Any] | None, place: _Place) -> str:
    """Return a text of the file as Markdown."""
    if part is None:
        return ""
    text = str(part["text"])
    unknown = FORMAT.match(text)
    if unknown:
        place.note(f"unknown format {unknown[0]}", "it stands as text; take it out by hand")
    if part["format"] == "markdown":
        if RAW_HTML.search(text):
            place.note("HTML between Markdown", "its tags stand as text; take them out by hand")
        return RAW_HTML.sub("&lt;", text).strip()
    if part["format"] == "html" or (part["format"] == "moodle" and TAG.search(text)):
        markdown, lost = from_html(text)
        if lost:
            place.note(f"HTML that is not carried: {', '.join(lost)}", "see what is missing")
        return markdown
    return escape(text).strip()


def _options(place: _Place) -> list[WrittenOption]:
    choices = place.found["choices"]
    shares = [
        float(choice["weight"] if choice["weight"] is not None else 100 * choice["isCorrect"])
        for choice in choices
    ]
    if any(choice["isCorrect"] for choice in choices):
        right = [share == max(shares) for share in shares]
        if right.count(True) > 1:
            remedy = "here a reader chooses all of them; see whether the question says so"
            place.note("several answers that are each wholly right", remedy)
        elif any(share for share, mark in zip(shares, right, strict=True) if not mark):
            place.note("part marks for other answers", "here one answer is right, and no other")
    else:
        right = [share > 0 for share in shares]
        equal = 100 / max(1, right.count(True))
        wanted = [equal if mark else -equal for mark in right]
        if any(abs(share - want) > 0.01 for share, want in zip(shares, wanted, strict=True)):
            remedy = "here right answers add the same share each, and wrong ones take it off"
            place.note("weights of its own", remedy)
    return [
        WrittenOption(
            line=place.line,
            box="x" if mark else " ",
            text=_with_arrow(_text(choice["text"], place)),
            feedback=_with_arrow(_text(choice["feedback"], place)),
        )
        for choice, mark in zip(choices, right, strict=True)
    ]


def _with_arrow(markdown: str) -> str:
    # Our own export writes an arrow so, since GIFT cannot escape one.
    return markdown.replace(r"-\>", "->")


def _true_or_false(place: _Place) -> list[WrittenOption]:
    place.note("true or false", "it becomes a choice of True and False; see how it reads")
    # The first feedback is for the wrong answer, though gift-pegjs names it after the true one:
    # `split_truefalse_comment` in Moodle's question/format/gift/format.php.
    wrong = _text(place.found["trueFeedback"], place)
    right = _text(place.found["falseFeedback"], place)
    return [
        WrittenOption(
            line=place.line,
            box="x" if value is place.found["isTrue"] else " ",
            text=str(value),
            feedback=right if value is place.found["isTrue"] else wrong,
        )
        for value in (True, False)
    ]


def _pairs(place: _Place) -> Iterator[WrittenPair]:
    for pair in place.found["matchPairs"]:
        term = " ".join(_with_arrow(_text(pair["subquestion"], place)).split())
        meaning = escape(str(pair["subanswer"])).strip()
        if term:
            yield WrittenPair(line=place.line, term=term, meaning=meaning)
        else:
            place.note(f"a meaning without a term: {meaning}", "here each meaning has its term")


def _accepted(place: _Place) -> list[str]:
    """Return the answers that a question to fill in accepts, without those it cannot."""
    choices = place.found["choices"]
    if isinstance(choices, dict):  # A single number stands by itself.
        choices = [{"isCorrect": True, "weight": None, "text": choices, "feedback": None}]
    accepted: list[str] = []
    for choice in choices:
        number = place.found["type"] == "Numerical"
        word = _number(choice["text"]) if number else _word(choice["text"])
        if choice["feedback"] and choice["feedback"]["text"]:
            remedy = "only the explanation has a place here"
            place.note(f"feedback on an answer: {choice['feedback']['text']}", remedy)
        weight = choice["weight"] if choice["weight"] is not None else 100 * choice["isCorrect"]
        if weight < 100:
            shown = word or choice["text"].get("text", "any other number")
            place.note(f"{weight:g} % for {shown} is left out", "here an answer is right or not")
        elif not word:
            place.note(*_not_accepted(choice["text"], number=number))
        elif word not in accepted:
            accepted.append(word)
    return accepted


def _word(text: dict[str, Any]) -> str:
    """Return an answer in words; nothing where our page cannot hold it."""
    word = " ".join(str(text["text"]).split())
    if re.search(r"(?<!\\)\*|[|\[\]]", word) or not any(letter.isalnum() for letter in word):
        return ""
    return word.replace(r"\*", "*")


def _number(text: dict[str, Any]) -> str:
    """Return an exact number; nothing where it is a range, or below 0, which we cannot tell."""
    exact = text.get("type") == "simple" or (text.get("type") == "range" and not text["range"])
    return f"{text['number']}" if exact and text["number"] >= 0 else ""


def _not_accepted(text: dict[str, Any], *, number: bool) -> tuple[str, str]:
    if not number:
        problem = f"the answer {' '.join(str(text['text']).split())} is left out"
        return problem, "here * | [ ] cannot stand in an answer, and one letter or digit must"
    low, high = text.get("numberLow", text.get("number")), text.get("numberHigh", text.get("range"))
    shown = f"{low}..{high}" if "numberLow" in text else f"{low}:{high}"
    problem = f"a number with a range, {shown}" if high is not None else f"the number {low}"
    return f"{problem} is left out", "here only numbers from 0 up, without a range, are filled in"


def _with_blank(place: _Place, accepted: str) -> str:
    """Return the text of a question to fill in, with its blank in the gap or behind it."""
    stem = dict(place.found["stem"])
    one = len(GAP.findall(stem["text"])) == 1
    if one:
        stem["text"] = GAP.sub(GAP_MARK, stem["text"])
    prompt = _text(stem, place)
    blank = f"[[{accepted}]]"
    if not one:
        return f"{prompt}\n\n{blank}".strip()
    before, _, behind = prompt.partition(GAP_MARK)
    # To `read_quiz`, what follows the paragraph with the blank is the explanation.
    return before + blank + re.sub(r"\n\s*\n", "\n", behind)


def _title(place: _Place, question: WrittenQuestion) -> str:
    if title := place.block.told.get("title"):
        return title
    if ID.match(place.name):
        return place.name.replace("-", " ").capitalize()
    words = plain(re.sub(r"\[\[.*?\]\]", "", question.prompt)).split()[:TITLE_WORDS]
    return escape(place.name or " ".join(words))


def _id(place: _Place, title: str) -> str:
    for name in (place.block.told.get("id", ""), place.name):
        if ID.match(name):
            return name
    made = re.sub(r"[^a-z0-9]+", "-", slugify(place.name or title, "-").lower()).strip("-")
    return made if not made or ID.match(made) else f"q-{made}"


def _unique(wanted: str, taken: set[str]) -> str:
    number = 1
    made = wanted
    while made in taken:
        number += 1
        made = f"{wanted}-{number}"
    taken.add(made)
    return made


def parse_gift(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Parse GIFT texts with gift-pegjs under Node.

    Raises:
        FormatError: when Node or gift-pegjs is not there.
    """
    node = shutil.which("node")
    if node is None:
        fault = Fault(problem="Node is not found", remedy="install Node 20 or newer")
        raise FormatError([fault])
    done = subprocess.run(  # noqa: S603  our own script
        [node, str(PARSER)], input=json.dumps(texts), capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "Error" in line), "no reason")
        fault = Fault(problem=f"gift-pegjs does not run ({reason})", remedy="run npm ci")
        raise FormatError([fault])
    parsed: list[dict[str, Any]] = json.loads(done.stdout)
    return parsed


def import_gift(path: Path, output: Path, chapter: str) -> tuple[list[Fault], int, bool]:
    """Write the quiz page that a GIFT file makes.

    Args:
        path: The GIFT file.
        output: The page, which must not be there yet.
        chapter: The chapter, seen from the page; empty for what the file says, or the first one.

    Returns:
        What could not be carried or needs a hand, how many questions the page has, and whether
        `read_quiz` reads it.

    Raises:
        FormatError: when nothing was written, with every reason.
    """
    if not ID.match(output.stem) or output.suffix != ".md":
        remedy = "name the page by --output in a-z, 0-9 and single hyphens, ending in .md"
        raise FormatError([Fault(problem=f"{output.name} is not plain", remedy=remedy)])
    if output.exists():
        remedy = "name another page by --output: nothing is written over"
        raise FormatError([Fault(file=str(output), problem="is there already", remedy=remedy)])
    imported = read_gift(read_utf8(path, str(path)), str(path), parse_gift)
    if not imported.questions:
        fault = Fault(file=str(path), problem="no question in it", remedy="see what is noted")
        raise FormatError([*imported.notes, fault])
    quiz = WrittenQuiz(
        id=output.stem,
        title=imported.told.get("title") or output.stem.replace("-", " ").capitalize(),
        chapter=chapter or imported.told.get("chapter") or CHAPTER,
        intro="",
        questions=imported.questions,
        warnings=[],
    )
    page = write_quiz(quiz)
    try:
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(page)
    except OSError as error:
        fault = Fault(
            file=str(output), problem=f"cannot be written ({error.strerror})", remedy="name another"
        )
        raise FormatError([fault]) from error
    try:
        faults = list(read_quiz(page, str(output)).warnings)
    except FormatError as error:
        named = [_in_question(fault, page) for fault in error.faults]
        return [*imported.notes, *named], len(quiz.questions), False
    return [*imported.notes, *faults], len(quiz.questions), True


def _in_question(fault: Fault, page: str) -> Fault:
    """Return a fault of a page with the id of the question that it is in."""
    ids = [HEADING_ID.match(line) for line in page.splitlines()[: fault.line] if line[:3] == "## "]
    return replace(fault, place=f"#{ids[-1][2]}") if ids and ids[-1] else fault


def main(arguments: Sequence[str] | None = None) -> int:
    """Import the file that the command line names; print what was done and what was not."""
    parser = argparse.ArgumentParser(
        prog="python -m alliance_site.import_gift", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("file", type=Path, help="the GIFT file")
    parser.add_argument("--output", type=Path, help="the page to write, such as docs/quizzes/x.md")
    parser.add_argument("--chapter", default="", help="such as ../alliance/components.md")
    given = parser.parse_args(arguments)
    slug = slugify(given.file.stem, "-").replace("_", "-")
    output = given.output or QUIZZES / f"{slug}.md"
    try:
        notes, count, readable = import_gift(given.file, output, given.chapter)
    except FormatError as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        print("Nothing was written.", file=sys.stderr)
        return 1
    print(*notes, sep="\n")
    print(f"{output}: {count} question{'s' if count > 1 else ''} written.")
    if not readable:
        print("It needs a hand: the lines above say where it is no quiz yet.")
    print(
        f"Next: check its title and chapter, add sources, and add quizzes/{output.name} to the nav"
        " in mkdocs.yml."
    )
    return 0 if readable else 1


if __name__ == "__main__":
    sys.exit(main())
