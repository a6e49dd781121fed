"""What every chapter and quiz of the site has, and how it reads."""

from __future__ import annotations

import os
import re
import subprocess
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import markdown
import pytest
import textstat
from mkdocs.utils.meta import get_data

from alliance_quiz.case import PARTS as ALLIANCE
from alliance_quiz.faults import FormatError
from alliance_quiz.instrument import Instrument
from alliance_quiz.instrument_toml import read_instrument
from alliance_quiz.kinds import KINDS
from alliance_quiz.quiz_markdown import WrittenQuiz, read_quiz
from alliance_site.bibliography import read_bibliography
from alliance_site.chapter import chapter_faults
from alliance_site.forms import Forms, marker
from alliance_site.instrument_form import Onward, build_instrument
from alliance_site.quiz_form import Addresses

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CITED = re.compile(r"\[[^\]]*@[^\]]*\]")

PAGES = {path: get_data(path.read_text(encoding="utf-8")) for path in sorted(DOCS.rglob("*.md"))}
CHAPTERS = [path for path, (_, meta) in PAGES.items() if "objectives" in meta]
ASKING = [path for path, (_, meta) in PAGES.items() if "chapter" in meta]
CASES = [path for path in ASKING if path.stem.startswith("case-")]
QUIZZES = [path for path in ASKING if path not in CASES]
EXAMPLE = re.compile(r"^```toml\n(.*?)^```", re.DOTALL | re.MULTILINE)
OWNED_ITEMS = "OWNED_ITEMS"
LINK = re.compile(r"\]\(\.\./[\w/-]+\.(?:md|ipynb)(?:#[\w-]+)?\)")

chapters = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
quizzes = pytest.mark.parametrize("path", QUIZZES, ids=lambda path: path.stem)
cases = pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)


def quiz_of(path: Path) -> WrittenQuiz:
    return read_quiz(path.read_text(encoding="utf-8"), path.name)


def plain(markdown: str) -> list[str]:
    """Return the lines of a page as a reader sees them."""
    text = re.sub(r"<!--.*?-->|<[^>]*>|\{[^}]*\}", "", CITED.sub("", markdown), flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return [line.strip() for line in text.split("\n") if line.strip()]


def prose(markdown: str) -> list[str]:
    """Return the sentences of a page: one stands on a line. Tables and titles are not prose."""
    return [
        re.sub(r"^(?:[-*>]|\d+\.)\s+", "", line).replace("*", "")
        for line in plain(markdown)
        if not line.startswith(("#", "|"))
    ]


def words(text: str) -> list[str]:
    return re.findall(r"[\w'’]+", text)


def test_every_chapter_has_a_quiz_and_every_quiz_a_chapter() -> None:
    assert len(CHAPTERS) == len(QUIZZES) >= 17
    for path in QUIZZES:
        chapter = (path.parent / PAGES[path][1]["chapter"]).resolve()
        assert chapter in CHAPTERS
        assert (chapter.parent / PAGES[chapter][1]["quiz"]).resolve() == path


@chapters
def test_a_chapter_has_its_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert list(chapter_faults(text, PAGES[path][1], path.name)) == []


@chapters
def test_a_chapter_is_read_in_under_ten_minutes(path: Path) -> None:
    count = len(words("\n".join(plain(PAGES[path][0]))))
    assert 700 <= count <= 1800, f"{path.relative_to(ROOT)}: {count} words: write 700 to 1800"


@chapters
def test_a_chapter_reads_easily(path: Path) -> None:
    """Flesch's reading ease is at least 45."""
    sentences = (sentence.rstrip(".:?!") + "." for sentence in prose(PAGES[path][0]))
    assert textstat.flesch_reading_ease(" ".join(sentences)) >= 45


@chapters
def test_a_chapter_checks_two_questions_of_its_quiz(path: Path) -> None:
    meta = PAGES[path][1]
    ids = [question.id for question in quiz_of(path.parent / meta["quiz"]).questions]
    assert len(meta["check"]) == 2
    assert set(meta["check"]) <= set(ids)


@quizzes
def test_a_quiz_has_eight_questions_each_with_a_cited_explanation(path: Path) -> None:
    quiz = quiz_of(path)
    assert len(quiz.questions) >= 8
    assert quiz.warnings == []
    for question in quiz.questions:
        assert CITED.search(question.explanation), question.id
        assert LINK.search(question.explanation), question.id
        assert all(option.feedback for option in question.options), question.id


@quizzes
def test_every_objective_of_a_chapter_has_a_question(path: Path) -> None:
    chapter = (path.parent / PAGES[path][1]["chapter"]).resolve()
    numbers = {question.objective for question in quiz_of(path).questions}
    assert numbers == set(range(1, len(PAGES[chapter][1]["objectives"]) + 1))


def test_every_kind_of_question_is_asked() -> None:
    kinds = [question.kind for path in QUIZZES for question in quiz_of(path).questions]
    for kind in KINDS:
        assert kinds.count(kind) >= 10, kind


def test_there_are_six_cases() -> None:
    assert len(CASES) >= 6


@cases
def test_a_case_has_consequences_with_sources_and_ends_that_lead_on(path: Path) -> None:
    case = quiz_of(path)
    assert case.case
    assert case.warnings == []
    ends = [step for step in case.questions if not step.options]
    assert len(ends) >= 2
    assert 5 <= len(case.questions) <= 9
    for step in case.questions:
        assert all(CITED.search(option.feedback) for option in step.options), step.id
    for end in ends:
        assert CITED.search(end.prompt), end.id
        assert LINK.search(end.prompt), end.id
    marks = {part for step in case.questions for o in step.options for part in o.builds + o.strains}
    assert marks == set(ALLIANCE)


def test_no_two_questions_share_an_id() -> None:
    ids = [question.id for path in QUIZZES + CASES for question in quiz_of(path).questions]
    assert len(ids) == len(set(ids)) >= 120


def test_every_source_says_where_it_is_or_why_not() -> None:
    text = (ROOT / "bibliography.bib").read_text(encoding="utf-8")
    sources, faults = read_bibliography(text, "bibliography.bib")
    assert faults == []
    keys = [key.lower() for key in sources]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("ferreira2013", {"year": "2013", "volume": "93"}),
        ("fuentes2014", {"year": "2014", "volume": "94"}),
        ("hall2012", {"year": "2012", "pages": "257--266"}),
        ("kinney2020", {"year": "2020", "pages": "886--898"}),
        ("edgman2021", {"pages": "21"}),
        ("silverman1987", {"address": "London"}),
        ("parsons1951", {"year": "1951"}),
    ],
)
def test_what_the_first_article_had_wrong_is_right(key: str, expected: dict[str, Any]) -> None:
    text = (ROOT / "bibliography.bib").read_text(encoding="utf-8")
    fields = read_bibliography(text, "bibliography.bib")[0][key].fields
    assert {name: fields[name] for name in expected} == expected


def instrument(view: str) -> Instrument:
    path = DOCS / "instruments" / f"alliance-{view}.toml"
    return read_instrument(path.read_text(encoding="utf-8"), path.name)[0]


def patients_words() -> dict[str, str]:
    """Return what patients read in their form and on their sheet, by a name for it."""
    view = instrument("patient")
    page, _ = PAGES[DOCS / "reflect" / "patient.md"]
    sheet = PAGES[DOCS / "reflect" / "sheet.md"][1]
    texts = {
        "page": prose(page.partition("## For your physio")[0]),
        "sheet": [sheet["sheet_title"], *sheet["sheet_start"], *sheet["sheet_end"]],
        "caveat": view.caveats,
        "next": [part.next for part in view.parts],
        "item": [item.text for item in view.items],
    }
    return {
        "label": view.label,
        "instruction": view.instruction,
        "direction": view.direction,
        "origin": view.origin,
        "ceiling": view.ceiling,
        "even": view.even,
        "missing": f"{view.missing.rule}\n{view.missing.source}",
        "points": "\n".join(point.label for point in view.points),
    } | {f"{name} {n}": text for name, each in texts.items() for n, text in enumerate(each, 1)}


def grade(markdown: str) -> float:
    """Return the school year that a text asks for, by Flesch and Kincaid."""
    sentences = (line.rstrip(".:?!") + "." for line in prose(markdown))
    return float(textstat.flesch_kincaid_grade(" ".join(sentences)))


def shared_words(text: str, other: str, *, running: int = 6) -> set[str]:
    """Return the runs of words that two texts share, in whatever case and punctuation."""

    def runs(of: str) -> set[str]:
        row = words(of.lower())
        return {" ".join(row[i : i + running]) for i in range(len(row) - running + 1)}

    return runs(text) & runs(other)


def test_both_views_have_the_same_sixteen_items_four_a_part() -> None:
    clinician, patient = instrument("clinician"), instrument("patient")
    pairs = [[(item.id, item.part) for item in view.items] for view in (clinician, patient)]
    assert pairs[0] == pairs[1]
    assert [part.id for part in clinician.parts] == [part.id for part in patient.parts]
    parts = [item.part for item in clinician.items]
    assert [parts.count(part) for part in ("goal", "task", "bond", "explanation")] == [4] * 4
    assert clinician.points == patient.points
    assert not any(item.reversed for view in (clinician, patient) for item in view.items)


def test_every_item_has_a_question_that_opens_the_talk() -> None:
    for item in instrument("clinician").items:
        assert item.ask.endswith("?"), item.id
        assert len(words(item.ask)) <= 14, item.id
        assert grade(item.ask) <= 6, item.id


def test_a_child_of_twelve_can_read_what_patients_read() -> None:
    """Flesch and Kincaid's school year is at most 6, for each piece by itself."""
    grades = {name: grade(text) for name, text in patients_words().items()}
    assert {name: year for name, year in grades.items() if year > 6} == {}


def form_words() -> list[str]:
    """Return what stands in the patient's form as it is built, sentence by sentence."""
    build = partial(
        build_instrument,
        instrument=instrument("patient"),
        addresses=Addresses(definition="", python="", script=""),
        onward=Onward(compare="both.md"),
    )
    html = markdown.markdown(marker("form"), extensions=[Forms({"form": build})])
    blocks = re.split(
        r"</?(?:p|li|h\d|legend|label|button|summary|caption|th|td|div)\b[^>]*>", html
    )
    texts = [text for block in blocks for text in plain(unescape(block))]
    return [sentence for text in texts for sentence in re.split(r"(?<=[.?!]) ", text)]


def test_a_child_of_twelve_can_read_the_form_that_patients_fill_in() -> None:
    """A short piece has too few words for the formula, so those are graded as one text."""
    pieces = form_words()
    long = [piece for piece in pieces if len(words(piece)) >= 8]
    assert len(long) > 30
    assert [(grade(piece), piece) for piece in long if grade(piece) > 6] == []
    short = dict.fromkeys(piece for piece in pieces if piece not in long)
    assert grade("\n".join(short)) <= 6


def test_the_form_speaks_to_patients_in_their_own_words() -> None:
    text = " ".join(form_words())
    for word in ("statement", "physiotherapist", "mean answer", "its mean", "sessions"):
        assert word not in text.lower()


@pytest.mark.parametrize("view", ["clinician", "patient"])
def test_no_statement_has_six_words_running_of_an_owned_item(view: str) -> None:
    """The owned items, one a line, stand in a maintainer's private file."""
    path = os.environ.get(OWNED_ITEMS)
    if not path:
        pytest.skip(f"{OWNED_ITEMS} names no file with the items to keep away from")
    owned = Path(path).read_text(encoding="utf-8").splitlines()
    for item in instrument(view).items:
        for other in owned:
            assert not shared_words(item.text, other), item.id


def test_six_words_running_are_found_in_any_case() -> None:
    mine = "When it rained, we drank our tea indoors."
    assert shared_words(mine, "“When it rained we drank our” coffee") == {
        "when it rained we drank our"
    }
    assert not shared_words(mine, "When it rained we drank my tea indoors")


def test_the_example_of_licensed_wording_is_an_instrument() -> None:
    example = EXAMPLE.search(PAGES[DOCS / "about" / "licensed-wording.md"][0])
    assert example
    scale, _ = read_instrument(example[1], "licensed-my-form.toml")
    assert scale.permission
    assert any(item.reversed for item in scale.items)
    for key, problem in [("licence", "licence"), ("holder", "holder")]:
        without = re.sub(rf"^{key} = .*\n", "", example[1], flags=re.MULTILINE)
        with pytest.raises(FormatError, match=rf"licensed-my-form.toml:\d+: .*{problem}"):
            read_instrument(without, "licensed-my-form.toml")
    owned = example[1].replace("Made-up Tea", "WATOCI Tea")
    read_instrument(owned, "licensed-my-form.toml")
    with pytest.raises(FormatError, match="no permission is given"):
        read_instrument(re.sub(r"(?m)^permission = .*\n", "", owned), "licensed-my-form.toml")


def test_git_keeps_licensed_wording_out_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes((ROOT / ".gitignore").read_bytes())
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    names = ["docs/instruments/licensed-my-form.toml", "docs/reflect/licensed-my-form.md"]
    command = ["git", "check-ignore", *names, "docs/reflect/patient.md"]
    ignored = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert ignored.stdout.split() == names
