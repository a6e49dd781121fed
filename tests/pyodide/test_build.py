"""Python for the browser is built alike each time, and whole or not at all."""

from __future__ import annotations

import gzip
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from tests.pyodide.test_cases import PYTHON, ROOT, run, write_cases

PYODIDE = ROOT / "node_modules" / "pyodide"


def build(cases: Path, output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "runtime" / "build.py"), str(cases), *options]
    return subprocess.run(
        [*command, "--output", str(output)], capture_output=True, text=True, check=False
    )


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_second_build_gives_the_same_bytes(tmp_path: Path) -> None:
    done = build(write_cases(tmp_path / "cases.json"), tmp_path / "python")
    assert done.returncode == 0, done.stderr
    assert digests(tmp_path / "python") == digests(PYTHON)


def test_the_image_does_not_tell_where_it_was_built() -> None:
    assert b"runtime/cut.mjs" not in gzip.decompress((PYTHON / "python.gz").read_bytes())


def test_stock_is_pyodide_as_it_comes_and_scores_alike(tmp_path: Path) -> None:
    cases, output = write_cases(tmp_path / "cases.json"), tmp_path / "python"
    done = build(cases, output, "--stock")
    assert done.returncode == 0, done.stderr
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"):
        assert (output / name).read_bytes() == (PYODIDE / name).read_bytes()
    library = gzip.decompress((output / "python.gz").read_bytes())
    assert library == (PYODIDE / "python_stdlib.zip").read_bytes()
    assert set(run(output, cases)["faults"].values()) == {""}


def test_a_broken_build_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    cases, output = tmp_path / "cases.json", tmp_path / "python"
    cases.write_text("broken")
    output.mkdir()
    (output / "kept").touch()
    done = build(cases, output)
    assert done.returncode == 1
    assert "cutting Python failed" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.json", "python"]
    assert [path.name for path in output.iterdir()] == ["kept"]


def test_what_is_missing_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = build(tmp_path / "absent.json", tmp_path / "python")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "absent.json: not found; write the test cases as JSON first" in done.stderr
