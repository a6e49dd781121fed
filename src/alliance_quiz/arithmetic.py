"""Add up answers, and show each step, so that a reader can follow it with a pencil."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alliance_quiz.faults import Table

TENTHS_FOR_CEILING = 9
"""From nine tenths of the highest possible sum upwards it carries a notice; our own rule."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """The rule for missing answers.

    Attributes:
        minimum_share: The share of a part's (or the total's) items that must be answered, 0 to 1.
        rule: The rule in words.
        source: Where the rule comes from.
    """

    minimum_share: float
    rule: str
    source: str


def read_missing(table: Table) -> Missing:
    """Return the rule for missing answers that a table holds."""
    missing = Missing(
        minimum_share=table.share("minimum_share"),
        rule=table.text("rule"),
        source=table.text("source"),
    )
    table.end()
    return missing


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """What each item may be given, and the share of items that must have an answer."""

    low: int
    high: int
    minimum_share: float


def counted(points: Range, answers: Mapping[str, int], turned: Collection[str]) -> dict[str, int]:
    """Return what each answer counts: a reversed item counts from the other end of the range."""
    return {
        item: points.low + points.high - answer if item in turned else answer
        for item, answer in answers.items()
    }


def add_up(
    points: Range, items: Sequence[str], answers: Mapping[str, int], values: Mapping[str, int]
) -> dict[str, Any]:
    """Sum up the answers to some items.

    Args:
        points: The range of each answer.
        items: The ids to sum up, in their order.
        answers: The number chosen, by id, where there is one.
        values: What each of them counts, as `counted` returns it.

    Returns:
        `{"answered", "items"}` (counts), `mean` (of the answered items after reversal, in points,
        two decimals, halves up), `sum` (the mean times all items, so that a missing item takes the
        mean of the others; one decimal), `share` (where the mean lies between the lowest and the
        highest point, 0 to 1), the `low`est and `high`est sum that are possible, `at_top` (how many
        count as the highest point), `top_share` (of the answered ones, 0 to 1, or null where none
        is), `ceiling` (the sum is 90 % of its maximum or more), `prorated` (shown though an item
        is missing), and `steps`: `{"values": [{"id", "answer", "value"}], "added", "answered",
        "items"}` of the answered items. Mean, sum and share are null where fewer are answered than
        the least share asks.
    """
    given = [item for item in items if item in values]
    added = sum(values[item] for item in given)
    count, every = len(given), len(items)
    # 0.55 of 20 is 11, and a little more in floating point.
    enough = bool(given) and count >= round(points.minimum_share * every, 9)
    at_top = sum(values[item] == points.high for item in given)
    spread = (points.high - points.low) * count
    return {
        "answered": count,
        "items": every,
        "mean": _quotient(added, count, 100) if enough else None,
        "sum": _quotient(added * every, count, 10) if enough else None,
        "share": _quotient(added - points.low * count, spread, 1000) if enough else None,
        "low": points.low * every,
        "high": points.high * every,
        "at_top": at_top,
        "top_share": _quotient(at_top, count, 1000) if given else None,
        "ceiling": enough and 10 * added >= TENTHS_FOR_CEILING * points.high * count,
        "prorated": enough and count < every,
        "steps": {
            "values": [
                {"id": item, "answer": answers[item], "value": values[item]} for item in given
            ],
            "added": added,
            "answered": count,
            "items": every,
        },
    }


def extremes(items: Sequence[str], values: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Return the items that count most and least; neither has any where all count the same."""
    top, bottom = max(values.values(), default=0), min(values.values(), default=0)
    if top == bottom:
        return [], []
    return (
        [item for item in items if values.get(item) == top],
        [item for item in items if values.get(item) == bottom],
    )


def _quotient(dividend: int, divisor: int, steps: int) -> float:
    """Divide and round halves up to a step of 1/`steps`, in whole numbers: all machines agree."""
    return (2 * steps * dividend + divisor) // (2 * divisor) / steps
