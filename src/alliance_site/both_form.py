"""Build the page on which two views meet: where two codes go in, and what they are held against."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from alliance_quiz.instrument import NOT_APPLICABLE, Instrument, Item
from alliance_site.device_form import add_button, add_buttons
from alliance_site.forms import Writer, add, add_later, add_plain, add_script
from alliance_site.quiz_form import Addresses

FAR = "two or more points apart"
MARKS = {"first": "a circle", "second": "a diamond"}


def build_both(
    _: Writer,
    parent: Element,
    views: tuple[Instrument, Instrument],
    definitions: tuple[str, str],
    addresses: Addresses,
) -> None:
    """Append the form for two codes, and the comparison that a script fills in.

    The statements, the questions and the labels stand in the page; the script shows those that
    answers call for, and puts each answer's label beside its statement.

    Args:
        parent: Where they are appended.
        views: Both views.
        definitions: The addresses of their definitions.
        addresses: The definition is all instruments in one file, which codes are read by.
    """
    first, second = definitions
    add(parent, "link", rel="stylesheet", href=addresses.style)
    element = add(
        parent,
        "alliance-both",
        definition=addresses.definition,
        first=first,
        second=second,
        python=addresses.python,
    )
    _add_form(element, views)
    _add_scanner(element)
    _add_result(element, views)
    _add_paper(element)
    for name, view in zip(MARKS, views, strict=True):
        labels = add(element, "datalist", data_labels=name)
        for point in view.points:
            text = f"{point.label} ({point.value})"
            add_plain(labels, "option", text, value=str(point.value))
        add_plain(labels, "option", "Does not apply", value=NOT_APPLICABLE)
        add_plain(labels, "option", "No answer", value="")
    add_script(parent, addresses.script)


def view_name(view: Instrument) -> str:
    """Return what a view is called beside the other, such as `Clinician's view`."""
    return f"{view.perspective.capitalize()}'s view"


def _add_form(parent: Element, views: tuple[Instrument, Instrument]) -> None:
    form = add(parent, "form", method="dialog", id="codes")
    fieldset = add(form, "fieldset")
    add(add(fieldset, "legend"), "h2", "Two codes", id="two-codes")
    hint = (
        "A code stands on the result page of each form: 13 letters and figures in three groups. "
        "Capitals, blanks and hyphens do not matter."
    )
    add_plain(fieldset, "p", hint, class_="hint", id="code-hint")
    for view in views:
        row = add(fieldset, "div", class_="pair", data_view=view.id)
        field = f"code.{view.id}"
        add_plain(row, "label", f"Code of the {view.perspective}'s view", for_=field)
        add(
            row, "input", type="text", id=field, autocomplete="off", autocapitalize="characters",
            spellcheck="false", aria_describedby="code-hint",
        )  # fmt: skip
        # Without an id, since what is chosen stands in the field.
        saved = add_plain(row, "label", "Or one that is saved here", data_when="saved", hidden="")
        add_plain(add(saved, "select"), "option", "None", value="")
    add_buttons(
        fieldset,
        ("Scan a code with the camera", "scan"),
        ("Choose one saved on this device", "saved"),
    )
    row = add(fieldset, "div", class_="pair buttons")
    add_plain(row, "label", "Or take a code from a picture of it", for_="code-picture")
    add(row, "input", type="file", id="code-picture", accept="image/*")
    words = "Pictures stay on this device, and none is kept."
    add_plain(fieldset, "p", words, class_="hint")
    buttons = add(form, "p", class_="buttons")
    primary = "md-button md-button--primary"
    add_plain(buttons, "button", "Show both views", type="submit", class_=primary)
    add_button(buttons, "Clear everything", "clear")
    add(form, "div", role="status")


def _add_scanner(parent: Element) -> None:
    dialog = add(parent, "dialog", aria_labelledby="scan-title")
    title = "Hold a code before the camera"
    add_plain(dialog, "p", title, id="scan-title", class_="dialog-title")
    add(dialog, "video", muted="", playsinline="", aria_label="What the camera sees")
    add(dialog, "div", role="status", data_value="scan")
    add_buttons(dialog, ("Stop", "stop"))


def _add_result(parent: Element, views: tuple[Instrument, Instrument]) -> None:
    first, second = views
    result = add_later(parent)
    add_plain(result, "late-h2", "Both views", tabindex="-1")
    add_plain(result, "p", first.label, class_="label")
    sentence = add_plain(result, "p", "Both of you answered ")
    add(sentence, "strong", data_value="both").tail = f" of {len(first.items)} statements. On "
    add(sentence, "strong", data_value="far").tail = f" of them the two answers lie {FAR}."
    key = add_plain(result, "p", "In the pictures ", class_="key")
    for name, view, behind in zip(MARKS, views, (", ", "."), strict=True):
        _add_mark(key, name).tail = f" {MARKS[name]} is the {view.perspective}'s answer{behind}"

    add_plain(result, "late-h3", "To talk about first")
    none = f"No two answers lie {FAR}. Begin with the statement that matters most to both of you."
    add_plain(result, "p", none, data_when="near")
    talk = add(result, "ol", class_="talk", data_when="far")
    for item, other in zip(first.items, second.items, strict=True):
        entry = add(talk, "li", data_far=item.id)
        if item.ask:
            add_plain(entry, "p", item.ask, class_="ask")
        sides = add(entry, "dl")
        for name, view, said in zip(MARKS, views, (item, other), strict=True):
            side = add(sides, "div")
            add_plain(side, "dt", view_name(view))
            _add_side(side, "dd", name, said)
        _add_apart(entry, "p")

    add_plain(result, "late-h3", "All statements")
    _add_table(result, views)
    add_plain(result, "late-h3", "The parts")
    _add_parts(result, views)
    for view in views:
        wording = f"{view.title}, version {view.version}. Wording: {view.holder}, {view.licence}."
        add_plain(result, "p", f"{wording} {view.permission}".strip(), class_="label")
    add_buttons(result, ("Print both views", "print"), ("Download as CSV", "csv"))


def _add_table(parent: Element, views: tuple[Instrument, Instrument]) -> None:
    first, second = views
    table = add(parent, "table")
    add_plain(table, "caption", "Each statement with its answer, part by part")
    row = add(add(table, "thead"), "tr")
    for title in ("No.", view_name(first), view_name(second), "Apart"):
        add_plain(row, "th", title, scope="col")
    numbered = list(enumerate(zip(first.items, second.items, strict=True), 1))
    for part in first.parts:
        body = add(table, "tbody")
        add_plain(add(body, "tr"), "th", part.title, scope="rowgroup", colspan="4")
        for number, (item, other) in numbered:
            if item.part == part.id:
                row = add(body, "tr", data_item_row=item.id)
                add_plain(row, "th", str(number), scope="row")
                _add_side(row, "td", "first", item)
                _add_side(row, "td", "second", other)
                _add_apart(row, "td")


def _add_parts(parent: Element, views: tuple[Instrument, Instrument]) -> None:
    low, high = views[0].points[0], views[0].points[-1]
    table = add(parent, "table")
    points = f"{low.value} ({low.label.lower()}) to {high.value} ({high.label.lower()})"
    add_plain(table, "caption", f"Means on the range from {points}")
    row = add(add(table, "thead"), "tr")
    for title in ("Part", *map(view_name, views)):
        add_plain(row, "th", title, scope="col")
    body = add(table, "tbody")
    for part in views[0].parts:
        row = add(body, "tr", data_part=part.id)
        add_plain(row, "th", part.title, scope="row")
        for name in MARKS:
            add(row, "td", data_value=name)


def _add_side(parent: Element, tag: str, name: str, item: Item) -> None:
    side = add_plain(parent, tag, f"{item.text} ")
    add(side, "strong", data_answer=name)


def _add_apart(parent: Element, tag: str) -> None:
    """Append both answers on the whole range, drawn, and how far apart they are, in words."""
    cell = add(parent, tag, class_="apart")
    # Both marks can be seen where they lie on one another.
    picture = add(cell, "svg", viewBox="0 0 100 20", aria_hidden="true")
    add(picture, "path", d="M10 10H90M10 6V14M90 6V14", class_="axis")
    add(picture, "path", d="M0 10H0", class_="gap")
    for name in MARKS:
        _add_shape(picture, name)
    add(cell, "span", data_value="apart")


def _add_mark(parent: Element, name: str) -> Element:
    picture = add(parent, "svg", viewBox="-9 -9 18 18", class_="mark", aria_hidden="true")
    _add_shape(picture, name)
    return picture


def _add_shape(picture: Element, name: str) -> None:
    if name == "first":
        add(picture, "circle", cx="0", cy="0", r="7", class_=name)
    else:
        add(picture, "path", d="M0-5 5 0 0 5-5 0Z", class_=name)


def _add_paper(parent: Element) -> None:
    """Append the way to the same comparison with a pencil."""
    details = add(parent, "details", class_="paper", id="paper")
    add_plain(details, "summary", "Compare on paper")
    steps = add(details, "ol")
    for step in (
        "Put the two filled-in forms side by side: their statements have the same numbers.",
        "Write the number of each answer beside its statement, and pass over what one of you "
        "left out or called “does not apply”.",
        f"Mark the statements whose numbers lie {FAR}.",
        "Talk about these first. Let whoever gave the lower answer begin.",
    ):
        add_plain(steps, "li", step)
