"""The page on which a quiz is written: its example, and what stands there without a script."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import markdown
import pytest

from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.editor_form import build_editor, example_of
from alliance_site.forms import Forms, marker
from alliance_site.quiz_form import Addresses

PAGE = (Path(__file__).parents[2] / "docs/about/write-a-quiz.md").read_text(encoding="utf-8")
KINDS = ["choose-one", "choose-all", "order", "match", "fill", "reflect"]
ADDRESSES = Addresses(definition="k.json", python="py/", script="s.js", style="s.css")


@pytest.fixture(scope="module")
def built() -> str:
    build = partial(build_editor, example=example_of(PAGE), quizzes="q/", addresses=ADDRESSES)
    return markdown.markdown(
        f"# Before{marker('form')}After", extensions=["toc", "md_in_html", Forms({"form": build})]
    )


def test_the_example_of_the_page_has_each_kind_and_no_fault_or_warning() -> None:
    quiz = read_quiz(example_of(PAGE), "example.md")
    assert [question.kind for question in quiz.questions] == KINDS
    assert quiz.warnings == []


def test_the_case_of_the_page_has_no_fault_or_warning() -> None:
    (text,) = re.findall(r"^```markdown\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    case = read_quiz(text, "case.md")
    assert case.case
    assert case.warnings == []


def test_the_page_shows_each_piece_of_the_example_and_one_place_for_the_field() -> None:
    assert PAGE.count("<!-- write a quiz -->") == 1
    assert all(f"{{#{kind}}}" in PAGE for kind in [*KINDS, "case", "citations"])


def test_the_field_holds_the_example_as_it_is(built: str) -> None:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", built, re.DOTALL)
    assert found
    text = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert text == example_of(PAGE)


def test_without_a_script_the_page_says_that_checking_needs_one(built: str) -> None:
    found = re.search(r"<noscript>(.*?)</noscript>", built, re.DOTALL)
    assert found
    assert "need JavaScript" in found[1]


def test_the_field_and_the_file_have_names(built: str) -> None:
    assert '<label for="quiz-text">Your quiz</label>' in built
    assert re.search(r"<label[^>]*>Open a file<input[^>]*type=\"file\"", built)
