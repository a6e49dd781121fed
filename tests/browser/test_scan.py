"""A code comes by the camera or from a picture, and nothing that was seen stays or leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserType, Locator, Page, expect

from tests.browser.conftest import RECORD_VIOLATIONS, WITHOUT_OFFLINE
from tests.browser.test_both import BOTH, FIRST, SECOND, field
from tests.qr_codes import FRAME, GREY, drawn, filmed, write_film

pytestmark = WITHOUT_OFFLINE

PATIENCE = 60_000
# What the page was given to look through, so that a test can see it end.
RECORD_CAMERAS = """
  window.tracks = []
  const devices = navigator.mediaDevices
  if (devices) {
    const { getUserMedia } = devices
    devices.getUserMedia = async (...wanted) => {
      const stream = await getUserMedia.apply(devices, wanted)
      tracks.push(...stream.getTracks())
      return stream
    }
  }
"""
FOREIGN = "This QR code is none of this site's results."


@pytest.fixture
def with_camera(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path, site: str
) -> Iterator[Callable[..., Page]]:
    """Open the page in a browser whose camera shows some scenes."""
    browsers: list[Browser] = []

    def opened(*scenes: Image.Image, allowed: bool = True) -> Page:
        film = tmp_path / "film.y4m"
        write_film(film, *scenes)
        arguments = [
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
            f"--use-fake-ui-for-media-stream{'' if allowed else '=deny'}",
        ]
        launch = browser_type_launch_args | {"args": browser_type_launch_args["args"] + arguments}
        browser = browser_type.launch(**launch)
        browsers.append(browser)
        page = browser.new_page()
        page.add_init_script(RECORD_CAMERAS)
        page.add_init_script(RECORD_VIOLATIONS)
        page.goto(site + BOTH)
        return page

    yield opened
    for browser in browsers:
        browser.close()


def press_scan(page: Page) -> None:
    page.get_by_role("button", name="Scan a code with the camera").click()


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Hold a code before the camera")


def camera_states(page: Page) -> Any:
    return page.evaluate("tracks.map(track => track.readyState)")


def expect_camera_off(page: Page) -> None:
    page.wait_for_function(
        "() => tracks.length && tracks.every(track => track.readyState === 'ended')"
    )
    assert page.evaluate("document.querySelector('video').srcObject") is None


def test_the_camera_reads_the_code_of_a_result_and_is_put_off(
    with_camera: Callable[..., Page], site: str
) -> None:
    page = with_camera(filmed(f"{site}{BOTH}#{SECOND}"))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    press_scan(page)
    expect(field(page, "patient")).to_have_value(SECOND, timeout=PATIENCE)
    expect(dialog(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Scan a code with the camera")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="filled in")).to_be_visible()
    expect_camera_off(page)
    assert page.url == site + BOTH
    assert all(request.startswith(f"GET {site}") for request in sent)
    assert not [request for request in sent if SECOND in request]
    assert page.evaluate("violations") == []


def test_another_code_is_told_and_the_camera_looks_on(with_camera: Callable[..., Page]) -> None:
    page = with_camera(filmed("https://example.org/menu"))
    press_scan(page)
    expect(dialog(page).get_by_text(FOREIGN)).to_be_visible(timeout=PATIENCE)
    assert camera_states(page) == ["live"]


def test_one_code_can_carry_both_views(with_camera: Callable[..., Page], site: str) -> None:
    page = with_camera(filmed(f"{site}{BOTH}#{FIRST}+{SECOND}"))
    press_scan(page)
    expect(field(page, "clinician")).to_have_value(FIRST, timeout=PATIENCE)
    expect(field(page, "patient")).to_have_value(SECOND)


def test_stop_escape_and_a_hidden_page_put_the_camera_off(with_camera: Callable[..., Page]) -> None:
    page = with_camera(Image.new("L", FRAME, GREY))

    def stop() -> None:
        page.get_by_role("button", name="Stop").click()

    def leave() -> None:
        page.evaluate(
            """() => {
              Object.defineProperty(document, "hidden", { value: true, configurable: true })
              document.dispatchEvent(new Event("visibilitychange"))
              delete document.hidden
            }"""
        )

    for end in (stop, lambda: page.keyboard.press("Escape"), leave):
        press_scan(page)
        page.wait_for_function("() => tracks.some(track => track.readyState === 'live')")
        end()
        expect(dialog(page)).to_be_hidden()
        expect_camera_off(page)
    assert camera_states(page) == ["ended"] * 3


def test_a_camera_that_is_refused_leaves_other_ways(with_camera: Callable[..., Page]) -> None:
    page = with_camera(Image.new("L", FRAME, GREY), allowed=False)
    press_scan(page)
    expect(dialog(page).get_by_role("status")).to_contain_text("This page may not use the camera.")
    expect(dialog(page).get_by_role("status")).to_contain_text("or type it")
    assert camera_states(page) == []


def test_without_a_camera_the_other_ways_are_named(page: Page, site: str) -> None:
    page.goto(site + BOTH)
    press_scan(page)
    expect(dialog(page).get_by_role("status")).to_contain_text("or type it", timeout=PATIENCE)
    page.get_by_role("button", name="Stop").click()
    page.add_init_script("delete Navigator.prototype.mediaDevices")
    page.reload()
    press_scan(page)
    expect(dialog(page).get_by_role("status")).to_contain_text(
        "does not let this page use a camera"
    )


def test_a_picture_of_a_code_will_do(page: Page, site: str, tmp_path: Path) -> None:
    photo = Image.new("RGB", (3000, 2000), (90, 120, 90))
    photo.paste(
        drawn(f"{site}{BOTH}#{SECOND}", 12).rotate(12, expand=True, fillcolor=128), (900, 500)
    )
    photo.save(tmp_path / "photo.jpg")
    drawn(FIRST).save(tmp_path / "shot.png")
    page.goto(site + BOTH)
    picture = page.get_by_label("Or take a code from a picture of it")
    picture.set_input_files(tmp_path / "photo.jpg")
    expect(field(page, "patient")).to_have_value(SECOND, timeout=PATIENCE)
    picture.set_input_files(tmp_path / "shot.png")
    expect(field(page, "clinician")).to_have_value(FIRST)


def test_a_picture_without_our_code_is_told_at_its_field(
    page: Page, site: str, tmp_path: Path
) -> None:
    Image.new("L", FRAME, GREY).save(tmp_path / "grey.png")
    drawn("https://example.org/menu").save(tmp_path / "menu.png")
    (tmp_path / "notes.png").write_text("no picture")
    page.goto(site + BOTH)
    picture = page.get_by_label("Or take a code from a picture of it")
    for name, words in (
        ("grey.png", "No QR code was found in this picture."),
        ("menu.png", FOREIGN),
        ("notes.png", "This file is no picture that the browser can read."),
    ):
        picture.set_input_files(tmp_path / name)
        expect(page.get_by_role("alert").get_by_role("link")).to_contain_text(words)
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)


def test_no_byte_of_the_reader_comes_before_it_is_asked_for(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + BOTH)
    field(page, "patient").fill(SECOND)
    assert not [url for url in asked if "scan.js" in url]


def test_where_the_reader_of_codes_does_not_come_it_is_told(page: Page, site: str) -> None:
    page.context.route("**/scan.js", lambda route: route.abort())
    page.goto(site + BOTH)
    press_scan(page)
    expect(page.get_by_text("could not be downloaded. Reload the page")).to_be_visible()
    expect(dialog(page)).to_be_hidden()
