"""Run every case in the very Python that the site ships, under Node."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.case_files import read_cases

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "build" / "python"
IMAGE = "python.gz"
LIBRARY = "python_stdlib.pyz"


def run(folder: Path, cases: Path) -> Any:
    command = ["node", str(Path(__file__).with_name("run_cases.mjs")), str(folder), str(cases)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def write_cases(path: Path) -> Path:
    command = [sys.executable, "-m", "tests.case_files", str(path)]
    subprocess.run(command, cwd=ROOT, check=True)
    return path


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Start Python once for all cases."""
    return run(PYTHON, write_cases(tmp_path_factory.mktemp("cases") / "cases.json"))


@pytest.mark.parametrize("name", [case.name for case in read_cases()])
def test_case(name: str, outcome: Any) -> None:
    assert outcome["faults"][name] == ""


def test_library_holds_nothing_that_is_not_imported(outcome: Any) -> None:
    with zipfile.ZipFile(PYTHON / LIBRARY) as library:
        assert {name.removesuffix("c") for name in library.namelist()} == {*outcome["imported"]}


def test_core_holds_every_function_that_the_cases_call(outcome: Any) -> None:
    assert outcome["deferred"] == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(PYTHON, tmp_path / "python")


def without_image(folder: Path) -> None:
    """Put an image in its place that changes nothing in memory."""
    (folder / IMAGE).write_bytes(gzip.compress(bytes(4)))


def test_the_library_alone_scores_alike_where_the_image_does_not_serve(
    copy: Path, tmp_path: Path
) -> None:
    without_image(copy)
    found = run(copy, write_cases(tmp_path / "cases.json"))
    assert set(found["faults"].values()) == {""}
    # What a whole start calls, the core does not hold: it shows that there was one.
    assert found["deferred"]


@pytest.mark.parametrize("module", ["json", "dataclasses"])
def test_each_case_names_the_module_that_it_misses(module: str, copy: Path, tmp_path: Path) -> None:
    without_image(copy)
    cut_out(module, copy / LIBRARY)
    faults = run(copy, write_cases(tmp_path / "cases.json"))["faults"]
    assert faults
    for name, fault in faults.items():
        assert fault.startswith(f"{name}: ")
        assert f"the cut library lacks the module {module}" in fault


def test_a_case_names_the_module_that_it_misses_beside_the_image(
    copy: Path, tmp_path: Path
) -> None:
    cut_out("csv", copy / LIBRARY)
    faults = run(copy, write_cases(tmp_path / "cases.json"))["faults"]
    missed = {name for name, fault in faults.items() if "lacks the module csv" in fault}
    assert missed == {name for name, fault in faults.items() if fault}
    assert 0 < len(missed) < len(faults)


def cut_out(module: str, path: Path) -> None:
    """Leave a module, or a package with all that is in it, out of the library."""
    cut = io.BytesIO()
    with zipfile.ZipFile(path) as library, zipfile.ZipFile(cut, "w", zipfile.ZIP_DEFLATED) as out:
        for name in library.namelist():
            if name != f"{module}.pyc" and not name.startswith(f"{module}/"):
                out.writestr(name, library.read(name))
    path.write_bytes(cut.getvalue())
