"""The built site on a server like GitHub Pages: under its path, compressed, with its 404 page."""

from __future__ import annotations

import gzip
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
SITE_DIR = Path(os.environ.get("SITE_DIR", ROOT / "site")).resolve()

# Bytes that go over a line at a time.
PART = 8_192
COMPRESSED = (".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".wasm")


@cache
def site_url() -> str:
    """Return the address that the site was built for."""
    canonical = re.search(
        r'<link rel="canonical" href="([^"]+)"', (SITE_DIR / "index.html").read_text("utf-8")
    )
    assert canonical, "the home page has no canonical link: set site_url in mkdocs.yml"
    return canonical[1]


@cache
def pages() -> list[str]:
    """Return the path of every page in the site map, and one that does not exist."""
    sitemap = (SITE_DIR / "sitemap.xml").read_text("utf-8")
    found = [loc.removeprefix(site_url()) for loc in re.findall(r"<loc>([^<]+)</loc>", sitemap)]
    return [*found, "no/such/page/"]


def page_file(path: str) -> Path:
    """Return the built file behind a page's path."""
    file = SITE_DIR / path / "index.html"
    return file if file.exists() else SITE_DIR / "404.html"


@dataclass
class Line:
    """A reader's line: bytes a second for all answers together, seconds of a round trip.

    `sent` counts the bytes of the answers' bodies by their path.
    """

    rate: float = float("inf")
    delay: float = 0
    sent: Counter[str] = field(default_factory=Counter)
    _free: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> None:
        """Let a round trip pass."""
        time.sleep(self.delay)

    def send(self, path: str, body: bytes, out: BufferedIOBase) -> None:
        """Write a body as fast as the line takes it, in turn with others."""
        for at in range(0, len(body), PART):
            part = body[at : at + PART]
            with self._lock:
                self.sent[path] += len(part)
                self._free = max(self._free, time.monotonic()) + len(part) / self.rate
                due = self._free
            time.sleep(max(0, due - time.monotonic()))
            out.write(part)


class Pages(SimpleHTTPRequestHandler):
    """Answers as GitHub Pages does."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".svg": "image/svg+xml",
        ".whl": "application/octet-stream",
    }

    def setup(self) -> None:
        super().setup()
        assert isinstance(self.server, Server)
        self.server.line.wait()

    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        line = self.server.line
        line.wait()
        folder = self.server.folder
        path = urlsplit(self.path).path
        prefix = self.server.path
        file = folder / "404.html"
        status = 404
        if path.startswith(prefix):
            wanted = (folder / path.removeprefix(prefix)).resolve()
            if wanted.is_dir() and path.endswith("/"):
                wanted /= "index.html"
            if wanted.is_file() and wanted.is_relative_to(folder):
                file, status = wanted, 200
        body = file.read_bytes()
        part = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        self.send_response(206 if part and status == 200 else status)
        self.send_header("Content-Type", self.guess_type(file))
        if part and status == 200:
            body = body[int(part[1]) : int(part[2]) + 1]
            self.send_header("Content-Range", f"bytes {part[1]}-{part[2]}/{file.stat().st_size}")
        elif file.suffix in COMPRESSED:
            body = _packed(file)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        if self.server.keeps:
            self.send_header("Cache-Control", "max-age=600")
        self.send_header("LinkChecker", "yes")  # so that linkchecker asks as fast as it can
        self.end_headers()
        if self.command == "GET":
            line.send(path, body, self.wfile)

    do_HEAD = do_GET  # noqa: N815  the base class's name

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        pass


class Server(ThreadingHTTPServer):
    """Serves `folder` under `path`."""

    daemon_threads = True
    folder = SITE_DIR
    path = urlsplit(site_url()).path
    line: Line
    keeps = False

    @property
    def address(self) -> str:
        """The address of the home page."""
        return f"http://127.0.0.1:{self.server_port}{self.path}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where a browser hangs up in the middle of a file."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@cache
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)


@contextmanager
def serving(
    folder: Path = SITE_DIR, pages: type[Pages] = Pages, line: Line | None = None
) -> Iterator[Server]:
    """Serve the built site, or a copy of it; another `folder` is a new deploy.

    A browser keeps what comes over a line for ten minutes, as it does on GitHub Pages.
    """
    with Server(("127.0.0.1", 0), pages) as server:
        server.folder = folder.resolve()
        server.line = line or Line()
        server.keeps = line is not None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def served_site(
    folder: Path = SITE_DIR, pages: type[Pages] = Pages, line: Line | None = None
) -> Iterator[str]:
    """Serve the built site as `serving` does; give the address of its home page."""
    with serving(folder, pages, line) as server:
        yield server.address
