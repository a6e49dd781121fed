"""What a run's report says, to GitHub and to the people who read it."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from alliance_site.report import changed_page, find_told, main, write_report

# One line of each tool, as it prints it.
LOG = """\
Building the site into site/ ...
INFO    -  Building documentation to directory: /x/site
ERROR   -  docs/a.md:3: @smith: not in bibliography.bib: did you mean smyth
INFO    -  docs/a.md:5: warning: no page cites it
WARNING -  docs/a.md:7: an option without feedback
docs/a.md:88: “proves” is not said here: say what a study can show
docs/a.md:90 error MD001/heading-increment Heading levels [Expected: h3; Actual: h4]
docs/a.md:88:5 - Unknown word (alliacne) Suggestions: [alliance]
docs/a.md:88: color ==> colour
a.py:9: error: Incompatible types in assignment  [assignment]
a.py:10:101: E501 Line too long (101 > 100)
a.js(3,5): error TS2322: Type 'string' is not assignable to type 'number'.
bibliography.bib: cannot be read: put the file in its place
other/b.md:1: a file of somebody else
http://127.0.0.1:8000/ is where it is
docs/a.md:88: color ==> colour
\x1b[31mdocs/a.md:1: red: 100 %\x1b[0m
RERUN tests/browser/test_a.py::test_it_<comes>[chromium]
E   AssertionError
PASSED tests/browser/test_a.py::test_it_<comes>[chromium]
make: *** [Makefile:67: prose] Error 1
"""
TESTS = """\
<testsuites><testsuite>
<testcase classname="tests.unit.test_a" name="test_it_adds">
<failure message="assert 1 == 2&#10;x"/></testcase>
<testcase classname="tests.unit.test_a" name="test_it_holds"/>
<testcase classname="t" name="test_no_page_has_a_fault_that_axe_can_find[chromium-home]"/>
<testcase classname="t" name="test_no_page_has_a_fault_that_axe_can_find[chromium-a/b/]"/>
<testcase classname="t" name="test_no_page_has_a_fault_that_axe_can_find[chromium-a/b/]">
<failure message="color-contrast: &lt;p&gt;"/></testcase>
</testsuite></testsuites>
"""
NO_TESTS = Element("testsuites")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "docs").mkdir()
    for name in ("docs/a.md", "a.py", "a.js", "bibliography.bib"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_tool_is_understood_and_each_fault_told_once(project: Path) -> None:
    told = [(each.file, each.line, each.text[:12]) for each in find_told(LOG, project)]
    assert told == [
        ("docs/a.md", 3, "@smith: not "),
        ("docs/a.md", 7, "an option wi"),
        ("docs/a.md", 88, "“proves” is "),
        ("docs/a.md", 90, "error MD001/"),
        ("docs/a.md", 88, "Unknown word"),
        ("docs/a.md", 88, "color ==> co"),
        ("a.py", 9, "error: Incom"),
        ("a.py", 10, "E501 Line to"),
        ("a.js", 3, "error TS2322"),
        ("bibliography.bib", 1, "cannot be re"),
    ]


def test_a_run_becomes_annotations_a_list_and_a_page(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "log.txt").write_text(LOG, encoding="utf-8")
    (project / "tests.xml").write_text(TESTS, encoding="utf-8")
    main(["log.txt", "tests.xml", "out", "docs/a.md", "bibliography.bib"])
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == (
        "::error file=docs/a.md,line=3::@smith: not in bibliography.bib: did you mean smyth"
    )
    assert printed[-2] == "::error file=docs/a.md,line=1::red: 100 %25"
    assert printed[-1] == (
        "::warning file=tests/browser/test_a.py::test_it_<comes>[chromium] failed and was run again"
    )
    report = (project / "out" / "report.md").read_text(encoding="utf-8")
    assert "- `docs/a.md:88`: “proves” is not said here: say what a study can show\n" in report
    assert "- tests.unit.test_a: test_it_adds: assert 1 == 2\n" in report
    assert "test_it_holds" not in report
    assert "\n- tests/browser/test_a.py: test_it_&lt;comes&gt;[chromium]\n" in report
    assert "- home: no fault\n- a/b/: color-contrast: &lt;p&gt;\n" in report
    assert "- [docs/a.md](site/a/index.html)\n- bibliography.bib\n" in report
    page = (project / "out" / "index.html").read_text(encoding="utf-8")
    assert '<li><a href="site/a/index.html">docs/a.md</a></li>' in page
    assert "<code>docs/a.md:88</code>: “proves”" in page


def test_a_failure_that_names_no_file_shows_the_end_of_the_log() -> None:
    report = write_report("a < b\nmake: *** [Makefile:1: x] Error 1", [], NO_TESTS, [])
    assert "<pre>a &lt; b\nmake: ***" in report


def test_a_run_without_a_fault_says_so(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["no log", "no tests", "out"])
    assert capsys.readouterr().out == ""
    report = (project / "out" / "report.md").read_text(encoding="utf-8")
    assert report.startswith("## Faults\n\nNone.\n")
    assert report.endswith("Not looked at.\n")


@pytest.mark.parametrize(
    ("file", "link"),
    [
        ("docs/index.md", "[docs/index.md](site/index.html)"),
        ("docs/quizzes/index.md", "[docs/quizzes/index.md](site/quizzes/index.html)"),
        ("docs/a/b.md", "[docs/a/b.md](site/a/b/index.html)"),
        ("docs/a/b.ipynb", "[docs/a/b.ipynb](site/a/b/index.html)"),
        ("docs/a/b.toml", "docs/a/b.toml"),
        ("src/a.md", "src/a.md"),
    ],
)
def test_a_page_that_was_changed_is_linked(file: str, link: str) -> None:
    assert changed_page(file) == link
