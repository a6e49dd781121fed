"""Citing across a site: on every kind of page, with and without a cache."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from filecmp import cmpfiles
from pathlib import Path

import pytest

from tests.build.conftest import Built, Project, text_of
from tests.served import ROOT, SITE_DIR

BIB = """
@article{one, author = {Öz, A. and B, C.}, title = {On one}, journal = {J}, year = 2001, note = {x}}
@article{two, author = {D, E.}, title = {On two}, journal = {J}, year = 2002, note = {x}}
@article{idle, author = {F, G.}, title = {On none}, journal = {J}, year = 2003, note = {x}}
"""
SETTINGS = f"""
site_name: S
site_url: http://127.0.0.1/
theme: {{name: material, font: false}}
markdown_extensions: [attr_list, footnotes, tables, toc]
plugins: [search, {{mkdocs-jupyter: {{markdown_cell_processor: mkdocs}}}}]
extra: {{citation_style: nlm-citation-sequence}}
hooks: [{ROOT / "hooks/citations.py"}]
"""
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "markdown",
            "metadata": {},
            "source": ["# Data\n", "\n", "As @two says [@one]."],
        },
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": ["'[@one] in code'"],
        },
    ],
    "metadata": {"kernelspec": {"display_name": "P", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def written(folder: Path) -> Project:
    """Write a small site of its own: two pages and a notebook."""
    docs = folder / "docs"
    docs.mkdir()
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "bibliography.bib").write_text(BIB, encoding="utf-8")
    (docs / "index.md").write_text(
        "# Home\n\nBy @one [p. 3] and [@two].\n\n[to](#ref-one)\n", "utf-8"
    )
    (docs / "plain.md").write_text("# Plain\n\nme@one.org, `[@one]`, @dataclass\n", "utf-8")
    (docs / "data.ipynb").write_text(json.dumps(NOTEBOOK, indent=1), "utf-8")
    return Project(folder)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small site as it was written, built once; its cache stands beside it."""
    return written(tmp_path_factory.mktemp("small")).build()


@pytest.fixture
def small(tmp_path: Path) -> Project:
    return written(tmp_path)


def test_pages_and_notebooks_cite(built: Built) -> None:
    assert built.code == 0, built.output
    assert "By Öz and B (1, p. 3) and (2)." in text_of(built.site, "")
    assert "As D (1) says (2)." in text_of(built.site, "data")
    assert "'[@one] in code'" in text_of(built.site, "data")
    home = (built.site / "index.html").read_text(encoding="utf-8")
    assert '<a href="data/#ref-one">Data</a>' in home
    assert text_of(built.site, "").count("Öz A, B C. On one.") == 1


def test_a_source_that_no_page_cites_is_told_and_stops_nothing(built: Built) -> None:
    assert built.code == 0
    told = [fault for fault in built.faults if "no page cites it" in fault]
    assert told == ["bibliography.bib:4: @idle: warning: no page cites it: cite it, or delete it"]


def test_a_fault_in_a_notebook_is_told_at_its_line(small: Project) -> None:
    line = small.change("docs/data.ipynb", lambda text: text.replace("[@one].", "[@onne]."))
    told = f"docs/data.ipynb:{line}: @onne: not in bibliography.bib: did you mean one?"
    assert told in small.build().faults


def test_a_page_that_cites_nothing_comes_out_byte_for_byte_as_without_the_hook(
    built: Built, small: Project
) -> None:
    small.change("mkdocs.yml", lambda text: re.sub(r"hooks: .*", "", text))
    without = small.build(strict=False).site
    pages = ["plain/index.html", "404.html"]
    assert cmpfiles(built.site, without, pages, shallow=False) == (pages, [], [])


def test_references_cannot_be_searched(built: Built) -> None:
    index = (built.site / "search/search_index.json").read_text(encoding="utf-8")
    assert "On one" not in index


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"\x00\xff"),
        lambda path: path.write_text(path.read_text("utf-8").replace("On one", "On 0ne"), "utf-8"),
    ],
    ids=["gone", "rubbish", "one letter changed"],
)
def test_a_damaged_cache_changes_nothing(
    built: Built, small: Project, damage: Callable[[Path], None]
) -> None:
    shutil.copytree(built.site.with_name("build"), small.folder / "build")
    damage(small.folder / "build/references/nlm-citation-sequence.json")
    again = small.build()
    assert again.code == 0
    assert text_of(again.site, "") == text_of(built.site, "")


def test_the_bibliography_can_be_taken_away() -> None:
    source = (ROOT / "bibliography.bib").read_bytes()
    assert (SITE_DIR / "bibliography.bib").read_bytes() == source
    items = json.loads((SITE_DIR / "bibliography.json").read_text(encoding="utf-8"))
    assert len(items) == len(re.findall(rb"^@", source, re.MULTILINE))
    bordin = next(item for item in items if item["id"] == "bordin1979")
    assert bordin["DOI"] == "10.1037/h0085885"
    assert not (SITE_DIR / "claims.toml").exists()
