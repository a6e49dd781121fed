"""A clinician rates the alliance: everything, with gaps, by keyboard, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

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
    page.goto(site + SCALE)
    answer(page, ["Mostly"] * ITEMS)
    show(page)
    expect(heading(page)).to_be_visible(timeout=PATIENCE)
    yield page
    page.close()


@pytest.fixture
def cleared(warm: Page) -> Page:
    if not heading(warm).is_visible():
        warm.get_by_role("button", name="Show my result").click()
        if warm.get_by_role("button", name="Continue without these").is_visible():
            warm.get_by_role("button", name="Continue without these").click()
        expect(heading(warm)).to_be_visible()
    warm.get_by_role("button", name="Clear everything").click()
    expect(heading(warm)).to_be_hidden()
    return warm


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


def test_no_word_of_judgement_stands_in_any_result(cleared: Page) -> None:
    never = re.compile(
        r"\b(normal|abnormal|weak|moderate|strong|good|poor|excellent|percentile|diagnos\w*|"
        r"cut-?off score|improved|worsened|band|grade)\b",
        re.IGNORECASE,
    )
    for label in ("Not at all", "Partly", "Fully"):
        answer(cleared, [label] * ITEMS)
        show(cleared)
        expect(heading(cleared)).to_be_visible()
        for name in ("Your result", "A next step"):
            part = cleared.get_by_role("heading", name=name)
            text = cleared.locator("section").filter(has=part).inner_text()
            assert not never.findall(text)


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
