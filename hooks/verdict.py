"""Stop the build, once every hook has told all the faults it found, before a page is written."""

from __future__ import annotations

import logging
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority


class _Count(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.faults = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002  only their number counts
        self.faults += 1


_count = _Count()


@event_priority(100)  # Before the first hook that may find a fault.
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Begin to count the errors that the hooks tell."""
    _count.faults = 0
    logging.getLogger("mkdocs.hooks").addHandler(_count)
    return config


@event_priority(-100)  # After every hook: all pages are converted now, and none is written.
def on_env(env: Any, **_: object) -> Any:
    """Raise when there were any."""
    if _count.faults:
        number = "1 fault" if _count.faults == 1 else f"{_count.faults} faults"
        raise PluginError(f"{number}, listed above; nothing was published.")
    return env
