"""Judge pages as Lighthouse does, on a phone that it imitates: medians of three visits.

    python -m tests.browser.lighthouse [PATH...]

Prints Markdown: the scores, then each audit that failed, with its elements. Fails where
accessibility, best practices or SEO is under 100; performance is the machine's as much as ours.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.install import installed
from tests.served import ROOT, served_site

PROGRAM = ROOT / "node_modules" / ".bin" / "lighthouse"
PATHS = ("", "alliance/components/", "quizzes/components/", "reflect/clinician/")
VISITS = 3
GATED = ("accessibility", "best-practices", "seo")
HEAD = """\
| page | accessibility | best practices | SEO | performance | LCP, s | TBT, ms | CLS |
|---|---|---|---|---|---|---|---|"""

type Report = dict[str, Any]


def visit(address: str, browser: str) -> Report:
    """Return what Lighthouse finds at an address."""
    options = ["--quiet", "--output=json", "--no-enable-error-reporting"]
    # As Playwright starts it, for root may not use Chromium's sandbox.
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-background-networking"
    done = subprocess.run(
        [PROGRAM, address, *options, flags],
        stdout=subprocess.PIPE,
        check=False,
        env={**os.environ, "CHROME_PATH": browser},
    )
    if done.returncode:
        sys.exit(f"{address}: Lighthouse ended with {done.returncode}; it says why above.")
    report: Report = json.loads(done.stdout)
    return report


def score(reports: Sequence[Report], category: str) -> int:
    """Return the median, of 100; what Lighthouse could not judge has no score, and counts as 0."""
    scores = [report["categories"][category]["score"] or 0 for report in reports]
    return round(statistics.median(scores) * 100)


def row(path: str, reports: Sequence[Report]) -> str:
    """Return a page's row of the table."""

    def metric(audit: str) -> float:
        values = [report["audits"][audit].get("numericValue", float("nan")) for report in reports]
        return float(statistics.median(values))

    cells = [
        f"`/{path}`",
        *(str(score(reports, category)) for category in (*GATED, "performance")),
        f"{metric('largest-contentful-paint') / 1000:.1f}",
        f"{metric('total-blocking-time'):.0f}",
        f"{metric('cumulative-layout-shift'):.3f}",
    ]
    return f"| {' | '.join(cells)} |"


def faults(report: Report) -> Iterator[str]:
    """Yield each audit that lowers a gated score, and each element or event that it names."""
    for category in GATED:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            # Lighthouse gives no weight to what does not apply, or only informs.
            if not reference["weight"] or audit["score"] == 1:
                continue
            why = audit.get("errorMessage") or audit.get("explanation") or audit["title"]
            yield f"- {category}, {audit['id']}: {why}"
            for item in audit.get("details", {}).get("items", []):
                node = item.get("node")
                yield f"  - `{node['snippet'] if node else json.dumps(item)}`"


def main(paths: Sequence[str]) -> int:
    """Return 0 when each page has 100 wherever it must."""
    browser = installed()
    if browser is None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.executable_path
    print(HEAD, flush=True)
    found: dict[str, list[str]] = {}
    passed = True
    with served_site() as address:
        for path in paths:
            reports = [visit(address + path, browser) for _ in range(VISITS)]
            print(row(path, reports), flush=True)
            found[path] = list(dict.fromkeys(line for each in reports for line in faults(each)))
            passed &= all(score(reports, category) == 100 for category in GATED)
    for path, lines in found.items():
        if lines:
            print(f"\n`/{path}`:\n", *lines, sep="\n")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or PATHS))
