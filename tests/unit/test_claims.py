"""Which sentences need a source, and what counts as having one."""

from __future__ import annotations

import json

import pytest

from alliance_quiz.faults import FormatError
from alliance_site.claims import ALLOWED, Allowed, look_through, read_allowed, unsourced


def found(text: str, allowed: list[Allowed] | None = None) -> list[str]:
    """Return the faults of a page, as they are told."""
    return [str(fault) for fault in unsourced(text, "docs/a.md", allowed or [])]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("About 8 % of it.", "8 %"),
        ("About 8.5 per cent of it.", "8.5 per cent"),
        ("They asked 1,314 patients.", "1,314 patients"),
        ("It fell by 31.4 mm.", "31.4 mm"),
        ("So r = .28 is small.", "r = .2"),
        ("With p < .05 it was.", "p < .0"),
        ("Bordin (1979) said so.", "Bordin (1979"),
        ("Mead and Bower, 2000, said so.", "Mead and Bower, 2000"),
        ("O'Keeffe in 2016 said so.", "O'Keeffe in 2016"),
        ("Miciak and colleagues 2018 said so.", "Miciak and colleagues 2018"),
    ],
)
def test_a_figure_or_a_year_with_a_name_needs_a_source(text: str, figure: str) -> None:
    assert found(f"# A\n\nBefore.\n{text}\n") == [
        f"docs/a.md:4: “{figure}” has no source in its paragraph: "
        f"cite one, or add the sentence to {ALLOWED} with the reason"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "They asked 79 patients [@burns2007].",
        "They asked 79 patients.\nSo says @burns2007.",
        "There are three parts, and step 4 is the last.",
        "Reviewed in November 2026.",
        "`r = .28` and <!-- 8 % -->",
        "```\n8 %\n```",
        "[a link](https://x.org/Bordin-1979)",
        "# Bordin 1979",
        "![Bordin 1979: 8 %](a.svg)",
        "---\ntitle: 8 %\n---\n\nText.",
        "---\nquiz: a\n---\n\n## Q {#q}\n\n8 % of 79 patients?\n\n- [x] a\n\nYes [@burns2007].",
    ],
)
def test_what_needs_none_or_has_one_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A source [@a].\n\nAnd 8 %.", 3),
        ("- A source [@a].\n- And 8 %.", 2),
        ("| A [@a] |\n|---|\n| 8 % |", 3),
        ("---\nquiz: a\n---\n\n## Q {#q}\n\nA [@a].\n\n## R {#r}\n\n8 %?", 11),
        ("A mail to me@x.org with 8 %.", 1),
    ],
)
def test_a_source_serves_its_own_paragraph_item_row_or_question(text: str, line: int) -> None:
    assert [fault.split(":")[1] for fault in found(text)] == [str(line)]


def test_a_sentence_is_allowed_with_a_reason() -> None:
    toml = '[[allowed]]\nfile = "docs/a.md"\ntext = "And 8 %."\nreason = "Our rule."\n'
    allowed = read_allowed(toml, ALLOWED)
    assert found("And 8 %.", allowed) == []
    assert found("Nothing.", allowed) == [
        f"docs/a.md:1: “And 8 %.” is allowed and does not stand here: delete it from {ALLOWED}"
    ]


@pytest.mark.parametrize(
    "toml", ["x = ", '[[allowed]]\nfile = "a"', "allowed = 1", "allowed = [1]"]
)
def test_a_broken_allow_list_is_refused_in_words(toml: str) -> None:
    with pytest.raises(FormatError, match=r"docs/claims\.toml:1: not "):
        read_allowed(toml, ALLOWED)


def test_a_notebook_is_read_cell_by_cell_and_its_code_is_not() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["A source [@a].\n", "\n", 'About 8 % is "it".']},
        {"cell_type": "code", "source": ["share = '9 %'"]},
    ]
    text = json.dumps({"cells": cells}, indent=1)
    (fault,) = look_through(text, "docs/a.ipynb", unsourced)
    assert "About 8 %" in text.split("\n")[fault.line - 1]
    assert fault.problem.startswith("“8 %” has no source")
