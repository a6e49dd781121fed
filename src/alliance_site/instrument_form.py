"""Build an instrument's part of its page: the form, the empty result, and the steps on paper."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from alliance_quiz.instrument import NOT_APPLICABLE, Instrument
from alliance_site.forms import Writer, add, add_option, add_plain, add_script
from alliance_site.quiz_form import Addresses


def build_instrument(
    writer: Writer, parent: Element, instrument: Instrument, addresses: Addresses
) -> None:
    """Append the form, the result that a script fills in, the caveats, and the steps on paper.

    What depends on the answers carries `data-when` with the name of its condition, and what takes
    a value carries `data-value` with the value's name; both are hidden or empty until then.
    """
    element = add(
        parent, "alliance-scale", definition=addresses.definition, python=addresses.python
    )
    _add_form(writer, element, instrument)
    _add_result(writer, element, instrument)
    # Not part of the result: they are worth reading before, and citations in them can be found.
    add(element, "h2", "What the answers cannot tell you", id="limits")
    caveats = add(element, "ul")
    for caveat in instrument.caveats:
        add(caveats, "li", caveat)
    _add_next_step(writer, element, instrument)
    _add_paper(element, instrument)
    about = add(element, "details")
    add_plain(about, "summary", "About this form")
    writer.blocks(about, instrument.origin)
    wording = (
        f"{instrument.title}, version {instrument.version}. "
        f"Wording: {instrument.holder}, {instrument.licence}. {instrument.permission}"
    )
    add_plain(about, "p", wording.strip())
    add_script(parent, addresses.script)


def _add_form(writer: Writer, parent: Element, instrument: Instrument) -> None:
    form = add(parent, "form", method="dialog", id="statements")
    writer.blocks(form, instrument.instruction)
    for number, item in enumerate(instrument.items, 1):
        fieldset = add(form, "fieldset", data_item=item.id)
        add(fieldset, "legend", f"{number}. {item.text}")
        options = [(str(point.value), point.label) for point in instrument.points]
        for value, label in [*options, (NOT_APPLICABLE, "Does not apply")]:
            add_option(fieldset, kind="radio", name=item.id, value=value, label=label)
    buttons = add(form, "p", class_="buttons")
    add_plain(
        buttons, "button", "Show my result", type="submit", class_="md-button md-button--primary"
    )
    progress = add(buttons, "span", class_="answered")
    progress.text = f"0 of {len(instrument.items)} answered"
    add(form, "div", role="status", class_="verdict")


def _add_result(writer: Writer, parent: Element, instrument: Instrument) -> None:
    low, high = instrument.points[0], instrument.points[-1]
    result = add(parent, "section", class_="result", hidden="", data_search_exclude="")
    add_plain(result, "late-h2", "Your result", tabindex="-1")
    add_plain(result, "p", instrument.label, class_="label")
    _add_sentence(result, instrument)

    add_plain(result, "late-h3", "Highest and lowest")
    uneven = add(result, "div", data_when="uneven")
    for name, title in (("highest", "Your highest answers"), ("lowest", "Your lowest answers")):
        add_plain(uneven, "late-h4", title)
        add(uneven, "ul", data_list=name)
    add_plain(result, "p", "Every answer you gave is the same.", data_when="even")

    add_plain(result, "late-h3", "The numbers")
    table = add(result, "table")
    points = f"{low.value} ({low.label.lower()}) to {high.value} ({high.label.lower()})"
    add_plain(table, "caption", f"Means on the range from {points}; sums with what is possible.")
    head = add(add(table, "thead"), "tr")
    for title in ("Part", "Mean", "Answered", "Sum"):
        add_plain(head, "th", title, scope="col")
    body = add(table, "tbody")
    for part_id, title in [*((part.id, part.title) for part in instrument.parts), ("", "All")]:
        row = add(body, "tr", data_part=part_id or "total")
        add_plain(row, "th", title, scope="row")
        mean = add(row, "td")
        add(mean, "span", data_value="mean")
        bar = add(mean, "svg", class_="bar", aria_hidden="true")
        for width in ("100%", "0"):  # the range, and the value on it
            add(bar, "rect", width=width, height="100%")
        add(row, "td", data_value="answered")
        add(row, "td", data_value="sum")
    writer.blocks(add(result, "div", data_when="ceiling", class_="ceiling"), instrument.ceiling)


def _add_next_step(writer: Writer, parent: Element, instrument: Instrument) -> None:
    result = add(parent, "section", class_="result", hidden="", data_search_exclude="")
    add_plain(result, "late-h2", "A next step")
    for part in instrument.parts:
        writer.blocks(add(result, "div", data_next=part.id), part.next)
    writer.blocks(add(result, "div", data_when="even"), instrument.even)
    details = add(result, "details")
    add_plain(details, "summary", "How this was worked out")
    writer.blocks(details, f"{instrument.missing.rule}\n\n{instrument.missing.source}")
    buttons = add(result, "p", class_="buttons")
    for action, label in (
        ("change", "Change my answers"),
        ("print", "Print this result"),
        ("clear", "Clear everything"),
    ):
        add_plain(buttons, "button", label, type="button", class_="md-button", data_action=action)


def _add_sentence(result: Element, instrument: Instrument) -> None:
    """Append the plain sentence that a result begins with."""
    low, high = instrument.points[0].value, instrument.points[-1].value
    sentence = add_plain(result, "p", "You answered ")
    _value(sentence, "answered", f" of {len(instrument.items)} statements. ")
    average = add_plain(sentence, "span", "Your mean answer is ", data_when="total")
    _value(average, "mean", f" on a scale from {low} to {high}. {instrument.direction}")
    share = round(100 * instrument.missing.minimum_share)
    few = f"That is fewer than {share} %, so no total is shown."
    add_plain(sentence, "span", few, data_when="no-total")


def _value(parent: Element, name: str, behind: str) -> None:
    add(parent, "strong", data_value=name).tail = behind


def _add_paper(parent: Element, instrument: Instrument) -> None:
    """Append the way to the same numbers with a pencil."""
    low, high = instrument.points[0].value, instrument.points[-1].value
    details = add(parent, "details", class_="paper", id="paper")
    add_plain(details, "summary", "Score it on paper")
    steps = add(details, "ol")
    numbers = ", ".join(f"{point.value} {point.label.lower()}" for point in instrument.points)
    add_plain(steps, "li", f"Give each answer its number: {numbers}.")
    if any(item.reversed for item in instrument.items):
        positions = ", ".join(
            str(number) for number, item in enumerate(instrument.items, 1) if item.reversed
        )
        add_plain(steps, "li", f"Take the numbers of {positions} from {low + high}.")
    for part in instrument.parts:
        positions = ", ".join(
            str(number) for number, item in enumerate(instrument.items, 1) if item.part == part.id
        )
        add_plain(steps, "li", f"{part.title}: add the numbers of statements {positions}.")
    add_plain(steps, "li", "Divide each part by the statements answered in it: this is its mean.")
    add_plain(steps, "li", "Add all numbers and divide by all statements answered.")
    add(details, "p", instrument.missing.rule)
