"""Build the WATOCI by number: ratings by position, and the sums that a script fills in."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from alliance_quiz.watoci import Watoci
from alliance_site.device_form import add_button, add_buttons
from alliance_site.forms import Writer, add, add_later, add_option, add_plain, add_script
from alliance_site.instrument_form import add_sums_row, add_value
from alliance_site.quiz_form import Addresses


def build_watoci(writer: Writer, parent: Element, watoci: Watoci, addresses: Addresses) -> None:
    """Append the form, the empty sums, the caveats, and the steps on paper."""
    add(parent, "link", rel="stylesheet", href=addresses.style)
    element = add(
        parent, "alliance-watoci", definition=addresses.definition, python=addresses.python
    )
    _add_form(writer, element, watoci)
    _add_result(writer, element, watoci)
    add(element, "h2", "What the sums cannot tell you", id="limits")
    caveats = add(element, "ul")
    for caveat in watoci.caveats:
        add(caveats, "li", caveat)
    _add_paper(element, watoci)
    about = add(element, "details")
    add_plain(about, "summary", "About this form")
    writer.blocks(about, f"{watoci.origin}\n\n{watoci.obtain}")
    wording = f"{watoci.title}, version {watoci.version}. Words of this page: {watoci.holder}"
    add_plain(about, "p", f"{wording}, {watoci.licence}.")
    add_script(parent, addresses.script)


def _add_form(writer: Writer, parent: Element, watoci: Watoci) -> None:
    form = add(parent, "form", method="dialog", id="ratings")
    writer.blocks(form, watoci.instruction)
    held = add(form, "fieldset", id="held")
    add_plain(add(held, "legend"), "h2", "Your form", id="your-form")
    for one in watoci.forms:
        add_option(held, kind="radio", name="form", value=one.id, label=one.title)
        add(held, "p", one.source, class_="hint")

    rated = add(form, "fieldset")
    add_plain(add(rated, "legend"), "h2", "The ratings", id="the-ratings")
    add(rated, "p", watoci.reversed_source, class_="hint", id="reversed-source")
    table = add(rated, "table")
    row = add(add(table, "thead"), "tr")
    for title in ("Item", "Rating", "Reversed"):
        add_plain(row, "th", title, scope="col")
    add_plain(row, "th", "In my set", scope="col", data_own="", hidden="")
    body = add(table, "tbody")
    for position in watoci.positions:
        _add_position(body, watoci, position)
    option = add(form, "div", class_="option")
    add(option, "input", type="checkbox", name="confirmed", id="confirmed")
    add_plain(option, "label", watoci.confirm, for_="confirmed")

    buttons = add(form, "p", class_="buttons")
    primary = "md-button md-button--primary"
    add_plain(buttons, "button", "Add up", type="submit", class_=primary)
    add_button(buttons, "Clear everything", "clear")
    rated_so_far = f"0 of {len(watoci.positions)} rated"
    add_plain(buttons, "span", rated_so_far, class_="answered")
    add(form, "div", role="status")


def _add_position(body: Element, watoci: Watoci, position: str) -> None:
    row = add(body, "tr", data_position=position)
    add_plain(row, "th", position, scope="row")
    name = f"rating.{position}"
    select = add(
        add(row, "td"), "select", id=name, name=name, aria_label=f"Rating of item {position}"
    )
    add_plain(select, "option", "–", value="")
    for rating in range(watoci.low, watoci.high + 1):
        add_plain(select, "option", str(rating), value=str(rating))
    preset = {"checked": ""} if position in watoci.reversed else {}
    _add_box(row, f"reversed.{position}", f"Item {position} is reversed", **preset)
    _add_box(row, f"use.{position}", f"Item {position} is in my set").attrib.update(
        {"data-own": "", "hidden": ""}
    )


def _add_box(row: Element, name: str, label: str, **more: str) -> Element:
    cell = add(row, "td")
    whole = add(cell, "label")  # The whole cell is a target.
    add(whole, "input", type="checkbox", id=name, name=name, aria_label=label, **more)
    return cell


def _add_result(writer: Writer, parent: Element, watoci: Watoci) -> None:
    result = add_later(parent)
    add_plain(result, "late-h2", "The sums", tabindex="-1")
    add_plain(result, "p", watoci.label, class_="label")
    sentence = add_plain(result, "p", "Rated: ")
    add_value(sentence, "answered", ". ")
    total = add_plain(sentence, "span", "Their sum is ", data_when="total")
    add_value(total, "sum", ", and their mean ")
    add_value(total, "mean", f" on a scale from {watoci.low} to {watoci.high}. ")
    total[-1].tail = f"{total[-1].tail}{watoci.direction}"
    few = f"That is fewer than {round(100 * watoci.missing.minimum_share)} %, so no sum is shown."
    add_plain(sentence, "span", few, data_when="few")
    writer.blocks(add(result, "div", data_when="unconfirmed"), watoci.unconfirmed)

    add_plain(result, "late-h3", "Highest and lowest")
    uneven = add_plain(
        result, "p", "Items that count highest, after reversal: ", data_when="uneven"
    )
    add_value(uneven, "highest", ". Lowest: ")
    add_value(uneven, "lowest", ".")
    add_plain(result, "p", "No rating counts more than another.", data_when="even")

    add_plain(result, "late-h3", "The numbers")
    _add_numbers(result, watoci)
    writer.blocks(result, watoci.parts_source)
    top = f"Ratings that count as {watoci.high}, the top of the scale: "
    add_value(add_plain(result, "p", top, data_when="rated"), "at-top", ".")
    writer.blocks(add(result, "div", data_when="ceiling"), watoci.ceiling)
    arithmetic = add(result, "details", class_="steps", open="")
    add_plain(arithmetic, "summary", "Follow the arithmetic")
    add(arithmetic, "dl", data_list="arithmetic")
    writer.blocks(arithmetic, f"{watoci.missing.rule}\n\n{watoci.missing.source}")
    add_buttons(result, ("Copy", "copy"), ("Print the sums", "print"), ("Download as CSV", "csv"))
    add(result, "div", role="status", data_value="said")


def _add_numbers(parent: Element, watoci: Watoci) -> None:
    table = add(parent, "table")
    words = f"Means on the range from {watoci.low} to {watoci.high}; sums with what is possible"
    add_plain(table, "caption", words)
    row = add(add(table, "thead"), "tr")
    for title in ("Part", "Mean", "Rated", "Sum"):
        add_plain(row, "th", title, scope="col")
    body = add(table, "tbody")
    for part in watoci.parts:
        told = f"items {', '.join(part.positions)}; {part.tag}"
        add_plain(add_sums_row(body, part.id, part.title), "small", told)
    add_sums_row(body, "total", "All")


def _add_paper(parent: Element, watoci: Watoci) -> None:
    """Append the way to the same sums with a pencil."""
    details = add(parent, "details", class_="paper", id="paper")
    add_plain(details, "summary", "Add up on paper")
    steps = add(details, "ol")
    turned = watoci.low + watoci.high
    add_plain(steps, "li", f"Take the rating of each reversed item from {turned}.")
    for part in watoci.parts:
        added = ", ".join(part.positions)
        add_plain(steps, "li", f"{part.title}: add the numbers of items {added} ({part.tag}).")
    add_plain(steps, "li", "Add all numbers.")
    add_plain(steps, "li", "Divide each sum by the items rated in it: this is its mean.")
    add(details, "p", watoci.missing.rule)
