"""Start a row of the studies with what the bibliography and the panel say.

    python -m alliance_site.new_study PANEL SOURCE [LABEL]

PANEL is one of docs/evidence/studies.csv, SOURCE a key of bibliography.bib, LABEL what the figure
calls the study: the first author's surname where none is given.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from alliance_quiz.faults import Fault, FormatError
from alliance_site.bibliography import read_bibliography
from alliance_site.new_quiz import run
from alliance_site.reading import read_utf8
from alliance_site.studies import COLUMNS, read_studies
from alliance_site.tidy_bib import BIBLIOGRAPHY

STUDIES = Path("docs/evidence/studies.csv")
TO_FILL_IN = ("setting", "n_or_k", "estimate")


def new_study(panel: str, source: str, label: str) -> tuple[int, str]:
    """Append a row to the studies; return its 1-based line and the row.

    Raises:
        FormatError: with every reason why nothing was written.
    """
    file = str(STUDIES)
    sources, _ = read_bibliography(read_utf8(BIBLIOGRAPHY, str(BIBLIOGRAPHY)), str(BIBLIOGRAPHY))
    text = read_utf8(STUDIES, file)
    studies = read_studies(text, file, sources)
    metrics = {study.panel: study.metric for study in studies}
    faults = []
    if panel not in metrics:
        problem = f"no panel {panel}" if panel else "no panel for the study"
        remedy = f"use one of PANEL={', '.join(metrics)}; a new one begins with a row by hand"
        faults.append(Fault(file=file, problem=problem, remedy=remedy))
    if source not in sources:
        problem = f"no source {source}" if source else "no source for the study"
        remedy = "add it there first, and name its key, as in SOURCE=horvath2011"
        faults.append(Fault(file=str(BIBLIOGRAPHY), problem=problem, remedy=remedy))
    if faults:
        raise FormatError(faults)
    first = sources[source].csl.get("author", [{}])[0]
    label = label or str(first.get("family") or first.get("literal") or source)
    for line, study in enumerate(studies, 2):
        if (study.panel, study.label, study.source) == (panel, label, source):
            remedy = f"edit that row, or give the new one a name, as in LABEL='{label} (pain)'"
            raise FormatError(
                [Fault(file=file, line=line, problem="is there already", remedy=remedy)]
            )
    row = dict.fromkeys(COLUMNS, "") | {
        "panel": panel,
        "label": label,
        "year": sources[source].fields.get("year", ""),
        "metric": metrics[panel],
        "ci_origin": "none",
        "source": source,
    }
    with STUDIES.open("a", encoding="utf-8", newline="") as studies_file:
        if not text.endswith("\n"):
            studies_file.write("\n")
        csv.DictWriter(studies_file, COLUMNS, lineterminator="\n").writerow(row)
    return len(text.splitlines()) + 1, ",".join(row.values())


def _study(panel: str, source: str, label: str) -> str:
    line, row = new_study(panel, source, label)
    return (
        f"{STUDIES}:{line}: {row}\n"
        f"Next:\n"
        f"1. Fill in {', '.join(TO_FILL_IN)}: until then the build stops at this line.\n"
        f"2. Fill in ci_low and ci_high, and say in ci_origin where they are from; or leave none.\n"
        f"3. Run make serve: the figure of the panel shows the study."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the row that the command line names, and say what comes next."""
    return run(_study, ("panel", "source", "label"), arguments)


if __name__ == "__main__":
    sys.exit(main())
