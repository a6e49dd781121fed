"""A reader practises over days: saves, comes back, takes the answers along, meets failures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from alliance_quiz.progress import Card, Progress, write_progress
from tests.browser.conftest import WITHOUT_OFFLINE
from tests.browser.test_theme import violations_in_every_setting
from tests.served import SITE_DIR, site_url

pytestmark = WITHOUT_OFFLINE

PRACTICE = "quizzes/practice-again/"
KEY = f"alliance.progress:{urlsplit(site_url()).path}"
# Python may have to come first.
PATIENCE = 60_000

BANK = json.loads(next((SITE_DIR / "quizzes").glob("bank.*.json")).read_text("utf-8"))
QUESTIONS = {
    f"{quiz['id']}/{question['id']}": question
    for quiz in BANK["quizzes"]
    for question in quiz["questions"]
}


@pytest.fixture
def practice(page: Page, site: str) -> Page:
    page.clock.set_fixed_time("2026-11-24T20:00:00Z")
    page.goto(site + PRACTICE)
    return page


def start_mix(page: Page, number: int = 7) -> None:
    page.get_by_label("Number of the mix").fill(str(number))
    page.get_by_role("button", name="Start this mix").click()
    expect(page.get_by_text(f"Mix number {number}: question 1 of 20")).to_be_visible(
        timeout=PATIENCE
    )
    expect(form(page)).to_be_visible()


def form(page: Page) -> Locator:
    return page.locator("form[data-question]")


def answer(page: Page) -> None:
    """Answer whatever is asked, rightly or not, and check it."""
    kind = form(page).get_attribute("data-kind")
    if kind in ("choose-one", "choose-all"):
        form(page).locator(".option input").first.check()
    elif kind == "match":
        for select in form(page).get_by_role("combobox").all():
            select.select_option(index=1)
    elif kind == "fill":
        form(page).get_by_role("textbox").first.fill("nothing")
    form(page).get_by_role("button", name="Check your answer").click()
    expect(form(page).locator("[role=status] strong")).to_be_visible(timeout=PATIENCE)


def go_on(page: Page) -> None:
    before = form(page).get_attribute("data-question")
    page.get_by_role("button", name="Next question").click()
    expect(page.locator(f"form[data-question='{before}']")).to_have_count(0)
    expect(form(page)).to_be_visible()


def back(page: Page) -> None:
    page.get_by_role("button", name="End this sitting").click()
    expect(page.get_by_role("heading", name="How it went")).to_be_focused()
    expect(page.get_by_text("right at the first try")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Back to the beginning").click()
    expect(page.get_by_role("heading", name="Due today")).to_be_focused()


def stored(page: Page) -> str | None:
    found: str | None = page.evaluate("key => localStorage.getItem(key)", KEY)
    return found


def saved(key: str, due: str, *, share: float = 1.0, certainty: str = "") -> Progress:
    card: Card = {
        "state": 2, "step": None, "stability": 2.3065, "difficulty": 2.1181, "due": due,
        "last_review": "2026-11-10T10:00:00Z",
    }  # fmt: skip
    return {
        key: {
            "content": QUESTIONS[key]["content"] if key in QUESTIONS else "00000000",
            "card": card,
            "answers": [{"at": "2026-11-10T10:00:00Z", "share": share, "certainty": certainty}],
        }
    }


def store(page: Page, site: str, text: str) -> None:
    """Begin with a text in storage."""
    page.clock.set_fixed_time("2026-11-24T20:00:00Z")
    page.goto(site + "files.json")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    page.goto(site + PRACTICE)


THREE = list(QUESTIONS)[:3]


def test_without_a_script_the_page_says_what_it_needs(scriptless: Page, site: str) -> None:
    scriptless.goto(site + PRACTICE)
    expect(scriptless.get_by_text("This page needs JavaScript")).to_be_visible()
    expect(scriptless.get_by_role("link", name="Every quiz can be read")).to_be_visible()
    expect(scriptless.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_a_mix_has_an_address_and_is_the_same_for_all(page: Page, site: str) -> None:
    asked = []
    for _ in range(2):
        page.goto("about:blank")
        page.goto(site + PRACTICE + "#mix=123")
        expect(page.get_by_text("Mix number 123: question 1 of 20")).to_be_visible(timeout=PATIENCE)
        expect(form(page)).to_be_visible()
        asked.append(form(page).get_attribute("data-question"))
    assert asked[0] == asked[1]
    expect(form(page).get_by_role("heading")).to_be_focused()
    link = page.locator("[data-value=quiz]").get_attribute("href") or ""
    assert link.startswith(site + "quizzes/")
    assert link.endswith(f"#{asked[0]}")


def test_a_borrowed_question_has_whole_links_and_ids_of_its_own(practice: Page, site: str) -> None:
    start_mix(practice)
    answer(practice)
    form(practice).get_by_role("button", name="Show the answer").click()
    links = form(practice).get_by_role("status").get_by_role("link")
    expect(links).not_to_have_count(0)
    for link in links.all():
        assert (link.get_attribute("href") or "").startswith(("http", site))
    ids = practice.evaluate("[...document.querySelectorAll('[id]')].map(({id}) => id)")
    assert len(ids) == len(set(ids))


def test_nothing_is_saved_before_it_is_asked_for_and_all_of_it_then(practice: Page) -> None:
    start_mix(practice)
    answer(practice)
    assert stored(practice) is None
    back(practice)
    expect(practice.get_by_text("Nothing is saved.")).to_be_visible()
    practice.get_by_role("button", name="Save on this device").click()
    expect(practice.get_by_text("Saved. From now on")).to_be_visible()
    assert len(json.loads(stored(practice) or "")["questions"]) == 1
    start_mix(practice, 8)
    answer(practice)
    practice.wait_for_function(
        "key => Object.keys(JSON.parse(localStorage.getItem(key)).questions).length == 2", arg=KEY
    )


def test_what_was_answered_comes_back_days_later(practice: Page, site: str) -> None:
    start_mix(practice)
    for _ in range(2):
        answer(practice)
        go_on(practice)
    answer(practice)
    back(practice)
    practice.get_by_role("button", name="Save on this device").click()
    expect(practice.get_by_text("0 due today, of 3")).to_be_visible()
    # Today is in the table, and the 13 days after it.
    expect(practice.get_by_role("row")).to_have_count(15)
    counts = practice.locator("[data-list=calendar] td").all_inner_texts()
    assert sum(map(int, counts)) == 3
    practice.clock.set_fixed_time("2026-11-27T07:00:00Z")
    practice.goto(site + PRACTICE)
    expect(practice.get_by_text("3 due today, of 3")).to_be_visible(timeout=PATIENCE)
    practice.get_by_role("button", name="Practise what is due").click()
    expect(practice.get_by_text("Due today: question 1 of 3")).to_be_visible()
    answer(practice)
    practice.wait_for_function(
        "key => localStorage.getItem(key).includes('2026-11-27T07:00:00Z')", arg=KEY
    )
    back(practice)
    expect(practice.get_by_text("2 due today, of 3")).to_be_visible()


def test_confident_errors_come_first_and_a_changed_question_says_so(page: Page, site: str) -> None:
    first, second, third = THREE
    progress = (
        saved(first, "2026-11-20T10:00:00Z")
        | saved(second, "2026-11-21T10:00:00Z", share=0.0, certainty="sure")
        | saved(third, "2026-12-20T10:00:00Z")
        | saved("no-such/question", "2026-11-20T10:00:00Z")
    )
    progress[first]["content"] = "00000000"
    store(page, site, write_progress(progress))
    expect(page.get_by_text("2 due today, of 4 that you have answered.")).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.get_by_text("No longer on this site: 1.")).to_be_visible()
    page.get_by_role("button", name="Practise what is due").click()
    expect(form(page)).to_have_attribute("data-question", second.split("/")[1])
    changed = page.get_by_text("This question has changed")
    expect(changed).to_be_hidden()
    go_on(page)
    expect(form(page)).to_have_attribute("data-question", first.split("/")[1])
    expect(changed).to_be_visible()


def test_the_result_counts_by_objective_and_says_what_to_read(practice: Page) -> None:
    start_mix(practice)
    for _ in range(3):
        answer(practice)
        go_on(practice)
    practice.get_by_role("button", name="End this sitting").click()
    expect(practice.get_by_text("of 3 answered and 20 in all")).to_be_visible(timeout=PATIENCE)
    table = practice.get_by_role("table", name="By learning objective")
    answered = [int(text) for text in table.locator("td:last-child").all_inner_texts()]
    assert sum(answered) == 3
    for row in practice.locator("[data-list=again] li").all():
        assert row.get_by_role("link").count() == 2


def test_a_reload_comes_back_to_the_question(practice: Page) -> None:
    start_mix(practice)
    answer(practice)
    go_on(practice)
    asked = form(practice).get_attribute("data-question")
    practice.reload()
    expect(practice.get_by_text("Mix number 7: question 2 of 20")).to_be_visible()
    expect(form(practice)).to_have_attribute("data-question", asked or "")


def test_a_download_comes_back_byte_by_byte(page: Page, site: str, tmp_path: Path) -> None:
    text = write_progress(saved(THREE[0], "2026-11-20T10:00:00Z"))
    store(page, site, text)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download as JSON").click()
    path = tmp_path / downloading.value.suggested_filename
    assert path.name == "alliance-progress-2026-11-24.json"
    downloading.value.save_as(path)
    assert path.read_text("utf-8") == text
    page.get_by_role("button", name="Delete everything on this device").click()
    page.get_by_role("button", name="Delete everything", exact=True).click()
    expect(page.get_by_text("Everything has been deleted.")).to_be_visible()
    assert stored(page) is None
    page.get_by_label("Import a file").set_input_files(path)
    dialog = page.get_by_role("dialog", name="1 question taken")
    expect(dialog).to_contain_text("Nothing was left out.", timeout=PATIENCE)
    assert stored(page) is None
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save on this device").click()
    expect(page.get_by_text("Saved. From now on")).to_be_visible()
    assert stored(page) == text


@pytest.mark.parametrize(
    ("kind", "begins"), [("CSV", "\ufeffquiz,question,title"), ("Markdown", "# ")]
)
def test_other_downloads_are_for_reading(page: Page, site: str, kind: str, begins: str) -> None:
    store(page, site, write_progress(saved(THREE[0], "2026-11-20T10:00:00Z")))
    with page.expect_download(timeout=PATIENCE) as downloading:
        page.get_by_role("button", name=f"Download as {kind}").click()
    assert downloading.value.path().read_text("utf-8").startswith(begins)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no json", "not JSON"),
        (b" " * 10_000_001, "larger than 10 MB"),
        (b'{"format":"alliance-progress","version":9}', "newer than this page"),
        (
            write_progress(saved("hip/gone", "2026-11-20T10:00:00Z")).encode(),
            "no question of this site",
        ),
    ],
    ids=["broken", "large", "newer", "another site's"],
)
def test_a_file_of_no_use_is_refused_and_changes_nothing(
    page: Page, site: str, content: bytes, told: str
) -> None:
    text = write_progress(saved(THREE[0], "2026-11-20T10:00:00Z"))
    store(page, site, text)
    file: Any = {"name": "a.json", "mimeType": "application/json", "buffer": content}
    page.get_by_label("Import a file").set_input_files(file)
    dialog = page.get_by_role("dialog", name="Nothing was taken")
    expect(dialog).to_contain_text(told, timeout=PATIENCE)
    assert stored(page) == text


def test_of_a_file_what_is_left_out_is_listed_as_text(page: Page, site: str) -> None:
    data = json.loads(write_progress(saved(THREE[0], "2026-11-20T10:00:00Z")))
    data["questions"]["<img src=x onerror=document.title='run'>"] = {}
    page.goto(site + PRACTICE)
    file: Any = {"name": "a.json", "mimeType": "", "buffer": json.dumps(data).encode()}
    page.get_by_label("Import a file").set_input_files(file)
    dialog = page.get_by_role("dialog", name="1 question taken")
    expect(dialog.get_by_role("listitem")).to_contain_text("<img src=x", timeout=PATIENCE)
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_label("Import a file")).to_be_focused()


@pytest.mark.parametrize("text", ["{", '{"format":"alliance-progress","version":9}'])
def test_what_is_saved_and_of_no_use_is_told_and_not_written_over(
    page: Page, site: str, text: str
) -> None:
    store(page, site, text)
    expect(page.get_by_text("what is saved on this device: ")).to_be_visible(timeout=PATIENCE)
    start_mix(page)
    answer(page)
    expect(form(page).get_by_role("status")).to_contain_text("What is saved on this device")
    go_on(page)
    answer(page)
    expect(form(page).get_by_role("status")).not_to_contain_text("What is saved on this device")
    assert stored(page) == text
    back(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download as JSON").click()
    assert downloading.value.path().read_text("utf-8") == text


FAILING = """
for (const name of %s) {
  const original = Storage.prototype[name];
  Storage.prototype[name] = function (key, ...rest) {
    if (key.startsWith("alliance.")) throw new DOMException("no", "%s");
    return original.call(this, key, ...rest);
  };
}
"""


denied_or_full = pytest.mark.parametrize(
    ("names", "error", "told"),
    [
        (["getItem", "setItem", "removeItem"], "SecurityError", "does not let this site save"),
        (["setItem"], "QuotaExceededError", "no more space"),
    ],
    ids=["denied", "full"],
)


@denied_or_full
def test_storage_that_fails_is_told_once_and_practice_goes_on(
    page: Page, site: str, names: list[str], error: str, told: str
) -> None:
    page.add_init_script(FAILING % (json.dumps(names), error))
    page.goto(site + PRACTICE)
    start_mix(page)
    answer(page)
    back(page)
    page.get_by_role("button", name="Save on this device").click()
    expect(page.locator("[data-value=said]")).to_contain_text(told)
    start_mix(page, 8)
    answer(page)
    expect(form(page).get_by_role("status")).not_to_contain_text(told)
    back(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download as JSON").click()
    assert len(json.loads(downloading.value.path().read_text("utf-8"))["questions"]) == 2


def test_two_tabs_add_up_and_what_one_deletes_the_other_stops_saving(
    context: BrowserContext, site: str
) -> None:
    tabs = [context.new_page(), context.new_page()]
    store(tabs[0], site, write_progress(saved("hip/gone", "2026-11-20T10:00:00Z")))
    tabs[1].goto(site + PRACTICE)
    for number, tab in enumerate(tabs):
        start_mix(tab, 7 + number)
        answer(tab)
    for tab in tabs:
        tab.wait_for_function(
            "key => Object.keys(JSON.parse(localStorage.getItem(key)).questions).length == 3",
            arg=KEY,
        )
    back(tabs[0])
    tabs[0].get_by_role("button", name="Delete everything on this device").click()
    tabs[0].get_by_role("button", name="Delete everything", exact=True).click()
    expect(form(tabs[1]).get_by_role("status")).to_contain_text("has been deleted")
    go_on(tabs[1])
    answer(tabs[1])
    assert stored(tabs[1]) is None


def test_the_keyboard_alone_goes_through_a_sitting(practice: Page) -> None:
    practice.get_by_label("Number of the mix").focus()
    practice.keyboard.press("Enter")
    expect(form(practice).get_by_role("heading")).to_be_focused(timeout=PATIENCE)
    practice.get_by_role("button", name="Next question").focus()
    practice.keyboard.press("Enter")
    expect(practice.get_by_text("question 2 of 20")).to_be_visible()
    expect(form(practice).get_by_role("heading")).to_be_focused()


def test_a_page_that_does_not_come_is_told_and_passed_over(practice: Page) -> None:
    practice.route("**/quizzes/*/", lambda route: route.abort())
    practice.get_by_label("Number of the mix").fill("7")
    practice.get_by_role("button", name="Start this mix").click()
    told = practice.get_by_text("This question could not be fetched.")
    expect(told).to_be_focused(timeout=PATIENCE)
    practice.unroute("**/quizzes/*/")
    practice.get_by_role("button", name="Next question").click()
    expect(form(practice).get_by_role("heading")).to_be_focused()


def test_every_state_is_accessible_private_and_fits_on_a_phone(audited: Page, site: str) -> None:
    outside: list[str] = []
    audited.on("request", lambda r: outside.append(r.url) if not r.url.startswith(site) else None)
    store(audited, site, write_progress(saved(THREE[0], "2026-11-20T10:00:00Z")))
    expect(audited.get_by_text("1 due today")).to_be_visible(timeout=PATIENCE)
    check_state(audited)
    audited.get_by_role("button", name="Delete everything on this device").click()
    check_state(audited)
    audited.keyboard.press("Escape")
    start_mix(audited)
    check_state(audited)
    answer(audited)
    check_state(audited)
    audited.get_by_role("button", name="End this sitting").click()
    expect(audited.get_by_text("of 1 answered")).to_be_visible()
    check_state(audited)
    assert audited.evaluate("violations") == []
    assert [url for url in outside if not url.startswith("blob:")] == []


def check_state(page: Page) -> None:
    size = page.viewport_size
    assert violations_in_every_setting(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        """[...document.querySelectorAll("alliance-practice button, alliance-practice input")]
        .filter((one) => one.checkVisibility() && !one.closest(".option"))
        .filter((one) => one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML)"""
    )
    assert small == []
    if size:
        page.set_viewport_size(size)
