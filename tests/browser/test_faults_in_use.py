"""What a network, a browser or a device does to a quiz in use: told in words, no answer lost.

Other faults stand with their kin: without WebAssembly, without a file, in silence and at a reload
in `test_quiz.py`; a new deploy and no network in `test_offline.py`; storage that is full, denied,
damaged, older or newer in `test_practice.py`, `test_record.py` and `test_results.py`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, Worker, expect

from tests.browser.test_loading import SAVE_DATA
from tests.browser.test_practice import KEY, PRACTICE, store, stored
from tests.browser.test_quiz import PATIENCE, QUESTION, QUIZ, RIGHT, check, question
from tests.browser.test_results import taken
from tests.served import SITE_DIR, Pages, served_site

CORE = "pyodide.asm.wasm"
IMAGE = "python.gz"
OTHER = "The journal club"
OTHER_RIGHT = "The paper says it predicted all four"
SECOND = '"They are silly"'
SECOND_RIGHT = '"Which one seems silliest, and what makes it so?"'


def built(name: str) -> bytes:
    return next((SITE_DIR / "python").glob(f"*/{name}")).read_bytes()


def expect_told(page: Page, words: str, name: str = QUESTION) -> None:
    """The words stand with the question, the answers are there, and the printed key is open."""
    status = question(page, name).get_by_role("status")
    expect(status).to_contain_text(words, timeout=PATIENCE)
    expect(status).to_contain_text("ry again")
    expect(status).to_contain_text("Your answers are still here.")
    expect(question(page).get_by_label(RIGHT)).to_be_checked()
    expect(page.get_by_text("Once both aims are on the table").first).to_be_visible()


def expect_recovery(page: Page, told: str, name: str = QUESTION) -> None:
    question(page, name).get_by_role("button", name="Try again").click()
    expect(question(page, name).get_by_role("status")).to_contain_text(told, timeout=PATIENCE)


class Faulty(Pages):
    """Breaks one file off, or gives another in its place, which a browser may keep."""

    name: ClassVar[str]
    body: ClassVar[bytes | None] = None

    def do_GET(self) -> None:  # noqa: N802  the base class's name
        if self.body is None or urlsplit(self.path).path.rpartition("/")[2] != self.name:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.name))
        self.send_header("Content-Length", str(len(built(self.name))))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(self.body)
        self.close_connection = True


@pytest.fixture
def faulty() -> Iterator[str]:
    with served_site(pages=Faulty) as address:
        yield address
    Faulty.body = None


def test_a_line_that_breaks_half_way(faulty: str, page: Page) -> None:
    Faulty.name, Faulty.body = CORE, built(CORE)[:1_000_000]
    page.goto(faulty + QUIZ)
    check(page, RIGHT)
    expect_told(page, "Python could not be downloaded.")
    Faulty.body = None
    expect_recovery(page, "Right. 1 of 13")


def test_a_wrong_file_that_the_browser_has_kept_is_asked_for_anew(faulty: str, page: Page) -> None:
    other = gzip.compress(gzip.decompress(built(IMAGE)), 0)[: len(built(IMAGE))]
    Faulty.name, Faulty.body = IMAGE, other
    page.goto(faulty + QUIZ)
    check(page, RIGHT)
    expect_told(page, "Python could not be downloaded.")
    Faulty.body = None
    expect_recovery(page, "Right. 1 of 13")


@pytest.mark.parametrize(
    ("status", "kind"), [(404, "text/html"), (500, "text/html"), (200, "text/html"), (200, "")]
)
def test_a_server_that_answers_with_something_else(
    page: Page, site: str, status: int, kind: str
) -> None:
    page.context.route(
        f"**/{CORE}",
        lambda route: route.fulfill(
            status=status, content_type=kind or "application/wasm", body="<!doctype html><p>Sign in"
        ),
    )
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect_told(page, "Python could not be downloaded.")


# Each would start as well as the right one: only its digest tells.
ALTERED: dict[str, Callable[[bytes], bytes]] = {
    CORE: lambda body: body.replace(
        b"maximum recursion depth exceeded", b"MAXIMUM RECURSION DEPTH EXCEEDED"
    ),
    IMAGE: lambda body: gzip.compress(gzip.decompress(body), 1, mtime=1),
    "pyodide-lock.json": lambda body: body + b" ",
    "start.mjs": lambda body: body + b" ",
    "worker.js": lambda body: body + b" ",
    "contents.json": lambda body: body.replace(b'"sha256": "', b'"sha256": "0'),
}


@pytest.mark.parametrize("name", ALTERED)
def test_a_file_that_is_not_what_was_built(page: Page, site: str, name: str) -> None:
    def alter(route: Route) -> None:
        response = route.fetch()
        altered = ALTERED[name](response.body())
        assert altered != response.body()
        route.fulfill(response=response, body=altered)

    page.context.route(f"**/{name}*", alter)
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect_told(page, "Python could not be downloaded.")
    page.context.unroute_all()
    expect_recovery(page, "Right. 1 of 13")


def engine(page: Page) -> Worker:
    return next(worker for worker in page.workers if "/worker.js" in worker.url)


def test_a_worker_that_the_browser_ends_while_it_scores(page: Page, site: str) -> None:
    """A browser that is short of memory ends a worker without a word to the page."""
    page.clock.install()
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect(question(page).get_by_role("status")).to_contain_text("Right.", timeout=PATIENCE)
    engine(page).evaluate("close()")
    check(page, OTHER_RIGHT, name=OTHER)
    page.clock.run_for(61_000)
    expect_told(page, "Python gave no sign for 60 seconds.", OTHER)
    expect(question(page, OTHER).get_by_label(OTHER_RIGHT)).to_be_checked()
    expect_recovery(page, "Right. 2 of 13", OTHER)


def test_a_plain_error_in_the_worker_while_an_answer_waits(page: Page, site: str) -> None:
    page.context.route("**/components.*.json", lambda _: None)  # It never comes.
    page.goto(site + QUIZ)
    check(page, RIGHT)
    status = question(page).get_by_role("status")
    expect(status).to_contain_text("Python is at work", timeout=PATIENCE)
    engine(page).evaluate("() => { setTimeout(() => { throw new Error('plain') }) }")
    expect_told(page, "Python stopped while it was working.")
    page.context.unroute_all()
    expect_recovery(page, "Right. 1 of 13")


def test_python_that_raises_an_error(page: Page, site: str) -> None:
    """It is another definition that it cannot read, until the right one comes."""
    definition = "**/components.*.json"
    page.context.route(definition, lambda route: route.fulfill(json={"id": "components"}))
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect_told(page, "Python could not read these answers.")
    page.context.unroute_all()
    expect_recovery(page, "Right. 1 of 13")


SHORT_OF_MEMORY = """
WebAssembly.Memory.prototype.grow = () => { throw new RangeError("no more") };
const { fetch: fetched } = self;
self.fetch = async (url, options) => {
  const response = await fetched(url, options);
  return /components.*json/.test(url)
    ? new Response(await response.text() + " ".repeat(1e8)) : response;
};
"""


def without_digests(route: Route) -> None:
    """Serve a page with no map of digests, so that an altered worker starts."""
    response = route.fetch()
    route.fulfill(response=response, body=response.text().replace('"importmap"', '"text/plain"'))


def test_memory_that_is_short_while_python_scores(page: Page, site: str) -> None:
    """Python asks for more to read a definition that is 100 MB long, and gets none."""

    def short(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=SHORT_OF_MEMORY + response.text())

    page.context.route("**/worker.js*", short)
    page.context.route(f"**/{QUIZ}", without_digests)
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect_told(page, "Python stopped while it was working. Close other tabs to free memory")
    page.context.unroute_all()
    expect_recovery(page, "Right. 1 of 13")


def test_memory_that_does_not_suffice_to_start(
    launch_browser: Callable[..., Browser], site: str
) -> None:
    browser = launch_browser(args=["--js-flags=--wasm-max-mem-pages=300"])
    page = browser.new_page()
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect_told(page, "it could not start. Close other tabs to free memory")
    browser.close()


def test_back_in_the_middle_of_a_quiz(page: Page, site: str) -> None:
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect(question(page).get_by_role("status")).to_contain_text("Right.", timeout=PATIENCE)
    question(page, OTHER).get_by_label(OTHER_RIGHT).check()
    page.goto(site)
    page.go_back()
    expect(question(page, OTHER).get_by_label(OTHER_RIGHT)).to_be_checked()
    check(page, name=OTHER)
    expect(question(page, OTHER).get_by_role("status")).to_contain_text(
        "Right. 2 of 13", timeout=PATIENCE
    )


def test_going_offline_before_python_has_come(page: Page, site: str) -> None:
    page.add_init_script(SAVE_DATA)
    page.goto(site + QUIZ)
    page.context.set_offline(True)
    check(page, RIGHT)
    expect_told(page, "See whether you are online, then try again.")
    page.context.set_offline(False)
    expect_recovery(page, "Right. 1 of 13")


def begin_saved(page: Page, site: str) -> None:
    """Answer one question, and save from now on."""
    page.goto(site + QUIZ)
    check(page, RIGHT)
    expect(question(page).get_by_role("status")).to_contain_text("Right.", timeout=PATIENCE)
    page.get_by_role("button", name="Show my results").click()
    page.get_by_role("button", name="Save on this device").click()
    expect(page.get_by_text("Saved. From now on")).to_be_visible()


def answer_other(page: Page, told: str) -> None:
    check(page, OTHER_RIGHT, name=OTHER)
    status = question(page, OTHER).get_by_role("status")
    expect(status).to_contain_text(told, timeout=PATIENCE)


def until_saved(page: Page, count: int) -> dict[str, list[str]]:
    """Wait until so many questions are saved; return when each was answered."""
    expect(page.locator("[data-value=said]")).not_to_contain_text("did not answer")
    page.wait_for_function(
        """([key, count]) =>
          Object.keys(JSON.parse(localStorage.getItem(key)).questions).length == count""",
        arg=[KEY, count],
    )
    questions = json.loads(stored(page) or "")["questions"]
    return {
        key: [answer["at"] for answer in kept["answers"]] for key, kept in sorted(questions.items())
    }


def test_two_tabs_in_one_quiz_add_up_and_say_that_they_save(
    context: BrowserContext, site: str
) -> None:
    one, other = context.new_page(), context.new_page()
    other.goto(site + QUIZ)
    begin_saved(one, site)
    answer_other(other, "Right. 1 of 13")
    until_saved(other, 2)
    other.get_by_role("button", name="Show my results").click()
    expect(other.get_by_text("Your answers are saved on this device as they come")).to_be_visible()
    check(one, SECOND_RIGHT, name=SECOND)
    expect(question(one, SECOND).get_by_role("status")).to_contain_text("Right. 2 of 13")
    until_saved(one, 3)


def test_a_clock_set_back_a_year_in_mid_quiz(page: Page, site: str) -> None:
    page.clock.set_fixed_time("2026-11-24T20:00:00Z")
    begin_saved(page, site)
    page.clock.set_fixed_time("2025-11-24T20:00:00Z")
    answer_other(page, "Right. 2 of 13")
    assert list(until_saved(page, 2).values()) == [
        ["2025-11-24T20:00:00Z"],
        ["2026-11-24T20:00:00Z"],
    ]
    page.goto(site + PRACTICE)
    # What seems to be answered in the future is not kept away for a year.
    expect(page.get_by_text("1 due today, of 2")).to_be_visible(timeout=PATIENCE)
    page.clock.set_fixed_time("2026-12-24T20:00:00Z")
    page.reload()
    expect(page.get_by_text("2 due today, of 2")).to_be_visible(timeout=PATIENCE)


def test_storage_that_is_cleared_in_mid_quiz(page: Page, site: str) -> None:
    """As a browser clears it: all that the site has kept goes, and no other tab has done it."""
    begin_saved(page, site)
    page.evaluate(
        """async () => {
          localStorage.clear();
          for (const name of await caches.keys()) await caches.delete(name);
          await (await navigator.serviceWorker.getRegistration())?.unregister();
        }"""
    )
    answer_other(page, "Right. 2 of 13")
    said = page.locator("[data-value=said]")
    expect(said).to_contain_text("What was saved on this device has been deleted")
    expect(said).to_contain_text("This tab still has your answers")
    assert stored(page) is None
    assert len(json.loads(taken(page, "Download as JSON"))["questions"]) == 2
    page.reload()
    answer_other(page, "Right. 2 of 13")


def test_what_an_older_version_has_written_is_told_and_left_as_it_is(page: Page, site: str) -> None:
    """Version 1 is the first: whatever claims to be older is nothing that was ever written."""
    text = json.dumps({"format": "alliance-progress", "version": 0, "questions": {}})
    store(page, site, text)
    expect(page.get_by_text("there is no version 0")).to_be_visible(timeout=PATIENCE)
    assert stored(page) == text
