"""What the browser keeps of the site: offline, after a new deploy, at another address, and not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.test_case import CASE
from tests.browser.test_faults_in_use import OTHER, OTHER_RIGHT, engine
from tests.browser.test_loading import SAVE_DATA
from tests.browser.test_quiz import PATIENCE, QUESTION, QUIZ, RIGHT, WRONG, check, question
from tests.browser.test_theme import (
    open_search,
    violations_in_every_setting,
)
from tests.browser.test_worker import REST, UNFORESEEN, ask, cut
from tests.build.conftest import copied
from tests.served import SITE_DIR, Server, pages, serving

OFFLINE = "about/offline/"
CHAPTER = "alliance/goals/"
SECOND = '"They are silly"'
SECOND_RIGHT = '"Which one seems silliest, and what makes it so?"'
FOURTH = "Signs of a shared task"
FOURTH_RIGHT = (
    "He told his wife, in your hearing, what the pulley is for",
    "He has picked the ten minutes",
    "He knows what to do on a day",
)
FILES = json.loads((SITE_DIR / "files.json").read_text("utf-8"))["files"]

# Keeping is done, and the page belongs to the service worker.
CONTROLLED = "() => navigator.serviceWorker.controller?.state === 'activated'"
HERE = "() => caches.match(location.href)"
KEPT = """async () => {
  const found = []
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(url)
  return found
}"""


@pytest.fixture(scope="module")
def renewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site after a change to a quiz's text, a script and a chapter."""
    project = copied(tmp_path_factory.mktemp("renewed"))
    project.change(
        "docs/quizzes/components.md", lambda text: text.replace("Henrik, 63", "Henrik, 64")
    )
    project.change("docs/javascripts/engine.js", lambda text: text.replace("60_000", "60_001"))
    project.change("docs/alliance/goals.md", lambda text: text.replace("\n## ", "\nNew.\n\n## ", 1))
    built = project.build(strict=False)
    assert built.code == 0, built.output
    return built.site


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def quiz(page: Page, server: Server) -> Page:
    """A quiz whose first question has been answered, so that the site is being kept."""
    page.goto(server.address + QUIZ)
    score(page)
    until(page, CONTROLLED)
    until(page, HERE)
    return page


def until(page: Page, condition: str) -> None:
    """Wait as Playwright's own wait would, which the page's policy does not allow: it evaluates."""
    page.evaluate(
        f"""async () => {{
          for (let tries = 0; !(await ({condition})()); tries++) {{
            if (tries > 600) throw new Error('It never came true.')
            await new Promise(later => setTimeout(later, 100))
          }}
        }}"""
    )


def score(page: Page, done: str = "Right. 1 of 13") -> None:
    check(page, RIGHT)
    expect(question(page).get_by_role("status")).to_contain_text(done, timeout=PATIENCE)


def kept(page: Page, server: Server) -> set[str]:
    """Return what is kept, relative to the site."""
    found: list[str] = page.evaluate(KEPT)
    assert all(url.startswith(server.address) for url in found)
    return {url.removeprefix(server.address) for url in found}


def save_all(page: Page, server: Server) -> None:
    page.goto(server.address + OFFLINE)
    page.get_by_role("button", name="Save the whole course for offline").click()
    expect(page.get_by_text("Saved. Every page and every quiz")).to_be_visible(timeout=PATIENCE)


def test_nothing_is_kept_before_the_first_score(page: Page, server: Server) -> None:
    page.goto(server.address + QUIZ)
    page.wait_for_load_state("networkidle", timeout=PATIENCE)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert kept(page, server) == set()
    score(page)
    until(page, CONTROLLED)
    core = {file["url"] for file in FILES if file["core"]}
    assert core <= kept(page, server)


def test_after_a_score_the_quiz_works_offline(quiz: Page) -> None:
    quiz.context.set_offline(True)
    quiz.reload()
    check(quiz, SECOND_RIGHT, name=SECOND)
    status = question(quiz, SECOND).get_by_role("status")
    expect(status).to_contain_text("Right.", timeout=PATIENCE)
    expect(question(quiz).get_by_label(RIGHT)).to_be_checked()


def test_going_offline_in_the_middle_of_a_quiz_changes_nothing(quiz: Page) -> None:
    quiz.context.set_offline(True)
    check(quiz, SECOND_RIGHT, name=SECOND)
    expect(question(quiz, SECOND).get_by_role("status")).to_contain_text("Right. 2 of 13")


def test_a_page_that_was_read_opens_offline_and_another_says_that_it_is_not_here(
    quiz: Page, server: Server
) -> None:
    quiz.goto(server.address + CHAPTER)
    quiz.context.set_offline(True)
    quiz.reload()
    expect(quiz.get_by_role("heading", level=1)).to_contain_text("Goals")
    quiz.goto(server.address + "alliance/ruptures/")
    assert quiz.url == f"{server.address}{OFFLINE}#not-here"
    expect(quiz.get_by_text("is not on this device yet")).to_be_in_viewport()


def test_the_whole_course_is_saved_with_its_size_and_opens_offline(
    page: Page, server: Server
) -> None:
    page.goto(server.address + OFFLINE)
    whole = f"{sum(file['bytes'] for file in FILES) / 1e6:.1f} MB"
    expect(
        page.get_by_text(f"The whole course takes {whole}. On this device: 0.0 MB.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Remove what is saved")).to_be_hidden()
    save_all(page, server)
    expect(page.get_by_text(f"The whole course is on this device: {whole}.")).to_be_visible()
    until(page, CONTROLLED)
    page.context.set_offline(True)
    for path in pages():
        if path != "no/such/page/":
            page.goto(server.address + path, wait_until="commit")
            assert page.url == server.address + path
            expect(page.locator("meta[name=version]")).to_be_attached()
    page.goto(server.address + QUIZ)
    score(page)
    page.goto(server.address + CASE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(server.address + "evidence/outcomes/")
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    open_search(page, "alliance")


UNUSUAL = [{"call": "score", "texts": UNFORESEEN}]


@cut
def test_what_python_seldom_calls_is_there_offline_once_it_has_come(
    quiz: Page, server: Server, tmp_path: Path
) -> None:
    """Python asks for it in the midst of a call, and the service worker answers that, too."""
    (told,) = ask(quiz, server.address, UNUSUAL)
    assert "result" in told
    server.folder = tmp_path  # Whatever goes past the service worker finds nothing.
    assert ask(quiz, server.address, UNUSUAL) == [told]


@cut
def test_a_saved_course_lacks_nothing_that_python_may_call(
    page: Page, server: Server, tmp_path: Path
) -> None:
    save_all(page, server)
    until(page, CONTROLLED)
    assert any(url.endswith(REST) for url in kept(page, server))
    server.folder = tmp_path
    (told,) = ask(page, server.address, UNUSUAL)
    assert "result" in told


def test_a_tab_of_an_older_version_whose_python_is_gone_says_to_reload(
    page: Page, server: Server, renewed: Path
) -> None:
    page.add_init_script(SAVE_DATA)
    page.goto(server.address + QUIZ)
    server.folder = renewed
    check(page, RIGHT)
    status = question(page).get_by_role("status")
    expect(status).to_contain_text("reload the page: the site may have changed. Your answers stay.")
    page.reload()
    expect(question(page).get_by_label(RIGHT)).to_be_checked()
    score(page)


def test_a_broken_off_save_is_told_and_goes_on_from_there(
    page: Page, server: Server, tmp_path: Path
) -> None:
    page.goto(server.address + OFFLINE)
    broken = tmp_path / "site"
    shutil.copytree(SITE_DIR, broken)
    (broken / "references" / "index.html").unlink()
    server.folder = broken
    page.get_by_role("button", name="Save the whole course").click()
    expect(page.get_by_text("It broke off before it was done.")).to_be_visible(timeout=PATIENCE)
    assert "references/" not in kept(page, server)
    server.folder = SITE_DIR
    page.get_by_role("button", name="Save the whole course").click()
    expect(page.get_by_text("Saved. Every page")).to_be_visible(timeout=PATIENCE)
    assert {file["url"] for file in FILES} <= kept(page, server)


def test_what_is_saved_can_be_removed_and_stays_removed(quiz: Page, server: Server) -> None:
    quiz.goto(server.address + OFFLINE)
    quiz.get_by_role("button", name="Remove what is saved").click()
    expect(quiz.get_by_text("Removed. Pages come over the network again.")).to_be_visible()
    assert kept(quiz, server) == set()
    quiz.goto(server.address + QUIZ)
    score(quiz)
    quiz.wait_for_timeout(3_000)
    assert quiz.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert kept(quiz, server) == set()


def test_without_room_the_reader_is_told_and_the_site_goes_on(page: Page, server: Server) -> None:
    page.goto(server.address + OFFLINE)
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(server.address))
    page.context.new_cdp_session(page).send(
        "Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1_000_000}
    )
    page.get_by_role("button", name="Save the whole course").click()
    expect(page.get_by_text("This browser has no room left for it.")).to_be_visible(
        timeout=PATIENCE
    )
    page.goto(server.address + QUIZ)
    score(page)


def test_errors_and_parts_of_files_are_never_kept(quiz: Page, server: Server) -> None:
    before = kept(quiz, server)
    asked = [
        ("no/such/page/", {}),
        ("javascripts.00000000/engine.js", {}),
        ("figures/timeline.svg", {"headers": {"range": "bytes=0-9"}}),
        ("quizzes/components.gift.txt", {}),
    ]
    for path, options in asked:
        quiz.evaluate(
            "([url, options]) => fetch(url, options).then(answer => answer.text())",
            [server.address + path, options],
        )
    quiz.wait_for_timeout(500)
    assert kept(quiz, server) == before


def test_a_file_that_is_not_what_the_list_says_is_not_kept(
    page: Page, server: Server, tmp_path: Path
) -> None:
    tampered = tmp_path / "site"
    shutil.copytree(SITE_DIR, tampered)
    target = tampered / OFFLINE / "index.html"
    target.write_text(target.read_text("utf-8") + "<!-- more -->", "utf-8")
    server.folder = tampered
    page.goto(server.address + QUIZ)
    score(page)
    page.wait_for_timeout(3_000)
    state = "navigator.serviceWorker.getRegistration().then(found => Boolean(found?.active))"
    assert page.evaluate(state) is False
    assert OFFLINE not in kept(page, server)


def test_only_files_of_the_site_are_asked_for(page: Page, server: Server) -> None:
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    page.context.on("request", note)
    page.goto(server.address + QUIZ)
    score(page)
    until(page, CONTROLLED)
    save_all(page, server)
    assert any(request.url.endswith("/sw.js") for request in requests)
    for request in requests:
        assert request.method == "GET"
        assert request.post_data is None
        assert request.url.startswith(server.address)
        assert "?" not in request.url.partition("?python=")[0]


def three(page: Page) -> None:
    """Answer two questions more."""
    for number, name, right in ((2, SECOND, SECOND_RIGHT), (3, OTHER, OTHER_RIGHT)):
        check(page, right, name=name)
        told = f"Right. {number} of 13"
        expect(question(page, name).get_by_role("status")).to_contain_text(told)


def fourth(page: Page) -> None:
    check(page, *FOURTH_RIGHT, name=FOURTH)
    expect(question(page, FOURTH).get_by_role("status")).to_contain_text("Right. 4 of 13")


def expect_all_four_in_the_new_version(page: Page) -> None:
    for name, *right in (
        (QUESTION, RIGHT), (SECOND, SECOND_RIGHT), (OTHER, OTHER_RIGHT), (FOURTH, *FOURTH_RIGHT)
    ):  # fmt: skip
        for option in right:
            expect(question(page, name).get_by_label(option)).to_be_checked()
    check(page, name=FOURTH)
    status = question(page, FOURTH).get_by_role("status")
    expect(status).to_contain_text("Right. 4 of 13", timeout=PATIENCE)


class TestANewDeploy:
    def update(self, page: Page) -> None:
        page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")

    def test_between_questions_three_and_four_an_open_tab_goes_on_and_is_told(
        self, quiz: Page, server: Server, renewed: Path
    ) -> None:
        three(quiz)
        server.folder = renewed
        old = quiz.locator("meta[name=version]").get_attribute("content")
        self.update(quiz)
        told = quiz.get_by_text("A new version of this page is ready.")
        expect(told).to_be_visible(timeout=PATIENCE)
        # It is told politely: the reader's focus is where it was.
        button = question(quiz, OTHER).get_by_role("button", name="Check your answer")
        expect(button).to_be_focused()
        fourth(quiz)
        with quiz.expect_navigation():
            quiz.get_by_role("button", name="Load the new version").click()
        version = quiz.locator("meta[name=version]")
        expect(version).not_to_have_attribute("content", old or "")
        expect(told).to_have_count(0)
        expect_all_four_in_the_new_version(quiz)

    def test_between_questions_three_and_four_a_tab_without_a_service_worker_goes_on(
        self, browser: Browser, server: Server, renewed: Path
    ) -> None:
        page = browser.new_page(service_workers="block")
        page.goto(server.address + QUIZ)
        score(page)
        three(page)
        server.folder = renewed
        fourth(page)
        engine(page).evaluate("() => { setTimeout(() => { throw new Error('plain') }) }")
        page.reload()
        expect_all_four_in_the_new_version(page)
        page.close()

    def test_an_old_tab_can_still_start_python_of_its_own_version(
        self, quiz: Page, server: Server, renewed: Path
    ) -> None:
        old = quiz.context.new_page()
        old.add_init_script(SAVE_DATA)
        old.goto(server.address + QUIZ)
        server.folder = renewed
        self.update(quiz)
        expect(old.get_by_text("A new version of this page is ready.")).to_be_visible(
            timeout=PATIENCE
        )
        asked: list[str] = []
        old.context.on("request", lambda request: asked.append(request.url))
        score(old)
        ours = json.loads((SITE_DIR / "files.json").read_text("utf-8"))["files"]
        definition = next(
            file["url"] for file in ours if file["url"].startswith("quizzes/components.")
        )
        assert any(url.endswith(definition) for url in asked)
        assert not (renewed / definition).exists()

    def test_a_page_that_has_not_changed_says_nothing(
        self, quiz: Page, server: Server, tmp_path: Path
    ) -> None:
        changed = tmp_path / "site"
        shutil.copytree(SITE_DIR, changed)
        worker = changed / "sw.js"
        worker.write_text(worker.read_text("utf-8") + "\n// Another.\n", "utf-8")
        server.folder = changed
        with quiz.expect_event("console", lambda message: "activated" in message.text):
            quiz.evaluate(
                """() => navigator.serviceWorker.addEventListener(
                    'controllerchange', () => console.log('activated'))"""
            )
            self.update(quiz)
        quiz.wait_for_timeout(500)
        expect(quiz.get_by_text("A new version of this page is ready.")).to_have_count(0)

    def test_a_saved_course_is_saved_anew(self, page: Page, server: Server, renewed: Path) -> None:
        save_all(page, server)
        until(page, CONTROLLED)
        server.folder = renewed
        page.reload()
        with page.expect_event("console", lambda message: "activated" in message.text):
            page.evaluate(
                """() => navigator.serviceWorker.addEventListener(
                    'controllerchange', () => console.log('activated'))"""
            )
            self.update(page)
        page.context.set_offline(True)
        page.goto(server.address + CHAPTER)
        expect(page.get_by_text("New.", exact=True)).to_be_visible()
        page.goto(server.address + QUIZ)
        score(page)


def test_a_fork_keeps_itself_under_its_own_name(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    built = copied(tmp_path_factory.mktemp("fork")).build(
        strict=False, SITE_URL="https://someone.example/another-name/"
    )
    assert built.code == 0, built.output
    with serving(built.site) as server:
        server.path = "/another-name/"
        page.goto(server.address + QUIZ)
        score(page)
        until(page, CONTROLLED)
        scope = page.evaluate("navigator.serviceWorker.ready.then(found => found.scope)")
        assert scope == server.address
        names = page.evaluate("caches.keys()")
        assert names
        assert all(name.startswith("alliance:/another-name/:") for name in names)
        until(page, HERE)
        page.context.set_offline(True)
        page.reload()
        check(page, WRONG)
        expect(question(page).get_by_text("Not yet.")).to_be_visible(timeout=PATIENCE)


def test_saving_and_the_line_about_a_new_version_are_accessible(
    audited: Page, server: Server, renewed: Path
) -> None:
    page = audited
    save_all(page, server)
    assert violations_in_every_setting(page) == []
    server.folder = renewed
    page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
    expect(page.get_by_text("A new version of this page is ready.")).to_be_visible(timeout=PATIENCE)
    assert violations_in_every_setting(page) == []
    assert page.evaluate("violations") == []
    page.get_by_role("button", name="Load the new version").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove what is saved")).to_be_visible()
