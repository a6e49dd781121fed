"""Damage a source file, build a copy of the project, and see a whole site or a fault with its line.

python -m tests.fuzz --seeds 1000 [--first 0]

Each seed damages one file of `docs/`, the bibliography or the settings, always in the same way.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import pkgutil
import re
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import alliance_build
import alliance_site
from tests.build.conftest import copied

CORRECT = "a whole site"
FAULT = "a fault with its file and line"
ELSEWHERE = "a fault told at another file and line"
NOWHERE = "a fault without file or line"
TRACEBACK = "a traceback"
HALF = "half a site"
GOOD = (CORRECT, FAULT, ELSEWHERE)

TOLD = re.compile(
    r"^(?:ERROR|WARNING) +-  (?:Error: )?((?:docs/[^:\n]+|bibliography\.bib|mkdocs\.yml)):\d+: ",
    re.MULTILINE,
)
LEFT = "<!-- left by an earlier build -->"


@dataclass(frozen=True)
class Outcome:
    """What came of a damaged file."""

    kind: str
    file: str
    how: str
    output: str


def damage(data: bytes, random: Random) -> tuple[str, bytes]:
    """Return what was done to a file, and the damaged file."""
    lines = data.splitlines(keepends=True)
    at = random.randrange(len(lines) + 1)
    how = random.choice(
        ["flip", "flip one", "cut", "cut one", "cut off", "twice", "encode", "insert"]
    )
    if how in {"flip", "flip one"}:
        out = bytearray(data)
        for _ in range(1 if how == "flip one" else random.randrange(2, 30)):
            out[random.randrange(len(out))] ^= 1 << random.randrange(8)
        return how, bytes(out)
    if how in {"cut", "cut one"}:
        end = at + (1 if how == "cut one" else random.randrange(1, 20))
        return how, b"".join(lines[:at] + lines[end:])
    if how == "cut off":
        return how, data[: random.randrange(len(data))]
    if how == "twice":
        return how, b"".join(lines[:at] + lines[at : at + 5] * 2 + lines[at + 5 :])
    if how == "encode":
        rest = b"".join(lines[at:]).decode("utf-8", "replace")
        encoding = random.choice(["utf-16", "cp1252", "utf-8-sig"])
        return f"{how} {encoding}", b"".join(lines[:at]) + rest.encode(encoding, "replace")
    junk = random.choice(
        [b"\0", "João\n".encode("latin-1"), "é😀\n".encode(), b"\r", b"\t", b"{{ \n"]
    )
    return how, b"".join(lines[:at]) + junk + b"".join(lines[at:])


def files(folder: Path) -> dict[str, list[Path]]:
    """Return what may be damaged, by its kind."""
    found: dict[str, list[Path]] = {}
    sources = sorted(path for path in (folder / "docs").rglob("*") if path.is_file())
    for path in [*sources, folder / "bibliography.bib", folder / "mkdocs.yml"]:
        found.setdefault(path.suffix, []).append(path)
    return found


def build(folder: Path, log: Path) -> int:
    """Build in a process of its own, which begins with all modules loaded."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 99
    try:
        sys.stdout = sys.stderr = out = log.open("w", buffering=1)
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        os.chdir(folder)
        os.environ |= {"NOTEBOOKS": "false", "NO_MKDOCS_2_WARNING": "1"}
        code = alliance_build.main(Path("site"))
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def try_seed(folder: Path, seed: int) -> Outcome:
    """Damage, build, judge, and mend."""
    random = Random(seed)  # noqa: S311  the same damage at every run
    kinds = files(folder)
    path = random.choice(kinds[random.choice(sorted(kinds))])
    before = path.read_bytes()
    how, after = damage(before, random)
    name = str(path.relative_to(folder))
    site, log = folder / "site", folder / "log"
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir()
    (site / "index.html").write_text(LEFT)
    path.write_bytes(after)
    try:
        code = build(folder, log)
    finally:
        path.write_bytes(before)
    output = log.read_text(errors="replace")
    return Outcome(judge(site, code, output, name), name, how, output)


def judge(site: Path, code: int, output: str, name: str) -> str:
    """Return which of the outcomes this is."""
    if "Traceback (most recent" in output or alliance_build.BROKEN_OFF in output:
        return TRACEBACK
    if code:
        if (site / "index.html").read_text() != LEFT:
            return HALF
        told = TOLD.findall(output)
        return FAULT if name in told else ELSEWHERE if told else NOWHERE
    whole = all(_whole(page.read_text("utf-8")) for page in site.rglob("*.html"))
    return CORRECT if whole and len(list(site.rglob("*.html"))) > 50 else HALF


def _whole(html: str) -> bool:
    return (
        html.rstrip().endswith("</html>") and "Content-Security-Policy" in html and LEFT not in html
    )


def main() -> int:
    """Try seeds; print what is not good, then the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    warm()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        folder = copied(Path(place)).folder
        for seed in range(options.first, options.first + options.seeds):
            outcome = try_seed(folder, seed)
            counts[outcome.kind] += 1
            if outcome.kind not in GOOD:
                print(f"seed {seed}: {outcome.file}: {outcome.how}: {outcome.kind}")
                print("    " + "\n    ".join(outcome.output.strip().splitlines()[-6:]), flush=True)
    for kind, count in counts.most_common():
        print(f"{count:6} {kind}")
    return sum(counts[kind] for kind in counts if kind not in GOOD) > 0


def warm() -> None:
    """Import what every build needs, once."""
    for module in pkgutil.iter_modules(alliance_site.__path__):
        importlib.import_module(f"alliance_site.{module.name}")
    for name in (
        "mkdocs.commands.build",
        "material.plugins.search.plugin",
        "mkdocs_jupyter.plugin",
    ):
        importlib.import_module(name)


if __name__ == "__main__":
    sys.exit(main())
