r"""Read a quiz or a case from the Markdown page that its author writes.

A complete quiz::

    ---
    quiz: components
    title: Goals, tasks and bond
    chapter: ../alliance/components.md
    ---

    # Check yourself

    ## A warm bond, no plan {#warm-bond-no-plan objective=2}

    Six visits in, a patient cannot say what any exercise is for.
    Which part of the alliance needs work first?

    Hint: ask yourself what she could tell her family.

    - [ ] Bond
      > She trusts you already.
    - [x] Tasks
      > Yes: the purpose of the means is what she lacks [@hall2012].

    One strong part does not carry the others [@bordin1979].

What the list looks like says what kind a question is: a task list with one `[x]` is choose-one,
with several choose-all; an ordered list, written rightly, is to be put in order; a definition list
is to be matched; `[[word|another]]` in the prompt is to be filled in; without any of them the
question is to reflect on. What follows is the explanation: behind a list, behind the paragraph with
the last blank, or, where there is neither, the lines quoted by `>`. A task list whose options end
in `-> #id` is a step of a case; behind the id may stand what the choice does, as in
`(goals +, bond -)`.
All text is Markdown and may cite.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from alliance_quiz.case import PARTS, Case, Step, Turn
from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.kinds import Answer, Choice, Fill, Match, Order, Reflect
from alliance_quiz.quiz import Question, Quiz

FRONT_MATTER_KEYS = ("quiz", "title", "description", "chapter")
REQUIRED_KEYS = ("quiz", "title", "chapter")

HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
HEADING_ID = re.compile(r"^(.*?)\s*\{\s*#([^}\s]*)\s*(?:objective=(\S*?)\s*)?\}$")
ID = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
OPTION = re.compile(r"^[-*+]\s+\[(.?)\](?![(\[:])\s*(.*)$")
ITEM = re.compile(r"^\d{1,9}[.)]\s+(.*)$")
MEANING = re.compile(r"^:\s+(.*)$")
BLANK = re.compile(r"\[\[([^\[\]]*)\]\]")
HINT = re.compile(r"^Hint:\s+")
BRANCH = re.compile(r"^(.*?)\s*->\s*#(\S+)\s*(?:\(([^()]*)\))?\s*$", re.DOTALL)
EFFECT = re.compile(rf"^({'|'.join(PARTS)})\s*([+-])$")
PLAIN = "use a-z, 0-9 and single hyphens"
BOXES = (" ", "x", "X")
FENCE = re.compile(r"^\s*(`{3,}|~{3,})")

NEGATIVE = re.compile(r"\b(NOT|EXCEPT)\b")
ALL_OR_NONE = re.compile(r"\b(all|none|both|neither) of (the|these|those)\b", re.IGNORECASE)
LONGEST = 1.25
"""A key this many times as long as the longest other option gives itself away; our own rule."""


def words_id(text: str) -> str:
    """Return eight hexadecimal digits of a text's CRC-32: the same wherever it stands.

    The browser's Python has no hashlib.
    """
    words = " ".join(text.casefold().split())
    return f"{zlib.crc32(words.encode(errors='surrogatepass')):08x}"


@dataclass(kw_only=True, slots=True)
class WrittenOption:
    """An option as it stands in the page: Markdown text, feedback, mark and 1-based line.

    In a case `to` is the step it leads to, and `builds` and `strains` are parts of the alliance.
    """

    line: int
    box: str
    text: str
    feedback: str = ""
    to: str = ""
    builds: tuple[str, ...] = ()
    strains: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What tells this option from the others: its words, wherever it stands."""
        return words_id(self.text)

    @property
    def right(self) -> bool:
        """Whether the author marked it as right."""
        return self.box in BOXES[1:]


@dataclass(kw_only=True, slots=True)
class WrittenItem:
    """An item to be put in order: Markdown text and 1-based line."""

    line: int
    text: str

    @property
    def id(self) -> str:
        """What tells this item from the others."""
        return words_id(self.text)


@dataclass(kw_only=True, slots=True)
class WrittenPair:
    """A term and its meaning: Markdown texts, and the 1-based line of the meaning."""

    line: int
    term: str
    meaning: str

    @property
    def id(self) -> str:
        """What tells this term from the others."""
        return words_id(self.term)

    @property
    def meaning_id(self) -> str:
        """What tells this meaning from the others; it is no term's id."""
        return words_id(f"means {self.meaning}")


@dataclass(kw_only=True, slots=True)
class WrittenQuestion:
    """A question as it stands in the page: Markdown texts and the 1-based line of its heading.

    Of `options`, `items`, `pairs` and `blanks` the one that its kind has is filled. In the prompt
    of a question to fill in, the blanks stand as they were written.
    """

    line: int
    title: str
    id: str
    objective: int = 0
    prompt: str = ""
    hint: str = ""
    options: list[WrittenOption] = field(default_factory=list)
    items: list[WrittenItem] = field(default_factory=list)
    pairs: list[WrittenPair] = field(default_factory=list)
    blanks: list[tuple[str, ...]] = field(default_factory=list)
    explanation: str = ""

    @property
    def key(self) -> frozenset[str]:
        """The ids of the options marked as right."""
        return frozenset(option.id for option in self.options if option.right)

    @property
    def kind(self) -> str:
        """The kind, by what its list looks like; `step` for a step of a case."""
        if any(option.to for option in self.options):
            return "step"
        return self.answer.kind

    @property
    def answer(self) -> Answer:
        """What scoring needs of this question."""
        if self.options:
            return Choice(
                options=tuple(option.id for option in self.options),
                key=self.key,
                several=len(self.key) != 1,
            )
        if self.items:
            return Order(key=tuple(item.id for item in self.items))
        if self.pairs:
            return Match(
                terms=tuple(pair.id for pair in self.pairs),
                key=tuple(pair.meaning_id for pair in self.pairs),
            )
        return Fill(key=tuple(self.blanks)) if self.blanks else Reflect()

    @property
    def mixed(self) -> list[WrittenItem]:
        """The items in an order that is not the right one, the same each time."""
        by_id = sorted(self.items, key=lambda item: item.id)
        return by_id if by_id != self.items else [*by_id[1:], *by_id[:1]]

    @property
    def content(self) -> str:
        """Eight digits that change with what is asked and what is right."""
        return words_id(f"{self.prompt} {self.answer.kind} {self.answer.to_dict()}")


@dataclass(kw_only=True, slots=True)
class WrittenQuiz:
    """A quiz page: its front matter, the Markdown before the first question, the questions.

    `warnings` holds what an author should look at, though it can be scored. In a case the
    questions are its steps and ends.
    """

    id: str
    title: str
    chapter: str
    intro: str
    questions: list[WrittenQuestion]
    warnings: list[Fault]

    @property
    def case(self) -> bool:
        """Whether the page is a case."""
        return any(option.to for question in self.questions for option in question.options)

    def definition(self) -> Quiz | Case:
        """Return what scoring needs of this page."""
        if self.case:
            return Case(id=self.id, steps=tuple(_step(question) for question in self.questions))
        return Quiz(
            id=self.id,
            questions=tuple(
                Question(
                    id=question.id,
                    title=question.title,
                    content=question.content,
                    objective=question.objective,
                    answer=question.answer,
                )
                for question in self.questions
            ),
        )


def _step(question: WrittenQuestion) -> Step:
    turns = tuple(
        Turn(option=option.id, to=option.to, builds=option.builds, strains=option.strains)
        for option in question.options
    )
    return Step(id=question.id, title=question.title, turns=turns)


def read_quiz(text: str, file: str) -> WrittenQuiz:
    """Return the quiz or the case that a Markdown page holds.

    Args:
        text: The whole page, front matter included.
        file: Its name, for messages.

    Raises:
        FormatError: with every fault of the page, each with its line.
    """
    quiz, faults = look_through(text, file)
    if faults:
        raise FormatError(faults)
    return quiz


def look_through(text: str, file: str) -> tuple[WrittenQuiz, list[Fault]]:
    """Return what can be made out of a page, and its faults by line.

    With faults it is good to be looked at, and not to be scored: texts may be empty.
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
    case = any(question.kind == "step" for question in questions)
    for question in questions:
        _check(question, faults, case=case)
    if case:
        _check_way(questions, faults)
    warnings = _Notes(file)
    for question in questions:
        if question.prompt:  # Else its fault says enough.
            _find_flaws(question, warnings, case=case)
    quiz = WrittenQuiz(
        id=meta.get("quiz", ""),
        title=meta.get("title", ""),
        chapter=meta.get("chapter", ""),
        intro=intro,
        questions=questions,
        warnings=warnings.all,
    )
    return quiz, sorted(faults.all, key=lambda fault: fault.line)


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
            questions.append(_heading(number, heading[2], faults))
            blocks.append([])
        else:
            problem = f"heading of level {len(heading[1])}"
            faults.note(number, problem, "use one # title, and a ## heading for each question")
    for question, block in zip(questions, blocks[1:], strict=True):
        _fill(question, block, faults)
    return "\n".join(line for _, line in blocks[0]), questions


def _heading(number: int, text: str, faults: _Notes) -> WrittenQuestion:
    named = HEADING_ID.match(text)
    title, question_id, objective = (named[1], named[2], named[3]) if named else (text, "", None)
    if not ID.match(question_id):
        problem = f"id {question_id} is not plain" if question_id else "no id"
        faults.note(number, problem, f"end the heading with {{#its-id}}: {PLAIN}")
    if objective is not None and not re.fullmatch(r"[1-9]\d?", objective):
        remedy = "write objective= and the number of an objective of the chapter, from 1"
        faults.note(number, f"objective {objective} is no number", remedy)
        objective = None
    if not title:
        faults.note(number, "no title", "write a few words before the id")
    return WrittenQuestion(line=number, title=title, id=question_id, objective=int(objective or 0))


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


Line = tuple[int, str, bool]


def _fill(question: WrittenQuestion, block: list[tuple[int, str]], faults: _Notes) -> None:
    """Sort a question's lines into prompt, hint, answer and explanation, by its kind."""
    lines = _take_hint(question, list(_numbered(block)))
    marks = {
        "task list": [n for n, line, code in lines if not code and OPTION.match(line)],
        "definition list": [n for n, line, code in lines if not code and MEANING.match(line)],
        "blank": [n for n, line, code in lines if not code and BLANK.search(line)],
    }
    found = [(name, numbers[0]) for name, numbers in marks.items() if numbers]
    if len(found) > 1:
        first, second = sorted(found, key=lambda mark: mark[1])[:2]
        problem = f"a {second[0]} besides the {first[0]} of line {first[1]}"
        faults.note(second[1], problem, "ask one thing in one question")
    if marks["task list"]:
        _fill_options(question, lines, faults)
    elif marks["definition list"]:
        _fill_pairs(question, lines, faults)
    elif marks["blank"]:
        _fill_blanks(question, lines, marks["blank"][-1])
    elif any(not code and ITEM.match(line) for _, line, code in lines):
        _fill_items(question, lines, faults)
    else:
        quoted = [not code and line.startswith(">") for _, line, code in lines]
        _set(question, [line for (_, line, _), mark in zip(lines, quoted, strict=True) if not mark])
        question.explanation = "\n".join(
            re.sub(r"^> ?", "", line)
            for (_, line, _), mark in zip(lines, quoted, strict=True)
            if mark
        ).strip()


def _take_hint(question: WrittenQuestion, lines: list[Line]) -> list[Line]:
    """Cut the paragraph that begins with `Hint:` out of a question's lines."""
    start = next(
        (i for i, (_, line, code) in enumerate(lines) if not code and HINT.match(line)), -1
    )
    if start < 0:
        return lines
    end = next((i for i in range(start, len(lines)) if not lines[i][1].strip()), len(lines))
    hint = "\n".join(line for _, line, _ in lines[start:end])
    question.hint = HINT.sub("", hint).strip()
    return lines[:start] + lines[end:]


def _set(question: WrittenQuestion, prompt: list[str], explanation: Iterable[str] = ()) -> None:
    question.prompt = "\n".join(prompt).strip()
    question.explanation = "\n".join(explanation).strip()


def _fill_options(question: WrittenQuestion, lines: list[Line], faults: _Notes) -> None:
    prompt: list[str] = []
    explanation: list[str] = []
    for number, line, in_code in lines:
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
        _take_branch(option, faults)
    _set(question, prompt, explanation)


def _take_branch(option: WrittenOption, faults: _Notes) -> None:
    """Cut the way to another step off an option."""
    branch = BRANCH.match(option.text)
    if branch is None:
        return
    option.text, option.to = branch[1], branch[2]
    for effect in (part.strip() for part in (branch[3] or "").split(",") if part.strip()):
        told = EFFECT.match(effect)
        if told is None:
            remedy = f"write {', '.join(PARTS)} with + or -, as in (goals +, bond -)"
            faults.note(option.line, f"unknown effect {effect}", remedy)
        elif told[2] == "+":
            option.builds += (told[1],)
        else:
            option.strains += (told[1],)


def _fill_items(question: WrittenQuestion, lines: list[Line], faults: _Notes) -> None:
    prompt: list[str] = []
    explanation: list[str] = []
    for number, line, in_code in lines:
        mark = None if in_code else ITEM.match(line)
        if mark and explanation:
            faults.note(number, "a second ordered list", "keep all items in one list")
        elif mark:
            question.items.append(WrittenItem(line=number, text=mark[1]))
        elif not question.items:
            prompt.append(line)
        elif explanation or (line.strip() and not line[0].isspace()):
            explanation.append(line)
        elif line.strip():
            question.items[-1].text += "\n" + line.strip()
    _set(question, prompt, explanation)


def _fill_pairs(question: WrittenQuestion, lines: list[Line], faults: _Notes) -> None:
    prompt: list[str] = []
    explanation: list[str] = []
    for index, (number, line, in_code) in enumerate(lines):
        mark = None if in_code else MEANING.match(line)
        rest = explanation if question.pairs else prompt
        if mark:
            # The line above is the term; only lines with nothing in them may stand before it.
            above = rest.pop() if rest else ""
            if not above.strip() or (question.pairs and any(text.strip() for text in rest)):
                remedy = "write each term on a line, and : and its meaning on the next"
                faults.note(number, "a meaning without a term", remedy)
            term = above.strip() or f"line {number}"
            question.pairs.append(WrittenPair(line=number, term=term, meaning=mark[1]))
            explanation.clear()
        elif question.pairs and index and line[:1].isspace() and line.strip() and not explanation:
            question.pairs[-1].meaning += "\n" + line.strip()
        else:
            rest.append(line)
    for pair in question.pairs:
        pair.meaning = pair.meaning.strip()
    _set(question, prompt, explanation)


def _fill_blanks(question: WrittenQuestion, lines: list[Line], last: int) -> None:
    at = next(index for index, (number, _, _) in enumerate(lines) if number == last)
    end = next((i for i in range(at, len(lines)) if not lines[i][1].strip()), len(lines))
    _set(
        question,
        [line for _, line, _ in lines[:end]],
        (line for _, line, _ in lines[end:]),
    )
    for blank in BLANK.findall(question.prompt):
        question.blanks.append(tuple(word.strip() for word in blank.split("|")))


def _check(question: WrittenQuestion, faults: _Notes, *, case: bool) -> None:
    """Note what keeps a question from being asked or scored."""
    if not question.prompt and question.kind == "reflect":
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
    if question.options:
        _check_options(question, faults, case=case)
    elif case and question.kind != "reflect":
        remedy = "give its options as a task list with -> #id, or leave only text for an end"
        faults.note(question.line, "a question in a case", remedy)
    for accepted in question.blanks:
        if not all(any(letter.isalnum() for letter in word) for word in accepted):
            remedy = "write the word, and others that are right behind |"
            faults.note(question.line, f"an empty blank [[{'|'.join(accepted)}]]", remedy)
    parts = [(item.line, item.text, item.id) for item in question.items]
    _check_parts("item", parts, 2, question.line, faults)
    parts = [(pair.line, pair.term, pair.id) for pair in question.pairs]
    _check_parts("term", parts, 2, question.line, faults)
    parts = [(pair.line, pair.meaning, pair.meaning_id) for pair in question.pairs]
    _check_parts("meaning", parts, 0, question.line, faults)


def _check_parts(
    name: str, parts: list[tuple[int, str, str]], least: int, line: int, faults: _Notes
) -> None:
    """Note what is empty or alike among items, terms or meanings, or that there are too few."""
    if parts and len(parts) < least:
        faults.note(line, f"one {name}", f"write {least} or more")
    first_line: dict[str, int] = {}
    for number, text, part_id in parts:
        if not text:
            faults.note(number, f"empty {name}", "write its text")
        elif part_id in first_line:
            problem = f"the same {name} as in line {first_line[part_id]}"
            faults.note(number, problem, f"word each {name} differently")
        first_line.setdefault(part_id, number)


def _check_options(question: WrittenQuestion, faults: _Notes, *, case: bool) -> None:
    if len(question.options) < 2:
        remedy = "write a task list of two or more, - [x] right and - [ ] wrong"
        faults.note(question.line, "one option", remedy)
    first_line: dict[str, int] = {}
    for option in question.options:
        if option.box not in BOXES:
            faults.note(
                option.line,
                f"unknown box [{option.box}]",
                "write [x] for a right option and [ ] for a wrong one",
            )
        elif case and option.right:
            faults.note(option.line, "a right option in a case", "write [ ]: it has consequences")
        if case and not option.to:
            faults.note(option.line, "an option that leads nowhere", "end it with -> #id of a step")
        if not option.text:
            faults.note(option.line, "empty option", "write its text behind the box")
        elif option.id in first_line:
            problem = f"the same option as in line {first_line[option.id]}"
            faults.note(option.line, problem, "word each option differently")
        first_line.setdefault(option.id, option.line)
    if not case and not any(option.right for option in question.options):
        faults.note(question.line, "no option is marked [x]", "mark each right option with [x]")


def _check_way(steps: list[WrittenQuestion], faults: _Notes) -> None:
    """Note each branch to a step that is not there, each step not reached, and each way round."""
    known = {step.id: step for step in steps}
    for step in steps:
        for option in step.options:
            if option.to and option.to not in known:
                remedy = f"lead to one of {', '.join(known)}"
                faults.note(option.line, f"no step #{option.to}", remedy)
    # A stack of its own: a page may have more steps than Python has levels of calls.
    way = {steps[0].id: iter(steps[0].options)}
    done: set[str] = set()
    while way:
        at = next(reversed(way))
        branch = next(way[at], None)
        if branch is None:
            done.add(at)
            del way[at]
        elif branch.to in way:
            remedy = "lead on to a later step, or to an end"
            faults.note(branch.line, f"a way back to #{branch.to}", remedy)
        elif branch.to in known and branch.to not in done:
            way[branch.to] = iter(known[branch.to].options)
    for step in steps:
        if step.id not in done:
            remedy = f"let an option end in -> #{step.id}, or remove the step"
            faults.note(step.line, f"nothing leads to #{step.id}", remedy)


def _find_flaws(question: WrittenQuestion, warnings: _Notes, *, case: bool) -> None:
    """Note what makes a question worse, though it can be scored."""
    if NEGATIVE.search(question.prompt):
        warnings.note(question.line, "NOT or EXCEPT in the question", "ask for what is so")
    if not question.explanation and not case:
        remedy = "write why, with its source, behind the options"
        if question.kind == "reflect":
            remedy = "write what to compare with, with its source, in lines that begin with >"
        warnings.note(question.line, "no explanation", remedy)
    for option in question.options:
        if ALL_OR_NONE.search(option.text):
            remedy = "let each option stand by itself"
            warnings.note(option.line, "an option that speaks of the other options", remedy)
        if not option.feedback:
            remedy = "write > and a sentence under it, indented by two spaces"
            warnings.note(option.line, "an option without feedback", remedy)
    if question.kind == "choose-one" and len(question.options) > 1:
        key = next(option for option in question.options if option.right)
        # In a page with faults, all options may be the right one.
        others = [len(option.text) for option in question.options if not option.right]
        if len(key.text) > LONGEST * max(others, default=len(key.text)):
            remedy = "give another option as many words, or the right one fewer"
            warnings.note(key.line, "the right option alone is long", remedy)
