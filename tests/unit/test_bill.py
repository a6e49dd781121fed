"""The list of software is valid, complete, and the same whenever it is made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from alliance_site.bill import bill_of_materials
from tests.served import SITE_DIR

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "build" / "python"


@pytest.fixture(scope="module")
def bill() -> str:
    return bill_of_materials("A site", ROOT, PYTHON)


def test_it_is_valid_and_always_the_same(bill: str) -> None:
    errors = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill)
    assert errors is None, errors
    assert bill == bill_of_materials("A site", ROOT, PYTHON)


def test_every_file_of_python_belongs_to_something_in_it(bill: str) -> None:
    components = {component["name"]: component for component in json.loads(bill)["components"]}
    digests = {
        digest["content"]: name
        for name, component in components.items()
        for digest in component.get("hashes", [])
    }
    for file in json.loads((PYTHON / "contents.json").read_text(encoding="utf-8"))["files"]:
        if file["name"].endswith(".whl"):
            assert file["name"].startswith(digests[file["sha256"]].replace("-", "_") + "-")
        else:
            assert file["name"].startswith(("pyodide", "python", "start."))
    assert {"pyodide", "cpython"} < set(components)
    modules = {entry["value"] for entry in components["cpython"]["properties"]}
    assert {"json", "datetime"} <= modules
    assert "alliance_quiz" not in modules


def test_each_part_has_a_version_and_a_licence(bill: str) -> None:
    components = {component["name"]: component for component in json.loads(bill)["components"]}
    for name, component in components.items():
        assert component["version"], name
        (licence,) = component["licenses"]
        assert licence.get("expression") or licence["license"]["name"], name
    packages = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    for name in ("marked", "qr", "pyodide"):
        assert components[name]["version"] == packages[name]
    assert "lunr" in [part["name"] for part in components["mkdocs-material"]["components"]]


def test_the_site_has_it(bill: str) -> None:
    published = json.loads((SITE_DIR / "about/software.cdx.json").read_text(encoding="utf-8"))
    assert published["components"] == json.loads(bill)["components"]
