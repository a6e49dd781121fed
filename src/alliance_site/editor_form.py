"""Build the field in which a quiz is written, filled with the example that its page explains."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from alliance_quiz.preview import LIMIT
from alliance_site.forms import Writer, add, add_plain, add_script
from alliance_site.quiz_form import Addresses

EXAMPLE = re.compile(r"^``` \{ \.markdown \.example \}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FIELD = "quiz-text"
ROWS = "24"
CLOSED = (
    "Checking and the preview need JavaScript, which is off in this browser. "
    "The format is explained below, and the build checks each quiz that is handed in."
)


def example_of(markdown: str) -> str:
    """Return the complete quiz of which a page shows the pieces, in the page's order."""
    return "\n".join(EXAMPLE.findall(markdown))


def build_editor(
    _: Writer, parent: Element, example: str, quizzes: str, addresses: Addresses
) -> None:
    """Append the field with its buttons, and the places of faults and preview.

    Args:
        parent: Where they are appended.
        example: What the field holds.
        quizzes: The address of the folder that the links of a quiz start from.
        addresses: The definition is JSON of the bibliography's keys.
    """
    add(parent, "link", rel="stylesheet", href=addresses.style)
    element = add(
        parent,
        "alliance-editor",
        definition=addresses.definition,
        python=addresses.python,
        quizzes=quizzes,
        limit=str(LIMIT),
        data_search_exclude="",
    )
    writing = add(element, "form", method="dialog", class_="writing")
    add_plain(writing, "label", "Your quiz", for_=FIELD)
    # Browsers bring back what was typed, which on a shared device would be stored after all.
    add_plain(
        writing, "textarea", example, id=FIELD, rows=ROWS, autocomplete="off", autocapitalize="off"
    )
    add_plain(add(writing, "noscript"), "p", CLOSED)
    _add_buttons(writing)
    add(writing, "div", role="status")
    _add_places(element)
    add_script(parent, addresses.script)


def _add_buttons(writing: Element) -> None:
    buttons = add(writing, "div", class_="buttons")
    add_plain(
        buttons, "button", "Check", type="submit", class_="md-button md-button--primary",
        aria_keyshortcuts="Control+Enter Meta+Enter",
    )  # fmt: skip
    opening = add_plain(buttons, "label", "Open a file", class_="md-button")
    add(opening, "input", type="file", accept=".md,text/markdown", class_="visually-hidden")
    for words, action in (
        ("Download", "download"),
        ("Start from the example again", "restart"),
    ):
        add_plain(buttons, "button", words, type="button", class_="md-button", data_action=action)
    add_plain(writing, "p", "Ctrl and Enter check too; on a Mac, Cmd and Enter.", class_="hint")


def _add_places(element: Element) -> None:
    results = add(element, "div", class_="checked")
    for name, title, words in (
        ("faults", "What the checker says", "Press Check, and every fault comes with its line."),
        ("preview", "Preview", "It comes with the first check, and then follows what you write."),
    ):
        section = add(results, "section", data_place=name)
        add(section, "h2", title, id=name)
        add_plain(add(section, "div"), "p", words, class_="hint")
