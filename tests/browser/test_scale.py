"""A clinician rates the alliance: everything, with gaps, by keyboard, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import WITHOUT_OFFLINE

pytestmark = WITHOUT_OFFLINE

SCALE = "reflect/clinician/"
ITEMS = 16
PATIENCE = 60_000


@pytest.fixture
def scale(page: Page, site: str) -> Page:
    page.goto(site + SCALE)
    return page


@pytest.fixture(scope="module")
def warm(browser: Browser, site: str) -> Iterator[Page]:
    """A page in which Python is running already; each test begins with a clear form."""
    page = browser.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site + SCALE)
    answer(page, ["Mostly"] * ITEMS)
    show(page)
    expect(heading(page)).to_be_visible(timeout=PATIENCE)
    yield page
    page.close()


@pytest.fixture
def cleared(warm: Page) -> Page:
    clear(warm)
    expect(heading(warm)).to_be_hidden()
    return warm


def clear(page: Page) -> None:
    """Press the button that is always there; a result has another one."""
    page.get_by_role("button", name="Clear everything").first.click()


def statement(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=re.compile(rf"^{number}\. "))


def answer(page: Page, answers: Sequence[str]) -> None:
    for number, label in enumerate(answers, 1):
        statement(page, number).get_by_label(label, exact=True).check()


def show(page: Page) -> None:
    page.get_by_role("button", name="Show my result").click()


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", name="Your result")


def cell(page: Page, part: str, column: int) -> Locator:
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=part, exact=True))
    return row.get_by_role("cell").nth(column)


def test_a_result_says_what_was_answered_and_what_stands_out(cleared: Page) -> None:
    answer(cleared, ["Mostly"] * 4 + ["Fully"] + ["Mostly"] * 7 + ["A little"] + ["Mostly"] * 3)
    show(cleared)
    expect(heading(cleared)).to_be_focused()
    result = cleared.locator("section").filter(has=heading(cleared))
    expect(result).to_contain_text("You answered 16 of 16 statements.")
    # (14 * 4 + 5 + 2) / 16 = 3.94
    expect(result).to_contain_text("Your mean answer is 3.94 on a scale from 1 to 5.")
    high, low = result.get_by_role("list").nth(0), result.get_by_role("list").nth(1)
    expect(high.get_by_role("listitem")).to_have_text(re.compile(r"^5\. .* Fully$"))
    expect(low.get_by_role("listitem")).to_have_text(re.compile(r"^13\. .* A little$"))
    expect(cell(cleared, "Goals", 0)).to_have_text("4.00")
    expect(cell(cleared, "Tasks", 0)).to_have_text("4.25")
    expect(cell(cleared, "Own explanation", 2)).to_have_text("14 (4 to 20)")
    expect(cell(cleared, "All", 2)).to_have_text("63 (16 to 80)")
    # The lowest answer lies in the fourth part, so that part's next step is shown.
    expect(cleared.get_by_text("What do you think lies behind this?")).to_be_visible()
    expect(cleared.get_by_text("Make one awkward thing easier to say")).to_be_hidden()
    expect(result.get_by_text("Your total is close to the top.")).to_be_hidden()


def test_bars_lie_on_the_full_range(cleared: Page) -> None:
    answer(cleared, ["Not at all"] * 4 + ["Fully"] * 4 + ["Partly"] * 8)
    show(cleared)
    expect(heading(cleared)).to_be_visible()
    shares = cleared.evaluate(
        """() => [...document.querySelectorAll('.bar')].map(bar =>
             Math.round(100 * bar.lastElementChild.getBoundingClientRect().width
                            / bar.getBoundingClientRect().width))"""
    )
    assert shares == [0, 100, 50, 50, 50]


def test_the_ceiling_is_named_from_ninety_per_cent(cleared: Page) -> None:
    answer(cleared, ["Fully"] * 8 + ["Mostly"] * 8)
    show(cleared)
    expect(cleared.get_by_text("Your total is close to the top.")).to_be_visible()


def test_equal_answers_are_said_to_be_equal(cleared: Page) -> None:
    answer(cleared, ["Partly"] * ITEMS)
    show(cleared)
    expect(cleared.get_by_text("Every answer you gave is the same.")).to_be_visible()
    expect(cleared.get_by_role("heading", name="Your highest answers")).to_be_hidden()


def test_gaps_are_asked_about_once_and_never_forced(cleared: Page) -> None:
    answer(cleared, ["Mostly"] * 14)
    show(cleared)
    summary = cleared.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading", name="There is a problem")).to_be_in_viewport()
    expect(cleared).to_have_title(re.compile(r"^Error: "))
    words = "Answer statement 15, or go on without it"
    expect(statement(cleared, 15)).to_contain_text(f"Error: {words}")
    expect(statement(cleared, 15)).to_have_accessible_description(f"Error: {words}")
    summary.get_by_role("link", name=words).click()
    expect(statement(cleared, 15).get_by_label("Not at all")).to_be_focused()
    expect(statement(cleared, 15)).to_be_in_viewport(ratio=1)
    summary.get_by_role("button", name="Continue without these").click()
    expect(heading(cleared)).to_be_focused()
    expect(cleared).not_to_have_title(re.compile(r"^Error: "))
    expect(cleared.get_by_text("You answered 14 of 16 statements.")).to_be_visible()
    expect(cell(cleared, "Own explanation", 0)).to_have_text("not shown")
    expect(cell(cleared, "All", 0)).to_have_text("4.00")
    show(cleared)
    expect(summary).to_have_count(0)


def test_what_does_not_apply_is_no_gap_and_no_number(cleared: Page) -> None:
    answer(cleared, ["Mostly"] * 12 + ["Does not apply"] * 4)
    show(cleared)
    expect(heading(cleared)).to_be_visible()
    expect(cell(cleared, "Own explanation", 0)).to_have_text("not shown")
    expect(cleared.get_by_text("That is fewer than 80 %, so no total is shown.")).to_be_visible()


def test_the_keyboard_alone_is_enough(cleared: Page) -> None:
    # "Clear everything" has put the focus on the first answer.
    for _ in range(ITEMS):
        cleared.keyboard.press("Space")
        cleared.keyboard.press("ArrowDown")
        cleared.keyboard.press("Tab")
    expect(cleared.get_by_text("16 of 16 answered")).to_be_visible()
    expect(cleared.get_by_role("button", name="Show my result")).to_be_focused()
    cleared.keyboard.press("Enter")
    expect(heading(cleared)).to_be_focused()
    expect(cell(cleared, "All", 0)).to_have_text("2.00")


def test_clear_everything_leaves_no_answer(cleared: Page) -> None:
    expect(cleared.get_by_role("main").get_by_role("radio", checked=True)).to_have_count(0)
    expect(cleared.get_by_text("0 of 16 answered")).to_be_visible()
    assert cleared.evaluate("history.state.chosen") == []


def test_clearing_asks_first_where_answers_would_be_lost(scale: Page) -> None:
    clear(scale)  # A dialog would hold the test up.
    answer(scale, ["Mostly"])
    with scale.expect_event("dialog") as waiting:
        scale.evaluate("setTimeout(() => document.querySelector('[data-action=clear]').click())")
    waiting.value.dismiss()
    expect(scale.get_by_text("1 of 16 answered")).to_be_visible()


def test_many_equal_answers_are_told_by_their_numbers(cleared: Page) -> None:
    answer(cleared, ["Fully"] * 10 + ["Partly"] * 6)
    show(cleared)
    high = cleared.get_by_role("listitem").filter(has_text="Fully")
    expect(high).to_have_text("Statements 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 Fully")


def test_the_arithmetic_can_be_followed(cleared: Page) -> None:
    answer(cleared, ["Fully", "A little", *["Mostly"] * 13, "Does not apply"])
    show(cleared)
    cleared.get_by_text("Follow the arithmetic").click()
    lines = cleared.get_by_role("definition")
    # 5 + 2 + 13 * 4 = 59 of 15 answers; 59 / 15 * 16 = 62.93
    expect(lines).to_contain_text(
        [
            "5 + 2 + 4 + 4 = 15",
            "15 ÷ 4 = 3.75, the mean",
            "That is based on 3 of 4 statements: too few for a mean.",
            "= 59",
            "59 ÷ 15 = 3.93, the mean",
            "59 ÷ 15 × 16 = 62.9, the sum",
        ]
    )
    expect(cleared.get_by_text("The sum of all is based on 15 of 16 statements")).to_be_visible()
    expect(cleared.get_by_text("“Fully”: 1 of 15 (7 %).")).to_be_visible()
    expect(cell(cleared, "Own explanation", 0).locator("svg")).not_to_be_in_viewport(ratio=0.5)


def test_a_result_goes_when_an_answer_changes(cleared: Page) -> None:
    answer(cleared, ["Mostly"] * ITEMS)
    show(cleared)
    expect(heading(cleared)).to_be_visible()
    statement(cleared, 3).get_by_label("Fully").check()
    expect(heading(cleared)).to_be_hidden()


def test_one_at_a_time_is_the_same_form(scale: Page) -> None:
    scale.get_by_label("Show one at a time").check()
    expect(scale.get_by_text("Statement 1 of 16")).to_be_visible()
    expect(scale.get_by_role("group", name=re.compile(r"^\d+\. "))).to_have_count(1)
    expect(scale.get_by_role("button", name="Show my result")).to_be_hidden()
    expect(scale.get_by_role("button", name="Back")).to_be_hidden()
    statement(scale, 1).get_by_label("Mostly").check()
    scale.get_by_role("button", name="Next").click()
    expect(scale.get_by_role("status").filter(has_text="Statement 2 of 16")).to_be_visible()
    expect(statement(scale, 2).locator("legend")).to_be_focused()
    scale.get_by_role("button", name="Back").click()
    expect(statement(scale, 1).locator("legend")).to_be_focused()
    expect(statement(scale, 1).get_by_label("Mostly")).to_be_checked()
    scale.reload()
    # The first statement without an answer is the one to go on with.
    expect(scale.get_by_text("Statement 2 of 16")).to_be_visible()
    scale.get_by_label("Show one at a time").uncheck()
    expect(statement(scale, 16)).to_be_visible()


def test_one_at_a_time_needs_the_keyboard_alone(scale: Page) -> None:
    switch = scale.get_by_label("Show one at a time")
    switch.focus()
    scale.keyboard.press("Space")
    for _ in range(2):  # past the button that clears
        scale.keyboard.press("Tab")
    for number in range(1, ITEMS + 1):
        expect(statement(scale, number)).to_be_visible()
        scale.keyboard.press("Space")
        scale.keyboard.press("ArrowDown")
        scale.keyboard.press("Enter")
        if number < ITEMS:
            expect(statement(scale, number + 1).locator("legend")).to_be_focused()
            scale.keyboard.press("Tab")
    expect(heading(scale)).to_be_focused(timeout=PATIENCE)
    expect(cell(scale, "All", 0)).to_have_text("2.00")


def test_one_at_a_time_a_gap_is_led_to(scale: Page) -> None:
    answer(scale, ["Mostly"] * 15)
    scale.get_by_label("Show one at a time").check()
    expect(scale.get_by_text("Statement 16 of 16")).to_be_visible()
    scale.get_by_role("button", name="Back").click()
    scale.get_by_role("button", name="Next").click()
    show(scale)
    scale.get_by_role("button", name="Back").click()
    expect(statement(scale, 16)).to_be_hidden()
    scale.get_by_role("link", name="Answer statement 16, or go on without it").click()
    expect(statement(scale, 16).get_by_label("Not at all")).to_be_focused()


def test_after_a_reload_the_form_is_in_order(scale: Page) -> None:
    answer(scale, ["Mostly"])
    scale.reload()
    expect(scale.get_by_text("1 of 16 answered")).to_be_visible()
    last = statement(scale, 16).bounding_box()
    button = scale.get_by_role("button", name="Show my result").bounding_box()
    assert last is not None
    assert button is not None
    assert last["y"] < button["y"]


def test_a_second_answer_changes_the_result(cleared: Page) -> None:
    answer(cleared, ["Mostly"] * ITEMS)
    show(cleared)
    expect(cell(cleared, "All", 0)).to_have_text("4.00")
    cleared.get_by_role("button", name="Change my answers").click()
    expect(statement(cleared, 1).get_by_label("Mostly")).to_be_focused()
    answer(cleared, ["Partly"] * ITEMS)
    show(cleared)
    expect(cell(cleared, "All", 0)).to_have_text("3.00")


def test_reload_and_back_keep_the_answers_of_this_sitting(scale: Page, site: str) -> None:
    answer(scale, ["Mostly", "Fully"])
    scale.reload()
    expect(scale.get_by_text("2 of 16 answered")).to_be_visible()
    expect(statement(scale, 2).get_by_label("Fully")).to_be_checked()
    scale.goto(site)
    scale.go_back()
    expect(scale.get_by_text("2 of 16 answered")).to_be_visible()
    scale.get_by_role("link", name="Reference 1", exact=True).first.click()
    scale.reload()
    expect(scale.get_by_text("2 of 16 answered")).to_be_visible()
    assert scale.evaluate("sessionStorage.length") == 0


def test_without_python_the_answers_stay_and_the_paper_opens(scale: Page) -> None:
    scale.context.route("**/pyodide.asm.wasm", lambda route: route.abort())
    scale.reload()
    answer(scale, ["Mostly"] * ITEMS)
    show(scale)
    expect(scale.get_by_text("Python could not be downloaded.")).to_be_visible(timeout=PATIENCE)
    expect(scale.get_by_text("Goals: add the numbers of statements 1, 2, 3, 4.")).to_be_visible()
    expect(scale.get_by_text("16 of 16 answered")).to_be_visible()
    scale.context.unroute_all()
    scale.get_by_role("button", name="Try again").click()
    expect(heading(scale)).to_be_visible(timeout=PATIENCE)


def test_without_javascript_the_paper_is_there(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + SCALE)
    expect(statement(page, 1).get_by_label("Mostly")).to_be_visible()
    expect(page.get_by_role("button", name="Show my result")).to_have_count(0)
    page.get_by_text("Score it on paper").click()
    expect(page.get_by_text("Goals: add the numbers of statements 1, 2, 3, 4.")).to_be_visible()
    context.close()
