"""What the import of GIFT takes, what it says of the rest, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

import alliance_site.import_gift
from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.from_html import from_html
from alliance_site.import_gift import main

GOOD = "::Rome::Which is in Italy?{=Rome#Yes. ~Paris#No.####Because.}\n"


def run(folder: Path, text: str, *arguments: str) -> tuple[int, Path]:
    """Import a text; return the exit code and the page."""
    source, page = folder / "in.gift", folder / "out.md"
    source.write_text(text, encoding="utf-8")
    return main([str(source), "--output", str(page), *arguments]), page


def test_each_kind_becomes_a_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        f"{GOOD}\n\n::All::Which?{{~%50%a ~%50%b ~%-50%c}}\n\nTwo plus two is {{=four =4}}.\n\n"
        "Pairs {=a -> b\\: c =d -> e}\n\nThink. {####Compare.}\n\nHow many? {#8}\n"
    )
    code, page = run(tmp_path, text, "--chapter", "../alliance/goals.md")
    assert code == 0
    quiz = read_quiz(page.read_text(encoding="utf-8"), "out.md")
    assert (quiz.id, quiz.title, quiz.chapter) == ("out", "Out", "../alliance/goals.md")
    kinds = ["choose-one", "choose-all", "fill", "match", "reflect", "fill"]
    assert [question.kind for question in quiz.questions] == kinds
    rome, several, four, pairs, think, eight = quiz.questions
    assert (rome.id, rome.title, rome.explanation) == ("rome", "Rome", "Because.")
    assert [option.feedback for option in rome.options] == ["Yes.", "No."]
    assert [option.right for option in several.options] == [True, True, False]
    assert four.prompt == "Two plus two is [[four|4]] ."
    assert [(pair.term, pair.meaning) for pair in pairs.pairs] == [("a", "b: c"), ("d", "e")]
    assert (think.id, think.explanation) == ("think", "Compare.")
    assert eight.prompt == "How many?\n\n[[8]]"
    assert f"{page}: 6 questions written." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Pi? {#3.141:0.01}", ":3: a number with a range, 3.141:0.01 is left out: "),
        ("Pi? {#3..4}", ":3: a number with a range, 3..4 is left out: "),
        ("How cold? {#-5}", ":3: the number -5 is left out: "),
        ("It is so. {T}", ":3: true or false: it becomes a choice of True and False"),
        ("A {~x =y} B", ":3: a missing word: the gap stands as _____ in the question"),
        ("A {=y ~%50%x}", ":3: part marks for other answers: "),
        ("A {=y =z ~x}", ":3: several answers that are each wholly right: "),
        ("A {~%70%y ~%30%z ~x}", ":3: weights of its own: "),
        ("A {=%50%y =z}", ":3: 50 % for y is left out: "),
        ("A {=y* =z}", ":3: the answer y* is left out: "),
        ("A {=y#Good =z}", ":3: feedback on an answer: Good: "),
        ("A {=a -> b =c -> d = -> e}", ":3: a meaning without a term: e: "),
        ("Only text.", ":3: a description is left out: "),
        ("$CATEGORY: $course$/One", ":3: category $course$/One is left out: "),
        ("[wiki]A {=y ~x}", ":3: unknown format [wiki]: "),
        ("[html]<table><tr><td>A</td></tr></table> {=y ~x}", ":3: HTML that is not carried: "),
        ("[markdown]A <u>b</u> {=y ~x}", ":3: HTML between Markdown: "),
        ("::N::A <img src=x> {=y ~x}", ":3: question “N”: HTML that is not carried: <img>: "),
    ],
)
def test_what_cannot_be_carried_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    code, page = run(tmp_path, f"{GOOD}\n{text}\n")
    assert f"{tmp_path / 'in.gift'}{told}" in capsys.readouterr().out
    assert code == 0
    assert read_quiz(page.read_text(encoding="utf-8"), "out.md").questions[0].id == "rome"


def test_true_or_false_has_the_feedback_of_the_wrong_answer_first(tmp_path: Path) -> None:
    _, page = run(tmp_path, "A {T#wrong#right}\n\nB {FALSE#wrong#right}\n")
    for question in read_quiz(page.read_text(encoding="utf-8"), "out.md").questions:
        assert {option.feedback for option in question.options if option.right} == {"right"}
        assert {option.feedback for option in question.options if not option.right} == {"wrong"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("::x::A {=y ~x\n\nB {=y ~x}\n", ':3: not GIFT (Expected "}" but end of input found): '),
        ("A {=y\n~x {}\n}\n", ':4: not GIFT (Expected "}" but "{" found): '),
        ("A }\n", ":3: not GIFT ("),
    ],
)
def test_what_is_not_gift_is_told_with_its_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    code, page = run(tmp_path, f"{GOOD}\n{text}")
    captured = capsys.readouterr()
    assert code == 1
    assert f"{tmp_path / 'in.gift'}{told}" in captured.err
    assert "Nothing was written." in captured.err
    assert captured.out == ""
    assert not page.exists()


def test_every_place_that_is_not_gift_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, "A {=y\n\nB {=y ~x}\n\nC {=y\n")
    told = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0].rpartition(":")[2] for line in told[:2]] == ["1", "5"]
    assert len(told) == 3


def test_bare_colons_and_equals_signs_are_text_as_in_moodle(tmp_path: Path) -> None:
    text = "What is this: 1 = 1? {=a: b#See http://example.org/ ~c}\n"
    code, page = run(tmp_path, text)
    question = read_quiz(page.read_text(encoding="utf-8"), "out.md").questions[0]
    assert code == 0
    assert question.prompt == "What is this: 1 = 1?"
    assert question.options[0].text == "a: b"
    assert question.options[0].feedback == "See http://example.org/"


def test_comments_are_passed_over_wherever_they_stand(tmp_path: Path) -> None:
    code, page = run(tmp_path, "// one\n::x::A {\n// two\n=y\n\t// three\n~x\n}\n")
    assert code == 0
    question = read_quiz(page.read_text(encoding="utf-8"), "out.md").questions[0]
    assert [option.text for option in question.options] == ["y", "x"]


def test_ids_are_made_of_names_and_stand_once(tmp_path: Path) -> None:
    names = ["::One two!::", "::One two::", "", "::7 days::", "::治療::", "::a-b::"]
    text = "\n\n".join(f"{name}Why is it {{=a ~b}}" for name in names)
    _, page = run(tmp_path, text)
    questions = read_quiz(page.read_text(encoding="utf-8"), "out.md").questions
    ids = ["one-two", "one-two-2", "why-is-it", "q-7-days", "question-5", "a-b"]
    assert [question.id for question in questions] == ids
    titles = ["One two!", "One two", "Why is it", "7 days", "治療", "A b"]
    assert [question.title for question in questions] == titles


def test_a_text_that_looks_like_our_format_stays_text(tmp_path: Path) -> None:
    text = (
        "[plain]\\# A\\n- [x] b\\n1. c\\n> d\\n[[e]] @smith2020 *f* <g>{####- [ ] h\\n\\# i}\n\n"
        "[plain]Hint\\: A\\n\\: b {=y -> \\#end ~x}\n"
    ).replace("=y ->", "~z =y")
    code, page = run(tmp_path, text)
    written = page.read_text(encoding="utf-8")
    think, choose = read_quiz(written, "out.md").questions
    assert code == 0
    assert think.kind == "reflect"
    assert think.explanation.replace("\\", "") == "- [ ] h\n# i"
    assert "\\@smith2020 \\*f\\* \\<g>" in think.prompt
    assert choose.kind == "choose-one"
    assert choose.hint == ""


def test_double_brackets_of_a_choice_are_no_blank(tmp_path: Path) -> None:
    code, page = run(tmp_path, "[markdown]What is [[x]]? {=y ~z}\n")
    question = read_quiz(page.read_text(encoding="utf-8"), "out.md").questions[0]
    assert code == 0
    assert question.prompt == "What is [\\[x]]?"


def test_what_read_quiz_does_not_take_is_told_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, page = run(tmp_path, f"{GOOD}\n::Alike::Which?{{=a ~b ~b}}\n")
    told = capsys.readouterr().out
    assert code == 1
    assert f"{page}:26: #alike: the same option as in line 25: word each option differently" in told
    assert "It needs a hand" in told
    assert page.exists()


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out.md").write_text("mine", encoding="utf-8")
    code, page = run(tmp_path, GOOD)
    assert code == 1
    assert page.read_text(encoding="utf-8") == "mine"
    assert f"{page}: is there already: name another page" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no question in it"),
        ("// only a comment\n", "no question in it"),
        ("Only text.\n", "a description is left out"),
    ],
)
def test_a_file_without_questions_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    code, page = run(tmp_path, text)
    assert code == 1
    assert told in capsys.readouterr().err
    assert not page.exists()


def test_a_missing_file_a_bad_name_and_other_bytes_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "no.gift"), "--output", str(tmp_path / "a.md")]) == 1
    assert "no.gift: cannot be read" in capsys.readouterr().err
    source = tmp_path / "in.gift"
    source.write_bytes(b"A {=y ~x}\n\n\xff")
    assert main([str(source), "--output", str(tmp_path / "a.md")]) == 1
    assert "in.gift:3: byte 0xff is not UTF-8" in capsys.readouterr().err
    assert main([str(source), "--output", str(tmp_path / "Not plain.md")]) == 1
    assert "Not plain.md is not plain: name the page by --output" in capsys.readouterr().err
    source.write_text(GOOD, encoding="utf-8")
    assert main([str(source), "--output", str(tmp_path / "no" / "a.md")]) == 1
    assert "cannot be written (No such file or directory)" in capsys.readouterr().err


def test_a_missing_node_or_parser_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "import_gift.mjs"
    elsewhere.write_text('import "gift-pegjs";\n', encoding="utf-8")
    monkeypatch.setattr(alliance_site.import_gift, "PARSER", elsewhere)
    assert run(tmp_path, GOOD)[0] == 1
    assert "gift-pegjs does not run (" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(tmp_path, GOOD)[0] == 1
    assert "Node is not found: install Node 20 or newer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("html", "markdown", "lost"),
    [
        ("<p>a <b>b</b> <i>c</i></p><p>d<br>e</p>", "a **b** *c*\n\nd\ne", []),
        ('<a href="https://example.org/(x)">a</a>', "[a](https://example.org/x)", []),
        ('<a href="javascript:x">a</a>', "a", []),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b", []),
        ("<script>x</script>a &lt;b&gt; &amp; *", "a \\<b> & \\*", ["<script>"]),
        ("a<sup>2</sup><p>", "a2", ["<sup>"]),
    ],
)
def test_plain_html_becomes_markdown(html: str, markdown: str, lost: list[str]) -> None:
    assert from_html(html) == (markdown, lost)
