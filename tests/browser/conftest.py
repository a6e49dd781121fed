"""An installed browser, and the built site for it to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Request, expect

from tests.browser.install import installed
from tests.served import pages, served_site

# A loaded machine needs longer than the five seconds that Playwright waits of itself.
expect.set_options(timeout=30_000)

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RECORD_VIOLATIONS = """
  window.violations = []
  addEventListener("securitypolicyviolation", (event) =>
    violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`))
"""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Run a test a second time that has failed: among hundreds, one meets a machine that stalls.

    The end of the run lists each as RERUN, for a test that needs it often is at fault.
    """
    item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes a `path` once on every page."""
    if "path" in metafunc.fixturenames:
        ids = [path or "home" for path in pages()]
        # The scope puts all tests of a page behind one another, so that they can share it.
        metafunc.parametrize("path", pages(), ids=ids, scope="module")


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Serve the built site; give the address of its home page."""
    with served_site() as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Take an installed browser where there is one, else the one that Playwright downloads."""
    arguments = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    options = browser_type_launch_args | {"args": arguments}
    if executable := installed():
        options["executable_path"] = executable
    return options


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Stop transitions, so that no test meets a half-open menu or a colour on its way."""
    return browser_context_args | {"reduced_motion": "reduce", "color_scheme": "light"}


# What a test may do to a context: it is taken back behind it, or lasts no longer than a page.
TAKEN_BACK = {
    "add_cookies",
    "clear_cookies",
    "clear_permissions",
    "cookies",
    "expect_event",
    "expect_page",
    "grant_permissions",
    "new_page",
    "on",
    "remove_listener",
    "route",
    "set_offline",
    "storage_state",
    "unroute",
    "unroute_all",
    "wait_for_event",
}


class Kept:
    """A context that many tests use one after the other, each as if it were new.

    A page of it stays open, for the first page of a context costs more than most tests.
    Each test gets pages of its own; what they leave behind elsewhere is taken back.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.lasting = False
        self._page = context.new_page()
        self._browser: CDPSession = context.new_cdp_session(self._page)
        self._origins: set[str] = set()
        self._listeners: list[tuple[Any, Any]] = []
        context.on("request", self._note)
        self._on = context.on
        context.on = self._listen  # type: ignore[assignment, method-assign]
        for watched in (context, context.clock):
            for name in {name for name in dir(watched) if name[0] != "_"} - TAKEN_BACK:
                if callable(call := getattr(type(watched), name)):
                    setattr(watched, name, self._lasting(partial(call, watched)))

    def _listen(self, event: Any, listener: Any) -> None:
        self._on(event, listener)
        self._listeners.append((event, listener))

    def _note(self, request: Request) -> None:
        if request.is_navigation_request():
            self._origins.add("/".join(request.url.split("/", 3)[:3]))

    def _lasting(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Note that a test does what nobody can take back, such as to set the clock."""

        def noted(*args: Any, **options: Any) -> Any:
            self.lasting = True
            return call(*args, **options)

        return noted

    def reset(self) -> None:
        """Take back what a test has done."""
        context = self.context
        for page in context.pages:
            if page != self._page:
                page.close()
        for event, listener in self._listeners:
            context.remove_listener(event, listener)
        self._listeners.clear()
        context.unroute_all(behavior="ignoreErrors")
        context.set_offline(False)
        context.clear_permissions()
        context.clear_cookies()
        self._browser.send("Network.clearBrowserCache")
        for origin in self._origins:
            scope = {"origin": origin}
            self._browser.send("Storage.clearDataForOrigin", scope | {"storageTypes": "all"})
            # A service worker may have written to its cache in the meantime.
            self.lasting |= self._browser.send("Storage.getUsageAndQuota", scope)["usage"] > 0
        self._origins.clear()


@pytest.fixture(scope="session")
def kept_contexts() -> dict[str, Kept]:
    """The contexts that are kept, by their settings."""
    return {}


@pytest.fixture
def settings(
    request: pytest.FixtureRequest, browser_context_args: dict[str, Any]
) -> dict[str, Any]:
    """What a context is made with: the test's own settings, or its module's, come before ours."""
    own = request.node.get_closest_marker("browser_context_args")
    return browser_context_args | (own.kwargs if own else {})


@pytest.fixture
def context(
    request: pytest.FixtureRequest,
    browser: Browser,
    settings: dict[str, Any],
    kept_contexts: dict[str, Kept],
) -> Iterator[BrowserContext]:
    """A context in which nothing is left of other tests; a traced test has one of its own."""
    traces = ("--tracing", "--screenshot", "--video")
    if any(request.config.getoption(name) != "off" for name in traces):
        yield request.getfixturevalue("new_context")()
        return
    name = repr(sorted(settings.items()))
    kept = kept_contexts.pop(name, None) or Kept(browser.new_context(**settings))
    yield kept.context
    if not kept.lasting:
        kept.reset()
    if kept.lasting:
        kept.context.close()
    else:
        kept_contexts[name] = kept


@pytest.fixture
def scriptless(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def audited(browser: Browser, settings: dict[str, Any]) -> Iterator[Page]:
    """A page that axe can look at, and that keeps what its policy has refused as `violations`."""
    context = browser.new_context(**settings)
    context.add_init_script(path=AXE)
    context.add_init_script(RECORD_VIOLATIONS)
    yield context.new_page()
    context.close()
