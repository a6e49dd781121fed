"""In every state that a reader brings about, a form stays as accessible and private as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_quiz import QUIZ, RIGHT, WRONG, check, question
from tests.browser.test_scale import ITEMS, SCALE, answer, heading, show
from tests.browser.test_theme import AXE, RECORD_VIOLATIONS, violations_in_every_setting

PATIENCE = 60_000


def answered_wrong(page: Page) -> None:
    check(page, WRONG)
    expect(question(page).get_by_text("Not yet.")).to_be_visible(timeout=PATIENCE)


def answered_right(page: Page) -> None:
    check(page, RIGHT)
    expect(question(page).get_by_text("Right.", exact=True)).to_be_visible(timeout=PATIENCE)


def key_opened(page: Page) -> None:
    page.get_by_text("Answers and explanations").click()
    expect(page.get_by_text("Once both aims are on the table")).to_be_visible()


def python_away(page: Page) -> None:
    page.context.route("**/pyodide.asm.wasm", lambda route: route.abort())
    check(page, RIGHT)
    expect(page.get_by_role("button", name="Try again")).to_be_visible(timeout=PATIENCE)


def gaps_named(page: Page) -> None:
    answer(page, ["Mostly"])
    show(page)
    expect(page.get_by_role("alert")).to_be_visible()


def result_shown(page: Page) -> None:
    answer(page, ["Fully", "A little", *["Mostly"] * (ITEMS - 2)])
    show(page)
    expect(heading(page)).to_be_visible(timeout=PATIENCE)


def paper_opened(page: Page) -> None:
    page.get_by_text("Score it on paper").click()
    page.get_by_text("About this form").click()


STATES = [
    (QUIZ, answered_wrong),
    (QUIZ, answered_right),
    (QUIZ, key_opened),
    (QUIZ, python_away),
    (SCALE, gaps_named),
    (SCALE, result_shown),
    (SCALE, paper_opened),
]


@pytest.fixture
def audited(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    context = browser.new_context(**browser_context_args)
    context.add_init_script(path=AXE)
    context.add_init_script(RECORD_VIOLATIONS)
    yield context
    context.close()


@pytest.mark.parametrize(("address", "act"), STATES, ids=[act.__name__ for _, act in STATES])
def test_a_state_has_no_fault_and_breaks_no_policy(
    audited: BrowserContext, site: str, address: str, act: Callable[[Page], None]
) -> None:
    page = audited.new_page()
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(site) else None)
    page.goto(site + address)
    act(page)
    assert violations_in_every_setting(page) == []
    assert page.evaluate("violations") == []
    assert outside == []
