"""A question of a quiz inside its chapter."""

from __future__ import annotations

import markdown

from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.check_yourself import check_yourself

QUIZ = """---
quiz: q
title: Q
chapter: ../a.md
---

## A "title" {#one}

What?

- [ ] Left
  > No.
- [x] Right
  > Yes, *indeed*.

Because [a](b.md).
"""


def test_the_answer_is_closed_until_it_is_asked_for() -> None:
    quiz = read_quiz(QUIZ, "q.md")
    text = check_yourself(quiz.questions, "../quizzes/q.md")
    html = markdown.markdown(text, extensions=["md_in_html", "attr_list"])
    question, _, answer = html.partition("<details")
    assert '<h3 id="check-one">A "title"</h3>' in question
    assert "<li>Right</li>" in question
    assert "indeed" not in question
    assert answer.startswith(' class="note" data-search-exclude=')
    assert "<summary>The answer to: A &quot;title&quot;</summary>" in answer
    assert "<strong>Right</strong> Yes, <em>indeed</em>." in answer
    assert 'href="../quizzes/q.md#one"' in answer
    assert "Left" not in answer
