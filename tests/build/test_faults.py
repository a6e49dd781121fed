"""A maintainer's mistakes stop the build, all at once, each with its file and line."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.build.conftest import Built, Project, copied
from tests.fuzz import FAULT, try_seed, warm

QUIZ = "docs/quizzes/components.md"
SCALE = "docs/instruments/alliance-clinician.toml"
PATIENT = "docs/instruments/alliance-patient.toml"
WATOCI = "docs/instruments/watoci-by-number.toml"
RECORD = "docs/instruments/cpd-record.toml"
CHAPTER = "docs/alliance/components.md"
REFERENCES = "docs/references.md"
OTHER = "docs/alliance/goals.md"
SOURCES = "bibliography.bib"
SEEDS = (3, 5)


def test_every_fault_of_every_kind_is_told_in_one_run(project: Project) -> None:
    quiz = project.change(QUIZ, lambda text: text.replace("- [x]", "- [?]", 1))
    scale = project.change(
        SCALE, lambda text: text.replace("[[points]]\nvalue", "[[points]]\nvalu")
    )
    chapter = project.change(
        CHAPTER, lambda text: text.replace("[@bordin1979]", "[@bordin1997]", 1)
    )
    source = project.change(SOURCES, lambda text: text.replace("year  ", "yaer  ", 1))
    review = project.change(OTHER, lambda text: text.replace("review_due: 2", "review_due: 1", 1))
    built = project.build()
    assert built.code == 1
    assert "Traceback" not in built.output
    assert "nothing was published" in built.output
    assert not built.site.exists()
    told = "\n".join(built.faults)
    assert f"{QUIZ}:{quiz}: unknown box [?]: write [x] for a right option" in told
    assert f"{SCALE}:{scale}: points[0].valu: unknown key valu: use one of label, value" in told
    assert (
        f"{CHAPTER}:{chapter}: @bordin1997: not in bibliography.bib: did you mean bordin1979"
        in told
    )
    assert f"{SOURCES}:{source}: @" in told
    assert f"{OTHER}:{review}: review_due: 1027-" in told
    assert "unknown field yaer" in told


@dataclass(frozen=True)
class Broken:
    """What a build told of faults that do not hide one another, and the line of each."""

    built: Built
    lines: dict[str, int]

    @property
    def told(self) -> str:
        return "\n".join(self.built.faults)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    project = copied(tmp_path_factory.mktemp("broken"))
    project.change(REFERENCES, lambda text: text.replace("<!-- references -->", ""))
    project.change(CHAPTER, lambda text: text.replace("[@bordin1979]", "[@bordin1997]"))
    changes: dict[str, Callable[[str], str]] = {
        SCALE: lambda text: text.replace("[@corbella2004]", "[@corbela2004]"),
        PATIENT: lambda text: text.replace("code = 2", "code = 1"),
        WATOCI: lambda text: text.replace("items = 16", "items = 0"),
        RECORD: lambda text: text.replace('["3"]', '["6"]'),
        CHAPTER: lambda text: text + "\nIt was 42 % of them.\n",
    }
    lines = {name: project.change(name, change) for name, change in changes.items()}
    return Broken(project.build(), lines)


def test_an_unknown_key_used_twice_is_told_at_both_lines(broken: Broken) -> None:
    lines = [fault.split(":")[1] for fault in broken.built.faults if "@bordin1997" in fault]
    assert len(lines) == len(set(lines)) >= 2


def test_an_unknown_key_in_an_instrument_is_told_in_its_own_file(broken: Broken) -> None:
    told = f"{SCALE}:{broken.lines[SCALE]}: @corbela2004: not in bibliography.bib: did you mean"
    assert f"{told} corbella2004" in broken.told


def test_a_code_that_two_instruments_share_is_told_at_the_second(broken: Broken) -> None:
    told = f"{PATIENT}:{broken.lines[PATIENT]}: code: 1 is taken by Reflection on the alliance"
    assert f"{told}: clinician's view" in broken.told


def test_faults_of_what_is_no_instrument_are_told_too(broken: Broken) -> None:
    watoci, record = broken.lines[WATOCI], broken.lines[RECORD]
    assert f"{WATOCI}:{watoci}: forms[1].items: 0 is out of range" in broken.told
    assert f"{RECORD}:{record}: prompts[2].standards: no standard 6: use 1, 2, 3, 4, 5" in (
        broken.told
    )


def test_the_page_of_all_references_needs_its_marker(broken: Broken) -> None:
    told = f"{REFERENCES}:1: no single place for the list: write <!-- refer"
    assert told in broken.built.output


def test_a_figure_without_a_source_stops_the_build(broken: Broken) -> None:
    assert broken.built.code == 1
    told = f"{CHAPTER}:{broken.lines[CHAPTER]}: “42 %” has no source in its paragraph: cite one"
    assert f"{told}, or add" in broken.told


def test_a_flaw_of_a_quiz_is_a_warning(project: Project) -> None:
    line = project.change(QUIZ, lambda text: text.replace("  > A nod can be", "", 1))
    assert project.build(strict=False).code == 0
    built = project.build()
    assert built.code == 1
    assert f"{QUIZ}:{line - 1}: an option without feedback" in "\n".join(built.faults)


def test_what_the_pages_of_the_self_rating_lack_is_told(project: Project) -> None:
    def change(page: str, old: str, new: str) -> str:
        """Change a page; return its name and the line of the change."""
        name = f"docs/reflect/{page}.md"
        return f"{name}:{project.change(name, lambda text: text.replace(old, new, 1))}"

    place = change("clinician", "<!-- instrument -->", "").partition(":")[0]
    lacks = change("patient", "instrument: ../instruments/alliance-patient.toml", "other: x")
    named = change("watoci", "watoci-by-number", "alliance-patient")
    views = change("both", "  - ../instruments/alliance-patient.toml\n", "")
    title = change("sheet", "sheet_title:", "title_of_sheet:").partition(":")[0]
    change("sheet", "scoring_start:", "start_of_scoring:")
    told = "\n".join(project.build().faults)
    line = 1 + (project.folder / place).read_text("utf-8").split("\n").index(
        "instrument: ../instruments/alliance-clinician.toml"
    )
    assert f"{place}:{line}: no single place for the form: write <!-- instrument --> once" in told
    page = lacks.partition(":")[0]
    assert f"{page}:1: nothing that <!-- instrument --> stands for: write instrument into" in told
    assert f"{named}: instruments/alliance-patient.toml is no file that watoci can name" in told
    assert "name instruments/watoci-by-number.toml" in told
    assert f"{views.partition(':')[0]}:4: not two views: name two files as views: [" in told
    assert f"{title}:1: sheet_title is missing: add sheet_title" in told
    assert f"{title}:1: scoring_start is missing" in told


def test_what_the_pages_of_the_self_rating_name_has_to_fit(project: Project) -> None:
    project.change(PATIENT, lambda text: text.replace('id = "goal-sign"', 'id = "goal-s"'))
    project.change(SCALE, lambda text: text.replace("code = 1\n", ""))
    sheet = project.change(
        "docs/reflect/sheet.md",
        lambda text: text.replace("alliance-patient.toml", "alliance.toml", 1),
    )
    marked = "docs/reflect/record.md"
    project.change(marked, lambda text: text + "\n<!-- sheet -->\n\n<!-- reflections -->\n")
    told = "\n".join(project.build().faults)
    pair = "alliance-clinician and alliance-patient do not pair: give both the same points, parts"
    assert f"docs/reflect/both.md:4: {pair}" in told
    page = (project.folder / "docs/reflect/clinician.md").read_text("utf-8").split("\n")
    line = 1 + page.index("compare: both.md")
    assert f"docs/reflect/clinician.md:{line}: alliance-clinician has no number for codes" in told
    assert f"docs/reflect/sheet.md:{sheet}: instruments/alliance.toml is no file that sheet" in told
    assert f"{marked}:1: no single place for the form: write <!-- reflections --> once" in told


def test_a_file_in_another_encoding_is_told(project: Project) -> None:
    for name in (QUIZ, SCALE, SOURCES):
        path = project.folder / name
        path.write_bytes(path.read_bytes() + "\n# João".encode("latin-1"))
    built = project.build()
    assert "Traceback" not in built.output
    for name in (QUIZ, SCALE, SOURCES):
        assert f"{name}:" in built.output
    assert built.output.count("is not UTF-8: save the file with the encoding UTF-8") == 3


def test_a_missing_bibliography_is_told(project: Project) -> None:
    (project.folder / SOURCES).unlink()
    built = project.build()
    assert "Traceback" not in built.output
    assert "bibliography.bib: cannot be read: put the file in its place" in built.output


def test_python_that_has_not_been_built_is_told(project: Project) -> None:
    (project.folder / "build" / "python").unlink()
    built = project.build()
    assert built.code == 1
    assert "run make build or make serve" in built.output


def test_a_broken_link_or_anchor_is_told_and_leaves_the_last_site_as_it_was(
    project: Project,
) -> None:
    site = project.folder / "site"
    site.mkdir()
    (site / "index.html").write_text("of the last build")
    line = project.change(CHAPTER, lambda text: text + "\n[a](nowhere.md)\n[b](#nowhere)\n")
    built = project.build()
    assert built.code == 1
    told = "\n".join(built.faults)
    assert f"{CHAPTER}:{line}: Doc file 'alliance/components.md' contains a link" in told
    assert f"{CHAPTER}:{line + 1}: Doc file 'alliance/components.md' contains a link" in told
    assert [path.name for path in site.iterdir()] == ["index.html"]
    assert (site / "index.html").read_text() == "of the last build"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  name: material", "  name: materia", "Unrecognised theme name"),
        ("  language: en", "  language: [en", "while parsing"),
        ("  - footnotes", "  - footnote", "Failed to load extension"),
        ("  - hooks/claims.py\n", "", "hooks/claims.py is missing from hooks"),
        ("stylesheets/forms", "stylesheets/form", "'stylesheets/form.css' is no file of docs/"),
        ("reflect/both.md", "reflect/bot.md", "A reference to 'reflect/bot.md'"),
    ],
)
def test_a_fault_of_the_settings_is_told_with_its_line(
    project: Project, old: str, new: str, told: str
) -> None:
    line = project.change("mkdocs.yml", lambda text: text.replace(old, new, 1))
    built = project.build()
    assert built.code == 1
    assert "Traceback" not in built.output
    [found] = [fault for fault in built.faults if told in fault][:1]
    name, number, _ = found.split(":", 2)
    assert name == "mkdocs.yml"
    near = 3 if "hooks" in told or "parsing" in told else 0
    assert abs(int(number) - line) <= near


def test_what_is_no_notebook_script_style_or_picture_is_told_at_its_line(project: Project) -> None:
    def change(name: str, old: str, new: str) -> str:
        return f"{name}:{project.change(name, lambda text: text.replace(old, new, 1))}: "

    places = [
        change("docs/evidence/methods.ipynb", '"outputs": [],', '"outputs": [,'),
        change("docs/javascripts/cards.js", "(", "(;"),
        change("docs/stylesheets/forms.css", "{", "{{"),
        change("docs/images/mark.svg", "<", "<<"),
        change(CHAPTER, "title: ", "title: a: "),
    ]
    built = project.build()
    assert built.code == 1
    assert "Traceback" not in built.output
    assert [place for place in places if place not in "\n".join(built.faults)] == []


def test_what_the_fuzz_has_found_is_told() -> None:
    """Each of these seeds once ended in a traceback, or in a fault without a line."""
    warm()
    with tempfile.TemporaryDirectory() as place:
        folder = copied(Path(place)).folder
        kinds = {seed: try_seed(folder, seed).kind for seed in SEEDS}
    assert set(kinds.values()) == {FAULT}, kinds
