"""Build a quiz's part of its page: the forms, and the printed key behind them."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from alliance_quiz.quiz_markdown import WrittenQuestion, WrittenQuiz
from alliance_site.forms import Writer, add, add_option, add_plain, add_script

HINTS = {"choose-one": "Choose one.", "choose-all": "Choose all that apply."}


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """Where the page finds what it needs, relative to itself: definition, Python, scripts."""

    definition: str
    python: str
    script: str


def build_quiz(writer: Writer, parent: Element, quiz: WrittenQuiz, addresses: Addresses) -> None:
    """Append a quiz: a form for each question, then the key with all feedback.

    A form's method is `dialog`, which sends nothing anywhere, with or without a script.
    """
    element = add(parent, "alliance-quiz", definition=addresses.definition, python=addresses.python)
    for question in quiz.questions:
        _add_form(writer, element, question)
    add(element, "p", class_="score")
    again = add(element, "p", class_="buttons")
    add_plain(
        again, "button", "Start again", type="button", class_="md-button", data_action="restart"
    )
    _add_key(writer, element, quiz)
    add_script(parent, addresses.script)


def _add_form(writer: Writer, parent: Element, question: WrittenQuestion) -> None:
    form = add(parent, "form", method="dialog", data_question=question.id)
    described = f"{question.id}.prompt"
    fieldset = add(form, "fieldset", aria_describedby=described)
    add(add(fieldset, "legend"), "h2", question.title, id=question.id)
    prompt = add(fieldset, "div", id=described, class_="prompt")
    writer.blocks(prompt, question.prompt)
    add_plain(prompt, "p", HINTS[question.kind], class_="hint")
    kind = "radio" if question.kind == "choose-one" else "checkbox"
    for option in question.options:
        add_option(fieldset, kind=kind, name=question.id, value=option.id, label=option.text)
    buttons = add(fieldset, "p", class_="buttons")
    button = add_plain(
        buttons, "button", "Check", type="submit", class_="md-button md-button--primary"
    )
    add(button, "span", f" your answer: {question.title}", class_="visually-hidden")
    add_plain(
        buttons,
        "button",
        "Show the answer",
        type="button",
        class_="md-button",
        hidden="",
        data_action="show",
    )
    add(fieldset, "div", role="status", class_="verdict")


def _add_key(writer: Writer, parent: Element, quiz: WrittenQuiz) -> None:
    """Append the answers, closed and out of the search: for paper, and for want of a script."""
    key = add(parent, "details", class_="key", id="key", data_search_exclude="")
    add_plain(key, "summary", "Answers and explanations")
    for question in quiz.questions:
        section = add(key, "section")
        add(section, "late-h3", question.title)
        listed = add(section, "dl")
        for option in question.options:
            mark = "right" if option.right else "wrong"
            block = add(
                listed, "div", id=f"{question.id}.{option.id}.feedback", class_=f"feedback {mark}"
            )
            term = add(block, "dt")
            add_plain(term, "span", "Right: " if option.right else "Not right: ", class_="mark")
            add(term, "span", option.text)
            writer.blocks(add(block, "dd"), option.feedback)
        explanation = add(section, "div", id=f"{question.id}.explanation", class_="explanation")
        writer.blocks(explanation, question.explanation)
