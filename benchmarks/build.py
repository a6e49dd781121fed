"""What the hooks cost: the whole site built with them and without them, in turn, in CPU seconds."""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.served import ROOT

ROUNDS = 7


def cpu_seconds(folder: Path) -> float:
    """Build the site in a folder; return the processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table."""
    times: dict[str, list[float]] = {"with hooks": [], "without": []}
    with tempfile.TemporaryDirectory() as scratch:
        for name in times:
            folder = Path(scratch) / name
            for part in ("docs", "hooks", "overrides"):
                shutil.copytree(ROOT / part, folder / part)
            for part in ("mkdocs.yml", "bibliography.bib", "package-lock.json"):
                shutil.copy(ROOT / part, folder)
            (folder / "build").mkdir()
            (folder / "build" / "python").symlink_to(ROOT / "build" / "python")
            (folder / "node_modules").symlink_to(ROOT / "node_modules")
        settings = Path(scratch) / "without" / "mkdocs.yml"
        text = settings.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("  - hooks/")]
        settings.write_text("\n".join(lines).replace("\nhooks:\n", "\n"), encoding="utf-8")
        for number in range(ROUNDS):
            print(f"Building the site, round {number + 1} of {ROUNDS} ...", flush=True)
            for name, values in times.items():
                values.append(cpu_seconds(Path(scratch) / name))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print("\n| full build | median CPU s | ratio |\n|---|---|---|")
    for name, median in medians.items():
        print(f"| {name} | {median:.2f} | {median / medians['without']:.2f} |")


if __name__ == "__main__":
    main()
