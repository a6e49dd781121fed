"""What a quiz under way is told, beyond the cases: too long, broken, and where a key stands."""

from __future__ import annotations

import json
import random

import pytest

from alliance_quiz import FormatError, bridge
from alliance_quiz.cited import citation_faults
from alliance_quiz.preview import LIMIT, check
from alliance_site.editor_form import example_of
from tests.unit.test_editor_form import PAGE

KEYS = ["bordin1979", "hall2012", "elwyn2017"]


def lines(text: str) -> list[int]:
    return [fault.line for fault in citation_faults(text, "q.md", KEYS)]


def test_a_quiz_of_ten_megabytes_is_refused_in_words() -> None:
    told = check("- [ ] x\n" * 1_250_000, "q.md", KEYS)
    assert told["questions"] == []
    assert told["faults"] == [
        {
            "line": 1,
            "problem": "10,000,000 characters in one quiz",
            "remedy": f"cut it into quizzes of at most {LIMIT:,} each",
        }
    ]


def test_half_a_character_is_told_at_its_line() -> None:
    assert check("a\n\ud83d b", "q.md", KEYS)["faults"][0]["line"] == 2


def test_a_line_is_what_an_editor_takes_for_one() -> None:
    text = example_of(PAGE).replace("Six short", "Six\u2028\x0c\x85short")
    broken = text.replace("- [x] Tasks", "- [?] Tasks")
    line = broken.split("\n").index("- [?] Tasks") + 1
    assert line in [fault["line"] for fault in check(broken, "q.md", KEYS)["faults"]]


def test_no_text_is_an_error() -> None:
    seeded = random.Random(1)  # noqa: S311  not for secrets
    bits = ["\n", "[x]", "- [x] A\n- [x] A\n", "##", "{#a}", "-> #b", "[[", "1. ", "> ", "```",
            "[@", ": ", "---", "objective=0", "Hint: ", "\ud800"]  # fmt: skip
    for _ in range(300):
        text = example_of(PAGE)
        for _ in range(seeded.randint(1, 10)):
            at = seeded.randrange(len(text))
            text = text[:at] + seeded.choice(bits) + text[at + seeded.choice([0, 0, 9]) :]
        json.loads(bridge.check_quiz(json.dumps({"keys": KEYS}), text, "q.md"))


@pytest.mark.parametrize("keys", ["", "[]", '{"keys": 1}', '{"kyes": []}'])
def test_keys_that_are_none_are_refused(keys: str) -> None:
    with pytest.raises(FormatError):
        bridge.check_quiz(keys, "", "q.md")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[@hall2012; @zzz]", [1]),
        ("a\n\n[see @zzz,\np. 3; -@yyy]", [3, 4]),
        ("as @bordin1978 says", [1]),
        ("write to @zzz or me@bordin1978", []),
        ("`[@zzz]` and ``[@`yyy]``", []),
        ("```\n[@zzz]\n```\n[@yyy]", [4]),
        ("> ~~~\n> [@zzz]\n> ~~~\n\n[@yyy]", [5]),
        ("---\nquiz: @bordin1978\n---\n[@zzz]", [4]),
        (r"\[@zzz] \@bordin1978", []),
        ("[me](mailto:@zzz) <a@bordin1978>", []),
        ("- [ ] x\n\n[open\n\n@zzz]", []),
    ],
)
def test_a_key_is_found_where_it_stands_and_nowhere_else(text: str, found: list[int]) -> None:
    assert lines(text) == found
