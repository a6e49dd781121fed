"""When Python comes to a page: where there is a form, as it comes near, at no one's expense."""

from __future__ import annotations

import json
import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.test_explorer import EXPLORER
from tests.browser.test_kinds import ORDER
from tests.browser.test_practice import THREE, saved, store
from tests.browser.test_quiz import PATIENCE, QUIZ, RIGHT, WRONG, check, question
from tests.served import SITE_DIR

SAVE_DATA = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
CONTENTS = json.loads(next(SITE_DIR.glob("python/*/contents.json")).read_text("utf-8"))


def is_python(request: Request) -> bool:
    return "/python/" in request.url


@pytest.fixture
def fetched(context: BrowserContext) -> list[str]:
    """The addresses of Python's files as they are asked for."""
    found: list[str] = []
    context.on("request", lambda request: found.append(request.url) if is_python(request) else None)
    return found


@pytest.mark.parametrize("address", ["", "alliance/components/", "quizzes/", "about/privacy/"])
def test_a_page_without_a_form_never_asks_for_python(
    page: Page, site: str, address: str, fetched: list[str]
) -> None:
    page.goto(site + address)
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    assert fetched == []


def test_python_begins_as_the_form_comes_near_the_view(
    page: Page, site: str, fetched: list[str]
) -> None:
    page.set_viewport_size({"width": 360, "height": 300})
    page.goto(site + EXPLORER)
    page.wait_for_load_state("networkidle")
    assert fetched == []
    with page.context.expect_event("request", is_python):
        page.mouse.move(180, 200)
        page.mouse.wheel(0, page.get_by_role("slider").bounding_box()["y"] - 400)  # type: ignore[index]
    assert not page.get_by_role("slider").evaluate("node => node === document.activeElement")


def test_the_page_itself_starts_before_python(page: Page, site: str) -> None:
    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    page.route("**/cards.js", late)
    with page.expect_worker(lambda worker: "/worker.js" in worker.url):
        page.goto(site + QUIZ)
    page.wait_for_load_state("networkidle")
    started, interactive = page.evaluate("""() => [
        performance.getEntriesByType("resource").find(({ name }) => name.includes("/worker.js")),
        performance.getEntriesByType("navigation")[0],
    ].map(({ startTime, domContentLoadedEventEnd }) => domContentLoadedEventEnd ?? startTime)""")
    assert started >= interactive > 500


@pytest.mark.parametrize("act", ["focus", "tap"])
def test_where_data_is_saved_python_waits_for_the_reader(
    page: Page, site: str, fetched: list[str], act: str
) -> None:
    page.add_init_script(SAVE_DATA)
    page.goto(site + QUIZ)
    question(page).scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    assert fetched == []
    with page.context.expect_event("request", is_python):
        if act == "focus":
            question(page).get_by_label(WRONG).focus()
        else:
            question(page).dispatch_event("pointerdown")


def test_where_data_is_saved_what_is_due_waits_too(
    page: Page, site: str, fetched: list[str]
) -> None:
    page.add_init_script(SAVE_DATA)
    store(page, site, json.dumps({"version": 1, "questions": saved(THREE[0], "2026-11-20")}))
    expect(page.get_by_text("what is due is worked out once you turn to")).to_be_visible()
    page.wait_for_timeout(500)
    assert fetched == []
    with page.context.expect_event("request", is_python):
        page.get_by_label("Number of the mix").focus()
    expect(page.get_by_text("what is due is worked out once you turn to")).to_have_count(0)


class _Held:
    """Keeps a request until it is let go."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def __call__(self, route: Route) -> None:
        self.routes.append(route)

    def let_go(self) -> None:
        for route in self.routes:
            route.continue_()


def test_answers_given_before_python_is_there_are_scored_in_order(page: Page, site: str) -> None:
    held = _Held()
    page.context.route("**/pyodide.asm.wasm", held)
    page.goto(site + QUIZ)
    second, third = '"They are silly"', "The journal club"
    check(page, RIGHT)
    check(page, '"Which one seems silliest, and what makes it so?"', name=second)
    check(page, "The paper says it predicted all four", name=third)
    names = (question(page), question(page, second), question(page, third))
    for group in names:
        expect(group.get_by_role("progressbar")).to_be_visible()
    # The form is open all the while.
    question(page, ORDER).get_by_role("button", name="Move down").first.click()
    order = question(page, ORDER).get_by_role("listitem").all_inner_texts()
    held.let_go()
    for number, group in enumerate(names, 1):
        status = group.get_by_role("status")
        expect(status).to_contain_text(f"Right. {number} of 13 right so far.", timeout=PATIENCE)
    assert question(page, ORDER).get_by_role("listitem").all_inner_texts() == order


def test_a_wait_tells_the_bytes_that_are_here_and_all_that_will_come(page: Page, site: str) -> None:
    held = _Held()
    page.context.route("**/pyodide.asm.wasm", held)
    page.goto(site + QUIZ)
    check(page, RIGHT)
    status = question(page).get_by_role("status")
    expect(status).to_contain_text("Starting Python on this device.")
    whole = sum(file["bytes"] for file in CONTENTS["files"]) / 1e6
    expect(status).to_contain_text(re.compile(r"\d\.\d of \d+\.\d MB are here\."))
    expect(question(page).get_by_role("progressbar", name="Python downloaded")).to_be_visible()
    # In one moment, for more may come between two looks.
    value, most, valuetext, said, unread = question(page).evaluate("""question => {
      const bar = question.querySelector("progress")
      const status = question.querySelector("[role=status]")
      const unread = status.querySelector("[aria-hidden=true]")
      return [bar.value, bar.max, bar.getAttribute("aria-valuetext"),
        status.textContent, unread.textContent]
    }""")
    here, of = map(float, re.findall(r"\d+\.\d", said))
    assert 0 < here < of < whole
    assert [round(number / 1e6, 1) for number in (value, most)] == [here, of]
    # What changes with every moment is not read out.
    assert valuetext == unread
    assert unread in said
    held.let_go()
    expect(status).to_contain_text("Right.", timeout=PATIENCE)
