"""Put two views of the same sessions side by side, and say where they lie apart."""

from __future__ import annotations

from typing import Any

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.instrument import Instrument, read_answers, score_instrument

FAR = 2
"""Answers so many points apart are worth a talk; our own rule."""


def compare(
    first: Instrument, second: Instrument, responses: object, others: object
) -> dict[str, Any]:
    """Compare the answers to two instruments that pair, item by item.

    Args:
        first: One view.
        second: The other; its items have the same ids, parts and direction, its points the same
            numbers.
        responses: The answers to the first, as `score_instrument` takes them.
        others: Those to the second.

    Returns:
        `{"items": [{"id", "part", "first", "second", "apart", "far"}], "far", "both", "parts"}`.
        `first` and `second` are the point chosen, "not-applicable" or null; `apart` is the distance
        in points, or null where one of them is no point; `far` is true from two points, and at the
        top it lists the ids; `both` counts the items with two points. Each part holds `id` and the
        `first` and `second` mean, as `score_instrument` shows it, or null.

    Raises:
        FormatError: when the instruments do not pair, or an answer is none.
    """
    check_pair(first, second)
    given, taken = read_answers(first, responses), read_answers(second, others)
    items: list[dict[str, Any]] = []
    for item in first.items:
        one, other = given.get(item.id), taken.get(item.id)
        apart = abs(one - other) if isinstance(one, int) and isinstance(other, int) else None
        items.append(
            {
                "id": item.id,
                "part": item.part,
                "first": one,
                "second": other,
                "apart": apart,
                "far": apart is not None and apart >= FAR,
            }
        )
    return {
        "items": items,
        "far": [item["id"] for item in items if item["far"]],
        "both": sum(item["apart"] is not None for item in items),
        "parts": [
            {"id": one["id"], "first": one["mean"], "second": other["mean"]}
            for one, other in zip(
                score_instrument(first, responses)["parts"],
                score_instrument(second, others)["parts"],
                strict=True,
            )
        ],
    }


def check_pair(first: Instrument, second: Instrument) -> None:
    """Refuse two instruments whose answers cannot be held against each other.

    Raises:
        FormatError: when their points, parts or items are not the same, in the same order.
    """
    alike = [
        (
            [point.value for point in view.points],
            [part.id for part in view.parts],
            [(item.id, item.part, item.reversed) for item in view.items],
        )
        for view in (first, second)
    ]
    if alike[0] != alike[1]:
        problem = f"{first.id} and {second.id} do not pair"
        remedy = "give both the same points, parts and items, in the same order"
        raise FormatError([Fault(problem=problem, remedy=remedy)])
