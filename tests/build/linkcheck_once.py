"""linkchecker, which reads a page once: by itself it does so anew for every anchor in it."""

from __future__ import annotations

from functools import cache
from typing import Any

from linkcheck.checker.urlbase import UrlBase
from linkcheck.command.linkchecker import linkchecker
from linkcheck.htmlutil import htmlsoup, linkparse
from linkcheck.plugins import anchorcheck

anchors: dict[int, Any] = {}
followed: set[str] = set()
allows_recursion = UrlBase.allows_recursion


def check(_: Any, url_data: Any) -> None:
    """Check an anchor against those that its page was found to have."""
    soup = url_data.get_soup()
    found = anchors.get(id(soup))
    if found is None:
        found = anchorcheck.UrlAnchorCheck()
        linkparse.find_links(soup, found.add_anchor, linkparse.AnchorTags)
        anchors[id(soup)] = found  # Only now: other threads read it.
    found.check_anchor(url_data)


def allows_first_recursion(url_data: Any) -> bool:
    """Follow the links of a page at the first of the addresses that differ in their anchors."""
    page = url_data.url.partition("#")[0]
    if page in followed or not allows_recursion(url_data):
        return False
    followed.add(page)
    return True


# The cache also keeps every page alive, so that no id is given twice.
htmlsoup.make_soup = cache(htmlsoup.make_soup)
anchorcheck.AnchorCheck.check = check
UrlBase.allows_recursion = allows_first_recursion
linkchecker()
