"""What starting a quiz writes, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.bibliography import written_keys
from alliance_site.new_quiz import TEMPLATE, add_to_nav, main

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a site with one chapter; return the folder of its quizzes."""
    for folder in ("quizzes", "alliance"):
        (tmp_path / "docs" / folder).mkdir(parents=True)
    (tmp_path / "docs" / "alliance" / "goals.md").write_text("# Goals\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path / "docs" / "quizzes"


def test_the_template_shows_each_kind_and_has_no_flaw() -> None:
    quiz = read_quiz(TEMPLATE.read_text(encoding="utf-8"), TEMPLATE.name)
    kinds = ["choose-one", "choose-all", "order", "match", "fill", "reflect"]
    assert [question.kind for question in quiz.questions] == kinds
    assert quiz.warnings == []
    assert any(question.hint for question in quiz.questions)
    assert all(question.objective and question.explanation for question in quiz.questions)


def test_the_template_cites_what_is_in_the_bibliography() -> None:
    cited = set(re.findall(r"\[@(\w+)\]", TEMPLATE.read_text(encoding="utf-8")))
    assert cited
    assert cited <= set(written_keys((ROOT / "bibliography.bib").read_text(encoding="utf-8")))


def test_a_new_quiz_has_its_name_and_its_chapter(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["first-visits", "../alliance/goals.md"]) == 0
    quiz = read_quiz((site / "first-visits.md").read_text(encoding="utf-8"), "first-visits.md")
    assert (quiz.id, quiz.chapter) == ("first-visits", "../alliance/goals.md")
    assert quiz.title == "Practise: first visits"
    assert all(question.id.startswith("first-visits-") for question in quiz.questions)
    said = capsys.readouterr().out
    assert "quizzes/first-visits.md stands behind quizzes/measuring.md in the nav of" in said
    nav = (site.parents[1] / "mkdocs.yml").read_text(encoding="utf-8")
    line = "      - quizzes/first-visits.md\n"
    assert f"      - quizzes/measuring.md\n{line}      - Cases:\n" in nav
    assert nav.replace(line, "") == (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_a_page_that_the_nav_has_already_or_has_no_place_for_is_told(site: Path) -> None:
    config = site.parents[1] / "mkdocs.yml"
    before = config.read_bytes()
    assert add_to_nav("quizzes/goals.md") == "quizzes/goals.md was in the nav of mkdocs.yml already"
    told = add_to_nav("other/new.md")
    assert told == "other/new.md is not yet in the nav of mkdocs.yml: add the line - other/new.md"
    assert config.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], ["no name for the quiz: use a-z", "no chapter for the quiz: name a file"]),
        (["First", "../alliance/goals.md"], ["First is no name for a quiz: use a-z, 0-9"]),
        (["../x", "../alliance/goals.md"], ["../x is no name for a quiz: use a-z, 0-9"]),
        (["index", "../alliance/goals.md"], ["index is no name for a quiz: use a-z, 0-9"]),
        (["a", "../alliance/none.md"], ["no chapter ../alliance/none.md: name a file as seen"]),
        (["a", "../alliance"], ["no chapter ../alliance: name a file as seen"]),
    ],
)
def test_a_bad_name_or_chapter_is_refused_in_words(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: list[str]
) -> None:
    assert main(arguments) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(told)
    for line, start in zip(lines, told, strict=True):
        assert line.startswith(start)
    assert list(site.iterdir()) == []


def test_a_quiz_that_is_there_is_left_as_it_is(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "mine.md").write_text("mine", encoding="utf-8")
    assert main(["mine", "../alliance/goals.md"]) == 1
    assert capsys.readouterr().err.startswith("docs/quizzes/mine.md: is there already: ")
    assert (site / "mine.md").read_text(encoding="utf-8") == "mine"
