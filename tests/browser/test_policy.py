"""What the page's policy and hashes keep out, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_quiz import PATIENCE, QUIZ, RIGHT, check, question
from tests.browser.test_theme import RECORD_VIOLATIONS

MARK = "\n;globalThis.hostile = true;\n"


def tampered(route: Route) -> None:
    """Serve a script with one line more."""
    response = route.fetch()
    route.fulfill(response=response, body=response.text() + MARK)


@pytest.mark.parametrize("name", ["bundle.*.min.js", "site.js", "alliance-quiz.js", "engine.js"])
def test_a_script_that_the_build_has_not_made_does_not_run(
    page: Page, site: str, name: str
) -> None:
    page.route(f"**/{name}", tampered)
    page.goto(site + QUIZ, wait_until="networkidle")
    assert page.evaluate("globalThis.hostile") is None
    page.unroute_all()
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect(question(page).get_by_text("Right.", exact=True)).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="x" onerror="globalThis.hostile = true">',
        '<a href="javascript:globalThis.hostile = true">Press</a>',
    ],
)
def test_markup_that_got_into_a_page_runs_nothing(page: Page, site: str, markup: str) -> None:
    page.add_init_script(RECORD_VIOLATIONS)
    page.goto(site + "alliance/goals/")
    page.evaluate("markup => { document.querySelector('h1').innerHTML = markup }", markup)
    page.evaluate("document.querySelector('h1 a')?.click()")
    page.wait_for_timeout(500)
    assert page.evaluate("globalThis.hostile") is None
    assert page.evaluate("violations") != []
