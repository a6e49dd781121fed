"""Write into a page which scripts may run: its own, and of those only what the build has made."""

from __future__ import annotations

import json
import posixpath
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import urljoin

from alliance_quiz.faults import Fault, FormatError

# A script of another type is a block of data: the browser never runs it, so it needs no hash.
_EXECUTABLE = {"", "module", "importmap", "text/javascript", "application/javascript"}


def add_policy(  # noqa: PLR0913  each has a name, and most callers need few
    html: str,
    *,
    address: str = "",
    digests: Mapping[str, str] | None = None,
    imports: Mapping[str, Sequence[str]] | None = None,
    trusted: str = "",
    live_reload: bool = False,
) -> str:
    """Return the page with its policy as a meta element at the start of its head.

    A script or a style sheet whose whole URL is in `digests` gets its `integrity`, as does each
    module beside one that the page loads: by an import map, since a module names others without.
    `imports` names, by the plain name of such a module, what it imports: a browser that is told
    loads all at once, not one after the other.
    `address` is the page's own URL. `trusted` is the script that makes the policies of Trusted
    Types, without which browsers that have them write no markup from text.

    With `live_reload`, any inline script may run: `mkdocs serve` adds one after the hooks,
    and its text differs from request to request, so no hash can name it.

    Raises:
        FormatError: when the page has no head.
    """
    page = _Page(html)
    if page.start is None:
        raise FormatError([Fault(problem="no <head>", remedy="write a whole page")])
    digests = digests or {}
    page.insertions += [
        (place, f' integrity="{digests[urljoin(address, url)]}"')
        for place, url in page.loaded
        if urljoin(address, url) in digests
    ]
    modules = {
        posixpath.join(posixpath.dirname(url), other.rpartition("/")[2]): digest
        for url in page.modules
        for folder in [posixpath.dirname(urljoin(address, url))]
        for other, digest in digests.items()
        if posixpath.dirname(other) == folder
    }
    first = ""
    if modules:
        # An import map takes "a.js" for the name of a package, and "./a.js" for an address.
        named = {url if url[0] in "./" else f"./{url}": modules[url] for url in sorted(modules)}
        text = json.dumps({"integrity": named}, separators=(",", ":"))
        page.inline["script"].append(text)
        first = f'<script type="importmap">{text}</script>'
        # The map has to come first: a browser that has begun to load modules takes none.
        needed = {
            posixpath.join(posixpath.dirname(url), f"{name}.js")
            for url in page.modules
            for name in (imports or {}).get(PurePosixPath(url).stem, [])
        }
        first += "".join(f'<link rel="modulepreload" href="{url}">' for url in sorted(needed))
    if trusted:
        page.inline["script"].append(trusted)
        first += f"<script>{trusted}</script>"
    # One hash beside 'unsafe-inline' would make browsers ignore the latter.
    scripts = ["'unsafe-inline'"] if live_reload else _sources(page.inline["script"])
    policy = {
        "default-src": ["'none'"],
        # Pyodide compiles WebAssembly; this allows that and not eval().
        "script-src": ["'self'", "'wasm-unsafe-eval'", *scripts],
        "style-src": ["'self'", *_sources(page.inline["style"])],
        # The theme's icons are data: addresses in its style sheet.
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default", "inert"],
    }
    # A page knows by it whether there is a newer one.
    version = f'<meta name="version" content="{sha256(html.encode()).hexdigest()[:12]}">'
    content = "; ".join(" ".join([name, *sources]) for name, sources in policy.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    page.insertions.append((page.start, f"\n      {meta}{version}{first}"))
    for place, text in sorted(page.insertions, reverse=True):
        html = html[:place] + text + html[place:]
    return html


def _sources(texts: list[str]) -> list[str]:
    """Return the hash source of each text, without repeats, in order of first appearance."""
    digests = (sha256(text.encode()).digest() for text in texts)
    return list(dict.fromkeys(f"'sha256-{b64encode(digest).decode()}'" for digest in digests))


class _Page(HTMLParser):
    """Finds where a policy goes, and the inline scripts and styles that it must name."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.start: int | None = None
        self.inline: dict[str, list[str]] = {"script": [], "style": []}
        self.loaded: list[tuple[int, str]] = []
        self.modules: list[str] = []
        self.insertions: list[tuple[int, str]] = []
        self._inside: str | None = None
        self._just_entered_head = False
        self._line_starts = [0]
        for line in html.split("\n"):
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        # The charset must stand in the first 1024 bytes, so it alone goes before the policy.
        if tag == "head" or (self._just_entered_head and tag == "meta" and "charset" in attributes):
            self.start = self._end_of_tag()
        self._just_entered_head = tag == "head"
        style = tag == "link" and attributes.get("rel") == "stylesheet"
        if url := attributes.get("src" if tag == "script" else "href" if style else ""):
            end = 2 if (self.get_starttag_text() or "").endswith("/>") else 1
            self.loaded.append((self._end_of_tag() - end, url))
            if attributes.get("type") == "module":
                self.modules.append(url)
        if tag == "style" or (
            tag == "script"
            and "src" not in attributes
            and (attributes.get("type") or "").lower() in _EXECUTABLE
        ):
            self._inside = tag
            self.inline[tag].append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.inline[self._inside][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = None

    def _end_of_tag(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column + len(self.get_starttag_text() or "")
