"""How long a reader waits for the first feedback, and for each one after it.

The built site is opened in a new browser, once as it is and once with Pyodide's whole library in
place of the cut one, in turn; machines are noisy, so only the ratio of the medians tells much.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.install import installed
from tests.served import ROOT, SITE_DIR, served_site

ROUNDS = 7
CHECKS = 100
SLOW_DOWN = 4
QUIZ = "quizzes/components/"

# From pressing Check to the frame after the feedback, in milliseconds.
CHECK = """() => new Promise(resolve => {
  const form = document.querySelector("alliance-quiz form")
  const options = [...form.querySelectorAll("input")]
  const next = options[(options.findIndex(option => option.checked) + 1) % options.length]
  next.checked = true
  const region = form.querySelector("[role=status]")
  region.replaceChildren()
  const begun = performance.now()
  new MutationObserver((_, observer) => {
    if (!region.querySelector("dl")) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)))
  }).observe(region, { childList: true })
  form.requestSubmit()
})"""


def launch(playwright: Playwright) -> Browser:
    """Start a browser that has seen nothing yet."""
    arguments = ["--disable-background-networking"]
    return playwright.chromium.launch(executable_path=installed(), args=arguments)


def first_feedback(playwright: Playwright, address: str) -> float:
    """Return the milliseconds from navigation to the first feedback, in a new browser."""
    browser = launch(playwright)
    page = browser.new_page()
    page.goto(address)
    page.evaluate(CHECK)
    passed = float(page.evaluate("performance.now()"))
    browser.close()
    return passed


def later_feedback(page: Page) -> list[float]:
    """Return the milliseconds of each of many checks on a slowed processor, Python running."""
    page.evaluate(CHECK)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DOWN})
    return [float(page.evaluate(CHECK)) for _ in range(CHECKS)]


def with_whole_library(folder: Path) -> None:
    """Replace the cut library of a copy of the site by the one that Pyodide brings."""
    stock = (ROOT / "node_modules/pyodide/python_stdlib.zip").read_bytes()
    (python,) = (folder / "python").iterdir()
    (python / "python_stdlib.zip.gz").write_bytes(gzip.compress(stock, 1, mtime=0))
    contents = json.loads((python / "contents.json").read_text(encoding="utf-8"))
    for file in contents["files"]:
        if file["name"] == "python_stdlib.zip.gz":
            file["bytes"] = (python / file["name"]).stat().st_size
    (python / "contents.json").write_text(json.dumps(contents), encoding="utf-8")


def main() -> None:
    """Print the table."""
    times: dict[str, list[float]] = {"ours": [], "whole library": []}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        whole = Path(scratch) / "site"
        shutil.copytree(SITE_DIR, whole)
        with_whole_library(whole)
        with served_site() as ours, served_site(whole) as theirs:
            for number in range(ROUNDS):
                print(f"Starting Python, round {number + 1} of {ROUNDS} ...", flush=True)
                times["ours"].append(first_feedback(playwright, ours + QUIZ))
                times["whole library"].append(first_feedback(playwright, theirs + QUIZ))
            browser = launch(playwright)
            page = browser.new_page()
            page.goto(ours + QUIZ)
            checks = sorted(later_feedback(page))
            browser.close()
    medians = {name: statistics.median(values) for name, values in times.items()}
    print("\n| from navigation to first feedback, cold | median ms | ratio |\n|---|---|---|")
    for name, median in medians.items():
        print(f"| {name} | {median:.0f} | {median / medians['whole library']:.2f} |")
    print(f"\n| Check to feedback, {SLOW_DOWN}x CPU slow-down, {CHECKS} checks | ms |\n|---|---|")
    for share in (50, 95):
        print(f"| {share}th percentile | {checks[share * CHECKS // 100 - 1]:.0f} |")


if __name__ == "__main__":
    main()
