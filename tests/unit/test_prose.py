"""Which words and lines are told, and which may stand."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from alliance_site.claims import ALLOWED, Allowed, look_through
from alliance_site.prose import main, read_prose

ROOT = Path(__file__).parents[2]
FRONT = "---\ntitle: A\n---\n\n"


def found(text: str, allowed: list[Allowed] | None = None, file: str = "docs/a.md") -> list[str]:
    """Return the faults of a page, as they are told."""
    return [str(fault) for fault in read_prose(text, file, allowed or [])]


@pytest.mark.parametrize(
    ("line", "word", "remedy"),
    [
        ("This proves it.", "proves", "say what a study can show"),
        ("Recovery is caused by talk.", "caused", "say what a study can show"),
        ("A good alliance improves pain.", "alliance improves", "say what a study can show"),
        ("The bond was one that leads to ease.", "bond was one that leads to", "say what"),
        ("Below the cut-off she is told.", "cut-off", "say what was answered"),
        ("It is a normal score.", "normal score", "say what was answered"),
        ("This sheet is no diagnosis.", "diagnosis", "say what was seen or answered"),
        ("She suffers from pain.", "suffers from", "say “has”"),
        ("He is wheelchair-bound.", "wheelchair-bound", "say what the person uses"),
        ("Talk with the elderly.", "the elderly", "name the person first"),
        ("Many diabetics walk.", "diabetics", "name the person first"),
        ("Back pain patients walk.", "pain patients", "name the person first"),
        ("He was non-compliant.", "non-compliant", "say what the person did or said"),
        ("- An item that proves it.", "proves", "say what a study can show"),
        ("| A row | that proves it |", "proves", "say what a study can show"),
    ],
)
def test_a_word_that_is_not_used_here_is_told(line: str, word: str, remedy: str) -> None:
    (fault,) = found(f"# A\n\n{line}\n")
    assert fault.startswith(f"docs/a.md:3: “{word}” is not said here: {remedy}")
    assert fault.endswith(f"; or add the sentence to {ALLOWED} with the reason")


@pytest.mark.parametrize(
    "text",
    [
        'A poster says: "This proves it."',
        "She says “I suffer from it",
        "- [ ] This proves it",
        "  > This proves nothing yet.",
        "**The page** says that the alliance causes change.",
        "`proves` and <!-- proves -->",
        "```\nproves\n```",
        "The alliance may cause it, and the cause is open.",
        "He knows of no cut-off.",
        "Improves and approves.",
        "The alliance is associated with outcome.",
    ],
)
def test_what_reports_or_means_something_else_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "line", "second"),
    [
        ("One. Two.", 1, "Two"),
        ("First line.\nOne? Two.", 2, "Two"),
        ("---\ntitle: A. B.\n---\n\nOne [@a]. Two.", 5, "Two"),
        ("**Title.** One. Two.", 1, "Two"),
        ('He says "so. And so". That is all.', 1, "That"),
        ("**Bold words** begin. [A link](a.md) follows.", 1, "A"),
    ],
)
def test_a_second_sentence_on_a_line_is_told(text: str, line: int, second: str) -> None:
    assert found(text) == [
        f"docs/a.md:{line}: a second sentence on one line: begin a new line at “{second}”"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "One.\nTwo.",
        "- One. Two.",
        "1. One. Two.",
        "| One. Two. |",
        "  > One. Two.",
        ":   One. Two.",
        "# One. Two.",
        "E. S. Bordin wrote.",
        "As Wade et al. Found.",
        'He says: "One. Two."',
        "**Title.** One.",
        "With r = .28 it is small.",
        "---\ntitle: A. B.\n---\n\nOne.",
    ],
)
def test_a_line_with_one_sentence_or_no_paragraph_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_an_instrument_is_read_for_words_even_between_quotation_marks() -> None:
    toml = 'text = "One. Two proves it."\n'
    (fault,) = found(toml, file="docs/instruments/a.toml")
    assert "“proves”" in fault


def test_a_title_in_quotation_marks_is_read_too() -> None:
    (fault,) = found('---\ntitle: "A: it proves"\n---\n')
    assert fault.startswith("docs/a.md:2: “proves”")


def test_a_sentence_is_allowed_with_a_reason_where_it_stands() -> None:
    allowed = [Allowed(file="docs/a.md", text="That proves it", reason="Our own arithmetic.")]
    assert found("That proves it.", allowed) == []
    assert len(found("This proves it.\n\nThat proves it.", allowed)) == 1
    (fault,) = found("Nothing.", allowed)
    assert fault.startswith("docs/a.md:1: “That proves it” is allowed and does not stand here: ")


def test_a_notebook_is_told_at_the_line_of_its_file() -> None:
    cells = [{"cell_type": "markdown", "source": ["Fine.\n", "This proves it."]}]
    text = json.dumps({"cells": cells}, indent=1)
    (fault,) = look_through(text, "docs/a.ipynb", read_prose)
    assert "This proves it" in text.split("\n")[fault.line - 1]


def test_all_faults_of_all_files_are_told_in_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / ALLOWED).write_text("words = 1\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("One. Two.\nThis proves it.\n", encoding="utf-8")
    (tmp_path / "b.md").write_bytes(b"Caf\xe9.\n")
    assert main(["b.md", "a.md", "none.md"]) == 1
    told = capsys.readouterr().out.splitlines()
    starts = [
        "a.md:1: a second",
        "a.md:2: “proves”",
        "b.md:1: byte 0xe9",
        "docs/claims.toml:1: not",
    ]
    for line, start in zip(told, [*starts, "none.md: cannot be read"], strict=True):
        assert line.startswith(start)
    (tmp_path / ALLOWED).write_text("", encoding="utf-8")
    (tmp_path / "a.md").write_text("One.\n", encoding="utf-8")
    assert main(["a.md"]) == 0
    assert capsys.readouterr().out == ""


def test_a_misspelling_an_order_of_headings_and_an_image_without_words_are_told(
    tmp_path: Path,
) -> None:
    page = tmp_path / "a.md"
    page.write_text("# A\n\nThe alliacne of Bordin.\n\n### B\n\n![](b.svg)\n", encoding="utf-8")
    told = ""
    for command in (
        f"cspell lint --no-progress --root {tmp_path} --config {ROOT}/.cspell.yaml a.md",
        f"markdownlint-cli2 --config {ROOT}/.markdownlint-cli2.yaml a.md",
    ):
        tool, *options = command.split()
        program = [f"{ROOT}/node_modules/.bin/{tool}", *options]
        done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        told += done.stdout + done.stderr
    assert "a.md:3:5 - Unknown word (alliacne)" in told
    assert "Bordin" not in told
    assert "a.md:5 error MD001" in told
    assert "a.md:7:1 error MD045" in told
