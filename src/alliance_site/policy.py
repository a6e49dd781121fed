"""Write a content security policy into a page: its own inline scripts may run, and no others."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

from alliance_quiz.faults import Fault, FormatError

# A script of another type is a block of data: the browser never runs it, so it needs no hash.
_EXECUTABLE = {"", "module", "importmap", "text/javascript", "application/javascript"}


def add_policy(html: str, *, live_reload: bool = False) -> str:
    """Return the page with its policy as a meta element at the start of its head.

    With `live_reload`, any inline script may run: `mkdocs serve` adds one after the hooks,
    and its text differs from request to request, so no hash can name it.

    Raises:
        FormatError: when the page has no head.
    """
    page = _Page(html)
    if page.start is None:
        raise FormatError([Fault(problem="no <head>", remedy="write a whole page")])
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
    }
    content = "; ".join(" ".join([name, *sources]) for name, sources in policy.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    return f"{html[: page.start]}\n      {meta}{html[page.start :]}"


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
