"""Every case file comes out in CPython as it says."""

from __future__ import annotations

import json

import pytest

from alliance_quiz import FormatError, bridge
from tests.case_files import Case, read_cases


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_case(case: Case) -> None:
    function = getattr(bridge, case.call)
    bridge._scorer.cache_clear()  # noqa: SLF001  no case may lean on another
    # A page asks again and again, of the same definition.
    for _ in range(2):
        if case.error is None:
            assert json.loads(function(*case.texts)) == case.result
        else:
            with pytest.raises(FormatError) as caught:
                function(*case.texts)
            assert str(caught.value) == case.error
