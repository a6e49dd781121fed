"""The bank lists what can come back, and nothing else."""

from __future__ import annotations

from alliance_quiz.progress import read_bank
from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.bank import bank_entry

PAGE = """---
quiz: shoulder
title: The shoulder
chapter: ../shoulder.md
---

## A warm bond {#warm-bond objective=2}

Which part?

- [ ] Bond
- [x] Tasks

## In your words {#own-words}

What made you laugh?

> Anything will do.
"""


def test_a_question_to_reflect_on_is_not_in_it() -> None:
    quiz = read_quiz(PAGE, "shoulder.md")
    entry = bank_entry(
        quiz, page="shoulder/", definition="d.json", chapter="../shoulder/", objectives=["A", "B"]
    )
    known = read_bank({"quizzes": [entry]})
    assert list(known) == ["shoulder/warm-bond"]
    assert known["shoulder/warm-bond"].content == quiz.questions[0].content
    assert entry["questions"][0] == {
        "id": "warm-bond",
        "title": "A warm bond",
        "content": quiz.questions[0].content,
        "objective": 2,
        "kind": "choose-one",
    }
