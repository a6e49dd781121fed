"""Codes of both views, made by the package itself from the instruments of the site."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from alliance_quiz.bridge import add_reflection, encode

INSTRUMENTS = Path(__file__).parents[1] / "docs/instruments"


def view(name: str) -> dict[str, Any]:
    """Return the definition of `clinician` or `patient`."""
    return tomllib.loads((INSTRUMENTS / f"alliance-{name}.toml").read_text("utf-8"))


def code(name: str, answers: Sequence[str | int]) -> str:
    """Return the code of a view's answers, in the order of its statements; `""` is none."""
    told = encode(json.dumps(view(name)), json.dumps({"answers": _given(name, answers)}))
    return str(json.loads(told)["code"])


def saved(name: str, answers: Sequence[str | int], at: str, label: str, kept: str = "") -> str:
    """Return the text that a device keeps once a view's answers are saved there too."""
    entry = {"at": at, "label": label, "answers": _given(name, answers)}
    told = add_reflection(json.dumps(view(name)), kept, json.dumps(entry))
    return str(json.loads(told)["reflections"])


def _given(name: str, answers: Sequence[str | int]) -> dict[str, str]:
    items = [item["id"] for item in view(name)["items"]]
    return {item: str(answer) for item, answer in zip(items, answers, strict=True) if answer}
