"""A reader goes through a branching case, changes course, and looks back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import WITHOUT_OFFLINE

pytestmark = WITHOUT_OFFLINE

CASE = "quizzes/case-late-again/"
PATIENCE = 60_000


@pytest.fixture(scope="module")
def warm(browser: Browser, site: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(site + CASE)
    yield page
    page.close()


@pytest.fixture
def started(warm: Page) -> Page:
    warm.get_by_role("button", name="Begin the case again").click()
    return warm


def step(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name)


def say(page: Page, name: str, words: str) -> None:
    step(page, name).get_by_label(words).check()
    step(page, name).get_by_role("button", name="Say this").click()
    expect(step(page, name).get_by_text("You say:")).to_be_visible(timeout=PATIENCE)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()


def test_only_the_first_step_is_shown_and_a_choice_brings_its_consequence(started: Page) -> None:
    expect(started.locator("alliance-case [data-question]:visible")).to_have_count(1)
    say(started, "The jacket stays on", "Yes, let us save the time")
    expect(step(started, "The jacket stays on")).to_contain_text("takes off one shoe")
    expect(step(started, "The jacket stays on")).not_to_contain_text("It goes on with")
    expect(started.locator("alliance-case [data-question]:visible")).to_have_count(1)
    go_on(started)
    expect(started.get_by_role("heading", name="Ten silent heel raises")).to_be_focused()


def test_nothing_chosen_is_said(started: Page) -> None:
    step(started, "The jacket stays on").get_by_role("button", name="Say this").click()
    expect(started.get_by_text("Choose what you say first.")).to_be_visible()


def test_a_reader_may_say_something_else_and_the_way_behind_it_is_gone(started: Page) -> None:
    say(started, "The jacket stays on", "Yes, let us save the time")
    go_on(started)
    first = step(started, "The jacket stays on")
    first.get_by_role("button", name="Say something else").click()
    expect(first.get_by_role("radio").first).to_be_focused()
    expect(step(started, "Ten silent heel raises")).to_be_hidden()
    say(started, "The jacket stays on", "You have had to wait twice")
    go_on(started)
    expect(started.get_by_role("heading", name="Kind and closed")).to_be_focused()


def test_an_end_looks_back_part_by_part_and_gives_no_score(started: Page) -> None:
    say(started, "The jacket stays on", "Yes, let us save the time")
    go_on(started)
    say(started, "Ten silent heel raises", "Neatly done.")
    go_on(started)
    expect(started.locator("alliance-case .end:visible")).to_have_count(1)
    look = started.locator(".results")
    expect(look.get_by_role("row", name="Tasks")).to_contain_text("The jacket stays on")
    expect(look.get_by_role("row", name="Bond").get_by_role("link")).to_have_text(
        ["The jacket stays on", "Ten silent heel raises"]
    )
    expect(look.get_by_role("row", name="Goals")).to_contain_text("Nowhere")
    started.reload()
    # The way is there again, with its end.
    expect(started.locator("alliance-case .end:visible")).to_have_count(1, timeout=PATIENCE)
    expect(look.get_by_role("row", name="Tasks")).to_contain_text("The jacket stays on")


def test_without_javascript_every_step_and_consequence_can_be_read(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + CASE)
    expect(page.locator("alliance-case [data-question]").last).to_be_visible()
    page.get_by_text("All choices and what follows").click()
    expect(page.get_by_text("takes off one shoe")).to_be_visible()
    link = page.locator(".key").get_by_role("link", name="Ten silent heel raises").first
    expect(link).to_have_attribute("href", "#late-silence")
    context.close()
