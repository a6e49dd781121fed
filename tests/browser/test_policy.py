"""What the page's policy and hashes keep out, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.conftest import RECORD_VIOLATIONS
from tests.browser.test_quiz import PATIENCE, QUIZ, RIGHT, check, question

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

    def alter(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace("<h1", f"{markup}<h1", 1))

    page.route("**/alliance/goals/", alter)
    page.goto(site + "alliance/goals/")
    page.evaluate("document.querySelector('[href^=javascript]')?.click()")
    page.wait_for_timeout(500)
    assert page.evaluate("globalThis.hostile") is None
    assert page.evaluate("violations") != []


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        (
            " <mark data-a=1>aims</mark> <p>a &lt; b",
            ' <mark data-a="1">aims</mark> <p>a &lt; b</p>',
        ),
        ('<p onclick="globalThis.hostile = true" style="color: red">aims</p>', "<p>aims</p>"),
        ('a<img src="x" onerror="globalThis.hostile = true">b', "ab"),
        ('<a href="javascript:globalThis.hostile = true">Press</a>', ""),
        ("<p><svg><style><img src=x onerror=hostile></style></svg>", "<p></p>"),
        ("<template><p></template><iframe srcdoc='<p>'></iframe><form><p>a</form>", ""),
    ],
)
def test_text_becomes_no_markup_but_what_results_of_a_search_are_made_of(
    page: Page, site: str, text: str, markup: str
) -> None:
    page.goto(site)
    write = "text => { const h1 = document.querySelector('h1'); h1.innerHTML = text; return h1 }"
    assert page.evaluate_handle(write, text).evaluate("h1 => h1.innerHTML") == markup


@pytest.mark.parametrize(
    "start",
    [
        "url => { new Worker(url) }",
        "url => { document.createElement('script').src = url }",
        "url => navigator.serviceWorker.register(url)",
        "url => { document.createElement('script').textContent = `import('${url}')` }",
    ],
)
def test_no_script_of_another_site_of_the_owner_is_started(
    page: Page, site: str, start: str
) -> None:
    page.goto(site)
    with pytest.raises(Error, match="TrustedScript"):
        page.evaluate(start, "/another/script.js")
