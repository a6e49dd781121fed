"""What starting a chapter writes, and what it refuses."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from mkdocs.utils.meta import get_data

from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.chapter import chapter_faults
from alliance_site.new_chapter import main
from tests.unit.test_new_quiz import site

__all__ = ["site"]


def test_a_new_chapter_and_its_quiz_name_each_other(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["first-visits"]) == 0
    said = capsys.readouterr().out
    assert "alliance/first-visits.md stands behind alliance/teaching.md in the nav" in said
    assert "quizzes/first-visits.md stands behind quizzes/measuring.md in the nav" in said
    chapter = site.parent / "alliance" / "first-visits.md"
    text = chapter.read_text(encoding="utf-8")
    _, meta = get_data(text)
    assert list(chapter_faults(text, meta, "c.md")) == []
    assert meta["title"] == "First visits"
    assert meta["reviewed"] == datetime.datetime.now(datetime.UTC).date()
    page = chapter.parent / meta["quiz"]
    quiz = read_quiz(page.read_text(encoding="utf-8"), "q.md")
    assert (page.parent / quiz.chapter).resolve() == chapter
    assert set(meta["check"]) < {question.id for question in quiz.questions}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "no name for the chapter: use a-z, 0-9 and single hyphens"),
        (["First visits"], "First visits is no name for a chapter: use a-z"),
        (["goals"], "docs/alliance/goals.md: is there already: give the new chapter another NAME"),
        (["old"], "docs/quizzes/old.md: is there already: give the new quiz another NAME"),
        (["new", "nowhere"], "no folder docs/nowhere: use one that is there, as in FOLDER=alli"),
    ],
)
def test_a_bad_name_or_folder_is_refused_and_nothing_written(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    (site / "old.md").write_text("old", encoding="utf-8")
    before = {path: path.read_bytes() for path in site.parents[1].rglob("*.*")}
    assert main(arguments) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(told)
    assert {path: path.read_bytes() for path in site.parents[1].rglob("*.*")} == before
