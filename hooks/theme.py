"""Mend what is invalid in the theme's HTML and stands in no block that a template could replace."""

from __future__ import annotations

import re

# HTML lets no checkbox have it.
AUTOCOMPLETE = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"')


def on_post_page(output: str, **_: object) -> str:
    """Mend a page."""
    return AUTOCOMPLETE.sub(r"\1", output)


def on_post_template(output_content: str, **_: object) -> str:
    """Mend a page that has no Markdown."""
    return AUTOCOMPLETE.sub(r"\1", output_content)
