"""A reader answers questions of every kind with the keyboard alone, and looks at the results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import WITHOUT_OFFLINE
from tests.browser.test_quiz import PATIENCE, QUIZ, RIGHT, WRONG, check, question

pytestmark = WITHOUT_OFFLINE

ORDER = "Five sentences for Yusuf"
MATCH = "At the kitchen table"
FILL = '"First they must like you"'
REFLECT = "The last good laugh"


@pytest.fixture(scope="module")
def warm(browser: Browser, site: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect(question(page).get_by_text("Right.", exact=True)).to_be_visible(timeout=PATIENCE)
    yield page
    page.close()


@pytest.fixture
def started(warm: Page) -> Page:
    warm.get_by_role("button", name="Start again").click()
    return warm


def status(page: Page, name: str) -> Locator:
    return question(page, name).get_by_role("status")


def items(page: Page) -> list[str]:
    spans = question(page, ORDER).locator("[data-item] > span:first-child")
    return [" ".join(text.split()[:2]) for text in spans.all_inner_texts()]


def sort(page: Page) -> None:
    """Put the sentences into the right order with the buttons, by the keyboard."""
    firsts = ['"What would', '"What small', '"I think', '"Then the', '"And on']
    rows = question(page, ORDER).locator("[data-item]")
    for place, first in enumerate(firsts):
        row = rows.filter(has_text=first)
        button = row.get_by_role("button", name="Move up")
        button.focus()
        while rows.nth(place).filter(has_text=first).count() == 0:
            page.keyboard.press("Enter")
            expect(button).to_be_focused()


def test_an_order_is_moved_by_buttons_that_keep_the_focus_and_say_the_place(started: Page) -> None:
    first, second = items(started)[:2]
    row = question(started, ORDER).locator("[data-item]").filter(has_text=second)
    button = row.get_by_role("button", name="Move up")
    button.focus()
    started.keyboard.press("Enter")
    expect(button).to_be_focused()
    expect(status(started, ORDER)).to_contain_text(": now 1 of 5.")
    assert items(started)[:2] == [second, first]


def test_an_order_is_right_only_as_a_whole(started: Page) -> None:
    check(started, name=ORDER)
    expect(status(started, ORDER)).to_contain_text("Not yet")
    expect(status(started, ORDER)).not_to_contain_text("The order is our advice")
    sort(started)
    check(started, name=ORDER)
    expect(status(started, ORDER)).to_contain_text("Right. 1 of 13 right so far.")
    expect(status(started, ORDER)).to_contain_text("The order is our advice")


def test_a_match_says_how_many_and_not_which(started: Page) -> None:
    selects = question(started, MATCH).get_by_role("combobox")
    for number in range(3):
        selects.nth(number).select_option(index=1)
    check(started, name=MATCH)
    expect(status(started, MATCH)).to_contain_text("Not yet: 1 of 3 matched rightly.")
    expect(status(started, MATCH).locator(".feedback")).to_have_count(0)
    for term, words in (("Goals", "curtains"), ("Tasks", "stick"), ("Bond", "owned up")):
        options = question(started, MATCH).get_by_label(term, exact=True)
        labels = options.locator("option").all_inner_texts()
        options.select_option(index=next(n for n, label in enumerate(labels) if words in label))
    check(started, name=MATCH)
    expect(status(started, MATCH)).to_contain_text("Right.")


def test_a_blank_forgives_a_slip_and_says_how_many_are_right(started: Page) -> None:
    first = question(started, FILL).get_by_label("Blank 1 of 2")
    first.fill("TASKS ")
    question(started, FILL).get_by_label("Blank 2 of 2").fill("feeling")
    started.keyboard.press("Enter")
    expect(status(started, FILL)).to_contain_text("Not yet: 1 of 2 right.")
    question(started, FILL).get_by_label("Blank 2 of 2").fill("emotoinal bond")
    started.keyboard.press("Enter")
    expect(status(started, FILL)).to_contain_text("Right.")


def test_a_reflection_is_compared_and_not_scored(started: Page) -> None:
    expect(started.get_by_text("It is not scored")).to_be_visible()
    box = question(started, REFLECT).get_by_label("Your words")
    box.fill("<b>We laughed</b>")
    question(started, REFLECT).get_by_role("button", name="Compare").click()
    expect(status(started, REFLECT)).to_contain_text("Something to compare with. 0 of 13")
    expect(status(started, REFLECT)).to_contain_text("Bordin keeps the bond apart")
    expect(box).to_have_value("<b>We laughed</b>")


def test_a_hint_is_closed_until_it_is_asked_for(started: Page) -> None:
    hint = started.locator("details.clue").first
    expect(hint.locator("p")).to_be_hidden()
    hint.locator("summary").focus()
    started.keyboard.press("Enter")
    expect(hint.locator("p")).to_be_visible()
    started.keyboard.press("Enter")


def test_every_control_is_large_enough_for_a_thumb(started: Page) -> None:
    started.get_by_label("Ask me how sure I am").check()
    small = started.evaluate(
        """() => [...document.querySelectorAll('alliance-quiz :is(.option, .md-button, select,'
                 + ' textarea, [type=text])')]
            .filter(node => node.offsetHeight && node.offsetHeight < 44)
            .map(node => node.outerHTML.slice(0, 80))"""
    )
    started.get_by_label("Ask me how sure I am").uncheck()
    assert small == []


def test_certainty_is_asked_for_only_when_wanted_and_that_is_remembered(
    browser: Browser, site: str
) -> None:
    page = browser.new_page()
    page.goto(site + QUIZ)
    expect(page.get_by_text("How sure are you?")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage)") == []
    page.get_by_label("Ask me how sure I am").check()
    expect(page.get_by_text("How sure are you?")).to_have_count(13)
    # Other sites of the same owner may share the host.
    key = f"alliance.certainty:{urlsplit(site).path}"
    assert page.evaluate("Object.keys(localStorage)") == [key]
    page.goto(site + "quizzes/goals/")
    expect(page.get_by_text("How sure are you?").first).to_be_visible()
    page.get_by_label("Ask me how sure I am").uncheck()
    assert page.evaluate("Object.keys(localStorage)") == []
    page.close()


def test_the_results_list_sure_errors_first_and_say_where_to_read(started: Page) -> None:
    started.get_by_label("Ask me how sure I am").check()
    question(started, FILL).get_by_label("Blank 1 of 2").fill("bonds")
    question(started, FILL).get_by_label("A guess").check()
    check(started, name=FILL)
    expect(status(started, FILL)).to_contain_text("Not yet")
    question(started).get_by_label("Sure", exact=True).check()
    check(started, WRONG)
    expect(status(started, "Three weeks or twelve")).to_contain_text("Not yet")
    check(started, RIGHT)
    expect(status(started, "Three weeks or twelve")).to_contain_text("Right.")
    started.get_by_role("button", name="Show my results").click()
    expect(started.get_by_role("heading", name="Your results")).to_be_focused()
    results = started.locator(".results")
    expect(results).to_contain_text("0 right at the first try, of 2 answered and 13 in all.")
    rows = results.locator("[data-list=again] > li")
    expect(rows.nth(0)).to_contain_text("Three weeks or twelve (you were sure). Read: Goals")
    expect(rows.nth(1)).to_contain_text('"First they must like you"')
    expect(rows.nth(0).get_by_role("link", name="Goals")).to_have_attribute(
        "href", re.compile(r"/alliance/components/#goals$")
    )
    expect(results.get_by_role("row", name="Name Bordin's three parts")).to_contain_text("of")
    started.get_by_label("Ask me how sure I am").uncheck()


def test_a_reload_brings_back_every_kind_of_answer_and_its_feedback(
    browser: Browser, site: str
) -> None:
    page = browser.new_page()
    page.goto(site + QUIZ)
    question(page, MATCH).get_by_label("Goals", exact=True).select_option(index=2)
    question(page, FILL).get_by_label("Blank 1 of 2").fill("tasks")
    question(page, REFLECT).get_by_label("Your words").fill("laughter")
    sort(page)
    moved = items(page)
    check(page, RIGHT)
    expect(question(page).get_by_text("Right.", exact=True)).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(question(page, FILL).get_by_label("Blank 1 of 2")).to_have_value("tasks")
    expect(question(page, REFLECT).get_by_label("Your words")).to_have_value("laughter")
    assert question(page, MATCH).get_by_label("Goals", exact=True).input_value()
    assert items(page) == moved
    question(page, REFLECT).get_by_label("Your words").focus()
    expect(question(page).get_by_text("Right.", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".score")).to_have_text("1 of 13 right so far.")
    page.close()


def test_the_keyboard_alone_answers_every_kind_and_goes_on_behind_it(started: Page) -> None:
    """Tab and Shift+Tab reach every control, before the answer and after it."""
    press = started.keyboard.press
    question(started, MATCH).get_by_label("Goals", exact=True).focus()
    for term in ("Goals", "Tasks", "Bond"):
        select = question(started, MATCH).get_by_label(term, exact=True)
        expect(select).to_be_focused()
        press("ArrowDown")
        expect(select).not_to_have_value("")
        press("Tab")
    expect(status(started, MATCH)).to_be_empty()  # Nothing is marked on change.
    expect(question(started, MATCH).get_by_role("button", name="Check")).to_be_focused()
    press("Enter")
    expect(status(started, MATCH)).to_contain_text("Not yet: 1 of 3")
    press("Tab")
    expect(question(started, MATCH).get_by_role("button", name="Show the answer")).to_be_focused()
    press("Enter")
    expect(status(started, MATCH)).to_contain_text("Here is the answer.")

    question(started, REFLECT).get_by_label("Your words").focus()
    started.keyboard.type("On Monday")
    press("Tab")
    press("Enter")
    expect(status(started, REFLECT)).to_contain_text("Something to compare with.")
    press("Tab")
    expect(status(started, REFLECT).get_by_role("link").first).to_be_focused()

    question(started, ORDER).get_by_role("button", name="Move up").first.focus()
    stops = 0
    while question(started, ORDER).locator("[type=submit]:focus").count() == 0:
        press("Tab")
        stops += 1
    assert stops == 2 * 5
    press("Enter")
    expect(status(started, ORDER)).to_contain_text("Not yet")
