"""A clinician prints the patient's sheet: one page to tick, one to add up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_scale import ITEMS
from tests.browser.test_take_away import pages_of

SHEET = "reflect/sheet/"
SMALLEST = 11 * 96 / 72
"""In pixels; the foot with licence and version is no text to read while ticking."""


@pytest.fixture
def sheet(page: Page, site: str) -> Page:
    page.goto(site + SHEET)
    return page


def test_the_sheet_is_two_pages(sheet: Page) -> None:
    assert pages_of(sheet) == 2
    sheet.get_by_role("table").evaluate("table => table.append(table.tBodies[0].cloneNode(true))")
    assert pages_of(sheet) == 3


def test_every_statement_has_a_box_for_each_answer(sheet: Page) -> None:
    rows = sheet.get_by_role("row").filter(has=sheet.get_by_role("rowheader"))
    expect(rows).to_have_count(ITEMS)
    for row in rows.all():
        expect(row.locator(".box")).to_have_count(6)


def test_a_patient_can_read_it_on_paper(sheet: Page) -> None:
    sheet.emulate_media(media="print")
    sizes = sheet.evaluate(
        """() => [...document.querySelectorAll('.sheet :is(p:not(.sheet-foot), li, th, td)')]
             .map(part => parseFloat(getComputedStyle(part).fontSize))"""
    )
    assert min(sizes) >= SMALLEST
    statements = sheet.locator("tbody th").first.evaluate("th => getComputedStyle(th).fontSize")
    assert statements == "16px"  # 12 pt
    expect(sheet.get_by_role("heading", name="The patient's sheet")).to_be_hidden()
    expect(sheet.get_by_role("heading", name="How do you see your visits?")).to_be_visible()


def test_a_button_prints_it(sheet: Page) -> None:
    sheet.evaluate("window.print = () => { document.title = 'printed' }")
    sheet.get_by_role("button", name="Print the sheet").click()
    expect(sheet).to_have_title("printed")


def test_without_a_script_the_sheet_is_there_and_no_button(scriptless: Page, site: str) -> None:
    scriptless.goto(site + SHEET)
    expect(scriptless.get_by_text("Tick one box for each line")).to_be_visible()
    expect(scriptless.get_by_role("button", name="Print the sheet")).to_be_hidden()
