"""What citing costs: generated sites built with our hook, without it, and with mkdocs-bibtex.

python -m benchmarks.citations          10, 100 and 1,000 pages; 50, 500 and 5,000 entries
python -m benchmarks.citations 100 500  one of them
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.build import cpu_seconds
from tests.served import ROOT

PAGES = (10, 100, 1000)
ENTRIES = (50, 500, 5000)
CITED = 20
"""Citations a page."""

SYLLABLES = ("bar", "del", "fer", "gan", "hol", "kin", "mar", "nor", "pel", "ros", "tan", "vol")
WORDS = ("patients", "with", "back", "pain", "rated", "the", "early", "alliance", "after", "visits")

SETTINGS = """
site_name: Benchmark
site_url: http://127.0.0.1/
theme: {{name: material, font: false}}
markdown_extensions: [attr_list, footnotes]
plugins: [search{plugin}]
{more}
"""
OURS = f"""
extra: {{citation_style: nlm-citation-sequence}}
hooks: [{ROOT / "hooks" / "citations.py"}]
"""
WAYS = {
    "without": SETTINGS.format(plugin="", more=""),
    "ours, first build": SETTINGS.format(plugin="", more=OURS),
    "ours, warm": SETTINGS.format(plugin="", more=OURS),
    "mkdocs-bibtex": SETTINGS.format(plugin=", {bibtex: {bib_file: bibliography.bib}}", more=""),
}


def bibliography(entries: int, chance: random.Random) -> str:
    """Return BibTeX of articles with three to eight authors each."""

    def name() -> str:
        family = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
        return f"{family}, {chance.choice('ABCDE')}. {chance.choice('FGHIJ')}."

    return "\n".join(
        f"""@article{{key{number},
  author       = {{{" and ".join(name() for _ in range(chance.randint(3, 8)))}}},
  title        = {{{" ".join(chance.choices(WORDS, k=12)).capitalize()}}},
  journal      = {{Journal of {" ".join(chance.choices(WORDS, k=3))}}},
  shortjournal = {{J {chance.choice(WORDS)}}},
  year         = {{{chance.randint(1970, 2025)}}},
  month        = {chance.choice(("jan", "apr", "sep"))},
  volume       = {{{chance.randint(1, 99)}}},
  number       = {{{chance.randint(1, 12)}}},
  pages        = {{{(first := chance.randint(1, 900))}--{first + chance.randint(3, 30)}}},
  doi          = {{10.1000/bench.{number}}},
}}
"""
        for number in range(entries)
    )


def page(number: int, entries: int, chance: random.Random) -> str:
    """Return a page of ten short sections with two citations each."""
    sections = []
    for section in range(CITED // 2):
        cited = [f"[@key{chance.randrange(entries)}]" for _ in range(2)]
        text = " ".join(chance.choices(WORDS, k=60))
        sections.append(f"## Section {section + 1}\n\n{text} {cited[0]}.\n\n{text} {cited[1]}.\n")
    return f"# Page {number}\n\n" + "\n".join(sections)


def write_site(folder: Path, pages: int, entries: int) -> None:
    """Write a site that is the same for every way to build it."""
    chance = random.Random(pages * entries)  # noqa: S311  no secret
    (folder / "docs").mkdir(parents=True)
    (folder / "bibliography.bib").write_text(bibliography(entries, chance), encoding="utf-8")
    for number in range(pages):
        text = page(number, entries, chance)
        name = "index.md" if number == 0 else f"page{number}.md"
        (folder / "docs" / name).write_text(text, encoding="utf-8")


def measure(pages: int, entries: int) -> dict[str, float]:
    """Return the median CPU seconds of each way, built in turn."""
    rounds = {10: 5, 100: 3, 1000: 1}[pages]
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "site"
        write_site(folder, pages, entries)
        for _ in range(rounds):
            for way, settings in WAYS.items():
                (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
                if way == "ours, first build":
                    shutil.rmtree(folder / "build", ignore_errors=True)
                times[way].append(cpu_seconds(folder))
    return {way: statistics.median(values) for way, values in times.items()}


def main(pages: tuple[int, ...], entries: tuple[int, ...]) -> None:
    """Print the table."""
    print("| pages x entries | " + " | ".join(WAYS) + " |")
    print("|---" * (len(WAYS) + 1) + "|")
    for many in pages:
        for size in entries:
            seconds = measure(many, size)
            cells = [
                f"{value:.2f} ({value / seconds['without']:.2f}x)" for value in seconds.values()
            ]
            print(f"| {many} x {size} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main((int(sys.argv[1]),), (int(sys.argv[2]),))
    else:
        main(PAGES, ENTRIES)
