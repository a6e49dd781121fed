"""What `make new-chapter` and `make new-study` begin is built, or stops at the line they name."""

from __future__ import annotations

import pytest

from alliance_site import new_chapter, new_study
from tests.build.conftest import Project

STUDIES = "docs/evidence/studies.csv"


def test_a_new_chapter_is_built_and_a_new_study_once_it_is_filled_in(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.folder)
    assert new_chapter.main(["first-visits"]) == 0
    assert new_study.main(["A_correlation", "burns2007"]) == 0
    line = (project.folder / STUDIES).read_text(encoding="utf-8").count("\n")
    begun = project.build()
    assert begun.code == 1
    assert f"{STUDIES}:{line}: setting, n_or_k, estimate is empty: fill it in" in begun.faults
    assert "1 fault, listed above" in begun.output
    project.change(STUDIES, lambda text: text.replace("2007,,,r,,", "2007,cardiac,n=79,r,0.3,"))
    built = project.build()
    assert built.code == 0, built.output
    chapter = (built.site / "alliance" / "first-visits" / "index.html").read_text("utf-8")
    assert "Describe a situation in the clinic" in chapter
    quiz = (built.site / "quizzes" / "first-visits" / "index.html").read_text("utf-8")
    assert "<alliance-quiz" in quiz
    evidence = (built.site / "evidence" / "outcomes" / "index.html").read_text("utf-8")
    assert "Burns 2007" in evidence
