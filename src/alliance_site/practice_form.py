"""Build the page that brings questions back: what can be said before any answer is there."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from alliance_site.device_form import DeviceWords, add_buttons, add_device, add_dialog
from alliance_site.forms import Writer, add, add_later, add_plain, add_script
from alliance_site.quiz_form import PRIVACY, Addresses

SITTING = 20
"""Questions in a sitting."""
LARGEST_MIX = "999999"
QUIZZES = "index.md#quizzes"
DEVICE = DeviceWords(
    saved="Your answers are saved in this browser as they come.",
    unsaved="Nothing is saved. What you answer here stays in this tab, "
    "until you press “Save on this device”.",
    warning="Your answers and the days on which they come back will be gone. "
    "A downloaded file brings them back.",
    counted=("question", "questions"),
    privacy=PRIVACY,
)


def build_practice(_: Writer, parent: Element, addresses: Addresses) -> None:
    """Append the practice page's parts; the script shows each when there is something in it."""
    element = add(
        parent,
        "alliance-practice",
        bank=addresses.bank,
        python=addresses.python,
        data_sitting=str(SITTING),
    )
    without = add(element, "p", data_part="without")
    words = "This page needs JavaScript, which does not run here, or has not come yet. "
    add_plain(without, "span", words)
    add_plain(without, "a", "Every quiz can be read without it", href=QUIZZES).tail = "."
    start = add(element, "section", data_part="start", hidden="")
    _add_due(start)
    _add_mix(start)
    add_device(start, DEVICE)
    _add_sitting(element)
    _add_result(element)
    add_dialog(element)
    add_script(parent, addresses.script)


def _add_due(parent: Element) -> None:
    add(parent, "late-h2", "Due today", id="due", tabindex="-1")
    add(parent, "p", data_value="due")
    add(parent, "div", role="status", data_value="due-wait")
    add_buttons(parent, ("Practise what is due", "due"))
    table = add(parent, "table", data_when="saved", hidden="")
    add_plain(table, "caption", "What comes back in the next 14 days")
    row = add(add(table, "thead"), "tr")
    for title in ("Day", "Questions"):
        add_plain(row, "th", title, scope="col")
    add(table, "tbody", data_list="calendar")


def _add_mix(parent: Element) -> None:
    add(parent, "late-h2", "A mixed quiz", id="mix")
    words = (
        f"{SITTING} questions, drawn from all quizzes as evenly as can be. "
        "The same number draws the same questions, so a group can take the same mix."
    )
    add_plain(parent, "p", words)
    form = add(parent, "form", method="dialog", data_form="mix", class_="mix")
    add_plain(form, "label", "Number of the mix", for_="mix-number")
    add(
        form, "input", type="number", id="mix-number", min="1", max=LARGEST_MIX, step="1",
        required="",
    )  # fmt: skip
    add_plain(form, "button", "Start this mix", type="submit", class_="md-button")
    add(parent, "div", role="status", data_value="mix")


def _add_sitting(parent: Element) -> None:
    sitting = add_later(parent, data_part="sitting")
    place = add(sitting, "p", id="practice-place")
    add(place, "span", data_value="place")
    add(place, "a", href=QUIZZES, data_value="quiz")
    add_plain(
        sitting, "p", "This question has changed since you answered it.",
        data_when="changed", hidden="",
    )  # fmt: skip
    add(sitting, "div", data_value="question")
    paper = add(sitting, "details", id="answer", class_="key", hidden="")
    add_plain(paper, "summary", "Answer and explanation")
    add(paper, "div", data_value="answer")
    add_buttons(sitting, ("Next question", "next"), ("End this sitting", "end"))


def _add_result(parent: Element) -> None:
    result = add_later(parent, data_part="result")
    add(result, "late-h2", "How it went", tabindex="-1")
    add(result, "p", data_value="summary", role="status")
    table = add(result, "table", data_when="answered")
    add_plain(table, "caption", "By learning objective, at the first try")
    row = add(add(table, "thead"), "tr")
    for title in ("Objective", "Right", "Answered"):
        add_plain(row, "th", title, scope="col")
    add(table, "tbody", data_list="objectives")
    again = add(result, "div", data_when="again")
    add(again, "late-h3", "Worth another look, the surest answers first")
    add(again, "ul", data_list="again")
    add_buttons(result, ("Back to the beginning", "back"))
