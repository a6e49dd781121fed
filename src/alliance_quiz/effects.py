"""Turn a correlation or a standardised difference into pictures of what it looks like."""

from __future__ import annotations

import math
from typing import Any

from alliance_quiz.faults import Fault, FormatError, Table

PEOPLE = 100
"""Half with a stronger alliance, half with a weaker one."""
LIMITS = {"r": 0.9, "d": 4.0}
"""As far as the picture goes, in either direction; r = .9 is d = 4.13."""
MEASURES = tuple(LIMITS)


def explore(responses: object) -> dict[str, Any]:
    """Return what an effect of a size looks like, between two groups of equal size and spread.

    The outcome is taken to be normally distributed in each group, with the same spread.

    Args:
        responses: `measure`, which is `r` or `d`, and `value`, a number within `LIMITS`.

    Returns:
        `r` and `d`: the size in both measures, by d = 2r / sqrt(1 - r^2).
        `variance`: r squared, a share of 1.
        `overlap`: the share of the two curves that lies under both, 2 * Phi(-|d| / 2).
        `better`: how often one of the stronger group does better than one of the weaker, both drawn
        blindly, Phi(d / sqrt 2).
        `well`: of the two halves of `PEOPLE`, first the stronger, how many did well where half of
        all did: the binomial effect size display, (1 + r) / 2 and (1 - r) / 2, of Rosenthal and
        Rubin, J Educ Psychol 1982;74(2):166, doi:10.1037/0022-0663.74.2.166.

    Raises:
        FormatError: when the responses have faults.
    """
    faults: list[Fault] = []
    table = Table(responses, "", faults)
    measure = table.choice("measure", MEASURES)
    value = table.number("value")
    table.end()
    limit = LIMITS.get(measure, 0.0)
    if not faults and not -limit <= value <= limit:
        table.fault("value", f"{value:g} is out of range", f"write {-limit:g} to {limit:g}")
    if faults:
        raise FormatError(faults)
    r, d = (value, _difference(value)) if measure == "r" else (_correlation(value), value)
    half = PEOPLE // 2
    stronger = round(half * (1 + r) / 2)
    return {
        "r": round(r, 4),
        "d": round(d, 4),
        "variance": round(r * r, 4),
        "overlap": round(2 * _below(-abs(d) / 2), 4),
        "better": round(_below(d / math.sqrt(2)), 4),
        "well": [stronger, half - stronger],
    }


def _difference(r: float) -> float:
    return 2 * r / math.sqrt(1 - r * r)


def _correlation(d: float) -> float:
    return d / math.sqrt(d * d + 4)


def _below(z: float) -> float:
    """Return Phi: the share of a standard normal curve below z."""
    return (1 + math.erf(z / math.sqrt(2))) / 2
