"""A holder of a form adds it up by number: confirmed or not, own positions, gaps, no wording."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import WITHOUT_OFFLINE
from tests.browser.test_both import NEVER

pytestmark = WITHOUT_OFFLINE

WATOCI = "reflect/watoci/"
PATIENCE = 60_000
CONFIRM = "I have checked the reversed positions"


@pytest.fixture(scope="module")
def warm(browser: Browser, site: str) -> Iterator[Page]:
    """A page in which Python is running already."""
    page = browser.new_page()
    page.goto(site + WATOCI)
    yield page
    page.close()


@pytest.fixture
def watoci(warm: Page) -> Page:
    warm.get_by_role("button", name="Clear everything").click()
    return warm


def rating(page: Page, position: int) -> Locator:
    return page.get_by_role("combobox", name=f"Rating of item {position}", exact=True)


def turned(page: Page, position: int) -> Locator:
    return page.get_by_role("checkbox", name=f"Item {position} is reversed", exact=True)


def fill(page: Page, ratings: Mapping[int, int], form: str = "17 items") -> None:
    page.get_by_role("radio", name=form).check()
    for position, value in ratings.items():
        rating(page, position).select_option(str(value))


def add_up(page: Page, *, confirmed: bool = True) -> Locator:
    page.get_by_label(CONFIRM).set_checked(confirmed)
    page.get_by_role("button", name="Add up").click()
    expect(heading(page)).to_be_focused(timeout=PATIENCE)
    return page.locator("section").filter(has=heading(page))


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", name="The sums", exact=True)


def row(page: Page, part: str) -> Locator:
    name = re.compile(rf"^{part}\b")
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def test_seventeen_ratings_are_added_with_both_preset_positions_turned(watoci: Page) -> None:
    fill(watoci, dict.fromkeys(range(1, 18), 6) | {4: 2, 12: 3})
    result = add_up(watoci)
    expect(result).to_contain_text("Rated: 17 of 17.")
    # 14 sixes, a three, 8 - 2 and 8 - 6.
    expect(result).to_contain_text("Their sum is 95 (17 to 119 is possible)")
    expect(result).to_contain_text("their mean 5.59 on a scale from 1 to 7")
    expect(result).to_contain_text("after reversal: 1, 2, 3, 4, 5")
    expect(result).to_contain_text("Lowest: 10.")
    tasks = row(watoci, "Tasks")
    expect(tasks).to_contain_text("items 1, 2, 8, 12; short form's order, not confirmed")
    expect(tasks.get_by_role("cell").nth(0)).to_have_text("5.25")
    expect(tasks.get_by_role("cell").nth(2)).to_have_text("21 (4 to 28)")
    expect(row(watoci, "Goals").get_by_role("cell").nth(2)).to_have_text("20 (4 to 28)")
    expect(result).to_contain_text("6 (turned round from 2) + 6 + 2 (turned round from 6) + 6 = 20")
    expect(result).to_contain_text("95 ÷ 17 = 5.59, the mean")


def test_until_the_key_is_confirmed_there_is_no_sum(watoci: Page) -> None:
    fill(watoci, dict.fromkeys(range(1, 18), 6))
    result = add_up(watoci, confirmed=False)
    expect(result).to_contain_text("No mean and no sum is shown")
    expect(result.get_by_text("Their sum is")).to_be_hidden()
    for part in ("Tasks", "Bond", "Goals", "All"):
        expect(row(watoci, part).get_by_role("cell").nth(0)).to_have_text("not shown")
        expect(row(watoci, part).get_by_role("cell").nth(2)).to_have_text("not shown")
    expect(result).to_contain_text("2 (turned round from 6)")
    # Another tick takes the result away, so that nothing stale is read.
    watoci.get_by_label(CONFIRM).check()
    expect(heading(watoci)).to_be_hidden()


def test_a_position_that_is_not_reversed_can_be_told_so(watoci: Page) -> None:
    for position in range(1, 18):
        expect(turned(watoci, position)).to_be_checked(checked=position in (4, 10))
    fill(watoci, dict.fromkeys(range(1, 18), 7))
    for position in (4, 10):
        turned(watoci, position).uncheck()
    turned(watoci, 17).check()
    result = add_up(watoci)
    expect(result).to_contain_text("Their sum is 113 (17 to 119 is possible)")
    expect(result).to_contain_text("The sum is close to the top.")
    expect(result).to_contain_text("the top of the scale: 16 of 17.")


def test_sixteen_items_have_no_seventeenth(watoci: Page) -> None:
    fill(watoci, dict.fromkeys(range(1, 18), 4))
    watoci.get_by_role("radio", name="16 items, as Hall").check()
    expect(rating(watoci, 17)).to_be_hidden()
    expect(watoci.get_by_text("16 of 16 rated")).to_be_visible()
    expect(add_up(watoci)).to_contain_text("Their sum is 64 (16 to 112 is possible)")
    watoci.get_by_role("radio", name="17 items").check()
    expect(rating(watoci, 17)).to_have_value("4")


def test_an_own_set_has_the_parts_of_which_it_has_all_positions(watoci: Page) -> None:
    fill(watoci, {1: 5, 2: 4, 8: 3, 12: 2, 17: 6}, "Positions of your own choice")
    watoci.get_by_role("button", name="Add up").click()
    problem = watoci.get_by_role("alert").get_by_role("link", name="Choose the items of your set")
    problem.click()
    expect(watoci.get_by_role("checkbox", name="Item 1 is in my set")).to_be_focused()
    for position in (1, 2, 8, 12, 17):
        watoci.get_by_role("checkbox", name=f"Item {position} is in my set", exact=True).check()
    result = add_up(watoci)
    expect(result).to_contain_text("Their sum is 20 (5 to 35 is possible)")
    expect(row(watoci, "Tasks").get_by_role("cell").nth(2)).to_have_text("14 (4 to 28)")
    expect(row(watoci, "Bond")).to_be_hidden()


def test_a_gap_is_told_with_the_sum_and_too_many_leave_none(watoci: Page) -> None:
    fill(watoci, dict.fromkeys(range(1, 15), 4))
    result = add_up(watoci)
    expect(result).to_contain_text("Their sum is 68 (17 to 119 is possible, from 14 of 17)")
    expect(result).to_contain_text("56 ÷ 14 × 17 = 68, the sum")
    rating(watoci, 14).select_option("")
    result = add_up(watoci)
    expect(result).to_contain_text("That is fewer than 80 %, so no sum is shown.")
    expect(row(watoci, "All").get_by_role("cell").nth(2)).to_have_text("not shown")


def test_the_form_has_to_be_chosen(watoci: Page) -> None:
    watoci.get_by_role("button", name="Add up").click()
    summary = watoci.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Choose the form that you hold").click()
    expect(watoci.get_by_role("radio", name="17 items")).to_be_focused()


def test_reload_keeps_ratings_and_ticks_and_clear_forgets_them(watoci: Page) -> None:
    fill(watoci, {3: 5})
    turned(watoci, 4).uncheck()
    turned(watoci, 5).check()
    watoci.reload()
    expect(rating(watoci, 3)).to_have_value("5")
    expect(turned(watoci, 4)).not_to_be_checked()
    expect(turned(watoci, 5)).to_be_checked()
    expect(turned(watoci, 10)).to_be_checked()
    expect(watoci.get_by_text("1 of 17 rated")).to_be_visible()
    watoci.get_by_role("button", name="Clear everything").click()
    watoci.reload()
    expect(rating(watoci, 3)).to_have_value("")
    expect(turned(watoci, 4)).to_be_checked()
    expect(watoci.get_by_role("radio", checked=True).and_(watoci.get_by_label("17"))).to_have_count(
        0
    )
    assert watoci.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_ratings_are_a_table_to_take_away_and_the_sums_can_be_copied(
    watoci: Page, tmp_path: Path
) -> None:
    fill(watoci, dict.fromkeys(range(1, 18), 3))
    add_up(watoci)
    with watoci.expect_download() as download:
        watoci.get_by_role("button", name="Download as CSV").click()
    download.value.save_as(tmp_path / "watoci.csv")
    text = (tmp_path / "watoci.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 17
    assert rows[3] == {
        "instrument": "watoci-by-number",
        "version": "1",
        "form": "17",
        "item": "4",
        "rating": "3",
        "reversed": "yes",
        "counts_as": "5",
    }
    watoci.context.grant_permissions(["clipboard-read", "clipboard-write"])
    watoci.get_by_role("button", name="Copy", exact=True).click()
    expect(watoci.get_by_text("Copied.")).to_be_visible()
    copied = watoci.evaluate("navigator.clipboard.readText()")
    assert "Their sum is 55 (17 to 119 is possible)" in copied
    assert "Download" not in copied


def test_no_word_of_judgement_stands_in_the_result(watoci: Page) -> None:
    for value, confirmed in ((1, True), (4, False), (7, True)):
        fill(watoci, dict.fromkeys(range(1, 18), value))
        text = add_up(watoci, confirmed=confirmed).inner_text()
        assert len(text) > 500
        assert not NEVER.findall(text)


def test_the_keyboard_alone_is_enough(watoci: Page) -> None:
    # "Clear everything" has put the focus on the first form.
    watoci.keyboard.press("Space")
    for position in range(1, 18):
        watoci.keyboard.press("Tab")
        while not rating(watoci, position).evaluate("select => select === document.activeElement"):
            watoci.keyboard.press("Tab")
        watoci.keyboard.press("5")
    watoci.keyboard.press("Tab")
    watoci.keyboard.press("Tab")
    watoci.keyboard.press("Space")
    watoci.keyboard.press("Tab")
    watoci.keyboard.press("Enter")
    expect(heading(watoci)).to_be_focused(timeout=PATIENCE)
    expect(row(watoci, "All").get_by_role("cell").nth(2)).to_have_text("81 (17 to 119)")


def test_without_javascript_the_way_on_paper_is_there(scriptless: Page, site: str) -> None:
    scriptless.goto(site + WATOCI)
    expect(scriptless.get_by_role("button", name="Add up")).to_have_count(0)
    scriptless.get_by_text("Add up on paper").click()
    expect(scriptless.get_by_text("Take the rating of each reversed item from 8.")).to_be_visible()
