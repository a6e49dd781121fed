"""An installed browser, and the built site for it to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.install import installed
from tests.served import pages, served_site


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


@pytest.fixture
def scriptless(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()
