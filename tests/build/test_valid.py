"""The HTML of every page is valid."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.served import ROOT, SITE_DIR, pages

PACKAGES = ROOT / "node_modules"
INVALID = '<!doctype html><html lang="en"><head><title>T</title></head><p id="a" id="b"></html>'

type Checker = Callable[[Path], list[str]]


def html_validate(site: Path) -> list[str]:
    """Return each error as `file:line:column: what`."""
    program = str(PACKAGES / ".bin" / "html-validate")
    options = ["--formatter", "text", "--config", str(ROOT / "tests/build/htmlvalidate.mjs")]
    with tempfile.TemporaryFile("w+") as told:  # It ends before it has filled a pipe.
        done = subprocess.run([program, *options, f"{site}/**/*.html"], stdout=told, check=False)
        told.seek(0)
        errors = told.read().splitlines()
    assert done.returncode == bool(errors)  # Without a page it would be 1.
    return errors


def nu(site: Path) -> list[str]:
    """Return each error as `file:line: what`."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("the Nu checker needs Java")
    checker = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    # It runs for seconds only: to compile it well costs more, and quick code needs a larger stack.
    program = [java, "-XX:TieredStopAtLevel=1", "-Xss8m", "-jar", str(checker)]
    options = ["--skip-non-html", "--errors-only", "--format", "json"]
    done = subprocess.run([*program, *options, site], capture_output=True, text=True, check=False)
    return [
        f"{message.get('url')}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(done.stderr)["messages"]
    ]


@pytest.mark.parametrize("checker", [html_validate, nu])
def test_every_page_is_valid(checker: Checker) -> None:
    assert len(list(SITE_DIR.rglob("*.html"))) >= len(pages())
    assert checker(SITE_DIR) == []


@pytest.mark.parametrize("checker", [html_validate, nu])
def test_an_invalid_page_is_told_with_its_line(checker: Checker, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f"\n{INVALID}", encoding="utf-8")
    assert any("index.html:2:" in error for error in checker(tmp_path))
