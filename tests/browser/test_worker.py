"""Every case file, put through the worker of the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from alliance_quiz.bridge import score
from tests.browser.test_faults_in_use import Faulty, built
from tests.browser.test_quiz import PATIENCE, QUIZ, RIGHT, check, question
from tests.case_files import read_cases
from tests.served import SITE_DIR, served_site

REST = "pyodide.rest.wasm"
LIBRARY = "python_stdlib.pyz"
IMAGE = "python.gz"
# A number so small that reading it takes code which no case reaches.
UNFORESEEN = ['{"explore": "effect size"}', '{"measure": "d", "value": 1e-320}']
cut = pytest.mark.skipif(
    not list((SITE_DIR / "python").glob(f"*/{REST}")), reason="RUNTIME=stock cuts nothing off"
)
ASK = """async (cases) => {
  const { Engine } = await import(document.querySelector('script[src*="alliance-quiz"]').src
    .replace('alliance-quiz', 'engine'));
  const quiz = document.querySelector('alliance-quiz');
  const engine = new Engine(new URL(quiz.getAttribute('python'), document.baseURI).href);
  const ask = ({ call, urls, texts }) => engine.ask(call, { urls, texts, packages: ['fsrs'] })
    .then(result => ({ result }), error => ({ error: error.message }));
  window.again = () => ask(cases[0]);
  return Promise.all(cases.map(ask));
}"""


def ask(page: Page, site: str, cases: list[dict[str, Any]]) -> Any:
    page.goto(site + QUIZ)
    return page.evaluate(ASK, cases)


def named(name: str) -> dict[str, Any]:
    case = next(case for case in read_cases() if case.name == name)
    return {"call": case.call, "texts": case.texts, "result": case.result}


@pytest.fixture(scope="module")
def fetched() -> list[str]:
    """The addresses that the cases have fetched."""
    return []


@pytest.fixture(scope="module")
def answers(browser: Browser, site: str, fetched: list[str]) -> Any:
    page = browser.new_page()
    page.context.on("request", lambda request: fetched.append(request.url))
    found = ask(page, site, [{"call": case.call, "texts": case.texts} for case in read_cases()])
    page.close()
    return {case.name: answer for case, answer in zip(read_cases(), found, strict=True)}


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_case(case: Any, answers: Any) -> None:
    if case.error is None:
        assert json.loads(json.dumps(answers[case.name])) == {"result": case.result}
    else:
        assert answers[case.name]["error"].endswith(case.error)


@pytest.mark.usefixtures("answers")
def test_the_core_holds_all_that_the_cases_call(fetched: list[str]) -> None:
    """Else its console names the function; runtime/browsers.txt takes its number."""
    assert fetched
    assert not [url for url in fetched if url.endswith(REST)]


@cut
def test_a_function_that_nobody_foresaw_is_fetched_and_the_answer_comes(
    page: Page, site: str
) -> None:
    with page.context.expect_event("request", lambda request: request.url.endswith(REST)):
        (answer,) = ask(page, site, [{"call": "score", "texts": UNFORESEEN}])
    assert answer == {"result": json.loads(score(*UNFORESEEN))}


def aborted(route: Route) -> None:
    """Serve nothing."""
    route.abort()


def altered(route: Route) -> None:
    """Serve a file that would do as well, but for one subtraction in place of an addition."""
    response = route.fetch()
    before, add, after = response.body().rpartition(b"\x6a")
    assert add
    route.fulfill(response=response, body=before + b"\x6b" + after)


@cut
@pytest.mark.parametrize("fault", [aborted, altered])
def test_a_function_that_cannot_be_fetched_is_told_and_asked_for_again(
    page: Page, site: str, fault: Callable[[Route], None]
) -> None:
    page.context.route(f"**/{REST}", fault)
    case = {"call": "score", "texts": UNFORESEEN}
    assert ask(page, site, [case]) == [{"error": "download"}]
    page.context.unroute_all()
    assert ask(page, site, [case]) == [{"result": json.loads(score(*UNFORESEEN))}]


@cut
def test_the_library_comes_only_when_a_module_is_to_be_imported(page: Page, site: str) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect(question(page).get_by_text("Right.", exact=True)).to_be_visible(timeout=PATIENCE)
    assert IMAGE in asked
    assert LIBRARY not in asked
    case = named("review-export-csv")
    assert ask(page, site, [case]) == [{"result": case["result"]}]
    assert LIBRARY in asked


@cut
def test_a_library_that_is_not_what_was_built_gives_no_result_and_is_asked_for_anew(
    page: Page,
) -> None:
    case = named("review-export-csv")
    # The last byte says how long a comment is; Python imports without reading it.
    Faulty.name, Faulty.body = LIBRARY, built(LIBRARY)[:-1] + b"\1"
    with served_site(pages=Faulty) as site:
        page.goto(site + QUIZ)
        assert page.evaluate(ASK, [case]) == [{"error": "download"}]
        Faulty.body = None
        # The same engine: it knows that a start has failed.
        assert page.evaluate("window.again()") == {"result": case["result"]}


def test_a_text_of_another_site_is_never_asked_for(page: Page, site: str) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(site + QUIZ)
    elsewhere = {"call": "score", "urls": ["https://elsewhere.example/a.json"], "texts": ["{}"]}
    assert page.evaluate(ASK, [elsewhere]) == [{"error": "download"}]
    assert all(url.startswith(site) for url in asked)
