"""Generated and damaged pages come out alike in CPython and in the browser's Python.

Each is scored, or refused with a line. `PAGES` sets how many of each are tried.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alliance_quiz.faults import FormatError
from alliance_quiz.quiz_markdown import WrittenQuestion, WrittenQuiz, read_quiz
from tests.pyodide.outcome import outcome

ROOT = Path(__file__).resolve().parents[2]
QUIZZES = [path.read_text("utf-8") for path in sorted((ROOT / "docs" / "quizzes").glob("*.md"))]
PAGES = int(os.environ.get("PAGES", "400"))

Draw = Callable[[st.SearchStrategy[str]], str]
word = st.text(
    st.characters(codec="utf-8", exclude_characters="\n\r[]{}#|`~"), min_size=1, max_size=12
).map(lambda text: "w" + " ".join(text.split()))
words = st.lists(word, min_size=1, max_size=6).map(" ".join)


@st.composite
def body(draw: st.DrawFn, number: int) -> str:
    """Draw the text under one question's heading, of any kind."""
    kind = draw(st.sampled_from(["choice", "order", "match", "fill", "reflect"]))
    parts = draw(st.lists(words, min_size=2, max_size=5, unique_by=str.casefold))
    prompt, because = draw(words), draw(words)
    if kind == "choice":
        boxes = draw(st.lists(st.sampled_from("x "), min_size=len(parts), max_size=len(parts)))
        boxes[0] = "x"
        rows = [
            f"- [{box}] {part}\n  > {draw(words)}" for box, part in zip(boxes, parts, strict=True)
        ]
        listed = "\n".join(rows)
    elif kind == "order":
        listed = "\n".join(f"{place}. {part}" for place, part in enumerate(parts, 1))
    elif kind == "match":
        listed = "\n\n".join(
            f"{part}\n:   {number} {place} {draw(word)}" for place, part in enumerate(parts)
        )
    elif kind == "fill":
        prompt, listed = f"{prompt} [[{'|'.join(parts)}]] {draw(word)} [[{draw(word)}]]", ""
    else:
        return f"{prompt}\n\n> {because}\n"
    return f"{prompt}\n\n{listed}\n\n{because}\n"


@st.composite
def page(draw: st.DrawFn) -> str:
    """Draw a page that its author wrote well."""
    bodies = [draw(body(number)) for number in range(draw(st.integers(1, 5)))]
    head = "---\nquiz: drawn\ntitle: Drawn\nchapter: ../a.md\n---\n\n# Drawn\n"
    questions = [
        f"## {draw(words)} {{#q{n} objective={n + 1}}}\n\n{b}" for n, b in enumerate(bodies)
    ]
    return head + "\n" + "\n".join(questions)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Draw a page with a few lines or letters lost, doubled, moved or put in."""
    text = draw(st.one_of(page(), st.sampled_from(QUIZZES)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 40))
        new = draw(
            st.sampled_from(
                ["", "\n", "[", "]]", "[[", "- [ ] ", "- [?] a\n", "## ", "{#", "-> #q1", ":   a\n",
                 "1. ", "> ", "```\n", "---\n", "\t", "\0", "\u2028", "é", "\ud83d", "Hint: "]
            )
        )  # fmt: skip
        text = text[:place] + new + text[place + cut :]
    return text


def answer(draw: st.DrawFn, question: WrittenQuestion) -> dict[str, object]:
    """Draw a response to a question, mostly one that can be marked."""
    given: dict[str, object] = {}
    if question.options:
        ids = [option.id for option in question.options]
        given["chosen"] = draw(st.lists(st.sampled_from(ids), max_size=3, unique=True))
    elif question.items:
        given["order"] = draw(st.permutations([item.id for item in question.items]))
    elif question.pairs:
        terms, meanings = zip(*((p.id, p.meaning_id) for p in question.pairs), strict=True)
        given["matched"] = draw(st.dictionaries(st.sampled_from(terms), st.sampled_from(meanings)))
    elif question.blanks:
        accepted = [st.one_of(st.sampled_from(blank), words) for blank in question.blanks]
        given["filled"] = [draw(one) for one in accepted]
    else:
        given["text"] = draw(words)
    if draw(st.integers(0, 3)) == 0:
        given |= {"certainty": draw(st.sampled_from(["sure", "guess", "no"]))}
    if draw(st.integers(0, 5)) == 0:
        given |= {"given_up": True}
    return given


@st.composite
def tried(draw: st.DrawFn, pages: st.SearchStrategy[str]) -> tuple[str, str]:
    """Draw a page with answers to it."""
    text = draw(pages)
    try:
        quiz: WrittenQuiz | None = read_quiz(text, "page.md")
    except FormatError:
        quiz = None
    if quiz is None or draw(st.integers(0, 9)) == 0:
        return text, draw(
            st.sampled_from(["", "{}", "[]", '{"answers": {"q0": 1}}', '{"path": ["a"]}'])
        )
    if quiz.case:
        options = [option.id for question in quiz.questions for option in question.options]
        return text, json.dumps({"path": draw(st.lists(st.sampled_from(options), max_size=3))})
    return text, json.dumps({"answers": {one.id: answer(draw, one) for one in quiz.questions}})


@pytest.mark.parametrize("pages", [page(), damaged()], ids=["generated", "damaged"])
def test_pages_come_out_alike(pages: st.SearchStrategy[str], tmp_path: Path) -> None:
    drawn: list[tuple[str, str]] = []

    @settings(
        max_examples=PAGES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(tried(pages))
    def collect(one: tuple[str, str]) -> None:
        drawn.append(one)

    collect()
    here = [outcome(text, responses) for text, responses in drawn]
    path = tmp_path / "pages.json"
    path.write_text(json.dumps(drawn), encoding="utf-8")
    command = ["node", str(Path(__file__).with_name("run_outcomes.mjs"))]
    done = subprocess.run(
        [*command, str(ROOT / "build" / "python"), str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    there = json.loads(done.stdout)
    assert len(there) == len(here) >= PAGES
    for one, expected, found in zip(drawn, here, there, strict=True):
        assert found == expected, one
    refused = sum(line.startswith("refused") for line in here)
    print(f"\n{len(here)} pages, {refused} of them refused")
