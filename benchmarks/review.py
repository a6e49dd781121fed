"""How soon the practice page answers with 2,000 questions, all of them saved, in the site's Python.

Under Node, which runs the same WebAssembly as the browser.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from alliance_quiz.progress import read_progress, write_progress
from tests.served import ROOT

QUESTIONS = 2000
A_QUIZ = 20
ANSWERS = 4
"""Answers to each question."""
ROUNDS = 11


def bank() -> str:
    """Return the published list of so many questions."""
    quizzes = [
        {
            "id": f"quiz-{n}", "title": f"Quiz {n}", "page": f"quiz-{n}/",
            "definition": f"quiz-{n}.json", "chapter": "../chapter/", "objectives": ["One", "Two"],
            "questions": [
                {"id": f"q{m}", "title": f"Question {m}", "content": "0a1b2c3d",
                 "objective": 1 + m % 2, "kind": "choose-one"}
                for m in range(A_QUIZ)
            ],
        }
        for n in range(QUESTIONS // A_QUIZ)
    ]  # fmt: skip
    return json.dumps({"quizzes": quizzes})


def progress() -> str:
    """Return what is kept of all of them."""
    questions = {
        f"quiz-{n // A_QUIZ}/q{n % A_QUIZ}": {
            "content": "0a1b2c3d",
            "card": {
                "state": 2, "step": None, "stability": 3.5, "difficulty": 5.5,
                "due": f"2026-11-{10 + n % 19}T08:00:00Z", "last_review": "2026-11-04T08:00:00Z",
            },
            "answers": [
                {"at": f"2026-11-0{day}T08:00:00Z", "share": n % 2, "certainty": "sure"}
                for day in range(1, 1 + ANSWERS)
            ],
        }
        for n in range(QUESTIONS)
    }  # fmt: skip
    kept = {"format": "alliance-progress", "version": 1, "questions": questions}
    return write_progress(read_progress(json.dumps(kept)))


def main() -> None:
    """Print the table."""
    now = "2026-11-24T21:00:00+00:00"
    calls = [("due", [bank(), progress(), now]), ("mix", [bank(), "7"])]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "calls.json"
        path.write_text(json.dumps(calls), encoding="utf-8")
        script = ROOT / "benchmarks" / "ask.mjs"
        python = ROOT / "build" / "python"
        command = ["node", str(script), str(python), str(path), str(ROUNDS)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    print(f"\n| {QUESTIONS} questions, ms | first | median of {ROUNDS - 1} more |\n|---|---|---|")
    for name, (first, *more) in json.loads(done.stdout).items():
        print(f"| {name} | {first:.0f} | {statistics.median(more):.0f} |")


if __name__ == "__main__":
    main()
