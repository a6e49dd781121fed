"""Every case file, put through the worker of the page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.test_quiz import QUIZ
from tests.case_files import read_cases

ASK = """async (cases) => {
  const { Engine } = await import(document.querySelector('script[src*="alliance-quiz"]').src
    .replace('alliance-quiz', 'engine'));
  const quiz = document.querySelector('alliance-quiz');
  const engine = new Engine(new URL(quiz.getAttribute('python'), document.baseURI).href);
  return Promise.all(cases.map(({ call, texts }) =>
    engine.ask(call, { texts, packages: ['fsrs'] })
      .then(result => ({ result }), error => ({ error: error.message }))));
}"""


@pytest.fixture(scope="module")
def answers(browser: Browser, site: str) -> Any:
    page = browser.new_page()
    page.goto(site + QUIZ)
    cases = [{"call": case.call, "texts": case.texts} for case in read_cases()]
    found = page.evaluate(ASK, cases)
    page.close()
    return {case.name: answer for case, answer in zip(read_cases(), found, strict=True)}


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_case(case: Any, answers: Any) -> None:
    if case.error is None:
        assert json.loads(json.dumps(answers[case.name])) == {"result": case.result}
    else:
        assert answers[case.name]["error"].endswith(case.error)
