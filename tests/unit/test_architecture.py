"""The nevers of this house that a test can hold."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "alliance_quiz"
SCRIPTS = sorted((ROOT / "docs" / "javascripts").glob("*.js"))

# What would read a file, the clock, the network, the environment or a random number.
OUTSIDE = {
    "asyncio", "ctypes", "datetime", "http", "io", "locale", "logging", "multiprocessing", "os",
    "pathlib", "platform", "random", "secrets", "shutil", "socket", "ssl", "subprocess", "sys",
    "tempfile", "threading", "time", "urllib", "uuid", "zoneinfo",
}  # fmt: skip
# Review reckons with days. It is told what time it is; its schedule is that of fsrs.
BESIDES = {
    "kept.py": {"datetime"},
    "progress.py": {"datetime"},
    "review.py": {"datetime", "fsrs"},
    "sitting.py": {"datetime"},
}


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of each module that a file imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write the whole name of what is imported"
            yield node.module or ""


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("**/*.py")), ids=lambda path: path.name)
def test_alliance_quiz_imports_the_standard_library_only(path: Path) -> None:
    for name in imports(path):
        first = name.split(".")[0]
        if first in BESIDES.get(path.name, ()):
            continue
        assert first == "alliance_quiz" or first in sys.stdlib_module_names, name
        assert first not in {"js", "pyodide"}
        assert first not in OUTSIDE, f"{name} reaches outside: take the value as an argument"


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("**/*.py")), ids=lambda path: path.name)
def test_alliance_quiz_opens_nothing(path: Path) -> None:
    calls = [
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert not {"open", "input", "print", "eval", "exec", "__import__"} & set(calls)


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("**/*.py")), ids=lambda path: path.name)
def test_alliance_quiz_asks_no_clock(path: Path) -> None:
    names = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert not {"now", "utcnow", "today"} & names


@pytest.mark.parametrize("path", sorted((ROOT / "hooks").glob("*.py")), ids=lambda path: path.name)
def test_a_hook_neither_imports_another_nor_scores(path: Path) -> None:
    names = list(imports(path))
    others = {other.stem for other in path.parent.glob("*.py")}
    assert not others & {name.removeprefix("hooks.") for name in names}
    assert "score" not in re.sub(
        r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src" / "alliance_site").glob("*.py")), ids=lambda path: path.name
)
def test_alliance_site_does_not_know_mkdocs(path: Path) -> None:
    assert not [name for name in imports(path) if name.split(".")[0] in {"mkdocs", "hooks"}]


@pytest.mark.parametrize(
    "path",
    [path for path in SCRIPTS if path.name != "trusted.js"],  # It takes the theme's apart.
    ids=lambda path: path.name,
)
def test_a_script_makes_no_html_from_text_and_calls_nobody(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    never = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|sendBeacon"
    assert not re.findall(never, text)
    assert not re.findall(r"https?://", text)


@pytest.mark.parametrize("path", [*SCRIPTS, *sorted(PACKAGE.glob("*.py"))], ids=lambda p: p.name)
def test_no_content_stands_in_code(path: Path) -> None:
    content = re.sub(
        r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )  # examples in docstrings are documentation
    assert "[@" not in content
    assert not re.search(r"\b(patient|physiotherap|Bordin)", content)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_neither_reckons_nor_hides_a_failure(path: Path) -> None:
    """Adding up answers, turning items round and marking are Python's; see the package's cases."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r"(?:score|points|mean)\w*\s*[-+*/]=", text)
    assert not re.findall(r"TOML|\.(?:right|correct)\s*[!=]==?", text)
    silent = r"catch\s*(?:\([^)]*\))?\s*\{\s*\}"  # without even a comment that says why
    assert not re.findall(silent, path.read_text(encoding="utf-8"))


def test_the_build_never_rewrites_a_source() -> None:
    writes = re.compile(r"write_text|write_bytes|\bopen\(|unlink|rmtree|\.touch\(")
    own = [*(ROOT / "hooks").glob("*.py"), *(ROOT / "src" / "alliance_site").glob("*.py")]
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in own}
    # A command that a maintainer gives by its name is no part of the build.
    built = {name: text for name, text in texts.items() if "__main__" not in text}
    writers = {name for name, text in built.items() if writes.search(text)}
    assert writers == {
        "hooks/offline.py",
        "src/alliance_site/cache.py",
    }  # into the site, and into build/


@pytest.mark.parametrize(
    "path", [*(ROOT / "hooks").glob("*.py"), ROOT / "src/alliance_build.py"], ids=lambda p: p.name
)
def test_nothing_private_of_mkdocs_is_used(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Import | ast.ImportFrom):
            names += [name.name for name in node.names]
        parts = [part for name in names for part in name.split(".")]
        assert not [p for p in parts if p.startswith("_") and p not in {"__future__", "__main__"}]


def test_what_hides_a_failure_or_reaches_for_what_is_private_is_linted() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    assert {"BLE", "E", "S", "SLF"} <= set(lint["lint"]["select"])
    assert not {"BLE001", "E722", "S110", "S112", "SLF001"} & set(lint["lint"]["ignore"])


def test_no_file_is_named_for_what_it_is_not() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
    named = {word for path in tracked() for word in re.split(r"[-_.]", path.stem.lower())}
    assert not vague & named


def test_every_instrument_names_its_licence() -> None:
    for path in sorted((ROOT / "docs" / "instruments").glob("*.toml")):
        if path.name != "cpd-record.toml":  # Its prompts are this site's own.
            assert tomllib.loads(path.read_text(encoding="utf-8"))["licence"], path.name


def tracked() -> list[Path]:
    """Return the files that git holds."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def test_every_file_of_tests_is_run() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    collected = {line.split("::")[0] for line in listed.splitlines() if "::" in line}
    written = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")}
    assert collected == written


def test_a_lock_file_names_no_registry() -> None:
    assert "://" not in (ROOT / "requirements.txt").read_text(encoding="utf-8")
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_every_locked_package_has_its_hash() -> None:
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[a-z])", requirements.strip()):
        assert "--hash=sha256:" in entry, entry.split("\n")[0]
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if "integrity" not in package] == [""]


def test_nothing_generated_is_in_git() -> None:
    for path in tracked():
        assert path.relative_to(ROOT).parts[0] not in {"site", "build", "node_modules", ".venv"}
        assert path.suffix not in {".whl", ".wasm", ".pyc", ".zip", ".gz"}
        assert path.stat().st_size < 1_000_000


def test_every_module_says_at_its_door_what_it_is_for() -> None:
    """A script says so after its imports, before anything that has a comment of its own."""
    imports = r"(?:// @ts-check\s+)?(?:import [^;]*;\s+)*"
    words = r"/\*\*\s+(?:\* )?[A-Z](?:[^*]|\*(?!/))*\*/\n(?=\n|export |class )"
    door = re.compile(imports + words)
    for path in tracked():
        if path.suffix == ".py":
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
        elif path.suffix in {".js", ".mjs"}:
            assert door.match(path.read_text(encoding="utf-8")), path


def test_every_top_level_folder_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if path.parent != ROOT}
    for folder in folders:
        assert f"`{folder}/`" in readme, f"{folder}/ is not in the README's table"


def test_every_licence_that_is_named_is_there_in_full_and_no_other() -> None:
    """As `reuse lint` has it, which comes as a wheel for one Python only."""
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text("utf-8"))["annotations"]
    named = {annotation["SPDX-License-Identifier"] for annotation in annotations}
    assert named == {path.stem for path in (ROOT / "LICENSES").iterdir()}
    assert annotations[0]["path"] == "**", "a file that no other rule names has no licence"
    assert all(annotation["SPDX-FileCopyrightText"] for annotation in annotations)
