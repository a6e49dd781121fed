"""How files are named and read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alliance_quiz import FormatError
from alliance_site.publishing import (
    hashed_folder,
    hashed_name,
    imported,
    integrity,
    python_folder,
)
from alliance_site.reading import read_utf8


def test_a_name_carries_the_hash_of_the_content() -> None:
    assert hashed_name("quizzes/a.json", "x") == "quizzes/a.2d711642.json"
    assert hashed_name("quizzes/a.json", "y") != hashed_name("quizzes/a.json", "x")


def test_a_folder_changes_its_name_with_any_of_its_files() -> None:
    folder = hashed_folder("scripts", {"a": "x", "b": "y"})
    assert re.fullmatch(r"scripts\.[0-9a-f]{8}", folder)
    assert folder == hashed_folder("scripts", {"b": "y", "a": "x"})
    assert folder != hashed_folder("scripts", {"a": "x", "b": "z"})


def test_a_module_needs_what_its_imports_import_and_nothing_that_comes_later() -> None:
    codes = {
        "a": 'import{b}from"./b.js";import"./d.js";import("./e.js");',
        "b": 'import{c as a}from"./c.js";import*as x from"./a.js";import y from"./no.js";',
        "c": "",
        "d": "",
        "e": "",
    }
    assert imported(codes) == {
        "a": ["b", "c", "d"],
        "b": ["a", "c", "d"],
        "c": [],
        "d": [],
        "e": [],
    }


def test_integrity_is_what_browsers_reckon() -> None:
    # printf x | openssl dgst -sha256 -binary | base64
    assert integrity(b"x") == "sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE="


def test_python_that_has_not_been_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="run make build or make serve"):
        python_folder(tmp_path)


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("one\ntwo\nJoão".encode("latin-1"))
    with pytest.raises(FormatError, match=r"^a\.md:3: byte 0xe3 is not UTF-8: save the file"):
        read_utf8(path, "a.md")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("\ufeffone".encode())
    assert read_utf8(path, "a.md") == "one"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"^a\.md: cannot be read"):
        read_utf8(tmp_path / "a.md", "a.md")
