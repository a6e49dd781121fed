"""Say how many mutants of the scorer the tests have killed; end with 1 under 90 %.

A mutant is the scorer with one thing wrong: a number, a comparison, an argument left out.
`mutmut run` makes them, and runs the unit tests on each; what it does is set in pyproject.toml.
`survivors.toml` explains those that live. One that it does not name is told as new::

    mutmut run && python -m tests.mutants
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

LEAST = 90
EXPLAINED = Path(__file__).with_name("survivors.toml")
KILLED = ("killed", "timeout")


def main() -> int:
    """Print a line for each file and each new survivor; return how a shell is to be told."""
    explained = [
        mutant
        for reason in tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["reasons"]
        for mutant in reason["mutants"]
    ]
    whole: Counter[str] = Counter()
    survivors: dict[str, str] = {}
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        states = {name: status_by_exit_code[code] for name, code in data.exit_code_by_key.items()}
        count = Counter(states.values())
        whole += count
        print(_line(path.name, count))
        survivors |= {
            name: _change(name, path) for name, state in states.items() if state not in KILLED
        }
    print(_line("all", whole))
    new = {name: change for name, change in survivors.items() if change not in explained}
    for name, change in new.items():
        print(f"new: {change}    (mutmut show {name})")
    for change in sorted(set(explained) - set(survivors.values())):
        print(f"{EXPLAINED.name}: no longer there: {change}")
    return 1 if 100 * _killed(whole) < LEAST * whole.total() or not whole else 0


def _killed(count: Counter[str]) -> int:
    return sum(count[state] for state in KILLED)


def _line(name: str, count: Counter[str]) -> str:
    others = ", ".join(f"{number} {state}" for state, number in sorted(count.items()))
    return f"{name:14} {100 * _killed(count) / count.total():5.1f} % of {count.total()}: {others}"


def _change(name: str, path: Path) -> str:
    """Return the file and the line that a mutant changes, as it changes it."""
    lines = get_diff_for_mutant(name, path=path).split("\n")[2:]
    changed = [line for line in lines if line.startswith("+")] or [
        line for line in lines if line.startswith("-")
    ]
    return f"{path.stem}: " + " ".join(line[0] + line[1:].strip() for line in changed)


if __name__ == "__main__":
    sys.exit(main())
