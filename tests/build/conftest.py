"""A copy of the project, to be broken and built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.served import ROOT


@dataclass(frozen=True)
class Built:
    """What a build printed, and the folder it wrote."""

    code: int
    output: str
    site: Path

    @property
    def faults(self) -> list[str]:
        """The faults and warnings, in the order in which they were told."""
        told = [line.partition(" -  ")[2] for line in self.output.splitlines() if " -  " in line]
        return [line for line in told if ":" in line and not line.startswith(("Building", "Clean"))]


@dataclass(frozen=True)
class Project:
    """A copy of all that a build reads."""

    folder: Path

    def change(self, name: str, change: Callable[[str], str]) -> int:
        """Rewrite a file; return the 1-based line of the first difference."""
        path = self.folder / name
        old = path.read_text(encoding="utf-8")
        new = change(old)
        assert new != old
        path.write_text(new, encoding="utf-8")
        pairs = zip_longest(old.split("\n"), new.split("\n"))
        return next(number for number, (a, b) in enumerate(pairs, 1) if a != b)

    def build(self, *, strict: bool = True, **environment: str) -> Built:
        """Build the site as the Makefile does, or let warnings pass."""
        command = ["alliance_build", "site"] if strict else ["mkdocs", "build"]
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            # Running the notebook takes longer than all the rest.
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "NOTEBOOKS": "false", **environment},
        )
        return Built(done.returncode, done.stdout + done.stderr, self.folder / "site")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of the project."""
    return copied(tmp_path)


def copied(tmp_path: Path) -> Project:
    """Copy the project's sources, and point to what has been built and installed."""
    for name in ("docs", "hooks", "overrides"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "bibliography.bib", "package-lock.json", "tsconfig.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    # What earlier builds have kept spares this one a third of its time.
    others = shutil.ignore_patterns("python", "stock", "way-out")
    shutil.copytree(ROOT / "build", tmp_path / "build", ignore=others)
    (tmp_path / "build" / "python").symlink_to(ROOT / "build" / "python")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return Project(tmp_path)
