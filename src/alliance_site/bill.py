"""List the software that a reader's browser gets: a bill of materials, as CycloneDX has it.

It holds no time and no random number, so that the same site has the same bill.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

NPM = ("marked", "qr")
"""What pages take from npm as it is, besides Pyodide."""
THEME = "mkdocs-material"
PYODIDE = "pyodide"
OURS = {"alliance_quiz", "pyodide", "_pyodide"}
_FROM_NPM = re.compile(r".*\bnode_modules/((?:@[^/]+/)?[^/]+)/")


def bill_of_materials(name: str, root: Path, python: Path) -> str:
    """Return the bill of a site as JSON.

    Args:
        name: The site's name.
        root: The project's folder, with the lock and the packages of npm.
        python: The folder of Python that was built for the browser.
    """
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    built = json.loads((python / "pyodide-lock.json").read_text(encoding="utf-8"))
    components = [
        *(_from_npm(package, lock[f"node_modules/{package}"]) for package in (*NPM, PYODIDE)),
        _cpython(built["info"]["python"], python),
        *(_wheel(package) for package in built["packages"].values()),
        _theme(),
    ]
    return json.dumps(
        {
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {"component": {"type": "application", "name": name}},
            "components": sorted(components, key=lambda component: str(component["name"])),
        },
        indent=1,
    )


def _from_npm(name: str, locked: dict[str, str]) -> dict[str, Any]:
    algorithm, _, digest = locked["integrity"].partition("-")
    return _component(
        name,
        locked["version"],
        f"pkg:npm/{name}@{locked['version']}",
        licenses=[{"expression": locked["license"].strip("()")}],
        hashes=[
            {
                "alg": algorithm.upper().replace("SHA", "SHA-"),
                "content": base64.b64decode(digest).hex(),
            }
        ],
    )


def _cpython(version: str, python: Path) -> dict[str, Any]:
    """Return CPython, with the modules of its library that are sent."""
    library = python / "python_stdlib.pyz"
    # RUNTIME=stock has the whole library in the place of the memory's image.
    stock = python / "python.gz"
    data = library.read_bytes() if library.exists() else gzip.decompress(stock.read_bytes())
    with zipfile.ZipFile(BytesIO(data)) as files:
        modules = {PurePosixPath(name).parts[0].partition(".")[0] for name in files.namelist()}
    return _component(
        "cpython",
        version,
        f"pkg:generic/cpython@{version}",
        licenses=[{"expression": "PSF-2.0"}],
        properties=[{"name": "module", "value": module} for module in sorted(modules - OURS)],
    )


def _wheel(package: dict[str, str]) -> dict[str, Any]:
    """Return a package of Python that the browser gets as a wheel, by the wheel's digest."""
    name, version = package["name"], package["version"]
    return _component(
        name,
        version,
        f"pkg:pypi/{name}@{version}",
        licenses=[_licence(name)],
        hashes=[{"alg": "SHA-256", "content": package["sha256"]}],
    )


def _theme() -> dict[str, Any]:
    """Return the theme, with what its scripts are bundled from, as their source maps say it."""
    theme = distribution(THEME)
    # To ask it for its files would look for ten thousand icons.
    maps = Path(str(theme.locate_file("material/templates/assets"))).rglob("*.js.map")
    return _component(
        THEME,
        theme.version,
        f"pkg:pypi/{THEME}@{theme.version}",
        licenses=[_licence(THEME)],
        components=[
            {"type": "library", "name": name, "purl": f"pkg:npm/{name.replace('@', '%40')}"}
            for name in sorted(set(_bundled(maps)))
        ],
    )


def _bundled(maps: Iterable[Path]) -> Iterator[str]:
    for path in maps:
        for source in json.loads(path.read_text(encoding="utf-8"))["sources"]:
            if match := _FROM_NPM.match(source):
                yield match[1]


def _licence(package: str) -> dict[str, Any]:
    data = distribution(package).metadata
    if expression := data.get("License-Expression"):
        return {"expression": expression}
    return {"license": {"name": (data.get("License") or "").partition("\n")[0]}}


def _component(name: str, version: str, purl: str, **more: object) -> dict[str, Any]:
    return {"type": "library", "name": name, "version": version, "purl": purl, **more}
