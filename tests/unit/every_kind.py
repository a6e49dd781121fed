"""A quiz with a question of each kind, for the tests of what goes out and comes back."""

from __future__ import annotations

from collections.abc import Sequence

from alliance_quiz.quiz_markdown import WrittenQuiz, read_quiz
from alliance_site.citations import Cited

BASE = "https://example.org/site/quizzes/every-kind/"

PAGE = """\
---
quiz: every-kind
title: "Practise: every kind"
chapter: ../alliance/components.md
---

# Practise

## Which one? {#one objective=2}

Six visits in.

- a plain list

What {is} *first*: a = b, #c or ~d?

Hint: look at the [chapter](../alliance/components.md#tasks).

- [ ] 50 % of \\[it\\]
  > No: {1} = ~2 # 3.

  > And --> on.
- [x] --> [this](../evidence/index.md)
  > Yes [@hall2012, p. 3].
- [ ] %50% -> that

Because of it [@bordin1979; @hall2012].

- of this

## All of them {#all objective=2}

Which?

- [x] a
  > A.
- [x] b
- [x] c
- [ ] d
  > D.

So it is.

## In order {#ordered objective=1}

Order these.

1. first
2. second
3. third

In time.

## Match {#matched}

Match them.

Goals -> ends
:   "What for": {this} = that

Tasks
:   "How" ~ so

As said.

## One blank {#filled}

About [[8|eight|8 * 1]] per cent: no more.

The square.

## Two blanks {#two-filled}

From [[one]] to [[two|2]].

Count.

## Think {#thought objective=3}

Think of your week.

> Compare *this*.
> And that.
"""

CASE = """\
---
quiz: a-case
title: A case
chapter: ../alliance/components.md
---

## Start {#start}

He nods.

- [ ] Ask -> #end
  > Good.
- [ ] Go on -> #end
  > Less good.

## End {#end}

He goes.
"""


def every_kind() -> WrittenQuiz:
    """Return the quiz."""
    return read_quiz(PAGE, "every-kind.md")


def as_written(group: Sequence[Cited]) -> str:
    """Return citations as a page writes them, so that a way there and back changes nothing."""
    written = (f"@{cited.key}" + (f", {cited.locator}" if cited.locator else "") for cited in group)
    return f"[{'; '.join(written)}]"
