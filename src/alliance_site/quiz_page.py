"""Write a quiz as the Markdown page that `read_quiz` reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alliance_quiz.quiz_markdown import BLANK, FENCE, WrittenQuestion, WrittenQuiz

# What would be read as another part of a page, and how it is written as text.
HEADING = re.compile(r"^(?=#{1,6}\s)")
OPTION = re.compile(r"^([-*+]\s+)(?=\[.?\](?![(\[:]))")
MEANING = re.compile(r"^:(?=\s)")
HINT = re.compile(r"^Hint:(?=\s)")
ITEM = re.compile(r"^(\d{1,9})(?=[.)]\s)")
BRANCH = re.compile(r"->(?=\s*#)")
OPEN_BLANK = re.compile(r"\[(?=\[)")
# `splitlines` ends a line at these too; an author sees one line.
HIDDEN_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def write_quiz(quiz: WrittenQuiz) -> str:
    """Return the page that holds a quiz.

    What a text has by chance in common with the format is escaped.

    Args:
        quiz: The quiz; its lines and warnings do not matter.
    """
    title = _line(quiz.title)
    head = f"---\nquiz: {quiz.id}\ntitle: {_value(title)}\nchapter: {quiz.chapter}\n---"
    intro = quiz.intro.strip() or f"# {title}"
    return "\n\n".join([head, intro, *(_question(question) for question in quiz.questions)]) + "\n"


def _value(text: str) -> str:
    """Return a text as a value that YAML and `read_quiz` read alike: quoted, nothing escaped."""
    if re.fullmatch(r"[^\W\d][\w ,.?()’-]*", text):
        return text
    bare = text.replace("\\", "/")
    if '"' in bare and "'" not in bare:
        return f"'{bare}'"
    return f'"{bare.replace('"', "”")}"'


def _question(question: WrittenQuestion) -> str:
    objective = f" objective={question.objective}" if question.objective else ""
    parts = [f"## {_line(question.title)} {{#{question.id}{objective}}}", _prompt(question)]
    if question.hint:
        parts.append(f"Hint: {_line(question.hint)}")
    parts.append("\n".join(_answers(question)))
    explanation = _guard(question.explanation)
    if question.kind == "reflect" and explanation:
        explanation = _quoted(explanation)
    return "\n\n".join(part for part in [*parts, explanation] if part)


def _prompt(question: WrittenQuestion) -> str:
    prompt = _guard(question.prompt, blanks=bool(question.blanks))
    if question.kind != "reflect":
        return prompt
    lines = (ITEM.sub(r"\1\\", line) for line in prompt.split("\n"))
    return "\n".join(f"\\{line}" if line.startswith(">") else line for line in lines)


def _answers(question: WrittenQuestion) -> Iterator[str]:
    for option in question.options:
        text = BRANCH.sub(r"-\\>", _guard(option.text))
        first, *more = text.split("\n")
        yield f"- [{'x' if option.right else ' '}] {first}"
        for line in more:
            yield f"  {_hidden_quote(line)}" if line.strip() else ""
        if option.feedback:
            yield _quoted(_guard(option.feedback), "  ")
    for number, item in enumerate(question.items, 1):
        first, *more = _guard(item.text).split("\n")
        yield "\n".join([f"{number}. {first}", *(f"   {line}" for line in more)])
    last = question.pairs[-1] if question.pairs else None
    for pair in question.pairs:
        first, *more = _guard(pair.meaning).split("\n")
        meaning = "\n".join([f":   {first}", *(f"    {line}" for line in more)])
        # An empty line parts a pair from the next.
        yield f"{_line(_guard(pair.term))}\n{meaning}" + ("\n" if pair is not last else "")


def _hidden_quote(line: str) -> str:
    return re.sub(r"^\s*>", r"\>", line)


def _quoted(text: str, indent: str = "") -> str:
    return "\n".join(f"{indent}> {line}".rstrip() for line in text.split("\n"))


def _line(text: str) -> str:
    return " ".join(HIDDEN_ENDS.sub(" ", text).split())


def _guard(text: str, *, blanks: bool = False) -> str:
    """Escape what at the start of a line, or between brackets, means something to `read_quiz`."""
    lines = HIDDEN_ENDS.sub(" ", text.strip()).split("\n")
    # Without its end, a fence would turn all that follows on the page into code.
    fences = sum(bool(FENCE.match(line)) for line in lines) % 2 == 0
    code = False
    guarded = []
    for line in lines:
        fence = FENCE.match(line)
        if fence and fences:
            code = not code
        elif fence:
            mark = f"&#{ord(fence[1][0])};"
            line = line.replace(fence[1], mark * len(fence[1]), 1)  # noqa: PLW2901
        guarded.append(line if code or fence else _guard_line(line, blanks=blanks))
    return "\n".join(guarded)


def _guard_line(line: str, *, blanks: bool) -> str:
    line = HEADING.sub(r"\\", line)
    line = OPTION.sub(r"\1\\", line)
    line = MEANING.sub("&#58;", line)
    line = HINT.sub("Hint&#58;", line)
    if blanks and BLANK.search(line):
        return line
    return OPEN_BLANK.sub(r"[\\", line) if BLANK.search(line) else line
