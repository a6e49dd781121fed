"""Each row of the page about threats names what shows it, and that exists."""

from __future__ import annotations

import re

import pytest

from tests.served import ROOT

PAGE = (ROOT / "docs/about/threats.md").read_text("utf-8")
ROWS = [row.strip("| ").split(" | ") for row in PAGE.splitlines() if row.startswith("| ")][1:]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_names_a_test_that_exists_or_says_why_there_is_none(row: list[str]) -> None:
    *_, shown = row
    named = re.findall(r"`([\w/]+\.py)`", shown)
    for name in named:
        assert "def test_" in (ROOT / "tests" / name).read_text("utf-8")
    assert named or "`make check`" in shown or shown.startswith("none: ")
