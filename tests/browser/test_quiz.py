"""A reader answers a quiz: by mouse, by keyboard, wrongly, without JavaScript, without Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

QUIZ = "quizzes/components/"
QUESTION = "Three weeks or twelve"
WRONG = "Start week one today, since he has nodded to it"
RIGHT = "Put both aims into words and compare them aloud"
# Python may have to come first.
PATIENCE = 60_000


@pytest.fixture
def quiz(page: Page, site: str) -> Page:
    page.goto(site + QUIZ)
    return page


@pytest.fixture(scope="module")
def warm(browser: Browser, site: str) -> Iterator[Page]:
    """A page in which Python is running already; each test begins the quiz anew."""
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


def question(page: Page, name: str = QUESTION) -> Locator:
    return page.get_by_role("group", name=name)


def check(page: Page, *options: str, name: str = QUESTION) -> None:
    for option in options:
        question(page, name).get_by_label(option).check()
    question(page, name).get_by_role("button", name="Check your answer").click()


def test_a_wrong_answer_gives_its_feedback_and_nothing_away(started: Page) -> None:
    check(started, WRONG)
    status = question(started).get_by_role("status")
    expect(status).to_contain_text("Not yet. 0 of 13 right so far.")
    expect(status).to_contain_text("A nod can be politeness.")
    expect(status).not_to_contain_text(RIGHT)
    expect(status).not_to_contain_text("Goals come first")


def test_after_a_wrong_answer_the_right_one_opens_all(started: Page) -> None:
    check(started, WRONG)
    expect(question(started).get_by_text("Not yet.")).to_be_visible()
    check(started, RIGHT)
    status = question(started).get_by_role("status")
    expect(status).to_contain_text("Right. 1 of 13 right so far.")
    for text in (WRONG, RIGHT, "A nod can be politeness.", "Goals come first"):
        expect(status).to_contain_text(text)
    expect(status.get_by_role("link", name="Reference 1", exact=True)).to_be_visible()
    expect(question(started).get_by_role("button", name="Show the answer")).to_be_hidden()


def test_the_score_counts_questions_and_is_said_with_each_answer(started: Page) -> None:
    check(started, RIGHT)
    expect(question(started).get_by_role("status")).to_contain_text("1 of 13 right so far.")
    second = '"They are silly"'
    check(started, '"Which one seems silliest, and what makes it so?"', name=second)
    status = question(started, second).get_by_role("status")
    expect(status).to_contain_text("2 of 13 right so far.")


def test_a_choose_all_question_says_how_far_the_answer_has_come(started: Page) -> None:
    name = "Signs of a shared task"
    first = "He told his wife, in your hearing, what the pulley is for"
    check(started, first, "He says that you are the best", name=name)
    status = question(started, name).get_by_role("status")
    expect(status).to_contain_text("Not yet: 1 chosen rightly, 1 to leave out, 2 still to find.")
    question(started, name).get_by_label("He says that you are the best").uncheck()
    check(started, "He has picked the ten minutes", "He knows what to do on a day", name=name)
    expect(status).to_contain_text("Right.")


def test_a_reader_may_ask_for_the_answer_and_it_does_not_count(started: Page) -> None:
    check(started, WRONG)
    question(started).get_by_role("button", name="Show the answer").click()
    status = question(started).get_by_role("status")
    expect(status).to_contain_text("Here is the answer. 0 of 13 right so far.")
    expect(status).to_contain_text("Goals come first")
    check(started, RIGHT)
    expect(status).to_contain_text("0 of 13 right so far.")


def test_nothing_chosen_is_said_and_not_counted(started: Page) -> None:
    check(started)
    expect(question(started).get_by_role("status")).to_have_text(
        "Give an answer first, then check it."
    )


def test_start_again_forgets_everything(started: Page) -> None:
    check(started, RIGHT)
    expect(question(started).get_by_text("Right.", exact=True)).to_be_visible()
    started.get_by_role("button", name="Start again").click()
    expect(question(started).get_by_role("status")).to_be_empty()
    expect(started.get_by_role("main").get_by_role("radio", checked=True)).to_have_count(0)
    expect(started.get_by_text("1 of 13 right so far.")).to_have_count(0)


def test_the_keyboard_alone_is_enough_and_arrows_mark_nothing(started: Page) -> None:
    # "Start again" has put the focus on the first option.
    expect(question(started).get_by_label(WRONG)).to_be_focused()
    started.keyboard.press("ArrowDown")
    expect(question(started).get_by_label(RIGHT)).to_be_checked()
    expect(question(started).get_by_role("status")).to_be_empty()
    started.keyboard.press("Tab")
    expect(question(started).get_by_role("button", name="Check your answer")).to_be_focused()
    started.keyboard.press("Enter")
    expect(question(started).get_by_text("Right.", exact=True)).to_be_visible()
    started.keyboard.press("Tab")
    expect(question(started).get_by_role("link").first).to_be_focused()


def test_enter_on_an_option_checks_that_question_only(started: Page) -> None:
    name = "The journal club"
    question(started, name).get_by_label("The paper says it predicted all four").check()
    started.keyboard.press("Enter")
    expect(question(started, name).get_by_role("status")).to_contain_text("Right.")
    expect(question(started).get_by_role("status")).to_be_empty()


def test_no_id_stands_twice_after_feedback(started: Page) -> None:
    check(started, RIGHT)
    expect(question(started).get_by_text("Right.", exact=True)).to_be_visible()
    twice = started.evaluate(
        """() => { const ids = [...document.querySelectorAll('[id]')].map(node => node.id)
                   return ids.filter((id, index) => ids.indexOf(id) !== index) }"""
    )
    assert twice == []


def test_answers_are_sent_to_nobody(quiz: Page) -> None:
    """After a check, every request asks for a file of the site, without a query or a body."""
    requests: list[tuple[str, str, str | None]] = []
    quiz.context.on(
        "request", lambda request: requests.append((request.method, request.url, request.post_data))
    )
    check(quiz, WRONG)
    expect(question(quiz).get_by_text("Not yet.")).to_be_visible(timeout=PATIENCE)
    assert requests
    for method, url, body in requests:
        assert method == "GET"
        assert body is None
        assert re.fullmatch(r"[^?]*(\?python=[^&]*)?", url), url
    assert quiz.evaluate("localStorage.length + sessionStorage.length") <= 1  # the palette
    assert quiz.context.cookies() == []


def test_reload_keeps_what_was_chosen(quiz: Page) -> None:
    question(quiz).get_by_label(RIGHT).check()
    quiz.reload()
    expect(question(quiz).get_by_label(RIGHT)).to_be_checked()
    check(quiz)
    expect(question(quiz).get_by_text("Right.", exact=True)).to_be_visible(timeout=PATIENCE)


class TestWithoutJavaScript:
    @pytest.fixture
    def plain(self, browser: Browser, site: str) -> Iterator[Page]:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(site + QUIZ)
        yield page
        context.close()

    def test_questions_can_be_read_and_answers_opened(self, plain: Page) -> None:
        expect(question(plain).get_by_label(WRONG)).to_be_visible()
        answer = plain.get_by_text("Once both aims are on the table")
        expect(answer).to_be_hidden()
        plain.get_by_text("Answers and explanations").click()
        expect(answer).to_be_visible()
        expect(plain.get_by_text("Goals come first")).to_be_visible()

    def test_there_is_no_button_that_does_nothing(self, plain: Page) -> None:
        for name in ("Check your answer", "Start again"):
            expect(plain.get_by_role("button", name=name)).to_have_count(0)

    def test_enter_sends_no_answer(self, plain: Page) -> None:
        address = plain.url
        question(plain).get_by_label(WRONG).check()
        plain.keyboard.press("Enter")
        plain.wait_for_timeout(200)
        assert plain.url == address


def blocked(route: Route) -> None:
    """Serve the worker with a policy that forbids WebAssembly, as some networks do."""
    response = route.fetch()
    headers = {**response.headers, "content-security-policy": "script-src 'self'"}
    route.fulfill(response=response, headers=headers)


def broken_off(route: Route) -> None:
    """Serve the first megabyte of a file."""
    response = route.fetch()
    body = response.body()
    route.fulfill(
        status=200, headers={"content-type": "application/wasm"}, body=body[: len(body) // 2]
    )


class TestWithoutPython:
    """Whatever keeps Python away, the reader is told in words, and no answer is lost."""

    def expect_words(self, page: Page, words: str) -> None:
        status = question(page).get_by_role("status")
        expect(status).to_contain_text(words, timeout=PATIENCE)
        expect(status).to_contain_text("Your answers are still here.")
        expect(question(page).get_by_label(RIGHT)).to_be_checked()
        # The printed key has opened, and a link leads there.
        expect(status.get_by_role("link", name="Answers and explanations")).to_be_visible()
        expect(page.get_by_text("Once both aims are on the table")).to_be_visible()

    def expect_recovery(self, page: Page) -> None:
        page.context.unroute_all()
        question(page).get_by_role("button", name="Try again").click()
        expect(question(page).get_by_text("Right.", exact=True)).to_be_visible(timeout=PATIENCE)

    def test_wasm_blocked(self, quiz: Page) -> None:
        quiz.context.route("**/worker.js*", blocked)
        quiz.reload()
        check(quiz, RIGHT)
        self.expect_words(quiz, "does not let WebAssembly run")
        self.expect_recovery(quiz)

    @pytest.mark.parametrize(
        "file",
        [
            "worker.js*",
            "start.mjs",
            "pyodide.asm.wasm",
            "python.gz",
            "components.*.json",
        ],
    )
    def test_a_file_that_does_not_come(self, quiz: Page, file: str) -> None:
        quiz.context.route(f"**/{file}", lambda route: route.abort())
        quiz.reload()
        check(quiz, RIGHT)
        self.expect_words(quiz, "Python could not be downloaded.")
        self.expect_recovery(quiz)

    def test_a_download_that_breaks_off(self, quiz: Page) -> None:
        quiz.context.route("**/pyodide.asm.wasm", broken_off)
        quiz.reload()
        check(quiz, RIGHT)
        self.expect_words(quiz, "Python")
        self.expect_recovery(quiz)

    def test_sixty_seconds_of_silence(self, context: BrowserContext, site: str) -> None:
        page = context.new_page()
        page.clock.install()
        context.route("**/pyodide.asm.wasm", lambda _: None)  # It never answers.
        page.goto(site + QUIZ)
        check(page, RIGHT)
        page.clock.run_for(1_000)
        expect(question(page).get_by_role("status")).to_contain_text("Starting Python")
        expect(question(page).get_by_role("progressbar")).to_be_visible()
        page.clock.run_for(61_000)
        self.expect_words(page, "Python gave no sign for 60 seconds.")
