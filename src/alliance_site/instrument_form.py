"""Build an instrument's part of its page: the form, the empty result, and the steps on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from alliance_quiz.instrument import NOT_APPLICABLE, Instrument
from alliance_site.device_form import add_button, add_buttons, add_label_fields
from alliance_site.forms import Writer, add, add_later, add_option, add_plain, add_script
from alliance_site.quiz_form import PRIVACY, Addresses


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a form calls its own things, for those who fill it in.

    Attributes:
        item: One of its statements; with an `s`, several.
        mean: An arithmetic mean.
    """

    item: str
    mean: str


STATEMENTS = Words(item="statement", mean="mean")
WORDS = {"patient": Words(item="line", mean="average")}
"""By an instrument's perspective; all others have `STATEMENTS`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Onward:
    """Where a result can go.

    Attributes:
        words: The address of the definitions that an export takes its words from.
        compare: The page that puts two codes side by side; empty where no code is to be shown.
        blank: The page with the other view's form; empty where nobody is to be given one.
        record: The page that shows what is saved; empty where nothing is to be saved.
    """

    words: str = ""
    compare: str = ""
    blank: str = ""
    record: str = ""


def build_instrument(
    writer: Writer, parent: Element, instrument: Instrument, addresses: Addresses, onward: Onward
) -> None:
    """Append the form, the result that a script fills in, the caveats, and the steps on paper.

    What depends on the answers carries `data-when` with the name of its condition, and what takes
    a value carries `data-value` with the value's name; both are hidden or empty until then.
    """
    element = add(
        parent,
        "alliance-scale",
        definition=addresses.definition,
        python=addresses.python,
        words=onward.words,
        item=words_for(instrument).item,
    )
    _add_form(writer, element, instrument)
    _add_result(writer, element, instrument)
    if onward.compare and _for_patients(instrument):
        _add_shown_code(element, onward)
    # Not part of the result: they are worth reading before, and citations in them can be found.
    add(element, "h2", "What the answers cannot tell you", id="limits")
    caveats = add(element, "ul")
    for caveat in instrument.caveats:
        add(caveats, "li", caveat)
    _add_next_step(writer, element, instrument)
    if onward.compare and not _for_patients(instrument):
        _add_compared_code(element, onward)
    _add_take_away(element, onward)
    add_paper(element, instrument)
    about = add(element, "details", class_="about")
    add_plain(about, "summary", "About this form")
    writer.blocks(about, instrument.origin)
    wording = (
        f"{instrument.title}, version {instrument.version}. "
        f"Wording: {instrument.holder}, {instrument.licence}. {instrument.permission}"
    )
    add_plain(about, "p", wording.strip())
    add_script(parent, addresses.script)


def words_for(instrument: Instrument) -> Words:
    """Return the words that those who fill in an instrument know."""
    return WORDS.get(instrument.perspective, STATEMENTS)


def _for_patients(instrument: Instrument) -> bool:
    return instrument.perspective == "patient"


def _add_form(writer: Writer, parent: Element, instrument: Instrument) -> None:
    form = add(parent, "form", method="dialog", id="statements")
    writer.blocks(form, instrument.instruction)
    switch = add(form, "div", class_="buttons switch")
    row = add(switch, "div", class_="option")
    add(row, "input", type="checkbox", id="one-at-a-time")
    add_plain(row, "label", "Show one at a time", for_="one-at-a-time")
    add_button(switch, "Clear everything", "clear")
    add(form, "p", role="status", class_="place")
    # A form of their own for what a script may put into another order, or hide.
    statements = add(form, "div")
    for number, item in enumerate(instrument.items, 1):
        fieldset = add(statements, "fieldset", data_item=item.id)
        add(fieldset, "legend", f"{number}. {item.text}", tabindex="-1")
        options = [(str(point.value), point.label) for point in instrument.points]
        for value, label in [*options, (NOT_APPLICABLE, "Does not apply")]:
            add_option(fieldset, kind="radio", name=item.id, value=value, label=label)
    buttons = add(form, "p", class_="buttons")
    add_button(buttons, "Next", "next").set("class", "md-button md-button--primary step")
    add_button(buttons, "Back", "back").set("class", "md-button step")
    add_plain(
        buttons, "button", "Show my result", type="submit", class_="md-button md-button--primary"
    )
    progress = add(buttons, "span", class_="answered")
    progress.text = f"0 of {len(instrument.items)} answered"
    add(form, "div", role="status")


def _add_section(parent: Element, title: str, **attributes: str) -> Element:
    """Append a part of the result, hidden until there is one."""
    section = add_later(parent, class_="result")
    add_plain(section, "late-h2", title, **attributes)
    return section


def _add_result(writer: Writer, parent: Element, instrument: Instrument) -> None:
    called = words_for(instrument)
    result = _add_section(parent, "Your result", tabindex="-1")
    add_plain(result, "p", instrument.label, class_="label")
    _add_sentence(result, instrument)

    add_plain(result, "late-h3", "Highest and lowest")
    uneven = add(result, "div", data_when="uneven")
    for name, title in (("highest", "Your highest answers"), ("lowest", "Your lowest answers")):
        add_plain(uneven, "late-h4", title)
        add(uneven, "ul", data_list=name)
    add_plain(result, "p", "Every answer you gave is the same.", data_when="even")

    add_plain(result, "late-h3", "The numbers")
    _add_numbers(result, instrument)
    words = "The sum of all is based on "
    prorated = add_plain(result, "p", words, data_when="prorated")
    left_out = f" {called.item}s: one left out counts as the {called.mean} of the others."
    add_value(prorated, "based-on", left_out)
    words = f"Answers at the top of the scale, “{instrument.points[-1].label}”: "
    add_value(add_plain(result, "p", words, data_when="top"), "at-top", ".")
    writer.blocks(add(result, "div", data_when="ceiling", class_="ceiling"), instrument.ceiling)
    arithmetic = add(result, "details", class_="arithmetic")
    add_plain(arithmetic, "summary", "Follow the arithmetic")
    add(arithmetic, "dl", data_list="arithmetic", data_mean=called.mean)
    rounded = "Rounded: a mean to two decimals, a sum to one."
    writer.blocks(arithmetic, f"{instrument.missing.rule}\n\n{instrument.missing.source} {rounded}")


def _add_numbers(parent: Element, instrument: Instrument) -> None:
    low, high = instrument.points[0], instrument.points[-1]
    mean = words_for(instrument).mean
    table = add(parent, "table")
    points = f"{low.value} ({low.label.lower()}) to {high.value} ({high.label.lower()})"
    caption = f"Each {mean} is on the range from {points}. Each sum stands with its own range."
    add_plain(table, "caption", caption)
    head = add(add(table, "thead"), "tr")
    for title in ("Part", mean.capitalize(), "Answered", "Sum"):
        add_plain(head, "th", title, scope="col")
    body = add(table, "tbody")
    for part_id, title in [*((part.id, part.title) for part in instrument.parts), ("", "All")]:
        add_sums_row(body, part_id or "total", title)


def add_sums_row(body: Element, part_id: str, title: str) -> Element:
    """Append a part's row for its mean with a bar, its count and its sum; return its header."""
    row = add(body, "tr", data_part=part_id)
    head = add_plain(row, "th", title, scope="row")
    mean = add(row, "td")
    add(mean, "span", data_value="mean")
    bar = add(mean, "svg", class_="bar", aria_hidden="true")
    for width in ("100%", "0"):  # the range, and the value on it
        add(bar, "rect", width=width, height="100%")
    add(row, "td", data_value="answered")
    add(row, "td", data_value="sum")
    return head


def _add_sentence(result: Element, instrument: Instrument) -> None:
    """Append the plain sentence that a result begins with."""
    low, high = instrument.points[0].value, instrument.points[-1].value
    sentence = add_plain(result, "p", "You answered ")
    called = words_for(instrument)
    add_value(sentence, "answered", f" of {len(instrument.items)} {called.item}s. ")
    words = f"Your {called.mean} answer is "
    average = add_plain(sentence, "span", words, data_when="total")
    add_value(average, "mean", f" on a scale from {low} to {high}. {instrument.direction}")
    share = round(100 * instrument.missing.minimum_share)
    few = f"That is fewer than {share} %, so no total is shown."
    add_plain(sentence, "span", few, data_when="no-total")


def _add_next_step(writer: Writer, parent: Element, instrument: Instrument) -> None:
    result = _add_section(parent, "A next step")
    for part in instrument.parts:
        writer.blocks(add(result, "div", data_next=part.id), part.next)
    writer.blocks(add(result, "div", data_when="even"), instrument.even)


def _add_shown_code(parent: Element, onward: Onward) -> None:
    """Append the code that a patient may show."""
    section = _add_section(parent, "Show this to your physio")
    words = (
        "This code holds your answers, and no name and no date. "
        "Your physio can put your answers next to their own. It is up to you to show it."
    )
    add_plain(section, "p", words)
    _add_code(section)
    _add_qr(section, "A picture of the code to scan", "compare", "Your code as a QR code")
    way = add_plain(section, "p", "They can scan the picture, or type the code on the page ")
    _add_link(way, "Both views", "compare", onward.compare).tail = "."


def _add_compared_code(parent: Element, onward: Onward) -> None:
    """Append a clinician's code, and the way to the patient's."""
    section = _add_section(parent, "Compare with the patient's view")
    if onward.blank:
        ask = add_plain(section, "p", "Ask the patient to answer ")
        _add_link(ask, "the patient's form", "blank", onward.blank).tail = (
            " on a phone of their own, or hand over this device with the form open in a new tab. "
            "The patient's result is a short code, which goes beside yours."
        )
        summary = "A QR code that opens the patient's form"
        _add_qr(section, summary, "blank", "QR code of the address of the patient's form")
    add_plain(section, "p", "Your own code holds these answers and nothing else:")
    _add_code(section)
    _add_qr(section, "A QR code of your answers", "compare", "Your code as a QR code")
    row = add(section, "p", class_="buttons")
    link = _add_link(row, "Compare with the patient's view", "compare", onward.compare)
    link.set("class", "md-button md-button--primary")


def _add_code(parent: Element) -> None:
    row = add(parent, "p", class_="code")
    add(row, "output", data_value="code")
    add_button(row, "Copy the code", "copy")
    add(parent, "div", role="status", data_value="code-said")


def _add_qr(parent: Element, summary: str, link: str, caption: str) -> None:
    """Append the place of a QR code, drawn when it is opened, of where a link leads."""
    details = add(parent, "details", class_="qr", data_qr=link)
    add_plain(details, "summary", summary)
    figure = add(details, "figure")
    add_plain(figure, "figcaption", caption)


def _add_link(parent: Element, words: str, name: str, page: str) -> Element:
    return add_plain(parent, "a", words, href=page, data_link=name)


def _add_take_away(parent: Element, onward: Onward) -> None:
    _add_print_line(parent)
    section = _add_section(parent, "Take it with you")
    add_buttons(
        section,
        ("Download as CSV", "csv"),
        ("Download as JSON", "json"),
        ("Download as Markdown", "markdown"),
        ("Print this result", "print"),
    )
    if onward.record:
        _add_save(section, onward.record)
    add(section, "div", role="status", data_value="said", tabindex="-1")
    add_buttons(section, ("Change my answers", "change"), ("Clear everything", "clear"))


def _add_print_line(parent: Element) -> None:
    """Append what a printed result says of itself."""
    section = add_later(parent, class_="result on-paper")
    line = add_plain(section, "p", "Answered on ")
    add_value(line, "day", ". The sources that the numbers in brackets stand for are listed at ")
    add_value(line, "address", ".")


def _add_save(parent: Element, record: str) -> None:
    group = add(parent, "fieldset", class_="buttons save")
    add_plain(group, "legend", "Save on this device")
    keep = (
        "Nothing is kept until you say so. Saved, this result stays in this browser on this device "
        "with its date, and you find it in "
    )
    hint = add_plain(group, "p", keep, class_="hint")
    _add_link(hint, "your record", "record", record).tail = ". "
    add_plain(hint, "a", "Other sites of the same owner could read it", href=PRIVACY).tail = "."
    add_label_fields(group)
    add_button(group, "Save on this device", "save")


def add_value(parent: Element, name: str, behind: str) -> None:
    """Append the place of a value that a script fills in, and the words behind it."""
    add(parent, "strong", data_value=name).tail = behind


def add_paper(parent: Element, instrument: Instrument) -> None:
    """Append the way to the same numbers with a pencil."""
    details = add(parent, "details", class_="paper", id="paper")
    add_plain(details, "summary", "Score it on paper")
    add_paper_steps(details, instrument)


def add_paper_steps(parent: Element, instrument: Instrument) -> None:
    """Append the steps of scoring by hand, and the rule for missing answers."""
    low, high = instrument.points[0].value, instrument.points[-1].value
    called = words_for(instrument)
    steps = add(parent, "ol")
    numbers = ", ".join(f"{point.value} is “{point.label.lower()}”" for point in instrument.points)
    add_plain(steps, "li", f"Give each answer its number. {numbers}.")
    if any(item.reversed for item in instrument.items):
        turned = positions(item.reversed for item in instrument.items)
        add_plain(steps, "li", f"Take the numbers of {turned} from {low + high}.")
    for part in instrument.parts:
        added = positions(item.part == part.id for item in instrument.items)
        add_plain(steps, "li", f"{part.title}: add the numbers of {called.item}s {added}.")
    divide = f"Divide each part by the {called.item}s answered in it: this is its {called.mean}."
    add_plain(steps, "li", divide)
    add_plain(steps, "li", f"Add all numbers and divide by all {called.item}s answered.")
    add(parent, "p", instrument.missing.rule)


def positions(chosen: Iterable[bool]) -> str:
    """Return where `chosen` holds, counted from one, as in `1, 4, 16`."""
    return ", ".join(str(number) for number, holds in enumerate(chosen, 1) if holds)
