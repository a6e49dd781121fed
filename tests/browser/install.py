"""Find a Chromium or Chrome for the tests, or install one, and say so.

The headless shell comes first: it has all of Chromium that a page sees, without the windows, and
takes a third less of the processor for the same tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def installed(names: Iterable[str] = NAMES) -> str | None:
    """Return the path of an installed browser; `CHROMIUM` names one that is elsewhere."""
    named = os.environ.get("CHROMIUM")
    found = named or next((path for path in map(shutil.which, names) if path), None)
    return found or (str(MAC) if MAC.exists() else None)


def main() -> int:
    """Return 0 when there is a browser for the tests."""
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0 and not (os.environ.get("CHROMIUM") or shutil.which(SHELL)):
        print(f"Installing Debian's package {SHELL} for the tests ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], check=False, env=environment)
        subprocess.run([apt, "install", "-y", "-qq", SHELL], check=False, env=environment)
    if found := installed():
        print(f"The tests use {found}.")
        return 0
    print("No Chromium or Chrome found; installing Playwright's own ...", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    environment = {k: v for k, v in os.environ.items() if k != "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD"}
    if subprocess.run(command, check=False, env=environment).returncode == 0:
        return 0
    print("No browser could be installed: install Chromium or Chrome, then run make test again.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
