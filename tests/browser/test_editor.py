"""An author writes a quiz: by mouse, by keyboard, from a file, with and without Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import WITHOUT_OFFLINE
from tests.browser.test_theme import violations_in_every_setting

pytestmark = WITHOUT_OFFLINE

EDITOR = "about/write-a-quiz/"
PATIENCE = 60_000
HEAD = "---\nquiz: shoulder\ntitle: Shoulder\nchapter: ../alliance/components.md\n---\n\n"
QUESTION = """## A warm bond {#warm-bond}

What needs [work](../alliance/components.md#tasks) first [see @hall2012, p. 3]?

- [ ] Bond
  > She trusts you.
- [x] Tasks
  > Yes.

Because.
"""
GOOD = HEAD + QUESTION
FAULTY = GOOD.replace("[x]", "[?]").replace("hall2012", "hal2012").replace("  > Yes.\n", "")
UNSAFE = GOOD.replace("Because.", "<img src=x onerror=\"document.title='run'\">") + (
    "\n[go](javascript:document.title='run') <script>document.title='run'</script>\n"
)


@pytest.fixture
def editor(page: Page, site: str) -> Page:
    page.goto(site + EDITOR)
    return page


def field(page: Page) -> Locator:
    return page.get_by_label("Your quiz")


def status(page: Page) -> Locator:
    return page.locator("alliance-editor").get_by_role("status")


def preview(page: Page) -> Locator:
    return page.locator("section", has=page.get_by_role("heading", name="Preview"))


def check(page: Page, text: str, said: str) -> None:
    field(page).fill(text)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(status(page)).to_have_text(said, timeout=PATIENCE)


def selected(page: Page) -> str:
    """Return what is selected in the field, which must have the focus."""
    expect(field(page)).to_be_focused()
    return str(
        field(page).evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    )


def test_each_fault_has_its_line_and_leads_there(editor: Page) -> None:
    check(editor, FAULTY + "\n" * 200, "3 faults, 1 warning.")
    faults = editor.get_by_role("button", name=re.compile(r"^Line \d+"))
    expect(faults).to_have_text(
        [
            "Line 7 no option is marked [x]",
            "Line 9 @hal2012: not in bibliography.bib",
            "Line 13 unknown box [?]",
            "Line 13 an option without feedback",
        ]
    )
    expect(editor.get_by_text("did you mean hall2012")).to_be_visible()
    field(editor).evaluate("field => { field.scrollTop = field.scrollHeight }")
    editor.get_by_role("button", name="unknown box").click()
    assert selected(editor) == "- [?] Tasks"
    assert field(editor).evaluate("field => field.scrollTop") < 300


def test_a_line_far_down_comes_into_sight(editor: Page) -> None:
    # Lines that wrap: a line of the text is several of the field.
    text = f"{GOOD}\n{'word ' * 3000}\n\n## No id\n\n{'more\n' * 99}"
    check(editor, text, "1 fault, 1 warning.")
    editor.get_by_role("button", name="no id").click()
    assert selected(editor) == "## No id"
    top, height, whole = field(editor).evaluate(
        "field => [field.scrollTop, field.clientHeight, field.scrollHeight]"
    )
    assert height < top < whole - 2 * height


def test_the_example_is_without_fault_and_shown_with_each_kind(editor: Page) -> None:
    editor.get_by_role("button", name="Check", exact=True).click()
    expect(status(editor)).to_have_text("No faults, no warnings.", timeout=PATIENCE)
    shown = preview(editor)
    expect(shown.get_by_role("group")).to_have_count(6 + 6 + 1)  # with feedback, and one hint
    shown.get_by_role("radio", name="Tasks").check()
    shown.get_by_role("checkbox", name="He nods").check()
    shown.get_by_role("combobox", name="Goals").select_option("the trust between you")
    shown.get_by_label("Blank 1").fill("tasks")
    shown.get_by_label("Your words").fill("So that")
    expect(shown.get_by_text("[hall2012]").first).to_be_hidden()
    shown.get_by_text("Feedback and explanation").first.click()
    expect(shown.get_by_text("[hall2012]").first).to_be_visible()


def test_the_preview_follows_in_silence_and_leaves_what_is_open(editor: Page) -> None:
    check(editor, GOOD, "No faults, no warnings.")
    preview(editor).get_by_text("Feedback and explanation").click()
    field(editor).focus()
    field(editor).press("ControlOrMeta+End")
    editor.keyboard.type("And so on.")
    expect(preview(editor).get_by_text("And so on.")).to_be_visible()
    expect(field(editor)).to_be_focused()
    expect(status(editor)).to_be_empty()
    editor.keyboard.type("\n\n## No id")
    expect(editor.get_by_role("heading", name="2 faults")).to_be_visible()
    expect(status(editor)).to_be_empty()


def test_what_is_shown_does_not_change_under_a_readers_hands(editor: Page) -> None:
    check(editor, FAULTY, "3 faults, 1 warning.")
    fault = editor.get_by_role("button", name="unknown box")
    field(editor).fill(GOOD)
    fault.focus()
    editor.wait_for_timeout(1500)
    expect(fault).to_be_focused()
    editor.keyboard.press("Enter")
    assert selected(editor) == "- [x] Tasks"
    expect(fault).to_have_count(0)


def test_a_case_says_where_each_choice_leads(editor: Page) -> None:
    steps = (
        '## The nod {#nod}\n\nHe nods.\n\n- [ ] "Good." -> #end (goals -)\n  > No.\n'
        '- [ ] "And you?" -> #end\n  > Yes.\n\n## The end {#end}\n\nOver.\n'
    )
    check(editor, HEAD + steps, "No faults, no warnings.")
    preview(editor).get_by_text("Feedback and explanation").click()
    expect(preview(editor).get_by_text("It goes on with: The end (goals -)")).to_be_visible()


def test_markup_is_shown_as_text_and_runs_nothing(editor: Page) -> None:
    title = editor.title()
    check(editor, UNSAFE, "No faults, no warnings.")
    preview(editor).get_by_text("Feedback and explanation").click()
    expect(preview(editor).get_by_text("<img src=x onerror=")).to_be_visible()
    expect(preview(editor).locator("img, script, a[href^=javascript]")).to_have_count(0)
    assert editor.title() == title


def test_a_link_leads_where_it_would_from_the_quiz(editor: Page, site: str) -> None:
    check(editor, GOOD, "No faults, no warnings.")
    link = preview(editor).get_by_role("link", name="work")
    expect(link).to_have_attribute("href", f"{site}alliance/components/#tasks")


def test_a_file_is_opened_and_comes_back_as_it_is(editor: Page, tmp_path: Path) -> None:
    file = tmp_path / "shoulder.md"
    file.write_text(GOOD + "São João 治療\n", encoding="utf-8")
    editor.get_by_label("Open a file").set_input_files(file)
    expect(field(editor)).to_have_value(file.read_text(encoding="utf-8"))
    expect(status(editor)).to_have_text("shoulder.md is open.")
    field(editor).fill(FAULTY)
    with editor.expect_download() as download:
        editor.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "shoulder.md"
    assert download.value.path().read_text(encoding="utf-8") == FAULTY


def test_a_file_that_is_no_quiz_is_refused_in_words(editor: Page, tmp_path: Path) -> None:
    before = field(editor).input_value()
    latin, long = tmp_path / "latin.md", tmp_path / "long.md"
    latin.write_bytes("São João".encode("latin-1"))
    long.write_bytes(b"x" * 10_000_000)
    editor.get_by_label("Open a file").set_input_files(latin)
    expect(status(editor)).to_contain_text("no text in UTF-8")
    editor.get_by_label("Open a file").set_input_files(long)
    expect(status(editor)).to_contain_text("too long for a quiz")
    expect(field(editor)).to_have_value(before)


def test_what_would_be_lost_is_asked_for_once(editor: Page) -> None:
    example = field(editor).input_value()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    editor.on("dialog", answer)
    again = editor.get_by_role("button", name="Start from the example again")
    again.click()
    assert asked == []
    field(editor).fill("mine")
    again.click()
    expect(field(editor)).to_have_value("mine")
    again.click()
    expect(field(editor)).to_have_value(example)
    assert asked == ["confirm", "confirm"]
    field(editor).press_sequentially("x")
    editor.get_by_role("link", name="Privacy").first.click()
    editor.wait_for_url("**/about/privacy/")
    assert asked == ["confirm", "confirm", "beforeunload"]


def test_nothing_is_stored_and_nothing_sent(editor: Page, site: str) -> None:
    sent: list[str] = []
    editor.on("request", lambda r: sent.append(f"{r.method} {r.url} {r.post_data or ''}"))
    check(editor, FAULTY, "3 faults, 1 warning.")
    assert sent
    assert all(line.startswith(f"GET {site}") and line.endswith(" ") for line in sent)
    assert editor.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert "warm-bond" not in str(editor.evaluate("JSON.stringify(history.state)"))


def test_keyboard_alone_writes_checks_and_mends(editor: Page) -> None:
    field(editor).focus()
    editor.keyboard.press("ControlOrMeta+a")
    editor.keyboard.insert_text(FAULTY)
    editor.keyboard.press("ControlOrMeta+Enter")
    expect(status(editor)).to_have_text("3 faults, 1 warning.", timeout=PATIENCE)
    expect(field(editor)).to_be_focused()
    for name in ("Check", "Open a file", "Download", "Start from the example again"):
        editor.keyboard.press("Tab")
        control = editor.get_by_label("Open a file") if name == "Open a file" else None
        expect(control or editor.get_by_role("button", name=name, exact=True)).to_be_focused()
    for _ in range(4):  # past the link of the heading and two faults
        editor.keyboard.press("Tab")
    editor.keyboard.press("Enter")
    assert selected(editor) == "- [?] Tasks"
    editor.keyboard.insert_text("- [x] Tasks")
    expect(editor.get_by_role("heading", name="1 fault", exact=True)).to_be_visible()


def test_a_narrow_window_needs_no_sideways_scroll(editor: Page) -> None:
    editor.set_viewport_size({"width": 320, "height": 700})
    check(editor, FAULTY.replace("Because.", "x" * 400), "3 faults, 1 warning.")
    for summary in preview(editor).locator("summary").all():
        summary.click()
    assert editor.evaluate("document.documentElement.scrollWidth") == 320


def test_python_away_keeps_the_text_and_can_be_asked_again(page: Page, site: str) -> None:
    page.context.route("**/pyodide.asm.wasm", lambda route: route.abort())
    page.goto(site + EDITOR)
    field(page).fill(FAULTY)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(status(page)).to_contain_text("Your text is still here", timeout=PATIENCE)
    expect(field(page)).to_have_value(FAULTY)
    page.context.unroute("**/pyodide.asm.wasm")
    page.get_by_role("button", name="Try again").click()
    expect(status(page)).to_have_text("3 faults, 1 warning.", timeout=PATIENCE)


def test_without_javascript_the_format_is_there(scriptless: Page, site: str) -> None:
    scriptless.goto(site + EDITOR)
    # Playwright finds no texts in a noscript.
    expect(scriptless.locator("noscript p")).to_contain_text("need JavaScript")
    expect(scriptless.locator("noscript p")).to_be_visible()
    expect(scriptless.get_by_role("heading", name="Put in order")).to_be_visible()
    expect(scriptless.get_by_role("button", name="Check", exact=True)).to_be_hidden()


def test_faults_and_preview_are_accessible_and_break_no_policy(audited: Page, site: str) -> None:
    page = audited
    page.goto(site + EDITOR)
    text = field(page).input_value().replace("- [x] Tasks", "- [?] Tasks")
    check(page, text, "2 faults, no warnings.")
    for summary in preview(page).locator("summary").all():
        summary.click()
    assert violations_in_every_setting(page) == []
    assert page.evaluate("violations") == []
