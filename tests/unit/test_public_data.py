"""The check of our scorer against published answers finds what it should."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from alliance_quiz import score_instrument
from tests import score_public_data

KEY: dict[str, Any] = {
    "low": 1,
    "high": 6,
    "minimum_share": 0.6,
    "reversed": ["A 1", "C4"],
    "parts": {"first": ["A 1", "A2", "A3"], "second": ["C3", "C4", "C5"]},
    "published": {"first": "Mean of A"},
}
# By hand: (7 - 2 + 4 + 3) / 3 = 4; (5 + 7 - 1 + 2) / 3 = 4.33; (7 - 1 + 6) / 2 = 6; one of three.
DATA = """\
id,A 1,A2,A3,C3,C4,C5,Mean of A
7,2,4,3,5,1,2,4.0
8,1,6,NA,NA,,3,6
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.csv"
    path.write_text(DATA, encoding="utf-8")
    return path


def test_rows_that_agree_are_counted(data: Path) -> None:
    assert score_public_data.check(data, KEY) == ([], 2, 5)


def test_a_published_mean_that_differs_is_named_with_its_row(data: Path) -> None:
    data.write_text(DATA.replace("4.0\n", "4.1\n"), encoding="utf-8")
    assert score_public_data.check(data, KEY)[0] == ["row 1, first: 4.0, not 4.1"]


def test_a_scorer_that_forgets_to_reverse_is_found(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(instrument: Any, responses: Any) -> Any:
        definition = score_public_data.definition_of({**KEY, "reversed": []}, IDS)
        return score_instrument(type(instrument).from_dict(definition), responses)

    monkeypatch.setattr(score_public_data, "score_instrument", forgetful)
    faults = score_public_data.check(data, KEY)[0]
    assert "row 1, second: 2.67, not 4.33" in faults


IDS = {
    item: f"item-{n}" for n, item in enumerate([*KEY["parts"]["first"], *KEY["parts"]["second"]])
}


def test_the_command_needs_something_to_compare(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "key.toml"
    lines = ["low = 1", "high = 6", "minimum_share = 1.0", 'reversed = ["C4"]', "[parts]"]
    key.write_text("\n".join([*lines, 'one = ["C3", "C4"]']), encoding="utf-8")
    assert score_public_data.main(str(data), str(key)) == 0
    assert capsys.readouterr().out == "2 rows, 1 means compared, 0 differ\n"
    data.write_text(DATA.splitlines()[0], encoding="utf-8")
    assert score_public_data.main(str(data), str(key)) == 1
