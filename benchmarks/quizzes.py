"""What a large bank costs: sites of 250 to 2,000 questions, in CPU seconds of a build."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.build import cpu_seconds
from tests.served import ROOT

SIZES = (250, 500, 1000, 2000)
A_QUIZ = 25
"""Questions on a page."""

SETTINGS = """
site_name: Benchmark
site_url: http://127.0.0.1/
theme: {name: material, font: false}
markdown_extensions: [attr_list, def_list, md_in_html, toc]
hooks: [hooks/forms.py]
plugins: [search]
"""
KINDS = (
    "- [ ] One\n  > Why not.\n- [x] Two\n  > Why.\n- [ ] Three\n  > Why not.\n",
    "1. First\n2. Second\n3. Third\n",
    "A\n:   one\n\nB\n:   two\n",
    "It is [[two|2]].\n",
)


def write_site(folder: Path, questions: int) -> None:
    """Write a site with so many questions."""
    for part in ("hooks", "overrides"):
        shutil.copytree(ROOT / part, folder / part)
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "build").mkdir()
    (folder / "build" / "python").symlink_to(ROOT / "build" / "python")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    quizzes = folder / "docs" / "quizzes"
    quizzes.mkdir(parents=True)
    shutil.copytree(ROOT / "docs" / "javascripts", folder / "docs" / "javascripts")
    (folder / "docs" / "chapter.md").write_text("# Chapter\n", encoding="utf-8")
    for start in range(0, questions, A_QUIZ):
        asked = "\n".join(
            f"## Question {n} {{#q{n}}}\n\nWhat is so?\n\n{KINDS[n % 4]}\nBecause {n}.\n"
            for n in range(start, start + A_QUIZ)
        )
        head = f"---\nquiz: quiz-{start}\ntitle: Quiz {start}\nchapter: ../chapter.md\n---\n\n"
        (quizzes / f"quiz-{start}.md").write_text(head + asked, encoding="utf-8")


def main() -> None:
    """Print the table."""
    print("\n| questions | build, CPU s | above an empty site, ms a question |\n|---|---|---|")
    seconds: dict[int, float] = {}
    for size in (0, *SIZES):
        with tempfile.TemporaryDirectory() as scratch:
            write_site(Path(scratch), size)
            seconds[size] = min(cpu_seconds(Path(scratch)) for _ in range(2))
        above = 1000 * (seconds[size] - seconds[0]) / size if size else 0
        print(f"| {size} | {seconds[size]:.2f} | {above:.1f} |", flush=True)


if __name__ == "__main__":
    main()
