"""What a quiz or an instrument becomes in its page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import partial
from xml.etree.ElementTree import Element

import markdown
import pytest

from alliance_quiz.instrument import Instrument
from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.forms import Forms, Writer, marker
from alliance_site.instrument_form import Onward, build_instrument
from alliance_site.quiz_form import Addresses, build_quiz
from tests.case_files import FOLDER

ADDRESSES = Addresses(definition="d.json", python="py/", script="s.js")
QUIZ = """---
quiz: a
title: A
chapter: ../a.md
---

## Q <b>1</b> {#q}

What does `x` *mean*?

- [x] "Yes" & <script>alert(1)</script>
  > Why:
  >
  > - a list
- [ ] No
  > Why not.
- [x] Both

Because.
"""


def page(build: Callable[[Writer, Element], None]) -> str:
    """Return a page with a form in the middle."""
    return markdown.markdown(
        f"# Before{marker('form')}After", extensions=["toc", "md_in_html", Forms({"form": build})]
    )


@pytest.fixture(scope="module")
def quiz() -> str:
    return page(partial(build_quiz, quiz=read_quiz(QUIZ, "q.md"), addresses=ADDRESSES))


@pytest.fixture(scope="module")
def scale() -> str:
    data = tomllib.loads((FOLDER / "scale-middle.toml").read_text(encoding="utf-8"))
    instrument = Instrument.from_dict(data["instrument"])
    return page(
        partial(build_instrument, instrument=instrument, addresses=ADDRESSES, onward=Onward())
    )


def test_a_quiz_stands_where_its_marker_stood(quiz: str) -> None:
    assert quiz.index("Before</h1>") < quiz.index("<alliance-quiz") < quiz.index("<p>After</p>")


def test_a_question_is_a_group_with_a_name_and_a_description(quiz: str) -> None:
    assert '<fieldset aria-describedby="q.prompt"><legend><h2 id="q">' in quiz
    assert '<div class="prompt" id="q.prompt"><p>What does <code>x</code> <em>mean</em>?' in quiz


def test_several_right_options_make_checkboxes(quiz: str) -> None:
    assert quiz.count('type="checkbox" value=') == 3
    assert "Choose all that apply." in quiz


def test_every_option_has_its_label(quiz: str) -> None:
    inputs = re.findall(r'<input [^>]*?\bid="([^"]+)"', quiz)
    assert inputs == re.findall(r'<label for="([^"]+)"', quiz)
    assert "checked" not in quiz


def test_a_form_sends_nothing_anywhere(quiz: str, scale: str) -> None:
    for html in (quiz, scale):
        assert set(re.findall(r"<form[^>]*method=\"(\w+)\"", html)) == {"dialog"}
        assert "action=" not in html.replace("data-action=", "")


def test_feedback_and_explanation_stand_in_the_closed_key_only(quiz: str) -> None:
    before, _, key = quiz.partition('<details class="key" data-search-exclude="" id="key">')
    assert "Because." not in before
    assert "Why" not in before
    assert "<li>a list</li>" in key
    assert "Because." in key
    assert "<h3>Q" in key


def test_the_key_is_no_entry_of_the_contents() -> None:
    build = partial(build_quiz, quiz=read_quiz(QUIZ, "q.md"), addresses=ADDRESSES)
    md = markdown.Markdown(extensions=["toc", Forms({"form": build})])
    md.convert(marker("form"))
    assert [token["id"] for token in md.toc_tokens] == ["q"]  # type: ignore[attr-defined]


def test_a_permalink_is_no_part_of_a_groups_name() -> None:
    build = partial(build_quiz, quiz=read_quiz(QUIZ, "q.md"), addresses=ADDRESSES)
    html = markdown.markdown(
        f"# Before{marker('form')}",
        extensions=["toc", Forms({"form": build})],
        extension_configs={"toc": {"permalink": True}},
    )
    legend = html[html.index("<legend>") : html.index("</legend>")]
    assert "headerlink" not in legend
    assert html.count("headerlink") == 1


def test_an_instrument_offers_every_point_and_does_not_apply(scale: str) -> None:
    assert scale.count("<fieldset") == 4
    assert scale.count('type="radio"') == 4 * 4
    assert scale.count(">Does not apply</label>") == 4
    assert 'name="goal-words" type="radio" value="2"' in scale
    assert "checked" not in scale


def test_the_result_is_hidden_and_out_of_the_contents(scale: str) -> None:
    assert '<section class="result" data-search-exclude="" hidden=""><h2 tabindex="-1">' in scale


def test_paper_scoring_names_the_statements_and_the_reversed_ones(scale: str) -> None:
    paper = scale[scale.index('<details class="paper"') :]
    assert "Goals: add the numbers of statements 1, 2." in paper
    assert "Take the numbers of 4 from 4." in paper


def test_a_marker_of_no_form_stays_text() -> None:
    html = markdown.markdown("%%form other%%", extensions=[Forms({})])
    assert html == "<p>%%form other%%</p>"
