"""What cannot be read is told with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alliance_quiz.faults import FormatError
from alliance_site.reading import check_notebook, check_svg, line_of, read_utf8

NOTEBOOK: dict[str, object] = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a\nJo\xe3o", "a.md:2: byte 0xe3 is not UTF-8: save"),
        (b"a\n\n\x02b", "a.md:3: character 0x02 is no text: delete it"),
        ("a\n".encode("utf-16-le"), "a.md:1: character 0x00 is no text"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(FormatError) as caught:
        read_utf8(tmp_path / "a.md", "a.md")
    assert str(caught.value).startswith(told)


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("\ufeffa\r\n\tb\n".encode())
    assert read_utf8(tmp_path / "a.md", "a.md") == "a\r\n\tb\n"


def test_a_notebook_and_a_picture_of_the_form_pass() -> None:
    check_notebook(json.dumps(NOTEBOOK), "a.ipynb")
    check_svg("<svg/>", "a.svg")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"cells":\n[,]}', "a.ipynb:2: no notebook (Expecting value)"),
        (json.dumps(NOTEBOOK | {"cells": [{"cell_type": "code"}]}), "a.ipynb:1: no notebook ("),
        (json.dumps(NOTEBOOK | {"nbformat": 77}), "a.ipynb:1: no notebook ("),
        ("[]", "a.ipynb:1: no notebook ("),
    ],
)
def test_what_is_no_notebook_is_refused(text: str, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        check_notebook(text, "a.ipynb")
    assert str(caught.value).startswith(told)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(FormatError, match=r"^a\.svg:2: no SVG \(mismatched tag"):
        check_svg("<svg>\n<g></svg>", "a.svg")


@pytest.mark.parametrize(
    ("words", "line"), [("---", 1), ("two", 3), ("\ntwo:", 4), ("", 1), ("three", 1)]
)
def test_the_line_of_some_words_is_where_they_stand_first(words: str, line: int) -> None:
    assert line_of("---\none: 1\nor: two\ntwo: 2\n", words) == line
