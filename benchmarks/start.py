"""How long a reader waits for the first feedback, and for each one after it.

    python -m benchmarks.start [--rounds N]

Pyodide as it comes (build/stock/site) and ours (site) are opened in turn, in browsers that have
seen nothing yet and once more in the same; machines are noisy, so only the ratios tell much.
Prints Markdown; a full run, of a quarter of an hour, writes it into README.md beside this file,
and the ratios alone into that of the project.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.browser.install import installed
from tests.served import ROOT, SITE_DIR, Line, served_site

STOCK = ROOT / "build" / "stock" / "site"
MICROPYTHON = ROOT / "node_modules" / "@micropython" / "micropython-webassembly-pyscript"
WHOLE = Path(__file__).with_name("README.md")
RATIOS = ROOT / "README.md"
MARKS = ("<!-- make bench: from here -->", "<!-- make bench: to here -->")
ROUNDS = 7
CHECKS = 200
CHECKS_AT_A_TIME = 10
SLOW_DOWN = 4
# Seconds that a slowed processor runs before it is stopped.
TURN = 0.002
LOOKS = 5
# Seconds until a browser, and a page after its first score, have done what they do by themselves.
SETTLED = 1
SAVED = 5
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
{machine}, {cores} processors, Chromium {chromium}.
MicroPython scores one answer in a worker of an empty page: a floor, not a choice.
Cold is a new browser, warm the same one started again, with its cache.
Each has been open for {settled} s when the reader comes.

The line is slowed in the server, for all connections together, so workers wait for it too.
Each answer begins one round trip late, the first on a connection two.
What goes up, and the slow start of TCP, are not slowed.

Chromium itself can slow down no worker.
So all of its processes are stopped for {stopped:.1f} ms after each {turn:.0f} ms.
With that, a loop in a page takes {slow_down} times as long; to stop and to go on takes time too.
During the checks it then took {factor:.1f} times as long.

The longest block is the longest time that a timer of the page waits while Python starts.
That is from the creation of the worker until it says that Python is ready.
The pauses of a slowed processor are in it, and what the page itself does in that time.
The first layout and the start of the theme's scripts come before it, and are not.

Check to painted is from sending the form to the end of the frame that shows the feedback.
It begins {saved} s after the first feedback, when nothing is loaded any more.
"""

# From pressing Check to the frame after the feedback, in milliseconds.
CHECK = """() => new Promise((resolve, reject) => {
  const form = document.querySelector("alliance-quiz form")
  const options = [...form.querySelectorAll("input")]
  const next = options[(options.findIndex(option => option.checked) + 1) % options.length]
  next.checked = true
  const region = form.querySelector("[role=status]")
  const begun = performance.now()
  new MutationObserver((_, observer) => {
    if (region.querySelector("button")) reject(new Error(region.textContent))
    if (!region.querySelector("dl")) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)))
  }).observe(region, { childList: true })
  form.requestSubmit()
})"""
# What the page's timers wait while Python starts, beside the 4 ms that browsers lay down.
BLOCK = """
window.block = 0
window.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options)
    // The theme's search has a worker too, which is no module.
    if (options?.type !== "module") return
    let last = performance.now()
    const look = () => {
      const now = performance.now()
      window.block = Math.max(window.block, now - last - 4)
      last = now
    }
    const looking = setInterval(look, 4)
    this.addEventListener("message", ({ data }) => {
      if (data.progress?.stage !== "ready") return
      look()
      clearInterval(looking)
    })
  }
}"""
# How long a processor takes for the same work again and again, in milliseconds.
LOOP = """() => {
  const begun = performance.now()
  let sum = 0
  for (let number = 0; number < 3e7; number++) sum += number % 7
  return performance.now() - begun
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
    """A reader's line, in bits and seconds, and the pauses of the processor."""

    name: str
    rate: float
    delay: float
    pauses: float = 0


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


@contextmanager
def slow_processor(folder: Path, pauses: float) -> Iterator[None]:
    """Stop a browser, all of its processes together, for so many times as long as it runs."""
    listed = subprocess.run(
        [shutil.which("ps") or "ps", "-A", "-o", "pgid=,args="],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    # Playwright starts each browser in a group of processes of its own.
    rows = [row.split(maxsplit=1) for row in listed.stdout.splitlines()]
    [group] = {int(row[0]) for row in rows if f"--user-data-dir={folder}" in row[-1]}
    done = threading.Event()

    def pace() -> None:
        begun, ran = time.monotonic(), 0.0
        while not done.is_set():
            turn = time.monotonic()
            os.killpg(group, signal.SIGCONT)
            time.sleep(TURN)
            os.killpg(group, signal.SIGSTOP)
            ran += time.monotonic() - turn
            # Sleep is late now and then; the next pause makes up for it.
            time.sleep(max(0, begun + (1 + pauses) * ran - time.monotonic()))
        os.killpg(group, signal.SIGCONT)

    pacing = threading.Thread(target=pace)
    pacing.start()
    try:
        yield
    finally:
        done.set()
        pacing.join()


def find_pauses(page: Page, folder: Path) -> float:
    """Return the pauses with which a loop takes four times as long: each costs time of its own."""
    pauses = SLOW_DOWN - 1.0
    for _ in range(LOOKS):
        plain = statistics.median(float(page.evaluate(LOOP)) for _ in range(LOOKS))
        with slow_processor(folder, pauses):
            slowed = statistics.median(float(page.evaluate(LOOP)) for _ in range(LOOKS))
        pauses *= (SLOW_DOWN - 1) / (slowed / plain - 1)
    return pauses


def feedback(page: Page, address: str) -> float:
    """Return the milliseconds from navigation to the first feedback."""
    page.goto(address + QUIZ, timeout=0)
    page.evaluate(CHECK)
    return float(page.evaluate("performance.now()"))


def floor(page: Page, address: str) -> float:
    """Return the milliseconds from navigation to what MicroPython answers."""
    page.goto(address, timeout=0)
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
                page.add_init_script(BLOCK)
                page.wait_for_timeout(SETTLED * 1000)
                with slow_processor(folder, profile.pauses) if profile.pauses else nullcontext():
                    wait = ask(page, address)
                block = float(page.evaluate("window.block"))
            made.append(Visit(wait, block, line.sent.total()))
    return made


def later_feedback(
    playwright: Playwright, sites: dict[str, Path], pauses: float
) -> tuple[dict[str, list[float]], float]:
    """Check in turn on each site, Python running, on a slowed processor.

    Returns:
        The milliseconds of each check, and how many times as long a loop took.
    """
    checks: dict[str, list[float]] = {name: [] for name in sites}
    plain: list[float] = []
    slowed: list[float] = []
    with ExitStack() as stack:
        opened = {}
        for name, site in sites.items():
            address = stack.enter_context(served_site(site))
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            page = stack.enter_context(launched(playwright, folder)).pages[0]
            feedback(page, address)
            page.wait_for_timeout(SAVED * 1000)
            opened[name] = (page, folder)
        for _ in range(CHECKS // CHECKS_AT_A_TIME):
            for name, (page, folder) in opened.items():
                plain.append(float(page.evaluate(LOOP)))
                with slow_processor(folder, pauses):
                    slowed.append(float(page.evaluate(LOOP)))
                    checks[name] += [page.evaluate(CHECK) for _ in range(CHECKS_AT_A_TIME)]
    return checks, statistics.median(slowed) / statistics.median(plain)


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
    """Return the cells of the first and of the second visits."""
    rows = []
    for at, name in enumerate(("cold", "warm")):
        seen = {variant: [pair[at] for pair in pairs] for variant, pairs in made.items()}
        wait = {
            variant: statistics.median(visit.wait for visit in visits)
            for variant, visits in seen.items()
        }
        rows.append(
            [
                name,
                f"{wait['stock'] / 1000:.2f}",
                f"{wait['ours'] / 1000:.2f}",
                f"**{wait['ours'] / wait['stock']:.2f}**",
                f"{wait['MicroPython'] / wait['stock']:.2f}",
                *(
                    f"{statistics.median(visit.block for visit in seen[variant]):.0f}"
                    for variant in ("stock", "ours")
                ),
                *(f"{seen[variant][0].fetched / 1e6:.2f}" for variant in ("stock", "ours")),
            ]
        )
    return rows


def write(file: Path, text: str) -> None:
    """Put what was measured between a file's marks."""
    before, begin, rest = file.read_text(encoding="utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    file.write_text(before + begin + text + "\n" + end + after, encoding="utf-8")


def main() -> None:
    """Measure in turn, and write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    for file in (WHOLE, RATIOS):
        if not all(mark in file.read_text(encoding="utf-8") for mark in MARKS):
            sys.exit(f"{file}: nowhere to write the tables: put in the lines {' and '.join(MARKS)}")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        empty = Path(scratch)
        write_floor(empty)
        variants = {
            "stock": (STOCK, feedback),
            "ours": (SITE_DIR, feedback),
            "MicroPython": (empty, floor),
        }
        with launched(playwright, empty / "profile") as browser:
            agent = str(browser.pages[0].evaluate("navigator.userAgent"))
            pauses = find_pauses(browser.pages[0], empty / "profile")
        profiles = (
            Profile("unthrottled", float("inf"), 0),
            Profile(f"4G 9 Mbit/s 60 ms, {SLOW_DOWN}x CPU", 9e6, 0.060, pauses),
            Profile("slow 3G 1.6 Mbit/s 150 ms", 1.6e6, 0.150),
        )
        rows = []
        for profile in profiles:
            made: dict[str, list[list[Visit]]] = {name: [] for name in variants}
            for number in range(rounds):
                print(f"{profile.name}: round {number + 1} of {rounds}", flush=True)
                for name, (site, ask) in variants.items():
                    made[name].append(visits(playwright, site, profile, ask))
            rows += [[profile.name, *row] for row in waits(made)]
        date = datetime.now(UTC).date()
        ratios = "\n" + table(
            f"| ours to Pyodide as it comes, {date} | cold | warm |",
            [[cold[0], cold[4], warm[4]] for cold, warm in zip(rows[::2], rows[1::2], strict=True)],
        )
        text = f"\n{date}, medians of {rounds} rounds.\n"
        text += "Stock is Pyodide as it comes.\n" + table(
            "| from navigation to the first feedback | visit | stock, s | ours, s | ours to stock"
            " | MicroPython to stock | longest block: stock, ms | ours, ms"
            " | fetched: stock, MB | ours, MB |",
            rows,
        )
        print(f"{2 * CHECKS} checks", flush=True)
        checks, factor = later_feedback(playwright, {"stock": STOCK, "ours": SITE_DIR}, pauses)
        shares = {name: statistics.quantiles(values, n=100) for name, values in checks.items()}
        text += table(
            f"| from Check to painted, Python running, {SLOW_DOWN}x CPU | 50th percentile, ms"
            " | 95th, ms |",
            [[name, f"{share[49]:.0f}", f"{share[94]:.0f}"] for name, share in shares.items()],
        )
        text += SETTINGS.format(
            machine=platform.machine(),
            cores=os.cpu_count(),
            chromium=agent.partition("Chrome/")[2].partition(" ")[0],
            turn=TURN * 1000,
            stopped=TURN * 1000 * pauses,
            slow_down=SLOW_DOWN,
            factor=factor,
            settled=SETTLED,
            saved=SAVED,
        )
        rows = []
        for kind, path in KINDS.items():
            own, python = page_bytes(playwright, SITE_DIR, path)
            rows.append([f"{kind} (`/{path}`)", f"{own / 1000:,.0f}", f"{python / 1000:,.0f}"])
        text += table(
            "| page, before the reader does anything | the page, kB | Python, kB |",
            rows,
        )
    print(text)
    if rounds >= ROUNDS:
        write(WHOLE, text)
        write(RATIOS, ratios)


if __name__ == "__main__":
    main()
