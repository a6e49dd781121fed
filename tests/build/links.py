"""Follow every link and anchor of the built site with linkchecker.

python -m tests.build.links            links inside the site
python -m tests.build.links --outside  links to other sites as well, as CSV
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.served import served_site

SETTINGS = Path(__file__).with_name("linkcheckerrc")


def check_links(*, outside: bool) -> subprocess.CompletedProcess[str]:
    """Run linkchecker over the built site; it prints each broken link and exits with 1."""
    options = ["--check-extern", "--output", "csv/utf-8"] if outside else []
    with served_site() as address:
        program = [sys.executable, "-m", "tests.build.linkcheck_once"]
        command = [*program, "--config", str(SETTINGS), *options]
        return subprocess.run(
            [*command, address, f"{address}404.html"], capture_output=True, text=True, check=False
        )


if __name__ == "__main__":
    outside = "--outside" in sys.argv
    done = check_links(outside=outside)
    print(done.stdout)
    print(done.stderr, file=sys.stderr)
    # Of other sites' faults a list is made; only linkchecker's own are a failure.
    sys.exit(0 if outside and done.returncode == 1 else done.returncode)
