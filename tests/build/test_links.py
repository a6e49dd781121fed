"""Every link and every anchor inside the built site leads somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.served import ROOT, SITE_DIR


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
    site = tmp_path / "site"
    # A few pages: looking through all of them is the test above.
    others = shutil.ignore_patterns("python", "alliance", "quizzes", "patient-centred")
    shutil.copytree(SITE_DIR, site, ignore=others)
    page = site / "evidence" / "index.html"
    html = page.read_text(encoding="utf-8")
    broken = '<a href="../nowhere/">a</a><a href="../about/#nowhere">b</a></article>'
    page.write_text(html.replace("</article>", broken), encoding="utf-8")
    done = check(site)
    assert done.returncode == 1
    assert "nowhere/" in done.stdout
    assert "#nowhere" in done.stdout
