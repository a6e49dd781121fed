"""A maintainer's mistakes stop the build, all at once, each with its file and line."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path

import pytest

from alliance_site import new_study
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
STUDIES = "docs/evidence/studies.csv"
TRANSLATION = "docs/alliance/goals.fr.md"
SOURCES = "bibliography.bib"
SETTINGS = "mkdocs.yml"
SEEDS = (3, 5)

type Changes = Mapping[str, tuple[str, str, str]]
"""What is put in the place of what in which file, by a name."""


@dataclass(frozen=True)
class Broken:
    """What a build told of faults that do not hide one another, and the place of each."""

    built: Built
    places: dict[str, str]

    @property
    def told(self) -> str:
        return "\n".join(self.built.faults)


def broken_by(changes: Changes, project: Project) -> Broken:
    """Make each change, where its text stands first; build."""
    places = {}
    for name, (file, old, new) in changes.items():
        places[name] = f"{file}:{project.change(file, partial(_replaced, old=old, new=new))}"
    return Broken(project.build(), places)


def _replaced(text: str, old: str, new: str) -> str:
    return text.replace(old, new, 1)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """A fault of every kind that keeps no other from being found."""
    project = copied(tmp_path_factory.mktemp("broken"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.folder)
        assert new_study.main(["A_correlation", "burns2007"]) == 0
    (project.folder / TRANSLATION).write_text("---\nquiz: x\ntitle: Buts\n---\n", "utf-8")
    changes = {
        "box": (QUIZ, "- [x]", "- [?]"),
        "field": (SOURCES, "year  ", "yaer  "),
        "review": (OTHER, "review_due: 2", "review_due: 1"),
        "figure": (CHAPTER, "\n## ", "\nIt was 42 % of them.\n\n## "),
        "key": (CHAPTER, "[@bordin1979]", "[@bordin1997]"),
        "same key": (CHAPTER, "[@bordin1979]", "[@bordin1997]"),
        "marker": (REFERENCES, "<!-- references -->", ""),
        "key in a scale": (SCALE, "[@corbella2004]", "[@corbela2004]"),
        "code": (PATIENT, "code = 2", "code = 1"),
        "key of TOML": (WATOCI, 'id = "17"\ntitle', 'id = "17"\ntitel'),
        "items": (WATOCI, "items = 16", "items = 0"),
        "standard": (RECORD, '["3"]', '["6"]'),
        "notebook": ("docs/evidence/methods.ipynb", '"outputs": [],', '"outputs": [,'),
        "script": ("docs/javascripts/cards.js", "(", "(;"),
        "style sheet": ("docs/stylesheets/forms.css", "{", "{{"),
        "picture": ("docs/images/mark.svg", "<", "<<"),
        "front matter": ("docs/about/privacy.md", "title: ", "title: a: "),
        "file": (SETTINGS, "stylesheets/forms", "stylesheets/form"),
        "style": (SETTINGS, "nlm-citation-sequence", "vancouver"),
    }
    return broken_by(changes, project)


def test_every_fault_of_every_kind_is_told_in_one_run(broken: Broken) -> None:
    assert broken.built.code == 1
    assert "Traceback" not in broken.built.output
    assert "nothing was published" in broken.built.output
    assert not broken.built.site.exists()
    at, told = broken.places, broken.told
    assert f"{at['box']}: unknown box [?]: write [x] for a right option" in told
    assert f"{at['key of TOML']}: forms[0].titel: unknown key titel: use one of id, items" in told
    assert f"{at['key']}: @bordin1997: not in bibliography.bib: did you mean bordin1979" in told
    assert f"{at['field']}: @" in told
    assert f"{at['review']}: review_due: 1027-" in told
    assert "unknown field yaer" in told


def test_an_unknown_key_used_twice_is_told_at_both_lines(broken: Broken) -> None:
    places = [fault.partition(": ")[0] for fault in broken.built.faults if "@bordin1997" in fault]
    assert places == [broken.places["key"], broken.places["same key"]]


def test_an_unknown_key_in_an_instrument_is_told_in_its_own_file(broken: Broken) -> None:
    told = f"{broken.places['key in a scale']}: @corbela2004: not in bibliography.bib: did you mean"
    assert f"{told} corbella2004" in broken.told


def test_a_code_that_two_instruments_share_is_told_at_the_second(broken: Broken) -> None:
    told = f"{broken.places['code']}: code: 1 is taken by Reflection on the alliance"
    assert f"{told}: clinician's view" in broken.told


def test_faults_of_what_is_no_instrument_are_told_too(broken: Broken) -> None:
    at = broken.places
    assert f"{at['items']}: forms[1].items: 0 is out of range" in broken.told
    assert f"{at['standard']}: prompts[2].standards: no standard 6: use 1, 2, 3, 4, 5" in (
        broken.told
    )


def test_the_page_of_all_references_needs_its_marker(broken: Broken) -> None:
    told = f"{REFERENCES}:1: no single place for the list: write <!-- refer"
    assert told in broken.built.output


def test_a_figure_without_a_source_stops_the_build(broken: Broken) -> None:
    assert broken.built.code == 1
    told = f"{broken.places['figure']}: “42 %” has no source in its paragraph: cite one"
    assert f"{told}, or add" in broken.told


def test_a_new_study_is_told_once_until_it_is_filled_in(broken: Broken) -> None:
    line = (broken.built.site.parent / STUDIES).read_text(encoding="utf-8").count("\n")
    told = f"{STUDIES}:{line}: setting, n_or_k, estimate is empty: fill it in"
    assert [fault for fault in broken.built.faults if STUDIES in fault] == [told]
    # The page of its figure has no fault of its own.
    assert "docs/evidence/outcomes.md" not in broken.told


def test_what_a_translation_cannot_have_is_told(broken: Broken) -> None:
    assert f"{TRANSLATION}:2: quiz: not for a translation: leave it out" in broken.told


def test_an_unknown_style_of_citations_is_told(broken: Broken) -> None:
    assert "mkdocs.yml:1: no citation style vancouver: name one of" in broken.told


def test_a_style_sheet_that_is_not_there_is_told(broken: Broken) -> None:
    told = f"{broken.places['file']}: 'stylesheets/form.css' is no file of docs/"
    assert told in broken.built.faults


@pytest.mark.parametrize("name", ["notebook", "script", "style sheet", "picture", "front matter"])
def test_what_cannot_be_read_as_what_it_is_is_told_at_its_line(name: str, broken: Broken) -> None:
    assert f"{broken.places[name]}: " in broken.told


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """What the pages of the self-rating lack, and files in another encoding."""
    project = copied(tmp_path_factory.mktemp("lacking"))
    for name in (QUIZ, RECORD, SOURCES):
        path = project.folder / name
        path.write_bytes(path.read_bytes() + "\n# João".encode("latin-1"))
    pages = "docs/reflect/"
    changes = {
        "place": (pages + "clinician.md", "<!-- instrument -->", ""),
        "scale": (pages + "patient.md", "instrument: ../instruments/alliance-patient", "other: x"),
        "watoci": (pages + "watoci.md", "watoci-by-number", "alliance-patient"),
        "views": (pages + "both.md", "  - ../instruments/alliance-patient.toml\n", ""),
        "title": (pages + "sheet.md", "sheet_title:", "title_of_sheet:"),
        "start": (pages + "sheet.md", "scoring_start:", "start_of_scoring:"),
    }
    return broken_by(changes, project)


def test_what_the_pages_of_the_self_rating_lack_is_told(lacking: Broken) -> None:
    told, page = lacking.told, "docs/reflect/clinician.md"
    line = 1 + (lacking.built.site.parent / page).read_text("utf-8").split("\n").index(
        "instrument: ../instruments/alliance-clinician.toml"
    )
    assert f"{page}:{line}: no single place for the form: write <!-- instrument --> once" in told
    page = "docs/reflect/patient.md"
    assert f"{page}:1: nothing that <!-- instrument --> stands for: write instrument into" in told
    named = lacking.places["watoci"]
    assert f"{named}: instruments/alliance-patient.toml is no file that watoci can name" in told
    assert "name instruments/watoci-by-number.toml" in told
    assert "docs/reflect/both.md:4: not two views: name two files as views: [" in told
    assert "docs/reflect/sheet.md:1: sheet_title is missing: add sheet_title" in told
    assert "docs/reflect/sheet.md:1: scoring_start is missing" in told


def test_a_file_in_another_encoding_is_told(lacking: Broken) -> None:
    output = lacking.built.output
    assert "Traceback" not in output
    for name in (QUIZ, RECORD, SOURCES):
        assert f"{name}:" in output
    assert output.count("is not UTF-8: save the file with the encoding UTF-8") == 3


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """Instruments that do not fit their pages, and neither a bibliography nor Python."""
    project = copied(tmp_path_factory.mktemp("bare"))
    (project.folder / SOURCES).unlink()
    (project.folder / "build" / "python").unlink()
    marks = "<!-- sheet -->\n\n<!-- reflections -->\n"
    changes = {
        "id": (PATIENT, 'id = "goal-sign"', 'id = "goal-s"'),
        "code": (SCALE, "code = 1\n", ""),
        "sheet": ("docs/reflect/sheet.md", "alliance-patient.toml", "alliance.toml"),
        "marks": ("docs/reflect/record.md", "<!-- reflections -->\n", marks * 2),
    }
    return broken_by(changes, project)


def test_what_the_pages_of_the_self_rating_name_has_to_fit(bare: Broken) -> None:
    told = bare.told
    pair = "alliance-clinician and alliance-patient do not pair: give both the same points, parts"
    assert f"docs/reflect/both.md:4: {pair}" in told
    clinician, marked = "docs/reflect/clinician.md", "docs/reflect/record.md"
    page = (bare.built.site.parent / clinician).read_text("utf-8").split("\n")
    line = 1 + page.index("compare: both.md")
    assert f"{clinician}:{line}: alliance-clinician has no number for codes" in told
    assert f"{bare.places['sheet']}: instruments/alliance.toml is no file that sheet" in told
    assert f"{marked}:1: no single place for the form: write <!-- reflections --> once" in told


def test_a_missing_bibliography_is_told(bare: Broken) -> None:
    assert "Traceback" not in bare.built.output
    assert "bibliography.bib: cannot be read: put the file in its place" in bare.built.output


def test_python_that_has_not_been_built_is_told(bare: Broken) -> None:
    assert bare.built.code == 1
    assert "run make build or make serve" in bare.built.output


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """A build that nothing stops but its warnings, beside the site of the last one."""
    project = copied(tmp_path_factory.mktemp("warned"))
    site = project.folder / "site"
    site.mkdir()
    (site / "index.html").write_text("of the last build")
    # As if the theme were newer than what mends it.
    theme = Path(str(resources.files("material"))) / "templates"
    [script] = theme.glob("assets/javascripts/bundle.*.min.js")
    newer = project.folder / "overrides" / script.relative_to(theme)
    newer.parent.mkdir(parents=True)
    newer.write_text("")
    changes = {
        "flaw": (QUIZ, "  > A nod can be", ""),
        "links": (CHAPTER, "\n## ", "\n[a](nowhere.md)\n[b](#nowhere)\n\n## "),
        "menu": (SETTINGS, "reflect/both.md", "reflect/bot.md"),
    }
    return broken_by(changes, project)


def test_a_flaw_of_a_quiz_is_a_warning(warned: Broken) -> None:
    file, _, line = warned.places["flaw"].partition(":")
    told = f"WARNING -  {file}:{int(line) - 1}: an option without feedback"
    assert told in warned.built.output
    # An error of a hook ends the build in other words.
    assert "Aborted with 6 warnings in strict mode" in warned.built.output


def test_a_newer_theme_that_cannot_be_mended_is_told(warned: Broken) -> None:
    told = "fetches the index of the search in 0 places, not one: the theme is newer than hooks/"
    assert told in warned.built.output


def test_a_page_of_the_menu_that_is_not_there_is_told(warned: Broken) -> None:
    assert f"{warned.places['menu']}: A reference to 'reflect/bot.md'" in warned.told


def test_a_broken_link_or_anchor_is_told_and_leaves_the_last_site_as_it_was(
    warned: Broken,
) -> None:
    site = warned.built.site
    assert warned.built.code == 1
    line = int(warned.places["links"].partition(":")[2])
    assert f"{CHAPTER}:{line}: Doc file 'alliance/components.md' contains a link" in warned.told
    assert f"{CHAPTER}:{line + 1}: Doc file 'alliance/components.md' contains a link" in warned.told
    assert [path.name for path in site.iterdir()] == ["index.html"]
    assert (site / "index.html").read_text() == "of the last build"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  name: material", "  name: materia", "Unrecognised theme name"),
        ("  language: en", "  language: [en", "while parsing"),
        ("  - footnotes", "  - footnote", "Failed to load extension"),
        ("  - hooks/claims.py\n", "", "hooks/claims.py is missing from hooks"),
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


def test_what_the_fuzz_has_found_is_told() -> None:
    """Each of these seeds once ended in a traceback, or in a fault without a line."""
    warm()
    with tempfile.TemporaryDirectory() as place:
        folder = copied(Path(place)).folder
        kinds = {seed: try_seed(folder, seed).kind for seed in SEEDS}
    assert set(kinds.values()) == {FAULT}, kinds
