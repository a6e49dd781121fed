"""A reader saves the answers to a quiz, takes them away, and finds a question changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import WITHOUT_OFFLINE
from tests.browser.test_kinds import REFLECT
from tests.browser.test_practice import KEY, stored
from tests.browser.test_quiz import PATIENCE, QUIZ, RIGHT, WRONG, check, question

pytestmark = WITHOUT_OFFLINE

SAVED = "Object.keys(localStorage).filter(key => key.startsWith('alliance.progress'))"


@pytest.fixture
def answered(page: Page, site: str) -> Page:
    """A page on which one question has been answered wrongly, then rightly."""
    page.goto(site + QUIZ)
    check(page, WRONG)
    expect(question(page).get_by_text("Not yet.")).to_be_visible(timeout=PATIENCE)
    check(page, RIGHT)
    expect(question(page).get_by_text("Right.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Show my results").click()
    return page


def taken(page: Page, name: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


def said(page: Page) -> str:
    return page.locator("[data-value=said]").inner_text()


def test_nothing_is_saved_before_the_reader_says_so_and_then_as_answers_come(
    answered: Page,
) -> None:
    assert answered.evaluate(SAVED) == []
    answered.get_by_role("button", name="Save on this device").click()
    expect(answered.get_by_text("Saved. From now on")).to_be_visible()
    expect(answered.get_by_role("button", name="Save on this device")).to_be_hidden()
    expect(answered.get_by_role("link", name="See what is due")).to_be_visible()
    [key] = answered.evaluate(SAVED)
    read = f"JSON.parse(localStorage.getItem({json.dumps(key)})).questions"
    assert [
        (k, [a["share"] for a in v["answers"]]) for k, v in answered.evaluate(read).items()
    ] == [("components/three-weeks-or-twelve", [0])]
    check(answered, "The paper says it predicted all four", name="The journal club")
    expect(question(answered, "The journal club").get_by_text("Right.", exact=True)).to_be_visible()
    answered.wait_for_function(f"() => Object.keys({read}).length === 2")


def test_the_answers_can_be_taken_away_unsaved(answered: Page) -> None:
    words = question(answered, REFLECT).get_by_label("Your words")
    words.fill("We laughed about the weather.")
    progress = taken(answered, "Download as JSON")
    assert json.loads(progress)["format"] == "alliance-progress"
    assert "weather" not in progress
    assert "three-weeks-or-twelve" in taken(answered, "CSV")
    record = taken(answered, "Markdown")
    assert "Three weeks or twelve" in record
    assert "We laughed about the weather." in record
    assert answered.evaluate(SAVED) == []


def test_storage_that_is_denied_is_told_and_the_sitting_goes_on(answered: Page) -> None:
    answered.evaluate(
        """() => {
          Storage.prototype.setItem = () => { throw new DOMException('no', 'SecurityError') }
        }"""
    )
    answered.get_by_role("button", name="Save on this device").click()
    expect(answered.get_by_text("does not let this site save anything")).to_be_visible()
    check(answered, "The paper says it predicted all four", name="The journal club")
    expect(question(answered, "The journal club").get_by_text("Right.", exact=True)).to_be_visible()
    assert "three-weeks-or-twelve" in taken(answered, "Download as JSON")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{broken", "not JSON, or broken off"),
        ('{"format": "alliance-progress", "version": 0, "questions": {}}', "there is no version 0"),
        (
            '{"format": "alliance-progress", "version": 9, "questions": {}}',
            "9 is newer than this page",
        ),
    ],
    ids=["damaged", "older", "newer"],
)
def test_what_is_saved_and_cannot_be_read_is_told_and_left_as_it_is(
    answered: Page, text: str, told: str
) -> None:
    answered.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    answered.reload()
    answered.get_by_role("button", name="Show my results").click()
    check(answered, "The paper says it predicted all four", name="The journal club")
    expect(question(answered, "The journal club").get_by_text("Right.", exact=True)).to_be_visible(
        timeout=PATIENCE
    )
    expect(answered.locator("[data-value=said]")).to_contain_text(told, timeout=PATIENCE)
    assert stored(answered) == text


def test_a_question_that_was_edited_says_so_and_is_not_counted(answered: Page) -> None:
    def edited(route: Route) -> None:
        response = route.fetch()
        body = response.text()
        form = body.index('data-question="three-weeks-or-twelve"')
        start = body.rindex("<form", 0, form)
        content = body.index('data-content="', start) + len('data-content="')
        route.fulfill(response=response, body=body[:content] + "00000000" + body[content + 8 :])

    answered.context.route("**/quizzes/components/", edited)
    answered.reload()
    expect(question(answered)).to_contain_text("This question has changed since you answered it.")
    expect(question(answered, "The journal club")).not_to_contain_text("has changed")
    check(answered, "The paper says it predicted all four", name="The journal club")
    status = question(answered, "The journal club").get_by_role("status")
    expect(status).to_contain_text("1 of 13 right so far.", timeout=PATIENCE)
