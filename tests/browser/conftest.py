"""An installed browser, and the built site for it to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

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
# Keeping the site for offline would cost a second of each test; test_offline.py has it.
WITHOUT_OFFLINE = pytest.mark.browser_context_args(service_workers="block")


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
        # A test ends before better code for Pyodide, or a second thread for memory, has paid.
        "--js-flags=--liftoff-only --single-threaded-gc",
    ]
    options = browser_type_launch_args | {"args": arguments}
    if executable := installed():
        options["executable_path"] = executable
    return options


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Stop transitions, so that no test meets a half-open menu or a colour on its way."""
    return browser_context_args | {"reduced_motion": "reduce", "color_scheme": "light"}


@pytest.fixture
def scriptless(new_context: Callable[..., BrowserContext]) -> Page:
    """A page in a browser that runs no script."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def audited(new_context: Callable[..., BrowserContext]) -> Page:
    """A page that axe can look at, and that keeps what its policy has refused as `violations`."""
    context = new_context()
    context.add_init_script(path=AXE)
    context.add_init_script(RECORD_VIOLATIONS)
    return context.new_page()
