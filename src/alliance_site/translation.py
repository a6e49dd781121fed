"""Mark a page that translates another, and link the two.

`components.fr.md` is the French of `components.md` beside it. The menus stay English, and so does
the language of the page as a whole; what is French says so.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale, UnknownLocaleError

from alliance_quiz.faults import Fault

NAME = re.compile(r"(?P<original>.+)\.(?P<code>[a-z]{2,3}(?:-[A-Z][A-Za-z]+)*)\.md")
ALLOWED = {"title", "description"}
"""The front matter of a translation: what is asked, counted or dated belongs to the original."""

# What the build says in English inside of a text.
ENGLISH = re.compile(
    r'<(?:section class="references"|details class="figure-words"|a class="headerlink"'
    r'|figure class="figure"(?=[^>]*><svg))(?=[ >])'
)
# Where the theme repeats the page's title and headings.
ELSEWHERE = re.compile(r'<title(?=>)|<(?:ul|div)(?= [^>]*data-md-component="(?:toc|header-topic)")')


@dataclass(frozen=True, kw_only=True, slots=True)
class Translation:
    """A page in another language.

    Attributes:
        original: The page that it translates, such as `alliance/components.md`.
        code: Its language, such as `fr` or `pt-BR`.
        name: What speakers of the language call it; empty where nobody knows the language.
        direction: `ltr` or `rtl`.
    """

    original: str
    code: str
    name: str
    direction: str

    @property
    def marked(self) -> str:
        """The attributes of what is in this language."""
        return f'lang="{self.code}" dir="{self.direction}"'


def read_name(uri: str) -> Translation | None:
    """Return what a page's name says of it, or None where it is no translation."""
    found = NAME.fullmatch(uri)
    if found is None:
        return None
    original = f"{found['original']}.md"
    try:
        locale = Locale.parse(found["code"], sep="-")
    except (UnknownLocaleError, ValueError):
        return Translation(original=original, code=found["code"], name="", direction="ltr")
    return Translation(
        original=original,
        code=found["code"],
        name=locale.get_display_name() or "",
        direction=locale.text_direction,
    )


def faults(
    translation: Translation, meta: Mapping[str, Any], pages: Collection[str]
) -> Iterator[Fault]:
    """Yield what is wrong with a translation.

    Args:
        translation: What its name says.
        meta: Its front matter.
        pages: The names of all pages.
    """
    if not translation.name:
        remedy = "name the file as in components.fr.md"
        yield Fault(problem=f"no language has the code {translation.code}", remedy=remedy)
    if translation.original not in pages:
        remedy = "give the file the name of the page that it translates"
        yield Fault(problem=f"no page {translation.original}", remedy=remedy)
    for key in sorted(meta.keys() - ALLOWED):
        remedy = "leave it out: only the original has it"
        yield Fault(place=key, problem="not for a translation", remedy=remedy)


def mark_text(html: str, translation: Translation, title: str, url: str) -> str:
    """Return the text of a translation in its language, with a link to its original.

    Args:
        html: The text.
        translation: What it is.
        title: The original's title.
        url: The original's address, seen from the page.
    """
    note = (
        f'<p class="translation" lang="en" dir="ltr">A translation of '
        f'<a href="{url}">{markup.escape(title)}</a>, which may have changed since.</p>'
    )
    english = ENGLISH.sub(r'\g<0> lang="en" dir="ltr"', html)
    return f"<div {translation.marked}>\n{_under_title(english, note)}\n</div>"


def mark_page(html: str, translation: Translation) -> str:
    """Return a page whose title and headings are in the language of its text everywhere."""
    return ELSEWHERE.sub(rf"\g<0> {translation.marked}", html)


def link_translations(html: str, translations: Mapping[str, Translation]) -> str:
    """Return the text of an original with links to its translations, by their addresses."""
    links = ", ".join(
        f'<a href="{url}" hreflang="{other.code}" {other.marked}>{markup.escape(other.name)}</a>'
        for url, other in translations.items()
    )
    return _under_title(html, f'<p class="translation">This page in other languages: {links}</p>')


def _under_title(html: str, note: str) -> str:
    before, end, after = html.partition("</h1>")
    return f"{before}{end}\n{note}{after}" if end else f"{note}\n{html}"
