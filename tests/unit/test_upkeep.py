"""What the weekly list tells, asked of a server that answers as the outside ones do."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest

from alliance_site.upkeep import dead, main, overdue, section

TODAY = datetime.date(2027, 11, 3)
CHAPTER = "---\nreviewed: 2026-11-03\nreview_due: {due}\nobjectives:\n  - Say it.\n---\n\n# A\n"
DECISION = "---\nreview_due: 2027-03-01\n---\n\n# 1. Tea\n"
HEAD = "# created by LinkChecker\nurlname;parentname;base;result;valid;url\n"
DUE = [
    "- [ ] adr/0001-tea.md: reviewed never, due since 2027-03-01",
    "- [ ] docs/old.md: reviewed 2026-11-03, due since 2027-11-03",
]
ENTRY = """@article{{{key},
  author  = {{Smith, A.}},
  title   = {{On tea}},
  journal = {{Tea}},
  year    = {{2020}},
  {where},
}}
"""
# Crossref's answers, cut to what is read of them.
RETRACTED = {"updated-by": [{"DOI": "10.1/notice", "type": "retraction", "label": "Retraction"}]}
DOUBTED = {
    "updated-by": [
        {"DOI": "10.1/erratum", "type": "erratum", "label": "Erratum"},
        {"DOI": "10.1/doubt", "type": "expression-of-concern", "label": "Expression of concern"},
    ]
}
ANSWERS: dict[str, object] = {
    "/handles/10.1/good": {"responseCode": 1},
    "/handles/10.1/bad": {"responseCode": 1},
    "/handles/10.1/doubted<2>": {"responseCode": 1},
    "/works/10.1/good": {"message": {"title": ["On tea"]}},
    "/works/10.1/bad": {"message": RETRACTED},
    "/works/10.1/doubted<2>": {"message": DOUBTED},
}


class Outside(BaseHTTPRequestHandler):
    """Answers as the handle server and Crossref do; knows five DOIs, and fails for one."""

    def do_GET(self) -> None:
        path = unquote(self.path)
        known = ANSWERS.get(path)
        self.send_response(500 if path.endswith("broken") else 404 if known is None else 200)
        self.end_headers()
        self.wfile.write(json.dumps(known or {"responseCode": 100}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def outside() -> Iterator[str]:
    """Serve both; give the address before their names."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Outside) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a site with a chapter and a decision that are due, five sources, a dead link."""
    (tmp_path / "adr").mkdir()
    (tmp_path / "adr" / "0001-tea.md").write_text(DECISION, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    for name, due in {"old": "2027-11-03", "new": "2027-11-04"}.items():
        (tmp_path / "docs" / f"{name}.md").write_text(CHAPTER.format(due=due), encoding="utf-8")
    dois = {
        "bad": "10.1/bad",
        "doubted": "10.1/doubted<2>",
        "gone": "10.1/gone",
        "good": "10.1/good",
    }
    entries = [ENTRY.format(key=key, where=f"doi = {{{doi}}}") for key, doi in dois.items()]
    entries.append(ENTRY.format(key="none", where="note = {No copy is online}"))
    (tmp_path / "bibliography.bib").write_text("".join(entries), encoding="utf-8")
    row = "x;http://127.0.0.1:1/site/a/;;404 Not Found;False;https://x.org/gone\n"
    (tmp_path / "links.csv").write_text(HEAD + row, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def issue(address: str, capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    """Return the lines of each section of the issue."""
    given = ["links.csv", "--today", str(TODAY)]
    assert main([*given, "--handles", f"{address}/handles/", "--works", f"{address}/works/"]) == 0
    sections = capsys.readouterr().out.split("## ")[1:]
    return {lines[0]: [*filter(None, lines[1:])] for lines in (s.split("\n") for s in sections)}


@pytest.mark.usefixtures("project")
def test_all_that_is_due_is_in_one_issue(outside: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert issue(outside, capsys) == {
        "Chapters and decisions due for review": DUE,
        "Links that lead nowhere": ["- [ ] https://x.org/gone on /site/a/: `404 Not Found`"],
        "DOIs that do not resolve": [
            "- [ ] bibliography.bib:15: gone, 10.1/gone: does not resolve"
        ],
        "Sources that have been retracted or doubted": [
            "- [ ] bibliography.bib:1: bad, 10.1/bad: Retraction, https://doi.org/10.1/notice",
            "- [ ] bibliography.bib:8: doubted, 10.1/doubted<2>: "
            "Expression of concern, https://doi.org/10.1/doubt",
        ],
    }


@pytest.mark.usefixtures("project")
def test_without_a_network_what_needs_one_is_skipped_and_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = issue("http://127.0.0.1:1", capsys)
    assert told.pop("Chapters and decisions due for review") == DUE
    assert len(told) == 3
    for lines in told.values():
        (line,) = lines
        assert line.startswith("Skipped from here on, since there was no answer (")


def test_what_came_before_a_failure_is_kept(
    outside: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (project / "bibliography.bib").open("a", encoding="utf-8") as bib:
        bib.write(ENTRY.format(key="z", where="doi = {10.1/broken}"))
    gone, skipped = issue(outside, capsys)["DOIs that do not resolve"]
    assert "10.1/gone" in gone
    assert "Internal Server Error" in skipped


def test_nothing_to_do_is_said() -> None:
    assert section("Links", dead(HEAD)) == "## Links\n\nNothing to do.\n"
    assert list(overdue([("docs/a.md", CHAPTER.format(due="2027-11-04"))], TODAY)) == []


def test_an_answer_of_another_site_is_no_markdown_here() -> None:
    row = 'x;http://h/a/;;"No ` @somebody\n- [ ] more";False;https://x.org/\n'
    assert list(dead(HEAD + row)) == ["https://x.org/ on /a/: `No ' @somebody - [ ] more`"]


def test_a_file_that_cannot_be_read_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "docs" / "old.md").write_text(CHAPTER.format(due="soon"), encoding="utf-8")
    assert main(["links.csv"]) == 1
    assert capsys.readouterr().err.startswith("docs/old.md:3: review_due: soon is no date")
