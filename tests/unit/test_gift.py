"""What a quiz becomes as GIFT, and what comes back from it."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from alliance_quiz import FormatError
from alliance_quiz.quiz_markdown import WrittenQuestion, WrittenQuiz, read_quiz
from alliance_site.bibliography import read_bibliography
from alliance_site.gift import write_gift
from alliance_site.import_gift import parse_gift, read_gift
from alliance_site.portable import STYLE, absolute, cite_by, portable
from alliance_site.quiz_page import write_quiz
from alliance_site.references import References
from tests.unit.every_kind import BASE, CASE, as_written, every_kind

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    p for p in (ROOT / "docs" / "quizzes").glob("*.md") if "\nquiz: " in p.read_text("utf-8")
)


def back(quiz: WrittenQuiz) -> WrittenQuiz:
    """Return what a quiz is after its way through GIFT and a page of ours."""
    made = write_gift(quiz, cite=as_written, base=BASE)
    imported = read_gift(made.text, "q.gift", parse_gift)
    assert imported.notes == []
    assert imported.told["title"] == quiz.title
    return read_quiz(write_quiz(replace(quiz, questions=imported.questions)), "back.md")


def said(question: WrittenQuestion) -> list[object]:
    """Return all that a question says."""
    return [
        question.kind,
        question.id,
        question.title,
        question.objective,
        question.prompt,
        question.hint,
        question.explanation,
        [(option.text, option.right, option.feedback) for option in question.options],
        [(pair.term, pair.meaning) for pair in question.pairs],
        question.blanks,
    ]


def away(question: WrittenQuestion) -> list[object]:
    """Return what a question says away from the site."""

    def whole(value: object) -> object:
        if isinstance(value, str):
            return portable(value, as_written, BASE)
        if isinstance(value, list | tuple):
            return type(value)(whole(each) for each in value)
        return value

    return [whole(value) for value in said(question)]


def test_gift_of_each_kind_is_what_moodle_reads() -> None:
    text = write_gift(every_kind(), cite=as_written, base=BASE, objectives=["A", "B / c"]).text
    assert "$CATEGORY: $course$/top/Practise: every kind/2. B // c\n" in text
    assert (
        "::one::[markdown]Six visits in.\\n\\n- a plain list\\n\\nWhat \\{is\\} *first*\\: " in text
    )
    assert "\n\t~50 % of \\\\[it\\\\]#No\\: \\{1\\} \\= \\~2 \\# 3.\\n\\nAnd --\\\\> on.\n" in text
    assert "\n\t~[markdown]%50% -\\\\> that\n" in text
    assert (
        "\n\t=--\\\\> [this](https\\://example.org/site/evidence/)#Yes [@hall2012, p. 3].\n" in text
    )
    assert "\n\t~%33.33333%a#A.\n" in text
    assert "\n\t~%-33.33333%d#D.\n" in text
    assert '\n\t=Goals -\\\\> ends -> "What for"\\: \\{this\\} \\= that\n' in text
    assert "About _____ per cent\\: no more. {\n\t=8\n\t=eight\n\t=8 \\\\* 1\n" in text
    assert "Think of your week. {\n\t####Compare *this*.\\nAnd that.\n}" in text
    assert "ordered::" not in text


def test_a_question_holds_no_empty_line_and_no_line_that_moodle_takes_for_a_comment() -> None:
    blocks = write_gift(every_kind(), cite=as_written, base=BASE).text.strip().split("\n\n")
    names = [block for block in blocks if "::" in block and not block.startswith("$")]
    assert len(names) == 5
    for block in names:
        lines = block.split("\n")
        first = next(number for number, line in enumerate(lines) if line.startswith("::"))
        assert not [line for line in lines[first:] if line.strip().startswith("//")]


def test_what_gift_cannot_carry_is_said() -> None:
    made = write_gift(every_kind(), cite=as_written, base=BASE)
    assert made.left_out == (
        "one: the hint stays behind as a comment: Moodle passes over it",
        "ordered: putting in order is left out: GIFT has no such kind",
        "filled: Moodle forgives capitals, but neither accents, hyphens nor slips",
        "two-filled: several blanks are left out: a short answer has one",
    )
    assert all(f"// Not carried over: {told}." in made.text for told in made.left_out)


def test_eleven_right_options_have_no_part_mark_in_moodle() -> None:
    quiz = every_kind()
    option = quiz.questions[1].options[0]
    many = [replace(option, text=f"right {number}") for number in range(11)]
    quiz.questions = [replace(quiz.questions[1], options=many)]
    made = write_gift(quiz, cite=as_written, base=BASE)
    assert made.left_out == (
        "all: more than 10 right options are left out: Moodle has no such part marks",
    )
    assert "::all::" not in made.text


def test_a_quiz_comes_back_as_it_went() -> None:
    quiz = every_kind()
    gone = {"ordered", "two-filled"}
    kept = [question for question in quiz.questions if question.id not in gone]
    assert [said(each) for each in back(quiz).questions] == [away(each) for each in kept]


NASTY = [
    "~ = # { } : \\", "a:b", "1 = 2", "{T}", "#", "####", "::x::", "\\n", "\\\\", "--> [x]",
    "-> #end", "[html]", "[markdown] x", "%50% x", "//x", "$CATEGORY: x", "=x ~y", "<!-- x -->x",
    "TRUE", "&lt;b>", "`a = b`", "é ≥ ’", "x\n\ny", "x\n// y", "## x", "Hint: x", "- [ ] x", ": x",
    "1. x", "```x", "a | b",
]  # fmt: skip


def test_what_means_something_to_gift_comes_back_as_text() -> None:
    quiz = every_kind()
    one, essay = quiz.questions[0], quiz.questions[-1]
    questions = []
    for number, text in enumerate(NASTY):
        options = [
            replace(one.options[1], text=f"right {text}", feedback=text),
            replace(one.options[0], text=f"{text} wrong", feedback=f"{text} fed"),
        ]
        made = replace(one, id=f"q-{number}", prompt=f"{text} prompt", hint="", options=options)
        questions.append(replace(made, explanation=text))
        questions.append(replace(essay, id=f"r-{number}", prompt=text, explanation=text))
    quiz.questions = questions
    gift = write_gift(quiz, cite=as_written, base=BASE).text
    imported = read_gift(gift, "q.gift", parse_gift)
    # Raw HTML comes back as text, as it does from any other file.
    found = [str(said(each)).replace("&lt;!--", "<!--") for each in imported.questions]
    assert found == [str(said(each)) for each in questions]
    read = read_quiz(write_quiz(replace(quiz, questions=imported.questions)), "back.md")
    assert [each.kind for each in read.questions] == [each.kind for each in questions]
    assert [[option.right for option in each.options] for each in read.questions] == [
        [option.right for option in each.options] for each in questions
    ]


def test_every_quiz_of_the_site_comes_back() -> None:
    assert len(PAGES) >= 17
    quizzes = [read_quiz(page.read_text(encoding="utf-8"), page.name) for page in PAGES]
    quizzes = [quiz for quiz in quizzes if not quiz.case]
    for quiz in quizzes:  # Two quizzes may have a question of the same id.
        quiz.questions = [replace(each, id=f"{quiz.id}-{each.id}") for each in quiz.questions]
    made = [write_gift(quiz, cite=as_written, base=BASE) for quiz in quizzes]
    # One start of Node for all.
    imported = read_gift("\n\n".join(each.text for each in made), "all.gift", parse_gift)
    assert imported.notes == []
    left = [
        {told.partition(":")[0] for told in each.left_out if "left out" in told} for each in made
    ]
    sent = [
        question
        for quiz, gone in zip(quizzes, left, strict=True)
        for question in quiz.questions
        if question.id not in gone
    ]
    found = read_quiz(write_quiz(replace(quizzes[0], questions=imported.questions)), "all.md")
    assert [said(each) for each in found.questions] == [away(each) for each in sent]


def test_the_parser_takes_the_whole_file_too() -> None:
    script = (
        'import gift from "gift-pegjs"; import { readFileSync } from "node:fs";'
        'console.log(gift.parse(readFileSync(0, "utf8")).map((one) => one.type).join(" "))'
    )
    made = write_gift(every_kind(), cite=as_written, base=BASE)
    command = ["node", "--input-type=module", "--eval", script]
    done = subprocess.run(
        command, cwd=ROOT, input=made.text, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Category MC MC Category Matching Short Category Essay\n"


def test_a_case_is_not_exported() -> None:
    with pytest.raises(FormatError, match="a-case is a case: export quizzes only"):
        write_gift(read_quiz(CASE, "case.md"), cite=as_written, base=BASE)


def test_citations_become_words_with_a_link_to_the_source() -> None:
    text = (ROOT / "bibliography.bib").read_text(encoding="utf-8")
    sources, _ = read_bibliography(text, "bibliography.bib")
    cite = cite_by(sources, References(STYLE))
    written = "A [see @bordin1979, p. 3; @wade2009]. As @bordin1979 says [-@bordin1979]. [@nobody]"
    bordin = "https://doi.org/10.1037/h0085885"
    assert portable(written, cite, BASE) == (
        f"A (see [Bordin 1979]({bordin}), p. 3; Wade 2009). "
        f"As Bordin ([1979]({bordin})) says ([1979]({bordin})). (@nobody)"
    )
    assert portable("`[@bordin1979]` \\[@x] [[a|b]] me@wade2009", cite, BASE) == (
        "`[@bordin1979]` \\[@x] [[a|b]] me@wade2009"
    )


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("../alliance/goals.md#smart", "https://example.org/site/alliance/goals/#smart"),
        ("../evidence/index.md", "https://example.org/site/evidence/"),
        ("../evidence/methods.ipynb", "https://example.org/site/evidence/methods/"),
        ("what.md", "https://example.org/site/quizzes/what/"),
        ("../images/a.svg", "https://example.org/site/images/a.svg"),
        ("#one", f"{BASE}#one"),
        ("https://example.com/a.md", "https://example.com/a.md"),
        ("mailto:a@example.com", "mailto:a@example.com"),
    ],
)
def test_links_become_whole(address: str, whole: str) -> None:
    assert absolute(address, BASE) == whole


def test_links_of_a_site_without_folders_end_in_html() -> None:
    base = "https://example.org/quizzes/q.html"
    assert absolute("../alliance/goals.md#a", base) == "https://example.org/alliance/goals.html#a"
