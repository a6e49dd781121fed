"""Build the page of saved reflections: its words and templates, which a script fills in."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from alliance_quiz.cpd_record import CpdRecord, Prompt
from alliance_quiz.instrument import Instrument
from alliance_quiz.reflections import LONGEST_NOTE
from alliance_site.device_form import (
    DeviceWords,
    add_button,
    add_buttons,
    add_device,
    add_dialog,
    add_label_fields,
)
from alliance_site.forms import Writer, add, add_plain, add_script
from alliance_site.quiz_form import Addresses

DEVICE = DeviceWords(
    saved="The reflections above are saved in this browser, and so is what you change in them.",
    unsaved="The reflections above are in this tab alone, until you press “Save on this device”.",
    empty="Nothing is saved in this browser.",
    warning="Your answers and your notes will be gone. A downloaded JSON file brings them back.",
    counted=("reflection", "reflections"),
    privacy="../about/privacy.md#reflections",
)


def build_record(
    writer: Writer,
    parent: Element,
    instruments: Iterable[Instrument],
    record: CpdRecord,
    addresses: Addresses,
) -> None:
    """Append what is said of saved reflections, and templates for each of them and for its dots."""
    add(parent, "link", rel="stylesheet", href=addresses.style)
    element = add(
        parent, "alliance-record", definitions=addresses.definition, python=addresses.python
    )
    without = "This page needs JavaScript, which does not run here, or has not come yet."
    add_plain(element, "p", without, data_part="without")
    forms = list(instruments)
    _add_none(element, forms)
    _add_list(element, record)
    _add_plots(element)
    _add_standards(writer, element, record)
    device = add(element, "section", data_part="device", hidden="")
    add_device(device, DEVICE)
    add_dialog(element)
    _add_row_template(element, record)
    for instrument in forms:
        _add_plot_template(element, instrument)
    add_script(parent, addresses.script)


def _add_none(parent: Element, instruments: list[Instrument]) -> None:
    none = add(parent, "section", data_part="none", hidden="")
    words = "Nothing is saved on this device yet. Fill in a form, and press “Save on this device”:"
    add_plain(none, "p", words)
    forms = add(none, "ul")
    for instrument in instruments:
        row = add(forms, "li")
        add_plain(row, "a", instrument.title, href=f"{instrument.perspective}.md")


def _add_list(parent: Element, record: CpdRecord) -> None:
    section = add(parent, "section", data_part="list", hidden="")
    add_plain(section, "late-h2", "Saved reflections", id="saved", tabindex="-1")
    add_plain(section, "p", record.title, class_="on-paper paper-title")
    add_plain(section, "p", record.privacy, class_="on-paper")
    row = add(section, "p", class_="filter", data_part="filter", hidden="")
    add_plain(row, "label", "Show", for_="label-filter")
    add_plain(add(row, "select", id="label-filter"), "option", "All labels")
    add(section, "div", role="status", data_value="list-said")
    add(section, "ul", class_="reflections", data_list="reflections")
    add_buttons(section, ("Print what is shown", "print"))


def _add_plots(parent: Element) -> None:
    section = add(parent, "section", data_part="plots", hidden="")
    add_plain(section, "late-h2", "Answer by answer")
    words = "Two dots at different heights are two answers, and no measured change: "
    why = add_plain(section, "p", words)
    add_plain(why, "a", "why there is no line through them", href="#no-line").tail = "."
    add(section, "div", data_list="plots")


def _add_standards(writer: Writer, parent: Element, record: CpdRecord) -> None:
    section = add(parent, "section", data_part="standards", hidden="")
    add_plain(section, "late-h2", "The standards that the notes help to meet")
    writer.blocks(section, record.about)
    standards = add(section, "ol")
    for standard in record.standards:
        add_plain(standards, "li", f"{standard.text} {standard.met}")
    add_plain(section, "p", record.source, class_="on-paper")


def _add_row_template(parent: Element, record: CpdRecord) -> None:
    """Append the template of a reflection; a script gives its ids a prefix of its own."""
    row = add(add(parent, "template", data_row=""), "li")
    article = add(row, "article", aria_labelledby="date")
    add(article, "late-h3", id="date", tabindex="-1")
    add(article, "p", data_value="about")
    unknown = (
        "This version is not on this site any more, so its answers are not shown. "
        "The downloads have them."
    )
    add_plain(article, "p", unknown, data_when="unknown", class_="hint")
    notes = add(article, "dl", data_empty=record.empty)
    for prompt in record.prompts:
        group = add(notes, "div")
        title = add_plain(group, "dt", prompt.title)
        add_plain(title, "span", f" ({_served(prompt)})")
        add(group, "dd", data_note=prompt.id, data_empty=record.empty)
    details = add(article, "details")
    add_plain(details, "summary", "Notes and label")
    fieldset = add(details, "fieldset")
    add_plain(fieldset, "legend", "Notes for a record of learning, and a label")
    add_plain(fieldset, "p", record.privacy, class_="hint")
    for prompt in record.prompts:
        pair = add(fieldset, "p", class_="pair")
        add_plain(pair, "label", prompt.title, for_=prompt.id)
        add_plain(pair, "span", prompt.hint, id=f"{prompt.id}.hint", class_="hint")
        add(
            pair, "textarea", name=prompt.id, id=prompt.id, rows="4", maxlength=str(LONGEST_NOTE),
            aria_describedby=f"{prompt.id}.hint",
        )  # fmt: skip
    add_label_fields(fieldset)
    add_buttons(fieldset, ("Save notes and label", "revise"))
    add_plain(fieldset, "p", "Not saved yet.", data_value="unsaved", hidden="")
    add(fieldset, "div", role="status")
    buttons = add(article, "p", class_="buttons")
    for words, action in (("Print this one", "print-one"), ("Delete this one", "drop")):
        add_button(buttons, words, action).set("aria-describedby", "date")


def _served(prompt: Prompt) -> str:
    many = "s" if prompt.standards[1:] else ""
    return f"standard{many} {', '.join(prompt.standards)}"


def _add_plot_template(parent: Element, instrument: Instrument) -> None:
    """Append the template of an instrument's dots: a strip for each statement, and a table."""
    low, high = instrument.points[0], instrument.points[-1]
    template = add(parent, "template", data_plot=instrument.id)
    figure = add(template, "figure", class_="answers")
    caption = add(figure, "figcaption")
    add(caption, "late-h3", data_value="title")
    words = (
        "Each dot is one answer, on the whole range from "
        f"{low.value} ({low.label.lower()}) at the foot to "
        f"{high.value} ({high.label.lower()}) at the top, by date: "
    )
    add(add_plain(caption, "p", words), "span", data_value="when").tail = "."
    for part in instrument.parts:
        section = add(figure, "div", data_part=part.id)
        add_plain(section, "late-h4", part.title)
        add(section, "ul")
    strip = add(add(figure, "template"), "li")
    add(strip, "p")
    plot = add(strip, "div", class_="strip")
    for value in (high.value, low.value):
        add_plain(plot, "span", str(value), aria_hidden="true")
    add(plot, "svg", role="img")
    details = add(figure, "details")
    add_plain(details, "summary", "The same as a table")
    scrolled = add(
        details, "div", class_="wide", role="group", tabindex="0",
        aria_label="Table that scrolls sideways",
    )  # fmt: skip
    table = add(scrolled, "table")
    dash = "– stands where a statement was not answered, or did not apply."
    add_plain(table, "caption", dash)
    add_plain(add(add(table, "thead"), "tr"), "th", "Statement", scope="col")
    add(table, "tbody")
