"""Make of a run's log and tests a list that people can read, beside the site that was built.

    python -m alliance_site.report LOG TESTS FOLDER [CHANGED...]

LOG is what `make test` has printed, and TESTS what pytest has written as JUnit XML; either may be
missing. CHANGED are the files that the change touches. FOLDER gets the report as `report.md` and as
`index.html`; the site is to stand in its folder `site`. What is printed is read by GitHub, which
shows each fault beside its line.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, parse

import markdown

LOCATED = re.compile(
    r"(?:(?:ERROR|WARNING) +- +)?"  # as MkDocs tells it; what is INFO stops nothing
    r"(?P<file>(?:[\w.-]+/)*[\w.-]+\.\w+)"
    r"(?::(?P<line>\d+)(?::\d+)?|\((?P<place>\d+),\d+\))?"
    r"(?::| -|(?<=\d))? (?P<text>\S.*)"
)
COLOURS = re.compile(r"\x1b\[[\d;]*m")
AUDIT = re.compile(r"test_no_page_has_a_fault_that_axe_can_find\[(?:chromium-)?(.*)\]")
AGAIN = re.compile(r"^RERUN ([\w./-]+)::(.+)$", re.MULTILINE)
FAILED = "make: *** "
END_OF_LOG = 40
PAGE = """<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Report</title>
<style>body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif }}
pre {{ overflow: auto }}</style>
{body}
</html>
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A fault that some check has told: the file, the 1-based line, what is wrong and right."""

    file: str
    line: int
    text: str

    def annotation(self) -> str:
        """Return the fault as GitHub shows it beside the line."""
        text = self.text.replace("%", "%25")
        return f"::error file={self.file},line={self.line}::{text}"


def find_told(log: str, root: Path) -> list[Told]:
    """Return each fault that a log tells of a file of the project, once, in the log's order."""
    found: dict[Told, None] = {}
    for line in log.splitlines():
        match = LOCATED.fullmatch(line.strip())
        if match and (root / match["file"]).is_file():
            number = int(match["line"] or match["place"] or 1)
            told = Told(file=match["file"], line=number, text=match["text"])
            found[told] = None
    return list(found)


def failed(tests: Element) -> Iterator[tuple[str, str]]:
    """Yield the name of each test that failed, and the first line of why."""
    for case in tests.iter("testcase"):
        for problem in (*case.iter("failure"), *case.iter("error")):
            why = problem.get("message", "").strip().partition("\n")[0]
            yield f"{case.get('classname')}: {case.get('name')}", why


def audited(tests: Element) -> Iterator[tuple[str, str]]:
    """Yield each page that axe has looked at, and what it found there."""
    for case in tests.iter("testcase"):
        if match := AUDIT.fullmatch(case.get("name", "")):
            problem = case.find("failure")
            yield match[1], "no fault" if problem is None else problem.get("message", "")


def changed_page(file: str) -> str:
    """Return a link to the page that a file is the source of, or the file's name."""
    page = re.fullmatch(r"docs/(.+/)?([\w-]+)\.(?:md|ipynb)", file)
    if not page:
        return file
    folder = (page[1] or "") + ("" if page[2] == "index" else f"{page[2]}/")
    return f"[{file}](site/{folder}index.html)"


def write_report(log: str, told: Sequence[Told], tests: Element, changed: Iterable[str]) -> str:
    """Return the report in Markdown.

    Args:
        log: What was printed, for a failure that names no file.
        told: The faults in it.
        tests: The root of pytest's JUnit XML.
        changed: The names of the changed files.
    """
    faults = [f"- `{each.file}:{each.line}`: {html.escape(each.text)}" for each in told]
    faults += [f"- {html.escape(f'{name}: {why}')}" for name, why in failed(tests)]
    if not faults and FAILED in log:
        end = html.escape("\n".join(log.splitlines()[-END_OF_LOG:]))
        faults = ["No file was named. This is how the log ends:", "", f"<pre>{end}</pre>"]
    again = [f"- {file}: {html.escape(name)}" for file, name in AGAIN.findall(log)]
    # Of a page that was looked at twice, the second look counts.
    pages = dict(audited(tests)).items()
    audits = [f"- {page or 'home'}: {html.escape(found)}" for page, found in pages]
    parts = {
        "Faults": faults or ["None."],
        "Tests that failed and were run again": again or ["None."],
        "Pages and files changed": [f"- {changed_page(file)}" for file in changed] or ["None."],
        "Accessibility, as axe sees it": audits or ["Not looked at."],
    }
    return "\n".join(f"## {title}\n\n{'\n'.join(lines)}\n" for title, lines in parts.items())


def main(arguments: Sequence[str]) -> None:
    """Write the report that the command line asks for, and print the faults for GitHub."""
    log_file, tests_file, folder = (Path(name) for name in arguments[:3])
    log = log_file.read_text(encoding="utf-8", errors="replace") if log_file.exists() else ""
    log = COLOURS.sub("", log)
    tests = Element("testsuites")
    if tests_file.exists():
        tests = parse(tests_file).getroot()  # noqa: S314  pytest has just written it
    told = find_told(log, Path())
    report = write_report(log, told, tests, arguments[3:])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.md").write_text(report, encoding="utf-8")
    page = PAGE.format(body=markdown.markdown(report))
    (folder / "index.html").write_text(page, encoding="utf-8")
    for each in told:
        print(each.annotation())
    for file, name in AGAIN.findall(log):
        print(f"::warning file={file}::{name} failed and was run again")


if __name__ == "__main__":
    main(sys.argv[1:])
