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
LIBRARY = "python_stdlib.zip.gz"


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
    assert outcome["unused"] == []


def test_core_holds_every_function_that_the_cases_call(outcome: Any) -> None:
    assert outcome["deferred"] == []


@pytest.mark.parametrize("module", ["json", "dataclasses"])
def test_each_case_names_the_module_that_it_misses(module: str, tmp_path: Path) -> None:
    folder = tmp_path / "python"
    shutil.copytree(PYTHON, folder)
    cut_out(module, folder / LIBRARY)
    faults = run(folder, write_cases(tmp_path / "cases.json"))["faults"]
    assert faults
    for name, fault in faults.items():
        assert fault.startswith(f"{name}: ")
        assert f"the cut library lacks the module {module}" in fault


def cut_out(module: str, path: Path) -> None:
    """Leave a module, or a package with all that is in it, out of the library."""
    whole, cut = io.BytesIO(gzip.decompress(path.read_bytes())), io.BytesIO()
    with zipfile.ZipFile(whole) as library, zipfile.ZipFile(cut, "w") as out:
        for name in library.namelist():
            if name != f"{module}.pyc" and not name.startswith(f"{module}/"):
                out.writestr(name, library.read(name))
    path.write_bytes(gzip.compress(cut.getvalue()))
