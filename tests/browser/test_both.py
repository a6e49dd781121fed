"""Two views meet: typed, by their address, exchanged, wrong, kept, printed, without a mouse."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import WITHOUT_OFFLINE
from tests.served import site_url
from tests.view_codes import code, saved, view

pytestmark = WITHOUT_OFFLINE

BOTH = "reflect/both/"
PATIENCE = 60_000
CLINICIAN = [5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4]
PATIENT: list[str | int] = [1, 2, 3, 4, 5, "", "not-applicable", 4, 4, 4, 4, 4, 4, 4, 4, 4]
FIRST, SECOND = code("clinician", CLINICIAN), code("patient", PATIENT)
FAR = [view("clinician")["items"][number]["id"] for number in (0, 1)]
KEY = f"alliance.reflections:{urlsplit(site_url()).path}"
NEVER = re.compile(
    r"\b(cut-?offs?|bands?|percentiles?|diagnos\w*|normal|abnormal|improved|worsened|grade|"
    r"agreement score)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def warm(browser: Browser, site: str) -> Iterator[Page]:
    """A page in which Python is running already, as long as no test reloads it."""
    page = browser.new_page()
    page.goto(site + BOTH)
    yield page
    page.close()


@pytest.fixture
def both(warm: Page) -> Page:
    warm.get_by_role("button", name="Clear everything").click()
    return warm


def field(page: Page, whose: str) -> Locator:
    return page.get_by_label(f"Code of the {whose}'s view")


def show(page: Page, first: str = FIRST, second: str = SECOND) -> None:
    field(page, "clinician").fill(first)
    field(page, "patient").fill(second)
    press_show(page)


def press_show(page: Page) -> None:
    page.get_by_role("button", name="Show both views").click()


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", name="Both views", level=2)


def row(page: Page, number: int) -> Locator:
    name = page.get_by_role("rowheader", name=str(number), exact=True)
    return page.get_by_role("row").filter(has=name)


def test_both_views_stand_side_by_side_and_the_far_ones_come_first(both: Page) -> None:
    show(both)
    expect(heading(both)).to_be_focused(timeout=PATIENCE)
    result = both.locator("section").filter(has=heading(both))
    expect(result).to_contain_text("Both of you answered 14 of 16 statements.")
    expect(result).to_contain_text("On 2 of them the two answers lie two or more points apart.")
    talk = result.get_by_role("list").get_by_role("listitem")
    expect(talk).to_have_count(2)
    asked = view("clinician")["items"][0]["ask"]
    expect(talk.nth(0)).to_contain_text(asked)
    expect(talk.nth(0)).to_contain_text("4 apart")
    expect(talk.nth(1)).to_contain_text("2 apart")
    said = view("patient")["items"][0]["text"]
    side = talk.nth(0).get_by_role("definition").nth(1)
    expect(side).to_have_text(f"{said} Not at all (1)")
    # In the table, each statement has both answers in words.
    expect(row(both, 1).get_by_role("cell").nth(0)).to_contain_text("Fully (5)")
    expect(row(both, 4).get_by_role("cell").nth(2)).to_have_text("the same")
    expect(row(both, 5).get_by_role("cell").nth(2)).to_have_text("1 apart")
    expect(row(both, 6).get_by_role("cell").nth(1)).to_contain_text("No answer")
    expect(row(both, 7).get_by_role("cell").nth(1)).to_contain_text("Does not apply")
    expect(row(both, 7).get_by_role("cell").nth(2)).to_have_text("not compared")
    # 17 / 4 and 10 / 4; the other part has too few answers.
    parts = both.get_by_role("table", name="Means on the range from 1 (not at all) to 5 (fully)")
    expect(parts.get_by_role("row").nth(1)).to_contain_text("4.25")
    expect(parts.get_by_role("row").nth(1)).to_contain_text("2.50")


def test_a_pair_is_drawn_on_the_whole_range(both: Page) -> None:
    show(both)
    expect(heading(both)).to_be_visible(timeout=PATIENCE)
    middles = (
        row(both, 1)
        .locator("svg")
        .evaluate(
            """svg => ['.axis', '.first', '.second'].map(name => {
             const {left, width} = svg.querySelector(name).getBoundingClientRect();
             return [left, left + width / 2, left + width]})"""
        )
    )
    axis, first, second = middles
    assert first[1] == pytest.approx(axis[2], abs=1)
    assert second[1] == pytest.approx(axis[0], abs=1)


def test_where_nothing_lies_apart_it_is_said(both: Page) -> None:
    show(both, FIRST, code("patient", CLINICIAN))
    expect(heading(both)).to_be_visible(timeout=PATIENCE)
    expect(both.get_by_text("No two answers lie two or more points apart.")).to_be_visible()
    expect(both.get_by_role("listitem").filter(has_text="apart")).to_have_count(0)


def test_an_address_fills_in_each_code_and_keeps_neither(page: Page, site: str) -> None:
    page.goto(f"{site}{BOTH}#{SECOND}+{FIRST}")
    expect(field(page, "patient")).to_have_value(SECOND, timeout=PATIENCE)
    expect(field(page, "clinician")).to_have_value(FIRST)
    assert page.url == site + BOTH
    other = code("patient", [3] * 16)
    page.evaluate("code => { location.hash = code }", other)
    expect(field(page, "patient")).to_have_value(other)
    expect(field(page, "clinician")).to_have_value(FIRST)
    expect(page.get_by_role("status").filter(has_text="filled in")).to_be_visible()
    assert page.url == site + BOTH
    press_show(page)
    expect(heading(page)).to_be_visible()


def test_a_code_in_the_address_waits_for_python_through_a_reload(page: Page, site: str) -> None:
    page.context.route("**/pyodide.asm.wasm", lambda route: route.abort())
    page.goto(f"{site}{BOTH}#{SECOND}")
    expect(page.get_by_text("Python could not be downloaded.")).to_be_visible(timeout=PATIENCE)
    assert page.url == site + BOTH
    page.context.unroute_all()
    page.reload()
    expect(field(page, "patient")).to_have_value(SECOND, timeout=PATIENCE)


def test_of_two_codes_of_the_same_view_the_second_is_used_and_it_is_said(
    page: Page, site: str
) -> None:
    later = code("patient", CLINICIAN)
    page.goto(f"{site}{BOTH}#{SECOND}+{later}")
    said = page.get_by_text("Two codes of the same view came: the second is used.")
    expect(said).to_be_visible(timeout=PATIENCE)
    expect(field(page, "patient")).to_have_value(later)
    expect(field(page, "clinician")).to_have_value("")


def test_a_comparison_waits_for_the_codes_of_the_address(page: Page, site: str) -> None:
    page.goto(f"{site}{BOTH}#{FIRST}+{SECOND}")
    press_show(page)
    expect(heading(page)).to_be_focused(timeout=PATIENCE)


def test_a_heading_in_the_address_is_no_code(page: Page, site: str) -> None:
    page.goto(f"{site}{BOTH}#reading")
    expect(page.get_by_role("heading", name="How to read it")).to_be_in_viewport()
    assert page.url.endswith("#reading")


def test_exchanged_codes_find_their_fields(both: Page) -> None:
    show(both, SECOND, FIRST.lower().replace("-", " "))
    expect(heading(both)).to_be_visible(timeout=PATIENCE)
    expect(field(both, "patient")).to_have_value(SECOND)
    expect(row(both, 1).get_by_role("cell").nth(0)).to_contain_text("Fully (5)")


def test_a_wrong_code_is_told_at_its_field_and_stays(both: Page) -> None:
    wrong = SECOND[:-1] + ("0" if SECOND[-1] != "0" else "1")
    show(both, FIRST, wrong)
    summary = both.get_by_role("alert")
    expect(summary).to_be_focused(timeout=PATIENCE)
    expect(both).to_have_title(re.compile(r"^Error: "))
    link = summary.get_by_role("link")
    expect(link).to_have_count(1)
    expect(link).to_contain_text("wrong")
    patient = field(both, "patient")
    expect(patient).to_have_value(wrong)
    expect(patient).to_have_accessible_description(re.compile(r"^Error: .*wrong.* groups\."))
    link.click()
    expect(patient).to_be_focused()
    patient.fill(SECOND)
    press_show(both)
    expect(heading(both)).to_be_focused()
    expect(summary).to_have_count(0)
    expect(both).not_to_have_title(re.compile(r"^Error: "))
    expect(patient).to_have_accessible_description(re.compile(r"^A code stands"))


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ("", "Type this code, or scan it"),
        (FIRST, "This is a code of the other view"),
        (SECOND[:-2], "symbols"),
        (SECOND.replace(SECOND[3], "U"), "U"),
    ],
    ids=["none", "of the other view", "too short", "with a strange letter"],
)
def test_each_fault_of_a_code_has_words(both: Page, second: str, words: str) -> None:
    show(both, FIRST, second)
    expect(both.get_by_role("alert").get_by_role("link")).to_contain_text(words, timeout=PATIENCE)
    expect(field(both, "patient")).to_have_value(second)


def test_reload_keeps_the_codes_and_clear_forgets_them(both: Page) -> None:
    show(both)
    expect(heading(both)).to_be_visible(timeout=PATIENCE)
    both.reload()
    expect(field(both, "clinician")).to_have_value(FIRST)
    expect(field(both, "patient")).to_have_value(SECOND)
    both.get_by_role("button", name="Clear everything").click()
    expect(field(both, "clinician")).to_be_focused()
    both.reload()
    expect(field(both, "patient")).to_have_value("")
    assert both.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_view_that_is_saved_on_this_device_can_be_chosen(page: Page, site: str) -> None:
    page.goto(site + BOTH)
    page.get_by_role("button", name="Choose one saved on this device").click()
    expect(page.get_by_text("No view is saved on this device.")).to_be_visible(timeout=PATIENCE)
    kept = saved("clinician", [3] * 16, "2026-11-23T09:00:00Z", "")
    kept = saved("clinician", CLINICIAN, "2026-11-24T09:00:00Z", "Person A", kept)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, kept])
    page.reload()
    page.get_by_role("button", name="Choose one saved on this device").click()
    choice = page.get_by_role("combobox", name="Or one that is saved here")
    expect(choice).to_be_focused(timeout=PATIENCE)
    expect(choice).to_have_count(1)
    latest = choice.get_by_role("option").nth(1)
    expect(latest).to_have_text(re.compile(r"^24 November 2026 .*, Person A$"))
    choice.select_option(index=1)
    expect(field(page, "clinician")).to_have_value(FIRST)


def test_the_comparison_is_a_table_to_take_away(both: Page, tmp_path: Path) -> None:
    show(both)
    expect(heading(both)).to_be_visible(timeout=PATIENCE)
    with both.expect_download() as download:
        both.get_by_role("button", name="Download as CSV").click()
    download.value.save_as(tmp_path / "both.csv")
    text = (tmp_path / "both.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    item = view("patient")["items"][0]
    assert len(rows) == 32
    assert rows[1] == {
        "instrument": "alliance-patient",
        "version": "1",
        "item": item["id"],
        "part": item["part"],
        "statement": item["text"],
        "answer": "1",
        "answer_label": "Not at all",
    }
    assert [entry["answer"] for entry in rows[11:14:2]] == ["", "not-applicable"]


def test_no_word_of_judgement_stands_in_the_result(both: Page) -> None:
    for second in (SECOND, code("patient", CLINICIAN), code("patient", [""] * 16)):
        show(both, FIRST, second)
        expect(heading(both)).to_be_focused(timeout=PATIENCE)
        text = both.locator("section").filter(has=heading(both)).inner_text()
        assert len(text) > 1000
        assert not NEVER.findall(text)


def test_the_keyboard_alone_is_enough(both: Page) -> None:
    field(both, "clinician").focus()
    both.keyboard.type(FIRST)
    both.keyboard.press("Tab")
    expect(field(both, "patient")).to_be_focused()
    both.keyboard.type(SECOND)
    both.keyboard.press("Enter")
    expect(heading(both)).to_be_focused(timeout=PATIENCE)


def test_without_javascript_the_way_on_paper_is_there(scriptless: Page, site: str) -> None:
    scriptless.goto(site + BOTH)
    expect(scriptless.get_by_role("button", name="Show both views")).to_have_count(0)
    scriptless.get_by_text("Compare on paper").click()
    expect(scriptless.get_by_text("Put the two filled-in forms side by side")).to_be_visible()
