"""What the built site is made of: its weight, its addresses, its policy."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.build.conftest import copied
from tests.served import SITE_DIR, page_file, pages, site_url

FORMS = [path for path in pages() if "<alliance-" in page_file(path).read_text("utf-8")]
[SCRIPTS] = SITE_DIR.glob("javascripts.*")
PYTHON = json.loads((SITE_DIR.parent / "build/python/contents.json").read_text("utf-8"))


class Addresses(HTMLParser):
    """Collects what a page loads by itself, and its policy."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.policy = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        loads = tag in {"script", "img", "iframe", "source", "audio", "video", "embed", "object"}
        if loads and values.get("src"):
            self.loaded.append(values["src"] or "")
        if tag == "link" and values.get("rel") in {
            "stylesheet",
            "icon",
            "preload",
            "modulepreload",
        }:
            self.loaded.append(values["href"] or "")
        if tag == "meta" and values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"] or ""


def read(path: str) -> Addresses:
    """Return what a page loads."""
    return Addresses(page_file(path).read_text(encoding="utf-8"))


def packed(file: Path) -> int:
    """Return the bytes of a file on the wire."""
    return len(gzip.compress(file.read_bytes(), 6, mtime=0))


def weight(path: str) -> int:
    """Return the bytes on the wire of a page with its styles and scripts, without images."""
    base = urljoin("http://x/", path)
    own = {urlsplit(urljoin(base, address)).path.lstrip("/") for address in read(path).loaded}
    files = [SITE_DIR / name for name in own if name.endswith((".css", ".js"))]
    return packed(page_file(path)) + sum(packed(file) for file in files)


@pytest.mark.parametrize("path", pages())
def test_a_page_loads_nothing_from_another_origin(path: str) -> None:
    own = urlsplit(site_url()).netloc
    for address in read(path).loaded:
        assert urlsplit(address).netloc in {"", own}, address


@pytest.mark.parametrize("path", pages())
def test_a_page_has_a_strict_policy(path: str) -> None:
    policy = read(path).policy
    assert policy.startswith("default-src 'none'")
    assert "'wasm-unsafe-eval'" in policy
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy


def test_a_chapter_weighs_less_than_100_kb() -> None:
    assert weight("alliance/components/") < 100_000


def test_the_notebook_weighs_less_than_150_kb() -> None:
    assert weight("evidence/methods/") < 150_000


@pytest.mark.parametrize("path", [path for path in pages() if path not in FORMS])
def test_a_page_without_a_form_loads_no_byte_of_it(path: str) -> None:
    html = page_file(path).read_text(encoding="utf-8")
    assert "alliance-" not in "".join(read(path).loaded)
    assert "python/" not in html


def test_quizzes_and_the_reflection_have_forms_and_chapters_have_none() -> None:
    assert {"quizzes/components/", "reflect/clinician/", "evidence/explorer/"} < set(FORMS)
    assert "alliance/components/" not in FORMS


def scripts(path: str) -> set[Path]:
    """Return our scripts that a page may come to load, with what they import and start."""
    found: set[Path] = set()
    wanted = [
        address.rpartition("/")[2] for address in read(path).loaded if "javascripts." in address
    ]
    while wanted:
        script = SCRIPTS / wanted.pop()
        if script.exists() and script not in found:
            found.add(script)
            text = script.read_text(encoding="utf-8")
            wanted += re.findall(r'(?:from ?"\./|new URL\(")([\w.-]+\.js)"', text)
    return found


@pytest.mark.parametrize("path", FORMS)
def test_our_scripts_on_a_page_with_a_form_weigh_less_than_15_kb(path: str) -> None:
    names = {script.name for script in scripts(path)}
    assert {"site.js", "cards.js", "scorer.js", "engine.js", "worker.js"} < names
    assert sum(packed(script) for script in scripts(path)) < 15_000


def test_python_weighs_less_than_the_first_step_allows() -> None:
    """What review alone needs, or nobody foresaw, comes later."""
    first = [file for file in PYTHON["files"] if file["first"]]
    assert sum(file["gzip"] for file in first) < 4_200_000
    assert {file["name"] for file in first} == {
        "pyodide-lock.json",
        "pyodide.asm.wasm",
        "python.gz",
        "start.mjs",
    }


def test_python_and_definitions_stand_under_names_that_carry_their_hash() -> None:
    folder = SITE_DIR / "python" / PYTHON["hash"]
    assert {path.name for path in folder.iterdir()} == {
        "contents.json",
        *(file["name"] for file in PYTHON["files"]),
    }
    for path in FORMS:
        html = page_file(path).read_text(encoding="utf-8")
        definition = re.search(r'(?:definitions?|bank)="([^"]+)"', html)
        assert definition
        assert re.search(r"\.[0-9a-f]{8}\.json$", definition[1])
        assert (page_file(path).parent / definition[1]).resolve().is_file()
        python = re.search(r'python="([^"]+)"', html)
        assert python
        assert (page_file(path).parent / python[1]).resolve() == folder


def test_no_template_and_no_source_is_published() -> None:
    suffixes = {path.suffix for path in SITE_DIR.rglob("*")}
    assert suffixes.isdisjoint({".ipynb", ".j2", ".md", ".py", ".toml"})


def test_neither_keys_nor_feedback_nor_results_nor_references_can_be_searched() -> None:
    index = (SITE_DIR / "search" / "search_index.json").read_text(encoding="utf-8")
    texts = " ".join(document["text"] for document in json.loads(index)["docs"])
    quiz = page_file("quizzes/components/").read_text(encoding="utf-8")
    feedback = re.findall(r"<dd><p>([^<]{20,60})", quiz)
    assert len(feedback) > 30
    assert not [text for text in feedback if text in texts]
    assert "doi:10." not in texts
    assert "at the first try" not in texts
    assert "marathon in three weeks" in texts


def test_two_builds_of_one_commit_have_the_same_bytes(tmp_path: Path) -> None:
    """Elsewhere, later, with and without what earlier builds have kept, in any order of sets."""
    sites: list[dict[str, bytes]] = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        project = copied(tmp_path / name)
        if name == "two":
            for kept in ("references", "this-page", "exchange", "figures.json"):
                path = project.folder / "build" / kept
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        built = project.build(
            NOTEBOOKS="true",
            SOURCE_DATE_EPOCH="1764000000",
            PYTHONHASHSEED=str(len(sites)),
            REPO_URL="",
            EDIT_URI="",
        )
        assert built.code == 0, built.output
        sites.append(
            {
                str(path.relative_to(built.site)): path.read_bytes()
                for path in built.site.rglob("*")
                if path.is_file()
            }
        )
    assert len(sites[0]) > 200
    assert sites[0].keys() == sites[1].keys()
    assert [name for name, content in sites[0].items() if content != sites[1][name]] == []
    assert not [name for name, content in sites[0].items() if b"History of this page" in content]
