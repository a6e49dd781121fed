"""A reader keeps a record: saves reflections, writes notes, takes them away, meets failures."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from alliance_quiz.instrument import Instrument
from alliance_quiz.reflections import Reflection, write_reflections
from tests.browser.test_practice import FAILING, PATIENCE, denied_or_full
from tests.browser.test_theme import violations_in_every_setting
from tests.served import SITE_DIR, site_url

# As WITHOUT_OFFLINE, and where clocks change.
pytestmark = pytest.mark.browser_context_args(service_workers="block", timezone_id="Europe/London")

RECORD = "reflect/record/"
KEY = f"alliance.reflections:{urlsplit(site_url()).path}"
DEFINED = json.loads(next((SITE_DIR / "instruments").glob("all.*.json")).read_text("utf-8"))
CLINICIAN = next(
    Instrument.from_dict(one) for one in DEFINED["instruments"] if one["id"] == "alliance-clinician"
)
DEFINITION = next((SITE_DIR / "instruments").glob("alliance-clinician.*.json")).name
SCRIPTS = next(SITE_DIR.glob("javascripts.*")).name
ITEMS = [item.id for item in CLINICIAN.items]
NOTES = {"did": "", "learned": "", "change": "", "benefits": ""}
OCTOBER = "2026-10-02T16:30:00Z"
NOVEMBER = "2026-11-24T21:30:00Z"


def reflection(at: str, answers: list[int], label: str = "", **notes: str) -> Reflection:
    return {
        "at": at,
        "instrument": CLINICIAN.id,
        "version": CLINICIAN.version,
        "label": label,
        "answers": {item: str(answer) for item, answer in zip(ITEMS, answers, strict=False)},
        "notes": NOTES | notes,
    }


TWO = write_reflections(
    [
        reflection(OCTOBER, [1, 2, 3, 4, 5] * 3, "Person A", did="Asked what stairs mean."),
        reflection(NOVEMBER, [5] * 16, "Person A"),
    ]
)


def store(page: Page, site: str, text: str = TWO) -> None:
    """Open the record with a text in storage."""
    page.goto(site + "files.json")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    page.goto(site + RECORD)


def opened(page: Page, site: str, text: str = TWO) -> None:
    store(page, site, text)
    expect(entry(page, "24 November 2026 at 21:30")).to_be_visible(timeout=PATIENCE)


def stored(page: Page) -> str | None:
    found: str | None = page.evaluate("key => localStorage.getItem(key)", KEY)
    return found


def kept(page: Page) -> list[Reflection]:
    found: list[Reflection] = json.loads(stored(page) or "")["reflections"]
    return found


def entry(page: Page, name: str) -> Locator:
    return page.locator("alliance-record").get_by_role("article", name=name)


def entries(page: Page) -> Locator:
    return page.locator("alliance-record").get_by_role("article")


def take(page: Page, name: str) -> Path:
    with page.expect_download(timeout=PATIENCE) as downloading:
        page.get_by_role("button", name=f"Download as {name}").click()
    return Path(downloading.value.path())


def bring(page: Page, content: str | Path) -> Locator:
    file: Any = content
    if isinstance(content, str):
        file = {"name": "a.json", "mimeType": "application/json", "buffer": content.encode()}
    page.get_by_label("Import a file").set_input_files(file)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    return dialog


def delete_all(page: Page) -> None:
    page.get_by_role("button", name="Delete everything on this device").click()
    page.get_by_role("button", name="Delete everything", exact=True).click()
    expect(page.get_by_text("Everything has been deleted.")).to_be_visible()


def save(page: Page, answers: list[int], label: str = "") -> str:
    """Save as a form does; return what went wrong, in words."""
    trouble: str = page.evaluate(
        """async ([folder, scripts, python, definition, entry]) => {
          const { Engine } = await import(`${folder}${scripts}/engine.js`);
          const { Reflections } = await import(`${folder}${scripts}/reflections.js`);
          const engine = new Engine(python);
          window.saving ??= new Reflections(engine.ask.bind(engine));
          await saving.save(`${folder}instruments/${definition}`, entry);
          return saving.trouble;
        }""",
        [
            urlsplit(site_url()).path,
            SCRIPTS,
            page.locator("[python]").get_attribute("python"),
            DEFINITION,
            {"label": label, "answers": reflection("", answers)["answers"]},
        ],
    )
    return trouble


def test_without_a_script_the_page_says_what_it_needs(scriptless: Page, site: str) -> None:
    scriptless.goto(site + RECORD)
    expect(scriptless.get_by_text("This page needs JavaScript")).to_be_visible()
    expect(scriptless.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_where_nothing_is_saved_the_page_says_so_and_names_the_forms(page: Page, site: str) -> None:
    page.goto(site + RECORD)
    expect(page.get_by_text("Nothing is saved on this device yet.")).to_be_visible()
    link = page.locator("alliance-record").get_by_role("link", name=CLINICIAN.title)
    assert link.evaluate("link => link.href") == site + "reflect/clinician/"
    expect(page.get_by_role("button", name="Save on this device")).to_be_hidden()
    expect(page.get_by_role("heading", name="Saved reflections")).to_be_hidden()
    assert stored(page) is None


def test_two_saved_are_a_list_and_dots_and_a_table_with_the_same_figures(
    page: Page, site: str
) -> None:
    page.goto(site + RECORD)
    assert save(page, [1, 2, 3, 4, 5] * 3, "Person A") == ""
    assert save(page, [5] * 16, "Person A") == ""
    page.reload()
    items = entries(page)
    expect(items).to_have_count(2, timeout=PATIENCE)
    expect(items.nth(0)).to_contain_text("Person A. 16 of 16 answered.")
    expect(items.nth(1)).to_contain_text("15 of 16 answered.")
    figure = page.get_by_role("figure")
    strips = figure.get_by_role("img")
    expect(strips).to_have_count(16)
    table = page.get_by_role("table", include_hidden=True)
    for place, strip in enumerate(strips.all()):
        want = [str((place % 5) + 1), "5"] if place < 15 else ["–", "5"]
        told = ", ".join(value for value in want if value != "–")
        assert strip.get_attribute("aria-label") == f"Answers, oldest first: {told}"
        cells = table.locator("tbody tr").nth(place).locator("td")
        assert cells.all_text_contents() == want
        dots = strip.locator("circle").evaluate_all(
            "dots => dots.map(dot => [dot.getAttribute('cx'), dot.getAttribute('cy')])"
        )
        # The whole range, whatever was answered: 1 is the foot and 5 the top.
        heights = [f"{100 * (5 - int(value)) / 4:g}%" for value in want if value != "–"]
        assert [height for _, height in dots] == heights
        # And by date from edge to edge, though one may be missing.
        assert [across for across, _ in dots] == ["0%", "100%"][-len(dots) :]
    assert figure.locator("polyline, path").count() == 0
    expect(page.get_by_role("link", name="why there is no line through them")).to_be_visible()


def test_times_are_those_of_the_reader_and_a_clock_set_back_loses_nothing(
    page: Page, site: str
) -> None:
    page.clock.set_fixed_time("2026-07-01T21:30:00Z")
    page.goto(site + RECORD)
    assert save(page, [3] * 16, "first") == ""
    assert save(page, [4] * 16, "second") == ""
    page.clock.set_fixed_time("2026-06-30T10:00:00Z")
    assert save(page, [5] * 16, "third") == ""
    assert [(one["at"], one["label"]) for one in kept(page)] == [
        ("2026-06-30T10:00:00Z", "third"),
        ("2026-07-01T21:30:00Z", "first"),
        ("2026-07-01T21:30:01Z", "second"),
    ]
    page.reload()
    headings = entries(page).get_by_role("heading")
    expect(headings).to_have_text(
        ["1 July 2026 at 22:30", "1 July 2026 at 22:30", "30 June 2026 at 11:00"],
        timeout=PATIENCE,
    )


def test_a_label_chooses_what_is_shown_and_can_be_changed(page: Page, site: str) -> None:
    text = write_reflections(
        [reflection(OCTOBER, [3] * 16, "knee"), reflection(NOVEMBER, [5] * 16, "Person A")]
    )
    opened(page, site, text)
    expect(page.get_by_role("figure")).to_have_count(2)
    page.get_by_label("Show", exact=True).select_option("Person A")
    expect(entries(page)).to_have_count(1)
    expect(page.get_by_role("figure")).to_have_count(1)
    one = entry(page, "24 November")
    one.get_by_text("Notes and label", exact=True).click()
    expect(one.get_by_label("Label", exact=True)).to_have_value("Person A")
    one.get_by_label("Or one of your own").fill("knee")
    one.get_by_role("button", name="Save notes and label").click()
    expect(one.get_by_role("status")).to_have_text("Saved.", timeout=PATIENCE)
    expect(one).to_contain_text("knee. 16 of 16")
    expect(page.get_by_role("figure")).to_have_count(1)
    expect(entries(page)).to_have_count(2)
    expect(page.get_by_label("Show", exact=True)).to_be_hidden()
    assert [found["label"] for found in kept(page)] == ["knee", "knee"]
    expect(one.get_by_label("Label", exact=True)).to_have_value("")
    assert one.get_by_label("Or one of your own").get_attribute("maxlength") == "12"


def test_notes_stay_in_the_tab_until_they_are_saved(page: Page, site: str) -> None:
    opened(page, site)
    one = entry(page, "24 November")
    one.get_by_text("Notes and label", exact=True).click()
    expect(one.get_by_text("no name, initials, date of birth")).to_be_visible()
    one.get_by_label("What I learned").fill("I explain a lot.\nI ask little.")
    expect(one.get_by_text("Not saved yet.")).to_be_visible()
    assert stored(page) == TWO
    page.reload()
    one.get_by_text("Notes and label", exact=True).click(timeout=PATIENCE)
    expect(one.get_by_label("What I learned")).to_have_value("I explain a lot.\nI ask little.")
    expect(one.get_by_text("Not saved yet.")).to_be_visible()
    one.get_by_role("button", name="Save notes and label").click()
    expect(one.get_by_role("status")).to_have_text("Saved.", timeout=PATIENCE)
    expect(one.get_by_text("Not saved yet.")).to_be_hidden()
    assert kept(page)[1]["notes"]["learned"] == "I explain a lot.\nI ask little."
    assert kept(page)[0]["notes"]["did"] == "Asked what stairs mean."
    page.reload()
    expect(one.get_by_role("definition")).to_have_text(
        re.compile("I explain a lot.\nI ask little."), timeout=PATIENCE
    )


def test_one_is_deleted_and_brought_back(page: Page, site: str) -> None:
    opened(page, site)
    entry(page, "2 October").get_by_role("button", name="Delete this one").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused(timeout=PATIENCE)
    expect(undo).to_have_accessible_description("Deleted: 2 October 2026 at 17:30.")
    assert [one["at"] for one in kept(page)] == [NOVEMBER]
    undo.click()
    heading = page.get_by_role("heading", name="2 October 2026")
    expect(heading).to_be_focused(timeout=PATIENCE)
    assert stored(page) == TWO
    # The last one too.
    entry(page, "2 October").get_by_role("button", name="Delete this one").click()
    expect(undo).to_be_focused()
    entry(page, "24 November").get_by_role("button", name="Delete this one").click()
    expect(entries(page)).to_have_count(0)
    expect(page.get_by_text("Nothing is saved on this device yet.")).to_be_visible()
    undo.click()
    expect(entry(page, "24 November")).to_be_visible()


def test_all_are_deleted_once_the_reader_says_so_again(page: Page, site: str) -> None:
    opened(page, site)
    entry(page, "24 November").get_by_text("Notes and label", exact=True).click()
    entry(page, "24 November").get_by_label("Who benefits").fill("Everybody.")
    page.get_by_role("button", name="Delete everything on this device").click()
    dialog = page.get_by_role("dialog", name="Delete everything")
    expect(dialog).to_contain_text("A downloaded JSON file brings them back.")
    page.keyboard.press("Escape")
    assert stored(page) == TWO
    delete_all(page)
    assert stored(page) is None
    expect(entries(page)).to_have_count(0)
    expect(page.get_by_text("Nothing is saved on this device yet.")).to_be_visible()
    assert "Everybody" not in page.evaluate("JSON.stringify(history.state)")


def test_a_download_comes_back_byte_by_byte(page: Page, site: str) -> None:
    opened(page, site)
    path = take(page, "JSON")
    assert path.read_bytes() == TWO.encode()
    delete_all(page)
    expect(bring(page, path)).to_contain_text("2 reflections taken")
    expect(page.get_by_role("dialog")).to_contain_text("Nothing was left out.")
    page.keyboard.press("Escape")
    expect(entries(page)).to_have_count(2)
    assert stored(page) is None
    page.get_by_role("button", name="Save on this device").click()
    expect(page.get_by_text("Saved. From now on")).to_be_visible()
    assert stored(page) == TWO


def test_other_downloads_are_for_reading(page: Page, site: str) -> None:
    opened(page, site)
    rows = take(page, "CSV").read_text("utf-8").splitlines()
    assert rows[0].startswith("\ufeffat,instrument,version,label,item,part,statement,answer")
    assert len(rows) == 1 + 15 + 16
    record = take(page, "Markdown").read_text("utf-8")
    assert record.startswith("# ")
    assert "Asked what stairs mean" in record


def test_a_file_of_no_use_is_refused_and_changes_nothing(page: Page, site: str) -> None:
    opened(page, site)
    for content, told in (
        (TWO[:-40], "not JSON, or broken off"),
        ('{"format":"alliance-progress","version":1,"questions":{}}', "format is not"),
        (TWO.replace('"version":1}', '"version":9}'), "newer than this page"),
        (TWO.replace("alliance-clinician", "hip-scale"), "no reflection on a form of this site"),
        (" " * 10_000_001, "larger than 10 MB"),
    ):
        dialog = bring(page, content)
        expect(dialog).to_contain_text("Nothing was taken")
        expect(dialog).to_contain_text(told)
        page.keyboard.press("Escape")
        assert stored(page) == TWO


def test_of_a_damaged_file_what_is_sound_is_taken_and_the_rest_is_told(
    page: Page, site: str
) -> None:
    damaged = json.loads(TWO)
    damaged["reflections"][0]["label"] = "<img src=x onerror=document.title='run'>"
    damaged["reflections"][1]["answers"][ITEMS[0]] = "5"
    damaged["reflections"].append(reflection("yesterday", [1]))
    page.goto(site + RECORD)
    dialog = bring(page, json.dumps(damaged))
    expect(dialog).to_contain_text("1 reflection taken")
    left = dialog.get_by_role("listitem")
    expect(left).to_have_count(2)
    expect(left.nth(0)).to_contain_text("label")
    expect(left.nth(1)).to_contain_text("yesterday")
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_label("Import a file")).to_be_focused()
    expect(entries(page)).to_have_count(1)


@pytest.mark.parametrize("text", ["{", '{"format":"alliance-reflections","version":9}'])
def test_what_is_saved_and_of_no_use_is_told_and_not_written_over(
    page: Page, site: str, text: str
) -> None:
    store(page, site, text)
    expect(page.get_by_text("what is saved on this device: ")).to_be_visible(timeout=PATIENCE)
    assert "hat is saved on this device" in save(page, [3] * 16)
    assert stored(page) == text
    assert take(page, "JSON").read_text("utf-8") == text


def test_another_version_is_named_and_has_no_dots(page: Page, site: str) -> None:
    old = json.loads(TWO)
    old["reflections"][1]["version"] = CLINICIAN.version + 1
    opened(page, site, write_reflections(old["reflections"]))
    expect(entry(page, "24 November")).to_contain_text("its answers are not shown")
    expect(page.get_by_role("figure").get_by_role("img").first).to_have_attribute(
        "aria-label", "Answers, oldest first: 1"
    )


@denied_or_full
def test_storage_that_fails_is_told_and_nothing_is_lost(
    page: Page, site: str, names: list[str], error: str, told: str
) -> None:
    page.add_init_script(FAILING % (json.dumps(names), error))
    page.goto(site + RECORD)
    assert told in save(page, [3] * 16)
    assert told in save(page, [4] * 16)
    # Each is told by itself; a second press does not add the first one again.
    assert len(json.loads(page.evaluate("saving.text"))["reflections"]) == 1
    expect(bring(page, TWO)).to_contain_text("2 reflections taken")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save on this device").click()
    expect(page.locator("[data-value=said]")).to_contain_text(told)
    expect(entries(page)).to_have_count(2)
    one = entry(page, "24 November")
    one.get_by_text("Notes and label", exact=True).click()
    one.get_by_label("What I did").fill("Read.")
    one.get_by_role("button", name="Save notes and label").click()
    expect(one.get_by_role("status")).to_contain_text("It is in this tab")
    assert "Read." in take(page, "JSON").read_text("utf-8")


def test_a_full_device_keeps_notes_in_the_tab(page: Page, site: str) -> None:
    opened(page, site)
    page.evaluate(f"() => {{{FAILING % ('["setItem"]', 'QuotaExceededError')}}}")
    one = entry(page, "24 November")
    one.get_by_text("Notes and label", exact=True).click()
    one.get_by_label("What I did").fill("Read.")
    one.get_by_role("button", name="Save notes and label").click()
    expect(one.get_by_role("status")).to_contain_text("no more space", timeout=PATIENCE)
    assert stored(page) == TWO
    assert "Read." in take(page, "JSON").read_text("utf-8")


def test_tabs_take_over_what_another_changes_and_bring_nothing_back(
    context: BrowserContext, site: str
) -> None:
    ours, theirs = context.new_page(), context.new_page()
    opened(ours, site)
    theirs.goto(site + RECORD)
    expect(entries(theirs)).to_have_count(2, timeout=PATIENCE)
    entry(theirs, "2 October").get_by_role("button", name="Delete this one").click()
    expect(entries(ours)).to_have_count(1)
    one = entry(ours, "24 November")
    one.get_by_text("Notes and label", exact=True).click()
    one.get_by_label("What I did").fill("Read.")
    one.get_by_role("button", name="Save notes and label").click()
    expect(one.get_by_role("status")).to_have_text("Saved.")
    # What one tab stores comes to another a moment later.
    expect(entry(theirs, "24 November")).to_contain_text("Read.")
    assert [found["at"] for found in kept(theirs)] == [NOVEMBER]
    theirs.get_by_role("button", name="Undo").click()
    expect(entries(ours)).to_have_count(2)
    assert [found["notes"]["did"] for found in kept(ours)] == ["Asked what stairs mean.", "Read."]
    delete_all(theirs)
    expect(ours.locator("[data-value=said]")).to_contain_text("has been deleted")
    expect(entries(ours)).to_have_count(2)
    assert save(ours, [2] * 16) == ""
    assert len(kept(ours)) == 1


def test_a_failing_python_is_told_and_can_be_asked_again(page: Page, site: str) -> None:
    page.route("**/pyodide.asm.*", lambda route: route.abort())
    store(page, site)
    expect(page.get_by_text("Python could not be downloaded.")).to_be_visible(timeout=PATIENCE)
    page.unroute("**/pyodide.asm.*")
    page.get_by_role("button", name="Try again").click()
    expect(entries(page)).to_have_count(2, timeout=PATIENCE)


def test_the_record_is_printed_alone_and_one_entry_fits_on_a_page(page: Page, site: str) -> None:
    opened(page, site)
    assert pages_on_paper(page) in (1, 2)
    page.evaluate("window.print = () => { window.printed = true }")
    one = entry(page, "2 October")
    one.get_by_role("button", name="Print this one").click()
    assert page.evaluate("window.printed")
    assert pages_on_paper(page) == 1
    # A PDF is printed, and all can be seen again.
    expect(entry(page, "24 November")).to_be_visible()
    one.get_by_role("button", name="Print this one").click()
    page.emulate_media(media="print")
    for words in ("Asked what stairs mean.", "Who benefits (standard 4)"):
        expect(one.get_by_text(words)).to_be_visible()
    expect(page.get_by_text("If the Council asks")).to_be_visible()
    expect(entry(page, "24 November")).to_be_hidden()
    for hidden in (page.get_by_role("figure"), page.get_by_role("button"), page.locator("h1")):
        expect(hidden.filter(visible=True)).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(entry(page, "24 November")).to_be_visible()


def pages_on_paper(page: Page) -> int:
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))


def test_the_keyboard_alone_writes_a_note_and_deletes_one(page: Page, site: str) -> None:
    opened(page, site)
    entry(page, "2 October").locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(entry(page, "2 October").get_by_label("What I did")).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Listened.")
    for _ in range(6):
        page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Save notes and label")
    page.keyboard.press("Enter")
    expect(entry(page, "2 October").get_by_role("status")).to_have_text("Saved.", timeout=PATIENCE)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Delete this one")
    expect(page.locator(":focus")).to_have_accessible_description("2 October 2026 at 17:30")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 October 2026")).to_be_focused()
    assert kept(page)[0]["notes"]["did"] == "Listened."


def test_every_state_is_accessible_private_and_fits_on_a_phone(audited: Page, site: str) -> None:
    outside: list[str] = []
    audited.on("request", lambda r: outside.append(r.url) if not r.url.startswith(site) else None)
    audited.goto(site + RECORD)
    check_state(audited)
    opened(audited, site)
    check_state(audited)
    for summary in audited.locator("alliance-record summary").all():
        summary.click()
    audited.get_by_label("What I did").first.fill("Read.")
    check_state(audited)
    entry(audited, "24 November").get_by_role("button", name="Delete this one").click()
    expect(audited.get_by_role("button", name="Undo")).to_be_focused()
    check_state(audited)
    audited.get_by_role("button", name="Delete everything on this device").click()
    check_state(audited)
    assert audited.evaluate("violations") == []
    assert [url for url in outside if not url.startswith("blob:")] == []


def check_state(page: Page) -> None:
    size = page.viewport_size
    assert violations_in_every_setting(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    small = page.evaluate(
        """[...document.querySelectorAll("alliance-record :is(button, input, select, textarea)")]
        .filter((one) => one.checkVisibility())
        .filter((one) => one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML)"""
    )
    assert small == []
    if size:
        page.set_viewport_size(size)
