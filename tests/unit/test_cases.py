"""Every case file comes out in CPython as it says."""

from __future__ import annotations

import json

import pytest

from alliance_quiz import FormatError
from alliance_quiz.bridge import score
from tests.case_files import Case, read_cases


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_case(case: Case) -> None:
    if case.error is None:
        assert json.loads(score(case.definition, case.responses)) == case.result
    else:
        with pytest.raises(FormatError) as caught:
            score(case.definition, case.responses)
        assert str(caught.value) == case.error
