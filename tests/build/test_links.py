"""Every link and every anchor inside the built site leads somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.served import ROOT, SITE_DIR, site_url


def check(site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.build.links"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SITE_DIR": str(site)},
    )


def test_no_link_inside_the_site_is_broken() -> None:
    done = check(SITE_DIR)
    assert done.returncode == 0, done.stdout
    (checked,) = re.findall(r"(\d+) links in (?:\d+) URLs checked", done.stdout)
    assert int(checked) > 200


def test_a_broken_link_and_a_broken_anchor_are_found(tmp_path: Path) -> None:
    page = f'<!doctype html><title>T</title><link rel="canonical" href="{site_url()}"><h1 id="top">'
    links = '<a href="about/#top">a</a><a href="nowhere/">b</a><a href="about/#nowhere">c</a>'
    # A page that is only ever linked to by its anchors.
    more = '<a href="../gone/">d</a>'
    (tmp_path / "about").mkdir()
    for name, html in {
        "index.html": page + links,
        "about/index.html": page + more,
        "404.html": page,
    }.items():
        (tmp_path / name).write_text(html, encoding="utf-8")
    done = check(tmp_path)
    assert done.returncode == 1
    assert "nowhere/" in done.stdout
    assert "gone/" in done.stdout
    assert "Anchor `nowhere'" in done.stdout
    assert "Anchor `top'" not in done.stdout
