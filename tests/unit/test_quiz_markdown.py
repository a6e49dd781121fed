"""What the reader of quiz pages accepts, and what it says of the rest."""

from __future__ import annotations

import textwrap

import pytest

import alliance_quiz.quiz_markdown
from alliance_quiz import FormatError
from alliance_quiz.quiz_markdown import read_quiz

HEAD = "---\nquiz: a\ntitle: A\nchapter: ../a.md\n---\n\n# A\n\n"
GOOD = "## Q {#q}\n\nWhat?\n\n- [x] yes\n  > Why.\n- [ ] no\n  > Why not.\n\nBecause.\n"


def faults(body: str, head: str = HEAD) -> list[str]:
    """Return the faults of a page, as they are told."""
    with pytest.raises(FormatError) as caught:
        read_quiz(head + body, "q.md")
    return [str(fault) for fault in caught.value.faults]


def test_the_example_in_the_docstring_is_a_quiz() -> None:
    doc = alliance_quiz.quiz_markdown.__doc__ or ""
    example = textwrap.dedent(doc.partition("::\n")[2].partition("\nWhat the list")[0]).strip()
    quiz = read_quiz(example, "example.md")
    assert quiz.questions[0].kind == "choose-one"
    assert quiz.questions[0].options[1].feedback.startswith("Yes: the purpose")
    assert quiz.warnings == []


def test_prompt_options_feedback_and_explanation_are_told_apart() -> None:
    body = (
        "## Q {#q}\n\nFirst.\n\n- a plain list\n\nSecond?\n\n"
        "- [x] one\n  goes on\n  > Feedback\n  > goes on.\n\n  > And on.\n- [X] two\n  > F.\n"
        "- [ ] three\n  > G.\n\nBecause.\n\n- of this\n"
    )
    question = read_quiz(HEAD + body, "q.md").questions[0]
    assert question.prompt == "First.\n\n- a plain list\n\nSecond?"
    assert [option.text for option in question.options] == ["one\ngoes on", "two", "three"]
    assert question.options[0].feedback == "Feedback\ngoes on.\n\nAnd on."
    assert question.explanation == "Because.\n\n- of this"
    assert question.kind == "choose-all"


def test_code_is_neither_heading_nor_option() -> None:
    body = GOOD.replace("What?", "What?\n\n```\n## no {#no}\n- [?] no\n```")
    quiz = read_quiz(HEAD + body, "q.md")
    assert [question.id for question in quiz.questions] == ["q"]
    assert "- [?] no" in quiz.questions[0].prompt


def test_a_list_of_links_is_no_list_of_options() -> None:
    body = GOOD.replace("What?", "- [a](b.md)\n- [c][d]\n\nWhat?")
    assert read_quiz(HEAD + body, "q.md").questions[0].prompt.startswith("- [a](b.md)")


def test_an_options_id_hangs_on_its_words_and_not_on_its_place() -> None:
    first = read_quiz(HEAD + GOOD, "q.md").questions[0].options
    moved = GOOD.replace("- [x] yes\n  > Why.\n- [ ] no\n", "- [ ] No\n- [x] yes\n  > Why.\n")
    second = read_quiz(HEAD + moved, "q.md").questions[0].options
    assert [option.id for option in first] == [option.id for option in reversed(second)]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "q.md:8: no question: write a heading such as ## Title {#its-id}"),
        (
            "## Q {#q}\n",
            "q.md:9: a heading without a question: "
            "write the question and its options under it, or remove the heading",
        ),
        (
            GOOD.replace("What?\n\n", ""),
            "q.md:9: options without a question: "
            "write the question between the heading and the list",
        ),
        (
            GOOD.replace("[x]", "[ ]"),
            "q.md:9: no option is marked [x]: mark each right option with [x]",
        ),
        (
            "## Q {#q}\n\nWhat?\n\n- [x] yes\n",
            "q.md:9: one option: write a task list of two or more, - [x] right and - [ ] wrong",
        ),
        (
            GOOD.replace("[ ] no", "[?] no"),
            "q.md:15: unknown box [?]: write [x] for a right option and [ ] for a wrong one",
        ),
        (GOOD.replace("[ ] no", "[ ]"), "q.md:15: empty option: write its text behind the box"),
        (
            GOOD.replace("[ ] no", "[ ] Yes"),
            "q.md:15: the same option as in line 13: word each option differently",
        ),
        (
            GOOD.replace(" {#q}", ""),
            "q.md:9: no id: end the heading with {#its-id}: use a-z, 0-9 and single hyphens",
        ),
        (
            GOOD.replace("{#q}", "{#Q 1}"),
            "q.md:9: no id: end the heading with {#its-id}: use a-z, 0-9 and single hyphens",
        ),
        (
            GOOD.replace("{#q}", "{#Q_1}"),
            "q.md:9: id Q_1 is not plain: "
            "end the heading with {#its-id}: use a-z, 0-9 and single hyphens",
        ),
        (GOOD + GOOD, "q.md:19: id q is taken by line 9: give each question its own id"),
        (
            GOOD + "\n### More\n",
            "q.md:20: heading of level 3: use one # title, and a ## heading for each question",
        ),
        (
            GOOD + "\n- [ ] late\n",
            "q.md:20: a second list of options: keep all options in one list",
        ),
        (
            GOOD.replace("{#q}", "{#q objective=two}"),
            "q.md:9: objective two is no number: "
            "write objective= and the number of an objective of the chapter, from 1",
        ),
        (GOOD.replace("## Q ", "## "), "q.md:9: no title: write a few words before the id"),
        ("## Q {#q}\n\nWhat?\n\n1. a\n\nB.\n", "q.md:9: one item: write 2 or more"),
        (
            "## Q {#q}\n\nWhat?\n\n1. a\n2. A\n\nB.\n",
            "q.md:14: the same item as in line 13: word each item differently",
        ),
        (
            "## Q {#q}\n\nWhat?\n\n1. a\n2. b\n\nB.\n\n1. c\n",
            "q.md:18: a second ordered list: keep all items in one list",
        ),
        (
            "## Q {#q}\n\nWhat?\n\nA\n:   one\n\nB\n:   One\n\nB.\n",
            "q.md:17: the same meaning as in line 14: word each meaning differently",
        ),
        (
            "## Q {#q}\n\nWhat?\n\nA\n:   one\n\n:   two\n\nB.\n",
            "q.md:16: a meaning without a term: "
            "write each term on a line, and : and its meaning on the next",
        ),
        (
            "## Q {#q}\n\nIt is [[ |b]].\n\nB.\n",
            "q.md:9: an empty blank [[|b]]: write the word, and others that are right behind |",
        ),
        (
            GOOD.replace("What?", "What [[is]]?"),
            "q.md:13: a task list besides the blank of line 11: ask one thing in one question",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_would_be_right(body: str, told: str) -> None:
    assert faults(body) == [told]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("", ["q.md:1: no front matter: begin the page with ---, quiz: its-id, …, ---"]),
        (
            HEAD.replace("chapter", "chaptre"),
            [
                "q.md:1: chapter is missing: add chapter: and its value to the front matter",
                "q.md:4: unknown key chaptre: use one of quiz, title, description, chapter",
            ],
        ),
        (
            HEAD.replace("title: A", "title:"),
            ["q.md:3: no value for title: write title: and its value"],
        ),
        (
            HEAD.replace("quiz: a", "quiz: A B"),
            ["q.md:2: id A B is not plain: use a-z, 0-9 and single hyphens"],
        ),
    ],
)
def test_a_fault_of_the_front_matter_is_told(head: str, told: list[str]) -> None:
    missing = [line for line in faults(GOOD, head) if "is missing" not in line or line in told]
    assert missing == told


def test_all_faults_of_a_page_are_told_at_once_in_order() -> None:
    told = faults(GOOD.replace("[x]", "[?]") + "\n## R {#q}\n")
    assert [line.split(":")[1] for line in told] == ["9", "13", "20", "20"]


CASE = """## Start {#start}

What?

- [ ] Yes -> #end (goals +, bond -)
  > Why.
- [ ] No -> #end
  > Why not.

## End {#end}

It ends.
"""


def test_a_case_is_told_by_its_branches() -> None:
    case = read_quiz(HEAD + CASE, "q.md")
    assert case.case
    yes, no = case.questions[0].options
    assert (yes.text, yes.to, yes.builds, yes.strains) == ("Yes", "end", ("goals",), ("bond",))
    assert (no.text, no.to, no.builds, no.strains) == ("No", "end", (), ())
    assert [step.kind for step in case.questions] == ["step", "reflect"]
    assert case.warnings == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            CASE.replace("Yes -> #end", "Yes -> #and"),
            "q.md:13: no step #and: lead to one of start, end",
        ),
        (
            CASE.replace("No -> #end", "No"),
            "q.md:15: an option that leads nowhere: end it with -> #id of a step",
        ),
        (
            CASE.replace("No -> #end", "No -> #start"),
            "q.md:15: a way back to #start: lead on to a later step, or to an end",
        ),
        (
            CASE.replace("[ ] No", "[x] No"),
            "q.md:15: a right option in a case: write [ ]: it has consequences",
        ),
        (
            CASE.replace("bond -", "trust -"),
            "q.md:13: unknown effect trust -: "
            "write goals, tasks, bond with + or -, as in (goals +, bond -)",
        ),
        (
            CASE + "\n## Lost {#lost}\n\nHere.\n",
            "q.md:22: nothing leads to #lost: let an option end in -> #lost, or remove the step",
        ),
        (
            CASE.replace("It ends.", "It [[ends]]."),
            "q.md:18: a question in a case: "
            "give its options as a task list with -> #id, or leave only text for "
            "an end",
        ),
    ],
)
def test_a_fault_of_a_case_is_told(body: str, told: str) -> None:
    assert faults(body) == [told]


def test_a_way_of_thousands_of_steps_is_walked() -> None:
    step = "## S {{#s{0}}}\n\nWhat?\n\n- [ ] a -> #s{1}\n  > F.\n- [ ] b -> #s{1}\n  > F.\n\n"
    body = "".join(step.format(n, n + 1) for n in range(3000)) + "## End {#s3000}\n\nIt ends.\n"
    assert len(read_quiz(HEAD + body, "q.md").questions) == 3001


def test_a_hint_is_taken_out_of_the_prompt() -> None:
    body = GOOD.replace("What?\n", "What?\n\nHint: look\nhere.\n\nReally?\n")
    question = read_quiz(HEAD + body, "q.md").questions[0]
    assert (question.hint, question.prompt) == ("look\nhere.", "What?\n\n\nReally?")


def test_other_kinds_are_told_by_their_lists() -> None:
    body = (
        "## O {#o objective=3}\n\nSort.\n\n1. a\n2. b\n   goes on\n\nBecause.\n\n"
        "## M {#m}\n\nMatch.\n\nA\n:   one\n\nB\n:   two\n    lines\n\nBecause.\n\n"
        "## F {#f}\n\nIt is [[a|b]].\n\nBecause.\n\n"
        "## R {#r}\n\nWhat do you think?\n\n> Because.\n"
    )
    order, match, fill, reflect = read_quiz(HEAD + body, "q.md").questions
    assert [item.text for item in order.items] == ["a", "b\ngoes on"]
    assert order.objective == 3
    assert [(pair.term, pair.meaning) for pair in match.pairs] == [
        ("A", "one"),
        ("B", "two\nlines"),
    ]
    assert (fill.blanks, fill.prompt) == ([("a", "b")], "It is [[a|b]].")
    assert (reflect.prompt, reflect.kind) == ("What do you think?", "reflect")
    assert {one.explanation for one in (order, match, fill, reflect)} == {"Because."}


def test_an_edit_changes_what_a_question_is_known_by_and_feedback_does_not() -> None:
    first = read_quiz(HEAD + GOOD, "q.md").questions[0].content
    assert read_quiz(HEAD + GOOD.replace("Why.", "So."), "q.md").questions[0].content == first
    assert read_quiz(HEAD + "\n" + GOOD, "q.md").questions[0].content == first
    for edited in (GOOD.replace("What?", "Which?"), GOOD.replace("yes", "yes!")):
        assert read_quiz(HEAD + edited, "q.md").questions[0].content != first


def test_flaws_are_warnings() -> None:
    body = "## Q {#q}\n\nWhich is NOT so?\n\n- [x] yes\n- [ ] All of these\n  > Why not.\n"
    assert [str(warning) for warning in read_quiz(HEAD + body, "q.md").warnings] == [
        "q.md:9: NOT or EXCEPT in the question: ask for what is so",
        "q.md:9: no explanation: write why, with its source, behind the options",
        "q.md:13: an option without feedback: "
        "write > and a sentence under it, indented by two spaces",
        "q.md:14: an option that speaks of the other options: let each option stand by itself",
    ]
    body = GOOD.replace("yes", "yes, much longer than the other")
    assert [str(warning) for warning in read_quiz(HEAD + body, "q.md").warnings] == [
        "q.md:13: the right option alone is long: "
        "give another option as many words, or the right one fewer"
    ]
