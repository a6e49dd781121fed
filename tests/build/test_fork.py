"""A fork with its own address, style, chapter, study, translation and form is built as it is told.

One build shows it all: what each guide says to do keeps nothing from another.
"""

from __future__ import annotations

import json
import re

import pytest

from alliance_site import new_chapter, new_study
from tests.build.conftest import Built, copied, text_of
from tests.served import SITE_DIR

GUIDE = "docs/about/licensed-wording.md"
SCALE = "docs/instruments/licensed-my-form.toml"
PAGE = "docs/reflect/licensed-my-form.md"
FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
STUDIES = "docs/evidence/studies.csv"
TRANSLATION = "docs/alliance/components.fr.md"
FRENCH = """---
title: Buts, tâches et lien
description: Les trois parties de l'alliance selon Bordin.
---

# Buts, tâches et lien

Bordin nomme trois parties : les buts, les tâches et le lien [@bordin1979].

![Trois cercles reliés](../figures/components.svg)

## Les buts {#buts}

Lisez aussi [comment se fixer des buts](goals.md).
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    project = copied(tmp_path_factory.mktemp("fork"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.folder)
        assert new_chapter.main(["first-visits"]) == 0
        assert new_study.main(["A_correlation", "burns2007"]) == 0
    project.change(STUDIES, lambda text: text.replace("2007,,,r,,", "2007,cardiac,n=79,r,0.3,"))
    examples = dict(FENCED.findall((project.folder / GUIDE).read_text(encoding="utf-8")))
    for name, text in (
        (SCALE, examples["toml"]),
        (PAGE, examples["markdown"]),
        (TRANSLATION, FRENCH),
    ):
        (project.folder / name).write_text(text, encoding="utf-8")
    project.change("mkdocs.yml", lambda text: text.replace("nlm-citation-sequence", "apa"))
    built = project.build(
        SITE_URL="https://someone.github.io/a-fork/",
        REPO_URL="https://github.com/someone/a-fork",
        EDIT_URI="edit/trunk/docs/",
    )
    assert built.code == 0, built.output
    return built


def read(built: Built, page: str) -> str:
    return (built.site / page / "index.html").read_text(encoding="utf-8")


def test_a_fork_needs_no_edit(built: Built) -> None:
    """Built for another address, no page names ours or the one that this build was made for."""
    for file in built.site.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        assert "127.0.0.1" not in html
        assert "therapeutic-alliance/" not in html
        for address in re.findall(r'(?:href|src)="(/[^"]*)"', html):
            assert address.startswith("/a-fork/"), f"{file}: {address}"
    chapter = read(built, "alliance/components")
    assert (
        'href="https://github.com/someone/a-fork/edit/trunk/docs/alliance/components.md"' in chapter
    )
    assert 'href="https://github.com/someone/a-fork/issues/new?title=Goals%2C%20tasks' in chapter
    assert (
        'href="https://github.com/someone/a-fork/commits/trunk/docs/alliance/components.md"'
        in chapter
    )


def test_one_setting_turns_the_whole_site_to_apa(built: Built) -> None:
    assert "Bordin E. S." not in text_of(SITE_DIR, "alliance/components")
    for page in ("alliance/components", "quizzes/components", "reflect/clinician", "references"):
        text = text_of(built.site, page)
        assert "Bordin, E. S. (1979). The generalizability of the psychoanalytic" in text
    chapter = text_of(built.site, "alliance/components")
    assert "(Bordin, 1979)" in chapter
    assert not re.search(r"\(\d+\)", chapter.partition("Refer")[0])


def test_a_new_chapter_is_built_with_its_quiz_and_a_new_study_is_shown(built: Built) -> None:
    assert "Describe a situation in the clinic" in read(built, "alliance/first-visits")
    assert "<alliance-quiz" in read(built, "quizzes/first-visits")
    assert "Burns 2007" in read(built, "evidence/outcomes")


def test_the_examples_of_the_guide_are_built_with_their_credit_line(built: Built) -> None:
    html = read(built, "reflect/licensed-my-form")
    for words in ("The tea had gone cold.", "Society for Made-up Inventories", "1 March 2026"):
        assert words in html


def test_a_translation_says_its_language_and_is_linked_both_ways(built: Built) -> None:
    page, original = read(built, "alliance/components.fr"), read(built, "alliance/components")
    french = 'lang="fr" dir="ltr"'
    assert '<html lang="en"' in page
    assert f"<title {french}>Buts, tâches et lien" in page
    assert re.search(rf'<ul {french} class="md-nav__list" data-md-component="toc"', page)
    assert re.search(
        rf'<div {french} class="md-header__topic" data-md-component="header-topic"', page
    )
    text = page.partition(f"<div {french}>")[2]
    assert "Bordin nomme" in text
    assert '<section class="references" lang="en" dir="ltr"' in text
    assert '<details class="figure-words" lang="en" dir="ltr"' in text
    assert '<figure class="figure" lang="en" dir="ltr" id="figure-components"><svg ' in text
    assert ">Goals, tasks and bond</a>, which may have changed since." in text
    assert f'<a href="../components.fr/" hreflang="fr" {french}>français</a>' in original
    assert '<a href="../components/">' in text
    indexed = json.loads((built.site / "search" / "search_index.json").read_text("utf-8"))
    assert not [entry for entry in indexed["docs"] if "components.fr" in entry["location"]]
