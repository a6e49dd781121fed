"""Each example of CONTRIBUTING is read by what reads such files, its slip told as quoted."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import markdown
import pytest
from mkdocs.utils.meta import get_data

from alliance_quiz.faults import FormatError
from alliance_quiz.instrument_toml import read_instrument
from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.bibliography import read_bibliography
from alliance_site.citations import Citations
from alliance_site.claims import unsourced
from alliance_site.figures import Figures
from alliance_site.references import References
from alliance_site.studies import COLUMNS, read_studies
from alliance_site.tidy_bib import tidy
from alliance_site.translation import faults, read_name

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TASKS = dict(re.findall(r"^## ([\w ]+)\n(.*?)(?=^## [\w ]+\n|\Z)", TEXT, re.DOTALL | re.MULTILINE))
EXAMPLE = re.compile(r"^```\w+\n(.*?)^```", re.DOTALL | re.MULTILINE)
TOLD = re.compile(r"^> `([^`]+)`$", re.MULTILINE)
MARKDOWN = re.compile(r"`(!\[.*?\))`")
LINE = re.compile(r":\d+:")
SOURCES, _ = read_bibliography((ROOT / "bibliography.bib").read_text("utf-8"), "bibliography.bib")


def chapter(text: str, _: Path) -> list[str]:
    file = "docs/alliance/components.md"
    citations = Citations(SOURCES, References("nlm-citation-sequence"))
    markdown.markdown(text, extensions=[citations])
    assert citations.listed
    told = [fault.at(file, 1) for fault in citations.faults]
    return [str(fault) for fault in [*told, *unsourced(text, file)]]


def source(text: str, _: Path) -> list[str]:
    sources, told = read_bibliography(text, "bibliography.bib")
    assert sources
    assert told or tidy(text, "b.bib", lambda _: True) == (text, [])
    return [str(fault) for fault in told]


def quiz(text: str, _: Path) -> list[str]:
    head = '---\nquiz: q\ntitle: "Q"\nchapter: ../alliance/components.md\n---\n\n'
    read = read_quiz(head + text, "docs/quizzes/components.md")
    assert not read.case
    return [str(fault) for fault in read.warnings]


def case(text: str, _: Path) -> list[str]:
    head = '---\nquiz: c\ntitle: "C"\nchapter: ../alliance/components.md\n---\n\n'
    read = read_quiz(head + text, "docs/quizzes/case-late-again.md")
    assert read.case
    return [str(fault) for fault in read.warnings]


def scale(text: str, _: Path) -> list[str]:
    file = "docs/instruments/alliance-clinician.toml"
    own, found = re.subn(
        r'\[\[items\]\]\nid = "task-reason"\n(?:\w.*\n)+',
        lambda _: text,
        (ROOT / file).read_text(encoding="utf-8"),
    )
    assert found == 1
    read_instrument(own, file)
    return []


def study(text: str, _: Path) -> list[str]:
    rows = f"{','.join(COLUMNS)}\n{text}"
    assert len(read_studies(rows, "docs/evidence/studies.csv", SOURCES)) == 1
    return []


def figure(text: str, folder: Path) -> list[str]:
    (folder / "line.svg").write_text(text.partition("</svg>")[0] + "</svg>", encoding="utf-8")
    figures = Figures(folder, {})
    html = markdown.markdown(text.rpartition("\n")[2], extensions=[figures])
    assert figures.faults or "The figure in words" in html.partition("<details")[2]
    return [str(fault.at("docs/alliance/components.md", 1)) for fault in figures.faults]


def translation(text: str, folder: Path) -> list[str]:
    page = read_name("alliance/components.fr.md")
    assert page
    body, meta = get_data(text)
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    told = [fault.at("docs/alliance/components.fr.md", 2) for fault in faults(page, meta, pages)]
    return [*map(str, told), *chapter(body, folder)]


@pytest.mark.parametrize(
    ("task", "read", "right", "slip"),
    [
        ("A chapter", chapter, "@bordin1979", "@bordin1997"),
        ("A source", source, "{10.1037", "{https://doi.org/10.1037"),
        ("A quiz", quiz, "- [x]", "- [ ]"),
        ("A case", case, "#his-picture (bond +", "#his-pictures (bond +"),
        ("A scale", scale, '"task"', '"tasks"'),
        ("A study", study, "0.25", "0.52"),
        ("A figure", figure, "line.svg", "lines.svg"),
        ("A translation of one page", translation, "title:", "quiz: components\ntitle:"),
    ],
)
def test_an_example_is_right_and_its_slip_is_told_as_quoted(
    task: str, read: Callable[[str, Path], list[str]], right: str, slip: str, tmp_path: Path
) -> None:
    [example] = EXAMPLE.findall(TASKS[task])
    if read is figure:
        [line] = MARKDOWN.findall(TASKS[task])
        example += line
    assert read(example, tmp_path) == []
    [quoted] = TOLD.findall(TASKS[task])
    assert example.count(right) == 1
    try:
        told = read(example.replace(right, slip), tmp_path)
    except FormatError as error:
        told = [str(fault) for fault in error.faults]
    # An example has not the lines of a whole file.
    assert any(LINE.sub(":", fault).startswith(LINE.sub(":", quoted)) for fault in told), told


def test_every_task_of_the_table_has_its_example_and_its_command() -> None:
    assert re.findall(r"^\| \[(.+?)\]\(#", TEXT, re.MULTILINE) == list(TASKS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(re.findall(r"`make ([\w-]+)", TEXT))
    assert {"new-chapter", "new-quiz", "new-study", "tidy-bib", "serve", "test"} <= commands
    for command in commands:
        assert f"\n{command}:" in makefile, command
    for path in re.findall(r"`(docs/[\w./-]+?\w/?)`", TEXT.partition("## ")[0]):
        assert (ROOT / path.replace(".fr.", ".")).exists(), path
