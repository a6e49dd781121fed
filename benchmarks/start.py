"""How long a reader waits for the first feedback, and for each one after it.

    python -m benchmarks.start [--rounds N] [--output FILE]

Pyodide as it comes (build/stock/site) and ours (site) are opened in turn, in browsers that have
seen nothing yet and once more in the same; machines are noisy, so only the ratios tell much.
Prints Markdown, and writes it to a file.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.browser.install import installed
from tests.served import ROOT, SITE_DIR, Line, served_site

STOCK = ROOT / "build" / "stock" / "site"
MICROPYTHON = ROOT / "node_modules" / "@micropython" / "micropython-webassembly-pyscript"
CHECKS = 100
SLOW_DOWN = 4
# Seconds that a slowed processor runs before it is stopped.
TURN = 0.002
QUIZ = "quizzes/components/"
KINDS = {
    "home": "",
    "chapter": "alliance/components/",
    "quiz": QUIZ,
    "case": "quizzes/case-late-again/",
    "self-rating": "reflect/clinician/",
    "explorer": "evidence/explorer/",
    "practice again": "quizzes/practice-again/",
    "record": "reflect/record/",
    "references": "references/",
}
SETTINGS = """
{date}, {rounds} rounds, {machine}, {cores} processors, Chromium {chromium}; medians.
Cold is a new browser, warm the same one started again, with its cache.

The line is slowed in the server, for all connections together, so workers wait for it too.
Each answer begins one round trip late, the first on a connection two;
what goes up, and the slow start of TCP, are not slowed.

The processor is slowed by stopping all processes of the browser for {stopped:.0f} ms after each
{turn:.0f} ms, since Chromium's own slow-down leaves workers alone.
Its pauses are in the longest block, which is the longest time that the page's timers wait
from the page's load to the first feedback.

MicroPython scores one answer in a worker of an empty page: a floor, not a choice.
"""

# From pressing Check to the frame after the feedback, in milliseconds.
CHECK = """() => new Promise((resolve, reject) => {
  const form = document.querySelector("alliance-quiz form")
  const options = [...form.querySelectorAll("input")]
  const next = options[(options.findIndex(option => option.checked) + 1) % options.length]
  next.checked = true
  const region = form.querySelector("[role=status]")
  region.replaceChildren()
  const begun = performance.now()
  new MutationObserver((_, observer) => {
    if (region.querySelector("button")) reject(new Error(region.textContent))
    if (!region.querySelector("dl")) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)))
  }).observe(region, { childList: true })
  form.requestSubmit()
})"""
# What the page's timers wait for beside the 4 ms that browsers lay down.
BLOCK = """() => {
  let last = performance.now()
  window.block = 0
  setInterval(() => {
    const now = performance.now()
    window.block = Math.max(window.block, now - last - 4)
    last = now
  }, 4)
}"""
FLOOR_PAGE = """<!doctype html><meta charset="utf-8"><title>Floor</title><p role="status"></p>
<script type="module">
window.passed = new Promise(resolve => {
  new Worker("worker.js", { type: "module" }).onmessage = ({ data }) => {
    document.querySelector("p").textContent = data
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
  }
})
</script>"""
FLOOR_WORKER = """import { loadMicroPython } from "./micropython.mjs";
const python = await loadMicroPython({ url: new URL("micropython.wasm", import.meta.url).href });
postMessage(python.runPython(`
import json
answers, key = json.loads('{"q1": ["a"]}'), json.loads('{"q1": ["a"]}')
json.dumps({"share": sum(answers[one] == key[one] for one in key) / len(key)})
`));
"""


@dataclass(frozen=True)
class Profile:
    """A reader's line, in bits and seconds, and whether the processor is slowed."""

    name: str
    rate: float
    delay: float
    slowed: bool


PROFILES = (
    Profile("unthrottled", float("inf"), 0, slowed=False),
    Profile(f"4G 9 Mbit/s 60 ms, {SLOW_DOWN}x CPU", 9e6, 0.060, slowed=True),
    Profile("slow 3G 1.6 Mbit/s 150 ms", 1.6e6, 0.150, slowed=False),
)


@dataclass(frozen=True)
class Visit:
    """Milliseconds from navigation to feedback, and of the longest block; bytes fetched."""

    wait: float
    block: float
    fetched: int


@contextmanager
def launched(playwright: Playwright, folder: Path) -> Iterator[BrowserContext]:
    """Start a browser that keeps its cache in a folder."""
    browser = playwright.chromium.launch_persistent_context(
        folder, executable_path=installed(), args=["--disable-background-networking"]
    )
    yield browser
    browser.close()


def processes(folder: Path) -> list[int]:
    """Return the processes of the browser that keeps its cache in a folder."""
    listed = subprocess.run(
        [shutil.which("ps") or "ps", "-A", "-o", "pid=,ppid=,args="],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: set[int] = set()
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    before = -1
    while len(found) > before:
        before = len(found)
        for pid, parent, *arguments in rows:
            if int(parent) in found or f"--user-data-dir={folder}" in " ".join(arguments):
                found.add(int(pid))
    return sorted(found)


@contextmanager
def slow_processor(folder: Path) -> Iterator[None]:
    """Let a browser run for a quarter of the time only, all of its processes together."""
    done = threading.Event()

    def tell(number: int, found: list[int]) -> None:
        for process in found:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                continue

    def pace() -> None:
        found, asked = processes(folder), time.monotonic()
        while not done.is_set():
            if time.monotonic() - asked > 0.5:
                found, asked = processes(folder), time.monotonic()
            begun = time.monotonic()
            time.sleep(TURN)
            tell(signal.SIGSTOP, found)
            # Sleep is late now and then; what it has given too much is taken back.
            time.sleep((SLOW_DOWN - 1) * (time.monotonic() - begun))
            tell(signal.SIGCONT, found)

    pacing = threading.Thread(target=pace)
    pacing.start()
    try:
        yield
    finally:
        done.set()
        pacing.join()


def feedback(page: Page, address: str) -> float:
    """Return the milliseconds from navigation to the first feedback."""
    page.goto(address + QUIZ, timeout=0)
    page.evaluate(f"({BLOCK})()")
    page.evaluate(CHECK)
    return float(page.evaluate("performance.now()"))


def floor(page: Page, address: str) -> float:
    """Return the milliseconds from navigation to what MicroPython answers."""
    page.goto(address, timeout=0)
    page.evaluate(f"({BLOCK})()")
    return float(page.evaluate("window.passed"))


def visits(
    playwright: Playwright, site: Path, profile: Profile, ask: Callable[[Page, str], float]
) -> list[Visit]:
    """Visit a site twice, as a reader on this line does."""
    line = Line(rate=profile.rate / 8, delay=profile.delay)
    made = []
    with served_site(site, line=line) as address, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for _ in range(2):
            line.sent.clear()
            with launched(playwright, folder) as browser:
                page = browser.pages[0]
                if profile.slowed:
                    with slow_processor(folder):
                        wait = ask(page, address)
                else:
                    wait = ask(page, address)
                block = float(page.evaluate("window.block"))
            made.append(Visit(wait, block, line.sent.total()))
    return made


def later_feedback(playwright: Playwright, site: Path) -> list[float]:
    """Return the milliseconds of each of many checks on a slowed processor, Python running."""
    with served_site(site) as address, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with launched(playwright, folder) as browser:
            page = browser.pages[0]
            feedback(page, address)
            with slow_processor(folder):
                return sorted(float(page.evaluate(CHECK)) for _ in range(CHECKS))


def page_bytes(playwright: Playwright, site: Path, path: str) -> tuple[int, int]:
    """Return the bytes that a page fetches by itself: without the folder of Python, and of that."""
    line = Line()
    with served_site(site, line=line) as address, tempfile.TemporaryDirectory() as scratch:
        with launched(playwright, Path(scratch)) as browser:
            page = browser.pages[0]
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
        python = sum(sent for url, sent in line.sent.items() if "/python/" in url)
        return line.sent.total() - python, python


def write_floor(folder: Path) -> None:
    """Write the page that MicroPython answers."""
    (folder / "index.html").write_text(FLOOR_PAGE, encoding="utf-8")
    (folder / "404.html").write_text(FLOOR_PAGE, encoding="utf-8")
    (folder / "worker.js").write_text(FLOOR_WORKER, encoding="utf-8")
    for name in ("micropython.mjs", "micropython.wasm"):
        shutil.copy(MICROPYTHON / name, folder / name)


def table(head: str, rows: list[list[str]]) -> str:
    """Return a Markdown table; the head's cells stand between bars."""
    rule = "|---" * (head.count("|") - 1) + "|"
    return "\n".join(["", head, rule, *(f"| {' | '.join(row)} |" for row in rows), ""])


def waits(made: dict[str, list[list[Visit]]]) -> list[list[str]]:
    """Return a row for the first and one for the second visits of each variant."""
    rows = []
    for at, name in enumerate(("cold", "warm")):
        medians = {
            variant: statistics.median(pair[at].wait for pair in pairs)
            for variant, pairs in made.items()
        }
        blocks = [
            statistics.median(pair[at].block for pair in made[variant])
            for variant in ("stock", "ours")
        ]
        fetched = [made[variant][0][at].fetched for variant in ("stock", "ours")]
        rows.append(
            [
                name,
                *(f"{medians[variant]:,.0f}" for variant in made),
                f"**{medians['ours'] / medians['stock']:.2f}**",
                f"{medians['MicroPython'] / medians['stock']:.2f}",
                *(f"{block:.0f}" for block in blocks),
                *(f"{count / 1000:,.0f}" for count in fetched),
            ]
        )
    return rows


def main() -> None:
    """Measure in turn, and write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "start.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        empty = Path(scratch)
        write_floor(empty)
        variants = {
            "stock": (STOCK, feedback),
            "ours": (SITE_DIR, feedback),
            "MicroPython": (empty, floor),
        }
        with launched(playwright, empty / "profile") as browser:
            chromium = browser.browser.version if browser.browser else ""
            agent = str(browser.pages[0].evaluate("navigator.userAgent"))
            chromium = chromium or agent.partition("Chrome/")[2].partition(" ")[0]
        text = SETTINGS.format(
            date=datetime.now(UTC).date(),
            rounds=arguments.rounds,
            machine=platform.machine(),
            cores=os.cpu_count(),
            chromium=chromium,
            turn=TURN * 1000,
            stopped=TURN * 1000 * (SLOW_DOWN - 1),
        )
        rows = []
        for profile in PROFILES:
            made: dict[str, list[list[Visit]]] = {name: [] for name in variants}
            for number in range(arguments.rounds):
                print(f"{profile.name}: round {number + 1} of {arguments.rounds}", flush=True)
                for name, (site, ask) in variants.items():
                    made[name].append(visits(playwright, site, profile, ask))
            rows += [[profile.name, *row] for row in waits(made)]
        text += table(
            "| from navigation to first feedback | visit | stock, ms | ours, ms | MicroPython, ms"
            " | ours to stock | MicroPython to stock | longest block, stock, ms"
            " | longest block, ours, ms | stock, kB | ours, kB |",
            rows,
        )
        rows = []
        for name in ("stock", "ours"):
            checks = later_feedback(playwright, variants[name][0])
            shares = [checks[share * CHECKS // 100 - 1] for share in (50, 95)]
            rows.append([name, *(f"{share:.0f}" for share in shares)])
        text += table(
            f"| Check to feedback painted, Python running, {SLOW_DOWN}x CPU, {CHECKS} checks"
            " | 50th percentile, ms | 95th percentile, ms |",
            rows,
        )
        rows = []
        for kind, path in KINDS.items():
            own, python = page_bytes(playwright, SITE_DIR, path)
            rows.append([f"{kind} (`/{path}`)", f"{own / 1000:,.0f}", f"{python / 1000:,.0f}"])
        text += table(
            "| page, before the reader does anything | the page, kB | Python, kB |",
            rows,
        )
    arguments.output.write_text(text.lstrip("\n"), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
