"""A context goes from test to test: what one has done in it is gone before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Kept

LEFT = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  cookies: document.cookie,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  location: (await navigator.permissions.query({ name: 'geolocation' })).state,
  online: navigator.onLine,
  dark: matchMedia('(prefers-color-scheme: dark)').matches,
  width: innerWidth,
})"""
LEAVE = """async () => {
  localStorage.setItem('left', '1')
  sessionStorage.setItem('left', '1')
  document.cookie = 'left=1'
  await (await caches.open('left')).put('left', new Response('left'))
  await new Promise((done, failed) =>
    Object.assign(indexedDB.open('left'), { onsuccess: done, onerror: failed }))
  await navigator.serviceWorker.register(new URL('sw.js', document.baseURI))
  await navigator.serviceWorker.ready
}"""


@pytest.fixture
def kept(browser: Browser) -> Iterator[Kept]:
    kept = Kept(browser.new_context())
    yield kept
    kept.context.close()


def left(kept: Kept, site: str) -> Any:
    page = kept.context.new_page()
    page.goto(site)
    found = page.evaluate(LEFT)
    page.close()
    return found


def test_nothing_is_left_of_what_a_test_has_done(kept: Kept, site: str) -> None:
    heard: list[str] = []
    new = left(kept, site)
    page = kept.context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")
    page.goto(site)
    page.evaluate(LEAVE)
    kept.context.new_page().goto(site)
    kept.context.on("request", lambda request: heard.append(request.url))
    kept.context.route("**/*", lambda route: route.abort())
    kept.context.grant_permissions(["geolocation"])
    kept.context.set_offline(True)
    assert not set(page.evaluate(LEFT).items()) & set(new.items())
    kept.reset()
    heard.clear()
    assert left(kept, site) == new
    assert heard == []
    assert len(kept.context.pages) == 1


@pytest.mark.parametrize(
    "do",
    [
        lambda page: page.clock.set_fixed_time("2026-11-24T20:00:00Z"),
        lambda page: page.context.add_init_script("window.left = true"),
        lambda page: page.context.set_default_timeout(1),
        lambda page: page.context.new_cdp_session(page),
    ],
    ids=["clock", "script", "timeout", "session"],
)
def test_a_context_in_which_a_test_does_what_lasts_is_not_kept(
    kept: Kept, do: Callable[[Page], None]
) -> None:
    page = kept.context.new_page()
    assert not kept.lasting
    do(page)
    assert kept.lasting
