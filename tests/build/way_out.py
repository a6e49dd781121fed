"""Build the site with ProperDocs, and with MkDocs but no hooks, and print what each one loses.

python -m tests.build.way_out

Why there are both, see adr/. ProperDocs must lose nothing.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from lxml import html

from tests.served import ROOT, SITE_DIR

BY_PROPERDOCS = ROOT / "build" / "way-out"
NO_HOOKS = "INHERIT: mkdocs.yml\nhooks: []\n"
# What a page holds, and where in it.
PARTS = {
    "headings": "//h1 | //h2 | //h3 | //h4 | //h5 | //h6",
    "links": "//a/@href",
    "citations": "//a[@class='footnote-ref']/@href",
    "references": "//*[@class='csl-entry']",
    "forms": "//form",
    "form definitions": "//@definition | //@definitions | //@bank",
    "figures": "//figure/@id",
    "words of the glossary": "//abbr/@title",
    "security policies": "//meta[@http-equiv='Content-Security-Policy']/@content",
}
# Where two builds of one page may differ, and why.
CAUSES = {
    "the generator's name": rb'<meta name="generator"[^>]*>',
    "the page's version": rb'<meta name="version"[^>]*>',
    "the digests of such pages": rb'sha256-[\w+/]+=*|"(?:bytes|version)": [^,\s]+',
}
KEY = re.compile(r"(?<!\w)@[a-z]+\d{4}")
SHOWN = 20

Held = dict[str, Counter[tuple[str, str]]]


def build(program: str, folder: Path, site: Path, settings: str = "") -> None:
    """Build a project's site strictly, or with other settings than its own."""
    how = ["--config-file", "-"] if settings else ["--config-file", "mkdocs.yml", "--strict"]
    done = subprocess.run(
        [sys.executable, "-m", program, "build", "--quiet", *how, "--site-dir", str(site)],
        cwd=folder,
        input=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{program} cannot build the site:\n{done.stdout}{done.stderr}")


def hold(site: Path) -> Held:
    """Return what a site holds, by kind: each with the page that it stands in."""
    held: Held = {kind: Counter() for kind in ("pages", "other files", *PARTS)}
    for name, path in files(site).items():
        held["pages" if path.suffix == ".html" else "other files"][name, ""] += 1
        if path.suffix == ".html":
            page = html.fromstring(path.read_bytes())
            for kind, place in PARTS.items():
                held[kind].update((name, text(each)) for each in page.xpath(place))
    return held


def files(site: Path) -> dict[str, Path]:
    """Return a site's files by their names."""
    paths = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path for path in paths}


def text(found: str | html.HtmlElement) -> str:
    """Return the text of an attribute or an element on one line."""
    return " ".join((found if isinstance(found, str) else found.text_content()).split())


def lost(ours: Held, other: Held) -> Held:
    """Return what our site holds and another does not."""
    return {kind: ours[kind] - other[kind] for kind in ours}


def differences(ours: Path, other: Path) -> dict[str, list[str]]:
    """Return the files of two sites that have other bytes, by the cause."""
    found: dict[str, list[str]] = defaultdict(list)
    others = files(other)
    for name, path in files(ours).items():
        one, two = path.read_bytes(), others.get(name, path).read_bytes()
        why = []
        for cause, place in CAUSES.items():
            if re.findall(place, one) != re.findall(place, two):
                why.append(cause)
                one, two = re.sub(place, b"", one), re.sub(place, b"", two)
        if one != two:
            why.append("something else")
        if why:
            found[" and ".join(why)].append(name)
    return found


def report(site: Path, by_properdocs: Path, without: Path) -> Iterator[str]:
    """Yield a table of what is lost, what else differs, and at last each thing ProperDocs loses."""
    ours, other = hold(site), hold(by_properdocs)
    losses, bare = lost(ours, other), lost(ours, hold(without))
    yield f"| | in our site | lost by ProperDocs {version('properdocs')} | lost without hooks |"
    yield "|---|---|---|---|"
    for kind in ours:
        counts = (each[kind].total() for each in (ours, losses, bare))
        yield f"| {kind} | {' | '.join(f'{count:,}' for count in counts)} |"
    left = sum(len(KEY.findall(path.read_text("utf-8"))) for path in without.rglob("*.html"))
    yield f"Keys of sources left in the pages without hooks: {left:,}."
    more = lost(other, ours)
    pages, others = (len(more[kind]) for kind in ("pages", "other files"))
    yield f"What only ProperDocs writes: {pages} pages, {others} other files."
    for cause, names in differences(site, by_properdocs).items():
        listed = ", ".join(names[:2]) + (", …" if names[2:] else "")
        yield f"Files that differ by {cause}: {len(names)} ({listed})."
    for kind, things in losses.items():
        for page, thing in list(things)[:SHOWN]:
            yield f"{page}: lost from the {kind}: {thing}".removesuffix(": ")


def main() -> int:
    """Build and print; return 1 where ProperDocs loses anything."""
    print("Building with ProperDocs, into build/way-out/, and without hooks ...")
    build("properdocs", ROOT, BY_PROPERDOCS)
    with tempfile.TemporaryDirectory() as scratch:
        build("mkdocs", ROOT, Path(scratch), NO_HOOKS)
        lines = list(report(SITE_DIR, BY_PROPERDOCS, Path(scratch)))
    print("\n".join(lines))
    return 1 if any(": lost from the " in line for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
