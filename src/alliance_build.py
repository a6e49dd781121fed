"""Build the site with MkDocs, whole or not at all, and tell each fault with its file and line.

    python -m alliance_build site
    python -m alliance_build serve --dev-addr 127.0.0.1:8000

The second serves it, and rebuilds it on change.
"""

from __future__ import annotations

import logging
import re
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any

from click import Abort, ClickException, echo
from mkdocs.__main__ import cli

from alliance_quiz.faults import FormatError
from alliance_site.reading import line_of, read_utf8

PART = Path("build/site.part")
DOCS = "docs/"
SETTINGS = "mkdocs.yml"
HOOKS = "hooks"
BROKEN_OFF = "build broken off"

# What MkDocs says: the page, and the text that stands at the place.
LINK = re.compile(r"Doc file '([^']+)' contains an? .*?'([^']*)'")
PAGE = re.compile(r"Error (?:reading|building) page '([^']+)()")
IN_SETTINGS = re.compile(
    r"mkdocs\.yml: '|Config value '|(?:A reference|An absolute path) to '|The following pages exist"
)
YAML = re.compile(r"line (\d+), column \d+(?!.*line \d)", re.DOTALL)


def main(site: Path) -> int:
    """Build a site; return 0, or 1 after faults, when the last whole site is left as it was."""
    if code := run("build", "--strict", "--site-dir", str(PART)):
        return code
    shutil.rmtree(site, ignore_errors=True)
    PART.rename(site)
    return 0


def run(*command: str) -> int:
    """Run a command of MkDocs; return 0, or 1 after faults."""
    logging.setLogRecordFactory(_record)
    try:
        _look_for_hooks()
        cli.main([*command], standalone_mode=False)
    except Abort:
        return 1  # The maintainer has stopped it.
    except ClickException as error:
        return _end(_located(error.format_message()))
    except Exception as error:  # noqa: BLE001  a maintainer is told where, never how it came about
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        return _end(f"{where}: {BROKEN_OFF}: {type(error).__name__}: {error}")
    return 0


def _end(message: str) -> int:
    # MkDocs has taken its log down by now.
    echo(f"ERROR    -  {message}", err=True)
    return 1


def _look_for_hooks() -> None:
    """Raise where the settings leave out a hook: without it pages come out, and are wrong."""
    try:
        text = read_utf8(Path(SETTINGS), SETTINGS)
    except FormatError as error:
        raise ClickException(str(error)) from error
    for hook in sorted(Path(HOOKS).glob("*.py")):
        if not re.search(rf"^ +- {hook.as_posix()}\b", text, re.MULTILINE):
            line = _line(SETTINGS, f"{HOOKS}:")
            raise ClickException(f"{SETTINGS}:{line}: {hook.as_posix()} is missing from hooks")


def _record(*args: Any, **more: Any) -> logging.LogRecord:
    """Make a record of the log, with the file and line that MkDocs leaves out."""
    record = logging.LogRecord(*args, **more)
    if record.levelno >= logging.WARNING and record.name.startswith("mkdocs"):
        record.msg, record.args = _located(record.getMessage()), ()
    return record


def _located(message: str) -> str:
    if found := LINK.search(message) or PAGE.search(message):
        file = DOCS + found[1]
        return f"{file}:{_line(file, found[2])}: {message}"
    if IN_SETTINGS.match(message):
        texts = re.findall(r"[\"']([^\"']+)[\"']", message)
        inner = [text for text in reversed(texts[1:]) if text != "nav"]
        line = _line(SETTINGS, *inner, f"{texts[0]}:", texts[0])
        return f"{SETTINGS}:{line}: {message.removeprefix(f'{SETTINGS}: ')}"
    if SETTINGS in message and (found := YAML.search(message)):
        return f"{SETTINGS}:{found[1]}: {' '.join(message.split())}"
    return message


def _line(file: str, *texts: str) -> int:
    """Return the 1-based line where the first of several texts that is there stands first, or 1."""
    path = Path(file)
    read = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return line_of(read, next((text for text in texts if text in read), ""))


if __name__ == "__main__":
    serving = sys.argv[1] == "serve"
    sys.exit(run(*sys.argv[1:]) if serving else main(Path(sys.argv[1])))
