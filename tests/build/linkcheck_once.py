"""linkchecker, which reads a page once: by itself it parses it anew for every anchor in it."""

from __future__ import annotations

from functools import cache
from typing import Any

from linkcheck.command.linkchecker import linkchecker
from linkcheck.htmlutil import htmlsoup, linkparse
from linkcheck.plugins import anchorcheck

anchors: dict[int, Any] = {}


def check(_: Any, url_data: Any) -> None:
    """Check an anchor against those that its page was found to have."""
    soup = url_data.get_soup()
    found = anchors.get(id(soup))
    if found is None:
        found = anchorcheck.UrlAnchorCheck()
        linkparse.find_links(soup, found.add_anchor, linkparse.AnchorTags)
        anchors[id(soup)] = found  # Only now: other threads read it.
    found.check_anchor(url_data)


# The cache also keeps every page alive, so that no id is given twice.
htmlsoup.make_soup = cache(htmlsoup.make_soup)
anchorcheck.AnchorCheck.check = check
linkchecker()
