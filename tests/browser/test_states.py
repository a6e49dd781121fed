"""In every state that a reader brings about, a form stays as accessible and private as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import test_both as views
from tests.browser import test_case as case
from tests.browser import test_kinds as kinds
from tests.browser import test_watoci as watoci
from tests.browser.conftest import WITHOUT_OFFLINE
from tests.browser.test_quiz import QUIZ, RIGHT, WRONG, check, question
from tests.browser.test_scale import ITEMS, SCALE, answer, heading, show
from tests.browser.test_take_away import PATIENT
from tests.browser.test_theme import violations_in_every_setting

pytestmark = WITHOUT_OFFLINE

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
    page.reload()
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


def one_at_a_time(page: Page) -> None:
    page.get_by_label("Show one at a time").check()
    page.get_by_role("button", name="Next").click()


def everything_opened(page: Page) -> None:
    for details in page.locator("alliance-scale details").filter(visible=True).all():
        details.locator("summary").click()
    expect(page.get_by_role("img", name="QR code").first).to_be_visible()
    page.get_by_role("button", name="Download as CSV").click()
    expect(page.get_by_text("Your file is with your downloads.")).to_be_visible()


def saved(page: Page) -> None:
    page.get_by_label("Label", exact=True).select_option("Person B")
    page.get_by_role("button", name="Save on this device").click()
    expect(page.get_by_text("Saved. It is in your record.")).to_be_visible()


def paper_opened(page: Page) -> None:
    page.get_by_text("Score it on paper").click()
    page.get_by_text("About this form").click()


def every_kind_answered_wrong(page: Page) -> None:
    page.get_by_label("Ask me how sure I am").check()
    page.locator("details.clue summary").first.click()
    question(page, kinds.ORDER).get_by_role("button", name="Move down").first.click()
    for select in question(page, kinds.MATCH).get_by_role("combobox").all():
        select.select_option(index=1)
    question(page, kinds.FILL).get_by_label("Blank 1 of 2").fill("nothing")
    question(page, kinds.REFLECT).get_by_label("Your words").fill("Laughter")
    question(page, kinds.REFLECT).get_by_role("button", name="Compare").click()
    for name in (kinds.ORDER, kinds.MATCH, kinds.FILL):
        check(page, name=name)
        expect(kinds.status(page, name)).to_contain_text("Not yet", timeout=PATIENCE)


def every_answer_shown(page: Page) -> None:
    for name in (kinds.ORDER, kinds.MATCH, kinds.FILL):
        question(page, name).get_by_role("button", name="Show the answer").click()
        expect(kinds.status(page, name)).to_contain_text("Here is the answer.")
    page.get_by_role("button", name="Show my results").click()
    expect(page.get_by_role("heading", name="Your results")).to_be_focused()


def half_way(page: Page) -> None:
    case.say(page, "The jacket stays on", "Yes, let us save the time")
    case.go_on(page)


def at_the_end(page: Page) -> None:
    case.say(page, "Ten silent heel raises", "Neatly done.")
    case.go_on(page)
    expect(page.get_by_text("There is no score: these are")).to_be_visible()


def both_views_shown(page: Page) -> None:
    views.show(page)
    expect(views.heading(page)).to_be_focused(timeout=PATIENCE)
    page.get_by_text("Compare on paper").click()


def code_refused(page: Page) -> None:
    views.show(page, views.FIRST, views.SECOND[:-1])
    expect(page.get_by_role("alert")).to_be_focused(timeout=PATIENCE)


def camera_missing(page: Page) -> None:
    page.get_by_role("button", name="Scan a code with the camera").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("or type it")


def ratings_added(page: Page) -> None:
    watoci.fill(page, {position: position % 7 + 1 for position in range(2, 18)})
    watoci.add_up(page)
    page.get_by_text("Add up on paper").click()


def own_set_empty(page: Page) -> None:
    page.get_by_role("radio", name="Positions of your own choice").check()
    page.get_by_role("button", name="Add up").click()
    expect(page.get_by_role("alert")).to_be_focused()


# On each page, what a reader does after one another.
STATES = [
    (views.BOTH, [code_refused, both_views_shown]),
    (views.BOTH, [camera_missing]),
    (watoci.WATOCI, [own_set_empty]),
    (watoci.WATOCI, [ratings_added]),
    (QUIZ, [every_kind_answered_wrong, every_answer_shown]),
    (case.CASE, [half_way, at_the_end]),
    (QUIZ, [key_opened, answered_wrong, answered_right]),
    (QUIZ, [python_away]),
    (SCALE, [paper_opened, gaps_named]),
    (SCALE, [result_shown, saved, everything_opened]),
    (PATIENT, [one_at_a_time]),
    (PATIENT, [result_shown, everything_opened]),
]


@pytest.mark.parametrize(
    ("address", "acts"),
    STATES,
    ids=["-".join([address, *(act.__name__ for act in acts)]) for address, acts in STATES],
)
def test_a_state_has_no_fault_and_breaks_no_policy(
    audited: Page, site: str, address: str, acts: list[Callable[[Page], None]]
) -> None:
    outside: list[str] = []
    audited.on("request", lambda r: outside.append(r.url) if not r.url.startswith(site) else None)
    audited.goto(site + address)
    for act in acts:
        act(audited)
        assert (act, violations_in_every_setting(audited)) == (act, [])
    assert audited.evaluate("violations") == []
    assert outside == []
