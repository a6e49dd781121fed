"""The site can be built with ProperDocs, and what such a build loses is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.conftest import Project
from tests.build.way_out import PARTS, build, report
from tests.served import SITE_DIR

PAGE = """<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="generator" content="mkdocs"><h1>Bond</h1><a href="../">Up</a>
<a class="footnote-ref" href="#ref-bordin1979">1</a><p class="csl-entry">Bordin ES.</p>
<alliance-quiz definition="bond.json"><form>Which?</form></alliance-quiz>
<figure id="line"></figure><abbr title="How they get on">bond</abbr>"""
LOSSES = {
    "headings": ("h1>", "p>"),
    "links": ('"../"', '"."'),
    "citations": ("footnote-ref", "ref"),
    "references": ("csl-entry", "entry"),
    "forms": ("form>", "div>"),
    "form definitions": ("bond.json", "goal.json"),
    "figures": ('id="line"', ""),
    "words of the glossary": ("abbr", "span"),
    "security policies": ("'none'", "*"),
}


def lines(folder: Path, page: str) -> list[str]:
    """Report on a site of one page, and on another that has this page in its place."""
    sites = {"ours": PAGE, "other": page, "bare": "<p>A bond [@bordin1979].</p>"}
    for name, written in sites.items():
        (folder / name).mkdir()
        (folder / name / "index.html").write_text(written, encoding="utf-8")
    return list(report(folder / "ours", folder / "other", folder / "bare"))


def test_properdocs_loses_nothing_of_the_site(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    site = tmp_path / "by-properdocs"
    build("properdocs", project.folder, site)
    told = list(report(SITE_DIR, site, site))
    assert [line for line in told if "lost from the" in line] == []
    assert len(told) > len(PARTS)


@pytest.mark.parametrize("kind", PARTS)
def test_a_loss_is_told_by_its_kind_and_page(kind: str, tmp_path: Path) -> None:
    told = lines(tmp_path, PAGE.replace(*LOSSES[kind]))
    counts = next(line for line in told if line.startswith(f"| {kind} | "))
    assert counts.split(" | ")[2] == "1"
    assert [line for line in told if line.startswith(f"index.html: lost from the {kind}: ")]


def test_other_bytes_have_their_cause_and_lose_nothing(tmp_path: Path) -> None:
    told = lines(tmp_path, PAGE.replace('content="mkdocs"', 'content="ProperDocs"'))
    assert told[-1] == "Files that differ by the generator's name: 1 (index.html)."
    assert "Keys of sources left in the pages without hooks: 1." in told
