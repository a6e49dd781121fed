"""Read the figures of studies from CSV, and say at which line they are wrong.

The format, one estimate a row::

    panel,label,year,setting,n_or_k,metric,estimate,ci_low,ci_high,ci_origin,source
    A_correlation,Horvath,2011,psychotherapy,k=190,r,0.275,0.25,0.30,published,horvath2011

Estimates of one panel share a metric, so that they may stand on one axis. An interval may be
missing; `ci_origin` says where it is from. `source` is a key of the bibliography.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass

from alliance_quiz.faults import Fault, FormatError

COLUMNS = (
    "panel", "label", "year", "setting", "n_or_k", "metric", "estimate", "ci_low", "ci_high",
    "ci_origin", "source",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    """An estimate of one study, in the unit of its metric, with its interval where there is one.

    `said` is the estimate with its interval to the digits that the file gives.
    """

    panel: str
    label: str
    year: int
    setting: str
    size: str
    metric: str
    estimate: float
    low: float | None
    high: float | None
    said: str
    origin: str
    source: str


def read_studies(text: str, file: str, keys: Collection[str]) -> list[Study]:
    """Return the studies in a CSV text.

    Args:
        text: CSV with a line of column names.
        file: The file's name, for messages.
        keys: The keys of the bibliography.

    Raises:
        FormatError: with every fault, at its line.
    """
    rows = csv.reader(text.splitlines(), strict=True)
    faults: list[Fault] = []
    studies: list[Study] = []
    try:
        names = next(rows, [])
        if tuple(names) != COLUMNS:
            remedy = f"write {','.join(COLUMNS)}"
            raise FormatError([Fault(file=file, line=1, problem="other columns", remedy=remedy)])
        for row in rows:
            line = rows.line_num
            try:
                studies.append(_study(dict(zip(COLUMNS, row, strict=True)), keys, studies))
            except ValueError as error:
                problem, _, remedy = str(error).partition("; ")
                faults.append(Fault(file=file, line=line, problem=problem, remedy=remedy))
    except csv.Error as error:
        remedy = "put quotation marks around a value with a comma, and close them"
        faults.append(Fault(file=file, line=rows.line_num, problem=f"{error}", remedy=remedy))
    if faults:
        raise FormatError(faults)
    return studies


def _study(row: dict[str, str], keys: Collection[str], before: list[Study]) -> Study:
    """Return a row as a study.

    Raises:
        ValueError: with what is wrong and what would be right, parted by a semicolon.
    """
    empty = [name for name in COLUMNS if not row[name] and name not in {"ci_low", "ci_high"}]
    if empty:
        raise ValueError(f"{', '.join(empty)} is empty; fill it in")
    estimate = _number(row, "estimate")
    low = _number(row, "ci_low") if row["ci_low"] else None
    high = _number(row, "ci_high") if row["ci_high"] else None
    if (low is None) != (high is None):
        raise ValueError("an interval with one end; write both ends or neither")
    if low is not None and high is not None and not low <= estimate <= high:
        raise ValueError(f"{estimate} is not between {low} and {high}; look at the source again")
    if row["source"] not in keys:
        raise ValueError(f"{row['source']} is not in bibliography.bib; add it there first")
    if not row["year"].isdigit():
        raise ValueError(f"{row['year']} is not a year; write four digits")
    for study in before:
        if study.panel == row["panel"] and study.metric != row["metric"]:
            raise ValueError(
                f"{row['metric']} in a panel of {study.metric}; give each metric its own panel"
            )
    return Study(
        panel=row["panel"],
        label=row["label"],
        year=int(row["year"]),
        setting=row["setting"],
        size=row["n_or_k"],
        metric=row["metric"],
        estimate=estimate,
        low=low,
        high=high,
        said=_said(row),
        origin=row["ci_origin"],
        source=row["source"],
    )


def _said(row: dict[str, str]) -> str:
    ends = f" ({row['ci_low']} to {row['ci_high']})" if row["ci_low"] else ""
    return f"{row['estimate']}{ends}".replace("-", "−")


def _number(row: dict[str, str], name: str) -> float:
    try:
        return float(row[name])
    except ValueError:
        raise ValueError(f"{name} {row[name]} is not a number; write it as -0.27") from None
