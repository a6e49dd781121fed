"""Build what a page needs to keep a reader's work: buttons, a file to bring in, a dialogue."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from alliance_quiz.reflections import LONGEST_LABEL
from alliance_site.forms import add, add_plain

LABELS = ("Person A", "Person B", "Person C", "Person D", "Person E", "Person F")


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceWords:
    """What is said of the device.

    Attributes:
        saved: That the reader's work is on it.
        unsaved: That it is not.
        empty: That there is nothing to save; without these words it can be saved from the first.
        warning: What is lost when all is deleted.
        counted: What a file brings in: one, and more than one.
        privacy: The address of what is said about saving.
    """

    saved: str
    unsaved: str
    empty: str = ""
    warning: str
    counted: tuple[str, str]
    privacy: str


def add_device(parent: Element, words: DeviceWords) -> None:
    """Append the part of a page where the reader saves, takes away, brings in and deletes."""
    add(parent, "late-h2", "On this device", id="device", tabindex="-1")
    add(
        parent,
        "p",
        data_value="device",
        data_saved=words.saved,
        data_unsaved=words.unsaved,
        data_empty=words.empty,
    )
    add(parent, "div", role="status", data_value="said")
    row = add_buttons(
        parent,
        ("Save on this device", "save"),
        ("Download as JSON", "json"),
        ("Download as CSV", "csv"),
        ("Download as Markdown", "markdown"),
    )
    add_button(row, "Delete everything on this device", "delete").set("data-warning", words.warning)
    row = add(parent, "p", class_="import")
    add_plain(row, "label", "Import a file (JSON, as downloaded here)", for_="import")
    one, many = words.counted
    add(
        row, "input", type="file", id="import", accept=".json,application/json",
        data_one=one, data_many=many,
    )  # fmt: skip
    link = add_plain(parent, "p", "What is saved, and who could read it: ")
    add_plain(link, "a", "privacy", href=words.privacy).tail = "."


def add_dialog(parent: Element) -> None:
    """Append the dialogue that tells what was brought in, and asks before all is deleted."""
    dialog = add(parent, "dialog", aria_labelledby="device-dialog")
    add_plain(dialog, "p", "", id="device-dialog", class_="dialog-title")
    add(dialog, "div", data_value="dialog")
    add_buttons(dialog, ("Delete everything", "really"), ("Close", "close"))


def add_label_fields(parent: Element) -> None:
    """Append the two fields for what a reflection is called: a list, and a few characters."""
    pair = add(parent, "p", class_="pair")
    add_plain(pair, "label", "Label", for_="listed")
    select = add(pair, "select", name="listed", id="listed")
    add_plain(select, "option", "No label", value="")
    for label in LABELS:
        add_plain(select, "option", label)
    pair = add(parent, "p", class_="pair")
    add_plain(pair, "label", f"Or one of your own, up to {LONGEST_LABEL} characters", for_="own")
    add(
        pair, "input", type="text", name="own", id="own", maxlength=str(LONGEST_LABEL),
        autocomplete="off", aria_describedby="own.hint",
    )  # fmt: skip
    warning = "Never a name, initials, a date of birth or a number from a record."
    add_plain(pair, "span", warning, id="own.hint", class_="hint")


def add_buttons(parent: Element, *buttons: tuple[str, str]) -> Element:
    """Append a row of buttons, each with its words and the name of what it does."""
    row = add(parent, "p", class_="buttons")
    for words, action in buttons:
        add_button(row, words, action)
    return row


def add_button(parent: Element, words: str, action: str) -> Element:
    """Append a button that does nothing without a script."""
    return add_plain(parent, "button", words, type="button", class_="md-button", data_action=action)
