"""Mend what of the theme stands in no block that a template could replace.

Its script fetches the index of the search with every page, more bytes than all the rest of one.
Here the index comes when a reader turns to the search, or comes from one of its results.
"""

from __future__ import annotations

import logging
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from alliance_site.publishing import hashed_name

# HTML lets no checkbox have it.
AUTOCOMPLETE = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"')
BUNDLE = re.compile(r"assets/javascripts/bundle\.\w+\.min\.js")
# The call that fetches the index; what it returns may be a promise as well.
FETCHED = re.compile(r'\w+(?=\(new URL\("search/search_index\.json",\w+\.base\)\))')
WHEN_NEEDED = """(url => new Promise(done => {
  const wait = kind => document.forms.search.addEventListener(kind, read, { once: true })
  const read = () => fetch(url).then(it => it.json()).then(done, () => wait("input"))
  new URLSearchParams(location.search).has("h") ? read() : wait("focusin")
}))"""

log = logging.getLogger("mkdocs.hooks.theme")
renamed: dict[str, str] = {}


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Publish the theme's script as mended, under a name that it had in no other form."""
    for bundle in [file for file in files if BUNDLE.fullmatch(file.src_uri)]:
        code, times = FETCHED.subn(lambda _: WHEN_NEEDED, bundle.content_string)
        if times != 1:
            log.warning(
                f"{bundle.src_uri}: fetches the index of the search in {times} places, not one: "
                "the theme is newer than hooks/theme.py; see there what it mends"
            )
        mended = hashed_name(bundle.src_uri, code)
        renamed[bundle.src_uri] = mended
        files.remove(bundle)
        files.append(File.generated(config, mended, content=code))


def _mended(html: str) -> str:
    for before, after in renamed.items():
        html = html.replace(before, after)
    return AUTOCOMPLETE.sub(r"\1", html)


def on_post_page(output: str, **_: object) -> str:
    """Mend a page."""
    return _mended(output)


def on_post_template(output_content: str, **_: object) -> str:
    """Mend a page that has no Markdown."""
    return _mended(output_content)
