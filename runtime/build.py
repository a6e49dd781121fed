"""Make the folder of Python that a browser fetches: Pyodide, cut; an image; our wheel, a lock.

    python runtime/build.py [CASES] [--output FOLDER] [--stock]

CASES is the JSON of all test cases; what scoring them imports is what the library keeps, and what
it calls is what the WebAssembly module keeps. The image is of the memory of a Python that has
imported our package: a browser goes on from there. With --stock all of Pyodide is left as it comes.
The same inputs give the same bytes. The folder is replaced at the very end, or left as it was.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import asdict, dataclass
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from stand_ins import STAND_INS

ROOT = Path(__file__).resolve().parent.parent
PYODIDE = ROOT / "node_modules" / "pyodide"
STOCK = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
STOCK_LIBRARY = PYODIDE / "python_stdlib.zip"
REST = "pyodide.rest.wasm"
LIBRARY = "python_stdlib.pyz"
LOCK = "pyodide-lock.json"
CONTENTS = "contents.json"
# What `alliance_quiz.review` imports besides; the browser fetches it for review only.
BESIDES = ("fsrs", "typing-extensions")
# What pip writes beside an installed package; RECORD then names what is not in the wheel.
INSTALLERS = ("INSTALLER", "REQUESTED", "RECORD", "direct_url.json")
OLDEST_NODE = 20
# pyodide-lock has its command from pyodide-build, and reads wheels with pkginfo.
TOOLS = ("build", "hatchling", "pyodide_lock", "pyodide_cli", "pkginfo")
# Zip files cannot hold an earlier date; any fixed one makes the wheel's bytes repeat.
WHEEL_DATE = "315532800"


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """One file of the folder: its bytes, those that go over the wire, and its digest in hex.

    What comes `first` is what the first score waits for. What comes `later` is fetched only when
    review, or a function not foreseen, asks for it.
    """

    name: str
    first: bool
    later: bool
    bytes: int
    gzip: int
    sha256: str


def main() -> None:
    """Build the folder that the command line asks for, and say what it weighs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cases", type=Path, nargs="?", default=ROOT / "build" / "cases.json")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "python")
    parser.add_argument("--stock", action="store_true")
    arguments = parser.parse_args()
    check_tools()
    node = find_node()
    for path, remedy in (
        (PYODIDE / "pyodide.mjs", "run npm ci"),
        (arguments.cases, "write the test cases as JSON first"),
    ):
        if not path.is_file():
            stop(f"{path}: not found; {remedy}")
    cases = None if arguments.stock else arguments.cases
    build(node, cases, arguments.output.absolute())


def build(node: str, cases: Path | None, output: Path) -> None:
    """Build everything beside `output`, then put it in the place of what was there.

    Without cases, nothing is cut.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".python-", dir=output.parent) as scratch:
        folder = Path(scratch) / "new"
        folder.mkdir()
        wheel, besides = build_wheel(folder), [pack(name, folder) for name in BESIDES]
        write_lock([wheel, *besides], folder / LOCK)
        kept = copy_stock(folder) if cases is None else cut(node, folder, cases)
        later = {REST, *(path.name for path in besides)}
        if cases:  # The library has our package in it.
            later.add(wheel.name)
        files = list_contents(folder, later)
        contents = {"hash": hash_of(files), "files": [asdict(file) for file in files]}
        (folder / CONTENTS).write_text(json.dumps(contents, indent=1) + "\n", encoding="utf-8")
        if output.exists():
            output.rename(Path(scratch) / "old")
        folder.rename(output)
    report(files, kept)


def cut(node: str, folder: Path, cases: Path) -> str:
    """Put into a folder what scoring the cases needs of Pyodide; return in words what is kept."""
    whole = folder.parent / "whole.zip"
    write_library(whole)
    script = ROOT / "runtime" / "cut.mjs"
    command = [node, *map(str, (script, folder, PYODIDE, whole, cases))]
    kept = json.loads(run(command, "cutting Python failed", steps=True))
    with zipfile.ZipFile(STOCK_LIBRARY) as library:
        modules = sum(name.endswith(".py") for name in library.namelist())
    return (
        f"{kept['modules']} of the library's {modules} modules,"
        f" {kept['functions']} of {kept['allFunctions']} functions"
    )


def write_library(path: Path) -> None:
    """Write Pyodide's library with what stands in it for some of its modules."""
    with zipfile.ZipFile(STOCK_LIBRARY) as stock, zipfile.ZipFile(path, "w") as out:
        names = stock.namelist()
        absent = sorted(STAND_INS.keys() - set(names))
        if absent:
            stop(f"{', '.join(absent)}: not in Pyodide's library; see runtime/stand_ins.py")
        for name in names:
            # A ZipInfo made from a name alone is dated 1 January 1980.
            out.writestr(zipfile.ZipInfo(name), STAND_INS.get(name) or stock.read(name))


def copy_stock(folder: Path) -> str:
    """Put into a folder Pyodide as it comes, its library wrapped as the worker takes it."""
    for name in STOCK:
        shutil.copyfile(PYODIDE / name, folder / name)
    shutil.copyfile(ROOT / "runtime" / "stock.mjs", folder / "start.mjs")
    library = gzip.compress(STOCK_LIBRARY.read_bytes(), compresslevel=1, mtime=0)
    (folder / "python.gz").write_bytes(library)
    return "Pyodide as it comes"


def build_wheel(folder: Path) -> Path:
    """Build the project's wheel into a folder and return its path."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": WHEEL_DATE}
    run([*command, str(ROOT)], "building the wheel failed", environment)
    return next(folder.glob("*.whl"))


def pack(name: str, folder: Path) -> Path:
    """Make the wheel of an installed package again, of the files that came with it.

    The environment was installed by hashes, so these are the very files that the lock names.
    """
    package = distribution(name)
    path = folder / f"{name.replace('-', '_')}-{package.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in sorted(package.files or [], key=str):
            if file.suffix != ".pyc" and file.name not in INSTALLERS and ".." not in file.parts:
                # A ZipInfo made from a name alone is dated 1 January 1980.
                member = zipfile.ZipInfo(str(file))
                member.compress_type = zipfile.ZIP_DEFLATED
                wheel.writestr(member, Path(str(file.locate())).read_bytes())
    return path


def write_lock(wheels: list[Path], path: Path) -> None:
    """Write Pyodide's lock with these wheels as its only packages."""
    lock = json.loads((PYODIDE / LOCK).read_text(encoding="utf-8"))
    path.write_text(json.dumps({**lock, "packages": {}}), encoding="utf-8")
    add_wheels = [sys.executable, "-m", "pyodide_cli", "lockfile", "add-wheels"]
    places = ["--input", str(path), "--output", str(path), "--base-path", str(path.parent)]
    run([*add_wheels, *places, *map(str, wheels)], "adding the wheels to the lock failed")


def list_contents(folder: Path, names: set[str]) -> list[File]:
    """Return what the folder holds, by name; the names given are of what comes later."""
    files = []
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        later = path.name in names
        files.append(
            File(
                name=path.name,
                first=not later and path.name != LIBRARY,
                later=later,
                bytes=len(data),
                gzip=packed(data),
                sha256=digest,
            )
        )
    return files


def hash_of(files: list[File]) -> str:
    """Return twelve digits that change with any file's name or content."""
    lines = "".join(f"{file.name} {file.sha256}\n" for file in files)
    return hashlib.sha256(lines.encode()).hexdigest()[:12]


def packed(data: bytes) -> int:
    """Return how many bytes go over the wire; what gzip would not shrink is sent as it is."""
    return min(len(data), len(gzip.compress(data, mtime=0)))


def report(files: list[File], kept: str) -> None:
    """Print what each file weighs, and what the first score waits for beside what stock weighs."""
    print(f"Python {hash_of(files)}: {kept}")
    stock = [(PYODIDE / name).read_bytes() for name in (*STOCK, LOCK, STOCK_LIBRARY.name)]
    rows = [(file.name, file.bytes, file.gzip) for file in files]
    first = [file for file in files if file.first]
    rows.append(("first", sum(file.bytes for file in first), sum(file.gzip for file in first)))
    rows.append(("stock", sum(map(len, stock)), sum(map(packed, stock))))
    for name, raw, wire in rows:
        print(f"{name:40} {raw:>12,} {wire:>12,} gzip")


def check_tools() -> None:
    """Stop where a Python package that this script needs is not installed."""
    absent = [name for name in TOOLS if find_spec(name) is None]
    if absent:
        stop(f"{', '.join(absent)}: not installed; install requirements.txt")


def find_node() -> str:
    """Return the path of a Node that Pyodide runs under."""
    node = shutil.which("node")
    if node is None:
        stop(f"node: not found; install Node {OLDEST_NODE} or newer")
    version = run([node, "--version"], "node does not run").strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        stop(f"node: {version} found; install Node {OLDEST_NODE} or newer")
    return node


def run(
    command: list[str],
    fault: str,
    environment: dict[str, str] | None = None,
    *,
    steps: bool = False,
) -> str:
    """Return what a command prints; stop with its own words where it fails.

    With `steps`, what it tells meanwhile is shown at once.
    """
    told = None if steps else subprocess.PIPE
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=told, text=True, env=environment, check=False
    )
    if done.returncode:
        stop(f"{fault}:\n{(done.stderr or done.stdout).strip()}")
    return done.stdout


def stop(message: str) -> NoReturn:
    """End with a message in place of a traceback."""
    sys.exit(f"runtime/build.py: {message}")


if __name__ == "__main__":
    main()
