"""The card of a citation, and the page of all references, as a reader meets them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

CHAPTER = "alliance/components/"


def citation(page: Page, number: int = 1) -> Locator:
    return page.get_by_role("link", name=f"Reference {number}", exact=True).first


def test_the_card_shows_the_reference_and_who_else_cites_it(page: Page, site: str) -> None:
    page.goto(site + CHAPTER)
    citation(page).focus()
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text("Bordin ES.")
    expect(card).to_contain_text("Also cited in")
    expect(card.get_by_role("link", name="doi:10.1037/h0085885")).to_have_attribute(
        "href", "https://doi.org/10.1037/h0085885"
    )
    # What a screen reader says behind "Reference 1".
    expect(citation(page)).to_have_accessible_description(re.compile("^Bordin ES"))
    citation(page, 2).focus()
    expect(card).to_contain_text("Keeffe M")
    expect(card).not_to_contain_text("Bordin ES.")


def test_the_card_stays_while_the_pointer_is_on_it(page: Page, site: str) -> None:
    page.goto(site + CHAPTER)
    citation(page).hover()
    card = page.get_by_role("tooltip")
    expect(card).to_be_visible()
    card.hover()
    page.wait_for_timeout(500)
    expect(card).to_be_visible()
    page.mouse.move(2, 2)
    expect(card).to_have_count(0)


def test_escape_dismisses_the_card_and_leaves_the_focus(page: Page, site: str) -> None:
    page.goto(site + CHAPTER)
    citation(page).focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)
    expect(citation(page)).to_be_focused()


def test_enter_goes_to_the_reference_and_its_letters_lead_back(page: Page, site: str) -> None:
    page.goto(site + CHAPTER)
    citation(page).press("Enter")
    expect(page).to_have_url(site + CHAPTER + "#ref-bordin1979")
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^b: back to citation 2 of .* reference 1$")).click()
    expect(page.locator(":target")).to_have_text("1")
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.browser_context_args(has_touch=True, viewport={"width": 360, "height": 740})
def test_the_first_tap_opens_the_card_and_the_second_follows_the_link(
    page: Page, site: str
) -> None:
    page.goto(site + CHAPTER)
    citation(page).tap()
    card = page.get_by_role("tooltip")
    expect(card).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(page).to_have_url(site + CHAPTER)
    citation(page).tap()
    expect(page).to_have_url(site + CHAPTER + "#ref-bordin1979")


def test_feedback_that_a_script_has_copied_has_cards_too(page: Page, site: str) -> None:
    page.goto(site + "quizzes/components/")
    page.get_by_label("Put both aims into words").check()
    page.get_by_role("button", name="Check").first.click()
    feedback = page.get_by_role("status").filter(has_text="Right.")
    cited = feedback.get_by_role("link", name="Reference").first
    cited.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("doi:")


def test_without_javascript_a_citation_is_a_link_to_its_reference(
    scriptless: Page, site: str
) -> None:
    scriptless.goto(site + CHAPTER)
    citation(scriptless).click()
    expect(scriptless).to_have_url(site + CHAPTER + "#ref-bordin1979")
    scriptless.goto(site + "references/")
    expect(scriptless.get_by_role("listitem").filter(has_text="Bordin ES.")).to_be_visible()
    expect(scriptless.get_by_role("searchbox")).to_be_hidden()


def test_the_references_can_be_filtered(page: Page, site: str) -> None:
    page.goto(site + "references/")
    entries = page.get_by_role("article").get_by_role("listitem")
    whole = entries.count()
    field = page.get_by_role("searchbox", name="Filter by author")
    field.fill("fluckiger 2018")
    expect(entries).to_have_count(1)
    expect(entries).to_contain_text("Flückiger C, Del Re AC")
    expect(page.get_by_role("status").filter(has_text=f"1 of {whole} sources")).to_be_visible()
    field.fill("")
    expect(entries).to_have_count(whole)


def test_a_link_to_one_reference_finds_it_in_a_filtered_list(page: Page, site: str) -> None:
    page.goto(site + "references/")
    page.get_by_role("searchbox", name="Filter by author").fill("nobody")
    page.evaluate("location.hash = 'bordin1979'")
    expect(page.locator(":target")).to_contain_text("Bordin ES.")
    expect(page.locator(":target")).to_be_visible()


def test_a_printed_reference_spells_its_doi_out(page: Page, site: str) -> None:
    page.goto(site + CHAPTER)
    page.emulate_media(media="print")
    link = page.get_by_role("link", name="doi:10.1037/h0085885")
    printed = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert (
        "https://doi.org/10.1037/h0085885" in printed.replace('" "', "") or "attr(href)" in printed
    )
