"""What starting a row of the studies writes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliance_quiz.faults import FormatError
from alliance_site.bibliography import written_keys
from alliance_site.new_study import STUDIES, TO_FILL_IN, main
from alliance_site.studies import read_studies

ROOT = Path(__file__).parents[2]
BIBLIOGRAPHY = (ROOT / "bibliography.bib").read_text(encoding="utf-8")


@pytest.fixture
def studies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a site with our sources and studies; return the file of the studies."""
    (tmp_path / STUDIES).parent.mkdir(parents=True)
    (tmp_path / STUDIES).write_bytes((ROOT / STUDIES).read_bytes())
    (tmp_path / "bibliography.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / STUDIES


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_new_row_lacks_only_what_it_says(
    studies: Path, capsys: pytest.CaptureFixture[str], end: str
) -> None:
    before = studies.read_text(encoding="utf-8").rstrip("\n") + end
    studies.write_text(before, encoding="utf-8")
    assert main(["A_correlation", "burns2007", "Burns (fitness)"]) == 0
    text = studies.read_text(encoding="utf-8")
    row = "A_correlation,Burns (fitness),2007,,,r,,,,none,burns2007"
    assert text == f"{before.rstrip()}\n{row}\n"
    line = text.count("\n")
    said = capsys.readouterr().out
    assert said.startswith(f"docs/evidence/studies.csv:{line}: {row}\n")
    assert ", ".join(TO_FILL_IN) in said
    keys = written_keys(BIBLIOGRAPHY)
    with pytest.raises(FormatError, match=f"s.csv:{line}: {', '.join(TO_FILL_IN)} is empty: fill"):
        read_studies(text, "s.csv", keys)
    filled = text.replace(row, row.replace(",,,r,,,", ",cardiac,n=79,r,0.3,,"))
    assert read_studies(filled, "s.csv", keys)[-1].label == "Burns (fitness)"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], ["docs/evidence/studies.csv: no panel for the study: use", "bibliography.bib: no so"]),
        (["X", "burns2007"], ["docs/evidence/studies.csv: no panel X: use one of PANEL=A_corr"]),
        (["A_correlation", "x"], ["bibliography.bib: no source x: add it there first"]),
        (
            ["A_correlation", "horvath2011"],
            ["docs/evidence/studies.csv:2: is there already: edit that row, or give the new one a"],
        ),
    ],
)
def test_a_bad_panel_or_source_or_a_second_row_is_refused(
    studies: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: list[str]
) -> None:
    before = studies.read_bytes()
    assert main(arguments) == 1
    for line, start in zip(capsys.readouterr().err.splitlines(), told, strict=True):
        assert line.startswith(start)
    assert studies.read_bytes() == before
