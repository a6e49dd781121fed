"""What a reader does with a result: shows its code, takes it along, prints it, saves it."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from alliance_quiz import bridge
from tests.browser.conftest import WITHOUT_OFFLINE
from tests.browser.test_scale import ITEMS, PATIENCE, SCALE, answer, clear, heading, show
from tests.served import SITE_DIR

pytestmark = WITHOUT_OFFLINE

PATIENT = "reflect/patient/"
DEFINITIONS = next((SITE_DIR / "instruments").glob("all.*.json")).read_text("utf-8")
MIXED = ["Fully", "A little", *["Mostly"] * (ITEMS - 3), "Does not apply"]
GIVEN = ["5", "2", *["4"] * (ITEMS - 3), "not-applicable"]
DECODE = """
import { decodeQR } from "qr/decode.js";
import { readFileSync } from "node:fs";
const { width, height, data } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(decodeQR({ width, height, data: Buffer.from(data, "base64") }));
"""
NEVER = re.compile(
    r"\b(normal|abnormal|weak|moderate|strong|good|poor|excellent|percentile|diagnos\w*|"
    r"cut-?offs?|improved|worsened|bands?|grades?|scores? changed)\b|[↑↓▲▼]",
    re.IGNORECASE,
)
SAYING_NO = re.compile(r"[^.\n]*\b(?:no|not)\b[^.\n]*\.", re.IGNORECASE)


@pytest.fixture(scope="module", params=[SCALE, PATIENT])
def warm(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """Either form, in a page in which Python is running already."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site + request.param)
    scored(page, ["Mostly"] * ITEMS)
    yield page
    context.close()


def scored(page: Page, labels: list[str]) -> Page:
    clear(page)
    answer(page, labels)
    show(page)
    expect(heading(page)).to_be_visible(timeout=PATIENCE)
    expect(code(page)).not_to_be_empty()
    return page


def code(page: Page) -> Locator:
    return page.locator("output")


def decoded(text: str) -> list[str]:
    found = json.loads(bridge.decode(DEFINITIONS, text))
    return list(found["responses"]["answers"].values())


def read_qr(picture: Locator) -> str:
    """Return what a camera would read, from the picture's own pixels."""
    image = Image.open(io.BytesIO(picture.screenshot())).convert("RGBA")
    pixels = base64.b64encode(image.tobytes()).decode()
    sent = json.dumps({"width": image.width, "height": image.height, "data": pixels})
    command = ["node", "--input-type=module", "--eval", DECODE]
    done = subprocess.run(command, input=sent, capture_output=True, text=True, check=True)
    return done.stdout


def taken(page: Page, button: str) -> tuple[str, str]:
    """Return the name and the text of what a button downloads."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    path = waiting.value.path()
    return waiting.value.suggested_filename, Path(path).read_text("utf-8-sig")


def test_the_code_holds_the_answers(warm: Page) -> None:
    scored(warm, MIXED)
    assert decoded(code(warm).inner_text()) == GIVEN
    first = code(warm).inner_text()
    scored(warm, ["Partly"] * ITEMS)
    assert code(warm).inner_text() != first
    assert decoded(code(warm).inner_text()) == ["3"] * ITEMS


def test_the_code_can_be_copied(warm: Page) -> None:
    scored(warm, MIXED)
    warm.get_by_role("button", name="Copy the code").click()
    expect(warm.get_by_text("Copied.")).to_be_visible()
    assert warm.evaluate("navigator.clipboard.readText()") == code(warm).inner_text()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_qr_code_opens_both_views_with_the_code(warm: Page, site: str, colours: str) -> None:
    warm.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    scored(warm, MIXED)
    warm.get_by_text(re.compile("^(A picture of the code|A QR code of your answers)")).click()
    picture = warm.get_by_role("img", name="Your code as a QR code")
    assert read_qr(picture) == f"{site}reflect/both/#{code(warm).inner_text()}"
    # Another result takes the old picture away.
    scored(warm, ["Partly"] * ITEMS)
    expect(picture).to_have_count(0)


def test_the_library_of_qr_codes_comes_when_it_is_asked_for(browser: Browser, site: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + PATIENT)
    scored(page, MIXED)
    assert not [url for url in asked if "/qr-code.js" in url]
    page.get_by_text("A picture of the code to scan").click()
    expect(page.get_by_role("img", name="Your code as a QR code")).to_be_visible()
    assert [url for url in asked if "/qr-code.js" in url]
    page.close()


def test_without_the_library_the_code_is_still_there(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.route("**/qr-code.js", lambda route: route.abort())
    page.goto(site + PATIENT)
    scored(page, MIXED)
    page.get_by_text("A picture of the code to scan").click()
    expect(page.get_by_text("The picture could not be drawn.")).to_be_visible()
    assert decoded(code(page).inner_text()) == GIVEN
    page.close()


def test_a_clinician_hands_on_the_blank_form_and_compares(page: Page, site: str) -> None:
    page.goto(site + SCALE)
    scored(page, MIXED)
    page.get_by_text("A QR code that opens the patient's form").click()
    name = "QR code of the address of the patient's form"
    assert read_qr(page.get_by_role("img", name=name)) == site + PATIENT
    link = page.get_by_role("link", name="Compare with the patient's view")
    assert link.evaluate("link => link.href") == f"{site}reflect/both/#{code(page).inner_text()}"


def test_files_hold_this_one_result_and_nothing_is_saved(warm: Page) -> None:
    scored(warm, MIXED)
    name, text = taken(warm, "Download as CSV")
    assert re.fullmatch(r"alliance-reflection-\d{4}-\d\d-\d\d\.csv", name)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["answer"] for row in rows] == GIVEN
    name, text = taken(warm, "Download as JSON")
    assert name.endswith(".json")
    (one,) = json.loads(text)["reflections"]
    assert list(one["answers"].values()).count("4") == ITEMS - 3
    name, text = taken(warm, "Download as Markdown")
    assert name.endswith(".md")
    assert text.startswith("# ")
    expect(warm.get_by_text("Your file is with your downloads.")).to_be_visible()
    assert not warm.evaluate("Object.keys(localStorage).filter(key => key.startsWith('alliance'))")


def test_a_result_is_saved_when_it_is_asked_for(page: Page, site: str) -> None:
    page.goto(site + SCALE)
    scored(page, MIXED)
    own = page.get_by_label("Or one of your own, up to 12 characters")
    own.press_sequentially("Tuesday at nine")
    page.get_by_role("button", name="Save on this device").click()
    expect(page.get_by_text("Saved. It is in your record.")).to_be_focused()
    expect(page.get_by_role("button", name="Save on this device")).to_be_hidden()
    (key,) = page.evaluate("Object.keys(localStorage)")
    assert key.startswith("alliance.reflections:")
    (one,) = json.loads(page.evaluate("key => localStorage.getItem(key)", key))["reflections"]
    assert one["label"] == "Tuesday at n"
    assert one["answers"]["goal-own-words"] == "5"
    page.get_by_role("link", name="your record").last.click()
    expect(page).to_have_url(f"{site}reflect/record/")


def test_a_denied_storage_is_told_and_the_result_stays(page: Page, site: str) -> None:
    page.goto(site + SCALE)
    scored(page, MIXED)
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'Denied') } }"
    )
    page.get_by_role("button", name="Save on this device").click()
    expect(page.get_by_text("This browser does not let this site save anything.")).to_be_visible()
    expect(heading(page)).to_be_visible()


def test_a_device_is_handed_back_clear(page: Page, site: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site + PATIENT)
    expect(page.get_by_role("button", name="Clear everything")).to_be_in_viewport()
    scored(page, MIXED)
    expect(page.get_by_role("heading", name="Show this to your physio")).to_be_visible()
    expect(page.get_by_role("button", name="Save on this device")).to_have_count(0)
    shown = code(page).inner_text()
    clear(page)
    expect(heading(page)).to_be_hidden()
    assert shown not in page.content()
    page.reload()
    expect(page.get_by_text("0 of 16 answered")).to_be_visible()


@pytest.mark.parametrize(
    "labels",
    [
        ["Not at all"] * ITEMS,
        ["Fully"] * ITEMS,
        MIXED,
        ["Fully"] * 5 + ["Not at all"] * 5 + ["Mostly"] * 6,
        ["Does not apply"] * ITEMS,
    ],
    ids=["lowest", "highest", "mixed", "apart", "nothing"],
)
def test_no_result_judges_and_each_fits_on_one_page(warm: Page, labels: list[str]) -> None:
    scored(warm, labels)
    parts = warm.locator("alliance-scale section").filter(visible=True).all_inner_texts()
    assert len(parts) == 4
    assert not NEVER.findall(SAYING_NO.sub("", "\n".join(parts)))
    assert pages_of(warm) == 1


def pages_of(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
