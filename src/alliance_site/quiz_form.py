"""Build a quiz's part of its page: the forms, the results, and the printed key behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from xml.etree.ElementTree import Element

from alliance_quiz.quiz_markdown import BLANK, WrittenQuestion, WrittenQuiz
from alliance_site.forms import Writer, add, add_later, add_option, add_plain, add_script, blank

HINTS = {
    "choose-one": "Choose one.",
    "choose-all": "Choose all that apply.",
    "order": "Put these in order, with the buttons beside them.",
    "match": "Choose a meaning for each term.",
    "fill": "Fill in what is missing. Capitals, accents and one slip in a word of five or more "
    "letters do not matter; figures have to be exact.",
    "reflect": "Write as much or as little as you like. It is not scored, and stays with you.",
}
PRACTICE = "practice-again.md"
PRIVACY = "../about/privacy.md#saved"
LONGEST_TEXT = "2000"
"""Characters of a reflection; more would not be kept by every browser."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """Where the page finds what it needs, relative to itself."""

    definition: str
    python: str
    script: str
    bank: str = ""
    gift: str = ""
    qti: str = ""
    style: str = ""


def build_quiz(
    writer: Writer,
    parent: Element,
    quiz: WrittenQuiz,
    addresses: Addresses,
    objectives: Sequence[str] = (),
) -> None:
    """Append a quiz: a form for each question, the results, then the key with all feedback.

    A form's method is `dialog`, which sends nothing anywhere, with or without a script.
    """
    element = add(
        parent,
        "alliance-quiz",
        definition=addresses.definition,
        python=addresses.python,
        bank=addresses.bank,
        quiz=quiz.id,
    )
    asked = add(element, "div", class_="buttons option")
    add(asked, "input", type="checkbox", id="certainty", data_action="certainty")
    label = "Ask me how sure I am before each answer"
    add_plain(asked, "label", label, for_="certainty")
    for question in quiz.questions:
        _add_form(writer, element, question)
    add(element, "p", class_="score")
    buttons = add(element, "p", class_="buttons")
    _add_button(buttons, "Show my results", "results")
    _add_button(buttons, "Start again", "restart")
    _add_results(element, objectives)
    _add_key(writer, element, quiz)
    if addresses.gift:
        teachers = add_plain(element, "p", "For teachers: this quiz as ")
        gift = add_plain(teachers, "a", "GIFT for Moodle", href=addresses.gift, download="")
        gift.tail = " and as "
        add_plain(teachers, "a", "QTI 2.1 for Canvas and others", href=addresses.qti, download="")
    add_script(parent, addresses.script)


def build_case(writer: Writer, parent: Element, quiz: WrittenQuiz, addresses: Addresses) -> None:
    """Append a case: a form for each step, the look back, then the key with all consequences."""
    element = add(parent, "alliance-case", definition=addresses.definition, python=addresses.python)
    for question in quiz.questions:
        if question.options:
            _add_form(writer, element, question)
        else:
            end = add(element, "section", data_question=question.id, class_="end")
            add(end, "late-h2", question.title, id=question.id)
            writer.blocks(end, question.prompt)
    look = add_later(element, class_="results")
    add(look, "late-h2", "Your way, looked at part by part")
    add_plain(
        look, "p", "There is no score: these are the places where a part was built or strained."
    )
    table = add(look, "table")
    row = add(add(table, "thead"), "tr")
    for title in ("Part", "Built at", "Strained at"):
        add_plain(row, "th", title, scope="col")
    body = add(table, "tbody")
    for part in ("goals", "tasks", "bond"):
        row = add(body, "tr", data_part=part)
        add_plain(row, "th", part.capitalize(), scope="row")
        add(row, "td", data_value="built")
        add(row, "td", data_value="strained")
    buttons = add(element, "p", class_="buttons")
    _add_button(buttons, "Begin the case again", "restart")
    _add_key(writer, element, quiz)
    add_script(parent, addresses.script)


def _add_form(writer: Writer, parent: Element, question: WrittenQuestion) -> None:
    form = add(parent, "form", method="dialog", data_question=question.id, data_kind=question.kind)
    if question.kind not in ("step", "reflect"):
        form.set("data-content", question.content)
    described = f"{question.id}.prompt"
    fieldset = add(form, "fieldset", aria_describedby=described)
    # The contents of a case would tell how it may end.
    heading = "late-h2" if question.kind == "step" else "h2"
    add(add(fieldset, "legend"), heading, question.title, id=question.id)
    prompt = add(fieldset, "div", id=described, class_="prompt")
    number = count(1)
    writer.blocks(
        prompt,
        BLANK.sub(
            lambda _: blank(question.id, next(number), len(question.blanks)), question.prompt
        ),
    )
    if question.kind in HINTS:
        add_plain(prompt, "p", HINTS[question.kind], class_="hint")
    if question.hint:
        clue = add(fieldset, "details", class_="clue")
        add_plain(clue, "summary", "Hint")
        writer.blocks(clue, question.hint)
    _add_controls(fieldset, question)
    buttons = add(fieldset, "p", class_="buttons")
    words = {"step": "Say this", "reflect": "Compare"}.get(question.kind, "Check")
    button = add_plain(
        buttons, "button", words, type="submit", class_="md-button md-button--primary"
    )
    add(button, "span", f" your answer: {question.title}", class_="visually-hidden")
    if question.kind not in ("step", "reflect"):
        _add_button(buttons, "Show the answer", "show", hidden="")
    add(fieldset, "div", role="status")


def _add_controls(fieldset: Element, question: WrittenQuestion) -> None:
    kind = "checkbox" if question.kind == "choose-all" else "radio"
    for option in question.options:
        add_option(fieldset, kind=kind, name=question.id, value=option.id, label=option.text)
    if question.items:
        listed = add(fieldset, "ol", class_="items", tabindex="-1")
        for item in question.mixed:
            row = add(listed, "li", data_item=item.id)
            add(row, "span", item.text)
            moves = add(row, "span", class_="buttons")
            for words, action in (("Move up", "up"), ("Move down", "down")):
                button = _add_button(moves, words, action)
                add(button, "span", f": {item.text}", class_="visually-hidden")
    if question.pairs:
        _add_pairs(fieldset, question)
    if question.kind == "reflect":
        add(
            fieldset, "textarea", id=f"{question.id}.text", rows="5", maxlength=LONGEST_TEXT,
            aria_label="Your words",
        )  # fmt: skip


def _add_pairs(fieldset: Element, question: WrittenQuestion) -> None:
    meanings = sorted(question.pairs, key=lambda pair: pair.meaning_id)
    listed = add(fieldset, "ol", type="A")
    for pair in meanings:
        add(listed, "li", pair.meaning)
    for pair in question.pairs:
        row = add(fieldset, "p", class_="pair")
        select_id = f"{question.id}.{pair.id}"
        add(row, "label", pair.term, for_=select_id)
        select = add(row, "select", id=select_id, data_term=pair.id)
        add_plain(select, "option", "Choose a meaning", value="")
        for letter, meaning in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", meanings, strict=False):
            add(select, "option", f"{letter}. {meaning.meaning}", value=meaning.meaning_id)


def _add_button(parent: Element, words: str, action: str, **attributes: str) -> Element:
    return add_plain(
        parent, "button", words, type="button", class_="md-button", data_action=action, **attributes
    )


def _add_results(parent: Element, objectives: Sequence[str]) -> None:
    """Append the results, hidden until the reader asks for them."""
    results = add_later(parent, class_="results")
    add(results, "late-h2", "Your results", tabindex="-1")
    add(results, "p", data_value="summary")
    table = add(results, "table")
    add_plain(table, "caption", "By learning objective, at the first try")
    row = add(add(table, "thead"), "tr")
    for title in ("Objective", "Right", "Answered"):
        add_plain(row, "th", title, scope="col")
    body = add(table, "tbody")
    for number, objective in enumerate(objectives, 1):
        row = add(body, "tr", data_objective=str(number))
        add(row, "th", objective, scope="row")
        for value in ("right", "answered"):
            add(row, "td", "0", data_value=value)
    again = add(results, "div", data_when="again")
    add(again, "late-h3", "Worth another look, the surest answers first")
    add(again, "ul", data_list="again")
    add(results, "p", role="status", data_value="said")
    keep = (
        "Nothing is kept until you say so. Saved, your answers stay in this browser on this "
        "device, so that questions can come back to you over days. "
    )
    kept = add_plain(results, "p", keep)
    kept.set("data-when", "unsaved")
    add_plain(kept, "a", "Other sites of the same owner could read them", href=PRIVACY).tail = "."
    on = add_plain(results, "p", "Your answers are saved on this device as they come. ")
    on.set("data-when", "saved")
    add_plain(on, "a", "See what is due, or delete them", href=PRACTICE).tail = "."
    buttons = add(results, "p", class_="buttons")
    _add_button(buttons, "Save on this device", "save")
    for words, action in (("Download as JSON", "json"), ("CSV", "csv"), ("Markdown", "markdown")):
        _add_button(buttons, words, action)
    _add_button(buttons, "Print", "print")


def _add_key(writer: Writer, parent: Element, quiz: WrittenQuiz) -> None:
    """Append the answers, closed and out of the search: for paper, and for want of a script."""
    key = add(parent, "details", class_="key", id="key", data_search_exclude="")
    summary = "All choices and what follows" if quiz.case else "Answers and explanations"
    add_plain(key, "summary", summary)
    titles = {question.id: question.title for question in quiz.questions}
    for question in quiz.questions:
        if quiz.case and not question.options:
            continue
        section = add(key, "section")
        add(section, "late-h3", question.title)
        if question.options:
            _add_feedback(writer, section, question, titles)
        else:
            _add_answer(section, question)
        explanation = add(section, "div", id=f"{question.id}.explanation", class_="explanation")
        writer.blocks(explanation, question.explanation)


def _add_feedback(
    writer: Writer, section: Element, question: WrittenQuestion, titles: dict[str, str]
) -> None:
    listed = add(section, "dl")
    for option in question.options:
        mark = "said" if option.to else "right" if option.right else "wrong"
        words = {"said": "You say: ", "right": "Right: ", "wrong": "Not right: "}[mark]
        block = add(
            listed, "div", id=f"{question.id}.{option.id}.feedback", class_=f"feedback {mark}"
        )
        term = add(block, "dt")
        add_plain(term, "span", words, class_="mark")
        add(term, "span", option.text)
        told = add(block, "dd")
        writer.blocks(told, option.feedback)
        if option.to:
            onward = add_plain(told, "p", "It goes on with: ", class_="onward")
            add(onward, "a", titles[option.to], href=f"#{option.to}")


def _add_answer(section: Element, question: WrittenQuestion) -> None:
    """Append the key of what has no options."""
    answer = add(section, "div", id=f"{question.id}.answer", class_="feedback right")
    if question.items:
        listed = add(answer, "ol")
        for item in question.items:
            add(listed, "li", item.text)
    elif question.pairs:
        pairs = add(answer, "dl")
        for pair in question.pairs:
            add(pairs, "dt", pair.term)
            add(pairs, "dd", pair.meaning)
    elif question.blanks:
        words = "; ".join(accepted[0] for accepted in question.blanks)
        add_plain(answer, "p", words)
    else:
        section.remove(answer)
