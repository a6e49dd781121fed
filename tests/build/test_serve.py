"""A maintainer's own server: it says where it is, shows a change, and outlives a fault."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.build.conftest import Project

CHAPTER = "docs/alliance/components.md"
OTHER = "docs/alliance/goals.md"
PATIENCE = 60


def wait_for(seen: Callable[[], bool], what: str) -> None:
    """Look again and again until something is there."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, f"{what} did not come in {PATIENCE} seconds"
        time.sleep(0.1)


@pytest.fixture
def served(project: Project, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Serve the copy of the project; give its address and the file with what it prints."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    printed = tmp_path / "printed.txt"
    with printed.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "alliance_build", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=project.folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"},
        )
        address = re.compile(r"Serving on (http://\S+)")
        try:
            wait_for(lambda: address.search(printed.read_text()) is not None, "the address")
            found = address.search(printed.read_text())
            assert found
            yield found[1], printed
        finally:
            server.terminate()
            server.wait()


def read(address: str) -> str:
    with urlopen(address, timeout=PATIENCE) as response:  # noqa: S310  it is our own
        return str(response.read().decode())


def test_it_serves_rebuilds_on_change_and_outlives_a_fault(
    served: tuple[str, Path], project: Project
) -> None:
    address, printed = served
    chapter = f"{address}alliance/components/"
    assert "Samira" in read(chapter)
    # MkDocs adds a script of its own, which no hash can name.
    assert "'unsafe-inline'" in read(chapter)

    line = project.change(OTHER, lambda text: text + "\n[a](nowhere.md)\n")
    project.change(CHAPTER, lambda text: text.replace("Samira", "Noor"))
    wait_for(lambda: "Noor" in read(chapter), "the changed chapter")
    # What MkDocs itself finds has its line, as in a build.
    told = f"{OTHER}:{line}: Doc file 'alliance/goals.md' contains a link"
    wait_for(lambda: told in printed.read_text(), "word of the link")

    project.change("bibliography.bib", lambda text: text.replace("psychoanalytic", "analytic"))
    wait_for(lambda: "generalizability of the analytic" in read(chapter), "the changed source")

    project.change(CHAPTER, lambda text: text.replace("@bordin1979", "@bordin1997", 1))
    # MkDocs answers nobody now until the fault is mended, and says so.
    stuck = "until build errors are resolved"
    wait_for(lambda: stuck in printed.read_text(), "word of the fault")
    assert "did you mean bordin1979" in printed.read_text()
    project.change(CHAPTER, lambda text: text.replace("@bordin1997", "@bordin1979", 1))
    wait_for(lambda: "bordin1979" in read(chapter), "the mended chapter")
    assert "Traceback" not in printed.read_text()
