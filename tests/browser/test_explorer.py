"""A reader moves the size of an effect: by keyboard, by number, with and without Python."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

EXPLORER = "evidence/explorer/"
PATIENCE = 60_000


@pytest.fixture
def explorer(page: Page, site: str) -> Page:
    page.goto(site + EXPLORER)
    return page


def result(page: Page, name: str) -> Locator:
    return page.get_by_role("term").filter(has_text=name).locator("+ dd")


def test_the_slider_moves_every_figure_by_keyboard(explorer: Page) -> None:
    slider = explorer.get_by_role("slider", name="Size, as a slider")
    slider.focus()
    explorer.keyboard.press("End")
    expect(result(explorer, "Shared variance")).to_have_text("81 %", timeout=PATIENCE)
    expect(explorer.get_by_role("spinbutton", name="Size")).to_have_value("0.9")
    expect(result(explorer, "with a stronger alliance")).to_have_text("48")
    expect(explorer.locator("circle.well")).to_have_count(50)
    expect(explorer.get_by_role("status").first).to_contain_text("Overlap of the two curves: 4 %.")
    explorer.keyboard.press("ArrowLeft")
    expect(result(explorer, "Correlation r")).to_have_text("0.89")


def test_a_number_can_be_typed_and_another_measure_keeps_the_size(explorer: Page) -> None:
    number = explorer.get_by_role("spinbutton", name="Size")
    number.fill("0.278")
    number.fill("0.28")
    explorer.get_by_role("radio", name="Standardised difference d").check()
    expect(number).to_have_value("0.58", timeout=PATIENCE)
    number.fill("0.11")
    expect(result(explorer, "Correlation r")).to_have_text("0.05", timeout=PATIENCE)
    expect(result(explorer, "does better")).to_have_text("53 %")


def test_a_size_beyond_the_picture_changes_nothing(explorer: Page) -> None:
    explorer.get_by_role("spinbutton", name="Size").fill("7")
    expect(result(explorer, "Shared variance")).to_have_text("8 %")
    expect(explorer.get_by_role("slider")).to_have_value("0.28")


def test_without_javascript_the_first_size_and_the_steps_are_there(
    scriptless: Page, site: str
) -> None:
    scriptless.goto(site + EXPLORER)
    expect(result(scriptless, "Overlap of the two curves")).to_have_text("77 %")
    expect(scriptless.get_by_role("slider")).to_be_hidden()
    scriptless.get_by_text("Work it out by hand").click()
    expect(scriptless.get_by_text("look up the share of the normal curve")).not_to_have_count(0)


def test_a_word_of_the_glossary_is_explained_on_focus(page: Page, site: str) -> None:
    page.goto(site + "alliance/what/")
    word = page.locator("abbr").first
    word.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("Doing what was agreed")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)
