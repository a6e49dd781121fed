"""Compare our scorer with an independent calculation, on answers that somebody has published.

Run it with the path of a CSV, whose first line names its columns, and that of a key in TOML::

    python -m tests.score_public_data answers.csv key.toml

    low = 1                         # the lowest and the highest answer
    high = 6
    minimum_share = 0.8             # of a part's items must be answered
    reversed = ["A1", "C4"]         # columns that count from the other end
    [parts]                         # by part its columns, as many in each
    agreeable = ["A1", "A2", "A3"]
    careful = ["C1", "C4", "C5"]
    [published]                     # may lack: by part the column with its published mean
    agreeable = "A_mean"

An empty cell, or NA, is no answer. No data set is kept here; one that fits is `bfi` of R's package
psych, whose key has reversed items. It ends with 1 and names the rows where the two disagree.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from alliance_quiz import Instrument, score_instrument

BLANK = ("", "NA")


def main(data: str, key: str) -> int:
    """Tell of each row that is scored otherwise; return how a shell is to be told."""
    faults, rows, compared = check(Path(data), tomllib.loads(Path(key).read_text(encoding="utf-8")))
    print(f"{rows} rows, {compared} means compared, {len(faults)} differ", *faults, sep="\n")
    return 1 if faults or not compared else 0


def check(data: Path, key: dict[str, Any]) -> tuple[list[str], int, int]:
    """Return the differences, the number of rows, and the number of means that were compared."""
    # Ids of ours are plain, the names of columns need not be.
    columns = [item for items in key["parts"].values() for item in items]
    ids = {item: f"item-{number}" for number, item in enumerate(columns)}
    instrument = Instrument.from_dict(definition_of(key, ids))
    faults, compared, number = [], 0, 0
    with data.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            answers = {ids[item]: row[item] for item in ids if row[item] not in BLANK}
            scored = score_instrument(instrument, {"answers": answers})
            for (name, items), part in zip(key["parts"].items(), scored["parts"], strict=True):
                wanted = _mean(key, items, row)
                compared += wanted is not None
                if wanted != part["mean"]:
                    faults.append(f"row {number}, {name}: {part['mean']}, not {wanted}")
                published = row.get(key.get("published", {}).get(name, ""))
                if published not in (None, *BLANK) and part["mean"] is not None:
                    compared += 1
                    if abs(float(published) - part["mean"]) > 0.0051:
                        faults.append(f"row {number}, {name}: {part['mean']}, not {published}")
    return faults, number, compared


def _mean(key: dict[str, Any], items: list[str], row: dict[str, str]) -> float | None:
    """Return a part's mean by another way than ours: a table of values, fractions, decimals."""
    points = [str(point) for point in range(key["low"], key["high"] + 1)]
    forwards = dict(zip(points, map(int, points), strict=True))
    backwards = dict(zip(reversed(points), map(int, points), strict=True))
    values = [
        (backwards if item in key["reversed"] else forwards)[row[item]]
        for item in items
        if row[item] not in BLANK
    ]
    if not values or Fraction(len(values), len(items)) < Fraction(str(key["minimum_share"])):
        return None
    exact = Fraction(sum(values), len(values))
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return float(decimal.quantize(Decimal("0.01"), ROUND_HALF_UP))


def definition_of(key: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    words = ["title", "perspective", "licence", "holder", "origin", "label"]
    words += ["instruction", "direction", "ceiling", "even"]
    parts = [(f"part-{number}", items) for number, items in enumerate(key["parts"].values())]
    return {
        **dict.fromkeys(words, "None."),
        "id": "public",
        "version": 1,
        "missing": {"minimum_share": key["minimum_share"], "rule": "None.", "source": "None."},
        "points": [
            {"value": point, "label": str(point)} for point in range(key["low"], key["high"] + 1)
        ],
        "parts": [{"id": part, "title": "None.", "next": "None."} for part, _ in parts],
        "items": [
            {
                "id": ids[item],
                "part": part,
                "text": item,
                "reversed": item in key["reversed"],
                "reason": "The key says so.",
            }
            for part, items in parts
            for item in items
        ],
    }


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
