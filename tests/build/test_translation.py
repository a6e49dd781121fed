"""A page in another language, beside the page that it translates."""

from __future__ import annotations

import json
import re

from tests.build.conftest import Project

PAGE = "docs/alliance/components.fr.md"
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


def test_a_translation_says_its_language_and_is_linked_both_ways(project: Project) -> None:
    (project.folder / PAGE).write_text(FRENCH.replace("---\n", "---\nquiz: x\n", 1), "utf-8")
    begun = project.build()
    assert f"{PAGE}:2: quiz: not for a translation: leave it out" in "\n".join(begun.faults)
    (project.folder / PAGE).write_text(FRENCH, encoding="utf-8")
    built = project.build()
    assert built.code == 0, built.output
    page, original = (
        (built.site / "alliance" / name / "index.html").read_text(encoding="utf-8")
        for name in ("components.fr", "components")
    )
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
