"""Build the explorer of effect sizes: a form, its results in words, and two pictures."""

from __future__ import annotations

import math
from typing import Any
from xml.etree.ElementTree import Element

from alliance_quiz.effects import LIMITS, PEOPLE, explore
from alliance_site.forms import Writer, add, add_plain, add_script
from alliance_site.quiz_form import Addresses

DEFINITION = {"explore": "effect size"}
START = {"measure": "r", "value": 0.28}
MEASURES = {"r": "Correlation r", "d": "Standardised difference d"}
RESULTS = {
    "r": "Correlation r",
    "d": "Standardised difference d",
    "variance": "Shared variance",
    "overlap": "Overlap of the two curves",
    "better": "The one from the stronger half does better, of two drawn blindly",
    "stronger": "Doing well, of 50 with a stronger alliance",
    "weaker": "Doing well, of 50 with a weaker one",
}
SD = 40
"""Units of the picture that are one standard deviation."""
SVG = "http://www.w3.org/2000/svg"
BY_HAND = "by-hand"
"""The id of what the page says for readers without Python; it is the page's to write."""


def build_explorer(_: Writer, parent: Element, addresses: Addresses) -> None:
    """Append the explorer, filled in for its first size."""
    element = add(
        parent,
        "alliance-explorer",
        definition=addresses.definition,
        python=addresses.python,
        by_hand=BY_HAND,
    )
    fieldset = add(add(element, "form", method="dialog"), "fieldset")
    add(add(fieldset, "legend"), "h2", "Try a size", id="try-a-size")
    for measure, label in MEASURES.items():
        row = add(fieldset, "div", class_="option")
        checked = {"checked": ""} if measure == START["measure"] else {}
        add(
            row, "input", type="radio", name="measure", id=f"measure-{measure}", value=measure,
            data_limit=str(LIMITS[measure]), **checked,
        )  # fmt: skip
        add(row, "label", label, for_=f"measure-{measure}")
    limit = LIMITS[str(START["measure"])]
    bounds = {"min": str(-limit), "max": str(limit), "step": "0.01", "value": str(START["value"])}
    size = add(fieldset, "p", class_="effect-size")
    add(size, "label", "Size", for_="effect-size")
    add(size, "input", type="number", id="effect-size", name="value", **bounds)
    add(size, "input", type="range", aria_label="Size, as a slider", **bounds)
    add(fieldset, "div", role="status")
    _add_results(fieldset, explore(START))
    add_script(parent, addresses.script)


def _add_results(parent: Element, result: dict[str, Any]) -> None:
    listed = add(parent, "dl", class_="effects")
    for name, label in RESULTS.items():
        row = add(listed, "div")
        add_plain(row, "dt", label)
        add_plain(row, "dd", shown(name, result), data_result=name)
    curves = _picture(parent, "curves", "0 0 400 130")
    add(curves, "path", d="M0 120H400", class_="axis")
    for name, side in (("stronger", 1), ("weaker", -1)):
        shift = f"translate({side * result['d'] * SD / 2:.1f} 0)"
        add(curves, "path", d=_curve(), class_=name, transform=shift, data_sd=str(side * SD))
    half = PEOPLE // 2
    for number, words in enumerate(("Stronger alliance", "Weaker alliance")):
        add_plain(parent, "p", words, class_="effect-half")
        people = _picture(parent, "people", "0 0 400 36")
        for place in range(half):
            down, along = divmod(place, half // 2)
            mark = "well" if place < result["well"][number] else ""
            add(people, "circle", cx=str(8 + along * 16), cy=str(8 + down * 20), r="6", class_=mark)


def _curve() -> str:
    """Return a normal curve about the middle of a box 400 wide, 120 above the axis, as a path."""
    heights = (110 * math.exp(-((x / SD) ** 2) / 2) for x in range(-200, 201, 5))
    return "M" + "L".join(f"{step * 5} {120 - height:.1f}" for step, height in enumerate(heights))


def shown(name: str, result: dict[str, Any]) -> str:
    """Return a result as it is shown: a share in per cent, a size with two digits."""
    if name in {"stronger", "weaker"}:
        return str(result["well"][name == "weaker"])
    if name in {"r", "d"}:
        return f"{result[name]:.2f}".replace("-", "−")
    return f"{result[name] * 100:.0f} %"


def _picture(parent: Element, name: str, box: str) -> Element:
    """Append a picture whose content the list before it says in words."""
    figure = add(parent, "div", class_=f"effect-{name}")
    return add(figure, "svg", xmlns=SVG, viewBox=box, aria_hidden="true")
