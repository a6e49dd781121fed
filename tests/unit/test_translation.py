"""What the name of a translation says, and how its language is marked."""

from __future__ import annotations

import pytest

from alliance_site.translation import (
    Translation,
    faults,
    link_translations,
    mark_page,
    mark_text,
    read_name,
)


def named(uri: str) -> Translation:
    translation = read_name(uri)
    assert translation
    return translation


FRENCH = named("alliance/components.fr.md")


@pytest.mark.parametrize(
    ("uri", "original", "code", "name", "direction"),
    [
        ("alliance/components.fr.md", "alliance/components.md", "fr", "français", "ltr"),
        ("index.pt-BR.md", "index.md", "pt-BR", "português (Brasil)", "ltr"),
        ("a/b.ar.md", "a/b.md", "ar", "العربية", "rtl"),
        ("a/b.bar.md", "a/b.md", "bar", "", "ltr"),
    ],
)
def test_the_name_says_what_it_translates(
    uri: str, original: str, code: str, name: str, direction: str
) -> None:
    assert named(uri) == Translation(original=original, code=code, name=name, direction=direction)


@pytest.mark.parametrize("uri", ["alliance/components.md", "a.b.md", "a.FR.md", "fr.md"])
def test_any_other_name_is_no_translation(uri: str) -> None:
    assert read_name(uri) is None


def test_what_is_wrong_with_a_translation_is_told() -> None:
    pages = {"alliance/components.md"}
    assert list(faults(FRENCH, {"title": "T", "description": "D"}, pages)) == []
    told = [str(fault) for fault in faults(named("a/b.bar.md"), {"quiz": "q"}, pages)]
    assert told == [
        "no language has the code bar: name the file as in components.fr.md",
        "no page a/b.md: give the file the name of the page that it translates",
        "quiz: not for a translation: leave it out: only the original has it",
    ]


def test_the_text_is_in_its_language_and_what_we_add_in_english() -> None:
    html = (
        '<h1>Objectifs<a class="headerlink" title="Link">¶</a></h1><p>Texte</p>'
        '<section class="references">R</section>'
    )
    marked = mark_text(html, FRENCH, "Goals & tasks", "../components/")
    assert marked == (
        '<div lang="fr" dir="ltr">\n'
        '<h1>Objectifs<a class="headerlink" lang="en" dir="ltr" title="Link">¶</a></h1>\n'
        '<p class="translation" lang="en" dir="ltr">A translation of <a href="../components/">'
        "Goals &amp; tasks</a>, which may have changed since.</p><p>Texte</p>"
        '<section class="references" lang="en" dir="ltr">R</section>\n</div>'
    )


def test_an_original_names_its_translations_in_their_own_words() -> None:
    html = link_translations(
        "<h1>G</h1><p>T</p>", {"../c.fr/": FRENCH, "../c.ar/": named("c.ar.md")}
    )
    assert html.startswith(
        '<h1>G</h1>\n<p class="translation">This page in other languages: '
        '<a href="../c.fr/" hreflang="fr" lang="fr" dir="ltr">français</a>, '
        '<a href="../c.ar/" hreflang="ar" lang="ar" dir="rtl">العربية</a></p><p>T</p>'
    )


def test_the_title_is_marked_wherever_the_theme_repeats_it() -> None:
    page = '<title>T</title><div class="x" data-md-component="header-topic">T</div><div class="y">'
    assert mark_page(page, FRENCH) == (
        '<title lang="fr" dir="ltr">T</title>'
        '<div lang="fr" dir="ltr" class="x" data-md-component="header-topic">T</div><div class="y">'
    )
