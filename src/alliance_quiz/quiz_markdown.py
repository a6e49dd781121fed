r"""Read a quiz from the Markdown page that its author writes.

A complete quiz::

    ---
    quiz: components
    title: Goals, tasks and bond
    chapter: ../alliance/components.md
    ---

    # Check yourself

    ## A warm bond, no plan {#warm-bond-no-plan}

    Six visits in, a patient cannot say what any exercise is for.
    Which part of the alliance needs work first?

    - [ ] Bond
      > She trusts you already.
    - [x] Tasks
      > Yes: the purpose of the means is what she lacks [@hall2012].

    One strong part does not carry the others [@bordin1979].

One `[x]` makes a choose-one question, several make choose-all. What stands under an option behind
`>` is its feedback; what follows the list is the explanation. All text is Markdown and may cite.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.quiz import Kind, Question, Quiz

FRONT_MATTER_KEYS = ("quiz", "title", "description", "chapter")
REQUIRED_KEYS = ("quiz", "title", "chapter")

HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
HEADING_ID = re.compile(r"^(.*?)\s*\{\s*#([^}\s]*)\s*\}$")
ID = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
OPTION = re.compile(r"^[-*+]\s+\[(.?)\](?![(\[:])\s*(.*)$")
PLAIN = "use a-z, 0-9 and single hyphens"
BOXES = (" ", "x", "X")
FENCE = re.compile(r"^\s*(`{3,}|~{3,})")

NEGATIVE = re.compile(r"\b(NOT|EXCEPT)\b")
ALL_OR_NONE = re.compile(r"\b(all|none|both|neither) of (the|these|those)\b", re.IGNORECASE)


@dataclass(kw_only=True, slots=True)
class WrittenOption:
    """An option as it stands in the page: Markdown text, feedback, mark and 1-based line."""

    line: int
    box: str
    text: str
    feedback: str = ""

    @property
    def id(self) -> str:
        """Eight hexadecimal digits of the text's SHA-256: the same wherever the option stands."""
        words = " ".join(self.text.casefold().split())
        return hashlib.sha256(words.encode()).hexdigest()[:8]

    @property
    def right(self) -> bool:
        """Whether the author marked it as right."""
        return self.box in BOXES[1:]


@dataclass(kw_only=True, slots=True)
class WrittenQuestion:
    """A question as it stands in the page: Markdown texts and the 1-based line of its heading."""

    line: int
    title: str
    id: str
    prompt: str = ""
    options: list[WrittenOption] = field(default_factory=list)
    explanation: str = ""

    @property
    def key(self) -> frozenset[str]:
        """The ids of the options marked as right."""
        return frozenset(option.id for option in self.options if option.right)

    @property
    def kind(self) -> Kind:
        """`choose-one` where one option is right, else `choose-all`."""
        return "choose-one" if len(self.key) == 1 else "choose-all"


@dataclass(kw_only=True, slots=True)
class WrittenQuiz:
    """A quiz page: its front matter, the Markdown before the first question, the questions.

    `warnings` holds what an author should look at, though it can be scored.
    """

    id: str
    title: str
    chapter: str
    intro: str
    questions: list[WrittenQuestion]
    warnings: list[Fault]

    def definition(self) -> Quiz:
        """Return what scoring needs of this page."""
        return Quiz(
            id=self.id,
            questions=tuple(
                Question(
                    id=question.id,
                    kind=question.kind,
                    options=tuple(option.id for option in question.options),
                    key=question.key,
                )
                for question in self.questions
            ),
        )


def read_quiz(text: str, file: str) -> WrittenQuiz:
    """Return the quiz that a Markdown page holds.

    Args:
        text: The whole page, front matter included.
        file: Its name, for messages.

    Raises:
        FormatError: with every fault of the page, each with its line.
    """
    faults = _Notes(file)
    lines = text.splitlines()
    meta, start = _front_matter(lines, faults)
    intro, questions = _split(lines, start, faults)
    if not questions:
        faults.note(len(lines) or 1, "no question", "write a heading such as ## Title {#its-id}")
    first_line: dict[str, int] = {}
    for question in questions:
        if question.id in first_line:
            problem = f"id {question.id} is taken by line {first_line[question.id]}"
            faults.note(question.line, problem, "give each question its own id")
        first_line.setdefault(question.id, question.line)
        _check(question, faults)
    if faults.all:
        raise FormatError(sorted(faults.all, key=lambda fault: fault.line))
    warnings = _Notes(file)
    for question in questions:
        _find_flaws(question, warnings)
    return WrittenQuiz(
        id=meta["quiz"],
        title=meta["title"],
        chapter=meta["chapter"],
        intro=intro,
        questions=questions,
        warnings=warnings.all,
    )


class _Notes:
    """The faults of one file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.all: list[Fault] = []

    def note(self, line: int, problem: str, remedy: str) -> None:
        self.all.append(Fault(file=self.file, line=line, problem=problem, remedy=remedy))


def _front_matter(lines: list[str], faults: _Notes) -> tuple[dict[str, str], int]:
    """Return the front matter and the index of the first line behind it."""
    meta: dict[str, str] = {}
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() == "---"), 0)
    if not lines or lines[0].rstrip() != "---" or not end:
        faults.note(1, "no front matter", "begin the page with ---, quiz: its-id, …, ---")
        return meta, 0
    for number, line in enumerate(lines[1:end], 2):
        key, _, value = (part.strip() for part in line.partition(":"))
        if not key or key.startswith("#"):
            continue
        if key not in FRONT_MATTER_KEYS:
            faults.note(number, f"unknown key {key}", f"use one of {', '.join(FRONT_MATTER_KEYS)}")
        elif not value:
            faults.note(number, f"no value for {key}", f"write {key}: and its value")
        elif key == "quiz" and not ID.match(value):
            faults.note(number, f"id {value} is not plain", PLAIN)
        meta[key] = value.strip("\"'")
    for key in REQUIRED_KEYS:
        if key not in meta:
            faults.note(1, f"{key} is missing", f"add {key}: and its value to the front matter")
    return meta, end + 1


def _split(lines: list[str], start: int, faults: _Notes) -> tuple[str, list[WrittenQuestion]]:
    """Cut the body at its level-two headings; return what stands before the first, and the rest."""
    questions: list[WrittenQuestion] = []
    blocks: list[list[tuple[int, str]]] = [[]]
    for number, line, in_code in _numbered(enumerate(lines[start:], start + 1)):
        heading = None if in_code else HEADING.match(line)
        if heading is None or (heading[1] == "#" and not questions):
            blocks[-1].append((number, line))
        elif heading[1] == "##":
            named = HEADING_ID.match(heading[2])
            title, question_id = (named[1], named[2]) if named else (heading[2], "")
            if not ID.match(question_id):
                problem = f"id {question_id} is not plain" if question_id else "no id"
                faults.note(number, problem, f"end the heading with {{#its-id}}: {PLAIN}")
            questions.append(WrittenQuestion(line=number, title=title, id=question_id))
            blocks.append([])
        else:
            problem = f"heading of level {len(heading[1])}"
            faults.note(number, problem, "use one # title, and a ## heading for each question")
    for question, block in zip(questions, blocks[1:], strict=True):
        _fill(question, block, faults)
    return "\n".join(line for _, line in blocks[0]), questions


def _numbered(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, bool]]:
    """Yield each numbered line with whether it belongs to a fenced code block."""
    fence = ""
    for number, line in lines:
        mark = FENCE.match(line)
        yield number, line, bool(fence or mark)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""


def _fill(question: WrittenQuestion, block: list[tuple[int, str]], faults: _Notes) -> None:
    """Sort a question's lines into prompt, options with feedback, and explanation."""
    prompt: list[str] = []
    explanation: list[str] = []
    for number, line, in_code in _numbered(block):
        mark = None if in_code else OPTION.match(line)
        if mark and explanation:
            faults.note(number, "a second list of options", "keep all options in one list")
        elif mark:
            question.options.append(WrittenOption(line=number, box=mark[1], text=mark[2]))
        elif not question.options:
            prompt.append(line)
        elif explanation or (line.strip() and not line[0].isspace()):
            explanation.append(line)
        elif line.lstrip().startswith(">"):
            question.options[-1].feedback += re.sub(r"^\s*> ?", "", line) + "\n"
        elif question.options[-1].feedback:
            question.options[-1].feedback += line.strip() + "\n"
        else:
            question.options[-1].text += "\n" + line.strip()
    for option in question.options:
        option.text, option.feedback = option.text.strip(), option.feedback.strip()
    question.prompt = "\n".join(prompt).strip()
    question.explanation = "\n".join(explanation).strip()


def _check(question: WrittenQuestion, faults: _Notes) -> None:
    """Note what keeps a question from being asked or scored."""
    if not question.prompt and not question.options:
        faults.note(
            question.line,
            "a heading without a question",
            "write the question and its options under it, or remove the heading",
        )
        return
    if not question.prompt:
        faults.note(
            question.line,
            "options without a question",
            "write the question between the heading and the list",
        )
    if len(question.options) < 2:
        faults.note(
            question.line,
            "one option" if question.options else "no options",
            "write a task list of two or more, - [x] right and - [ ] wrong",
        )
    first_line: dict[str, int] = {}
    for option in question.options:
        if option.box not in BOXES:
            faults.note(
                option.line,
                f"unknown box [{option.box}]",
                "write [x] for a right option and [ ] for a wrong one",
            )
        if not option.text:
            faults.note(option.line, "empty option", "write its text behind the box")
        elif option.id in first_line:
            problem = f"the same option as in line {first_line[option.id]}"
            faults.note(option.line, problem, "word each option differently")
        first_line.setdefault(option.id, option.line)
    if question.options and not any(option.right for option in question.options):
        faults.note(question.line, "no option is marked [x]", "mark each right option with [x]")


def _find_flaws(question: WrittenQuestion, warnings: _Notes) -> None:
    """Note what makes a question worse, though it can be scored."""
    if NEGATIVE.search(question.prompt):
        warnings.note(question.line, "NOT or EXCEPT in the question", "ask for what is so")
    if not question.explanation:
        remedy = "write why, with its source, behind the options"
        warnings.note(question.line, "no explanation", remedy)
    for option in question.options:
        if ALL_OR_NONE.search(option.text):
            remedy = "let each option stand by itself"
            warnings.note(option.line, "an option that speaks of the other options", remedy)
        if not option.feedback:
            remedy = "write > and a sentence under it, indented by two spaces"
            warnings.note(option.line, "an option without feedback", remedy)
