"""Read every quiz and instrument, publish its definition, and put its form into its page."""

from __future__ import annotations

import json
import logging
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.meta import get_data

from alliance_quiz.cpd_record import CpdRecord
from alliance_quiz.faults import FormatError
from alliance_quiz.instrument import Instrument
from alliance_quiz.instrument_toml import read_definition, read_instrument
from alliance_quiz.quiz_markdown import read_quiz
from alliance_quiz.views import check_pair
from alliance_quiz.watoci import Watoci
from alliance_site.bank import bank_entry
from alliance_site.both_form import build_both
from alliance_site.check_yourself import PLACE as CHECK
from alliance_site.check_yourself import check_yourself
from alliance_site.editor_form import build_editor, example_of
from alliance_site.explorer_form import DEFINITION, build_explorer
from alliance_site.forms import Forms, Writer, marker
from alliance_site.instrument_form import Onward, build_instrument
from alliance_site.practice_form import build_practice
from alliance_site.publishing import (
    BUILT_PYTHON,
    GIFT,
    QTI,
    PublishedQuiz,
    hashed_name,
    python_folder,
)
from alliance_site.quiz_form import Addresses, build_case, build_quiz
from alliance_site.reading import line_of, read_utf8, told_name
from alliance_site.record_form import build_record
from alliance_site.sheet_form import SheetWords, build_sheet
from alliance_site.watoci_form import build_watoci

PLACE = "<!-- instrument -->"
SHEET = "<!-- sheet -->"
EXPLORER = "<!-- explorer of effect sizes -->"
EXPLORER_DEFINITION = "evidence/effect-size.json"
EDITOR = "<!-- write a quiz -->"
EDITOR_KEYS = "about/write-a-quiz.json"
PRACTICE = "<!-- practice -->"
BOTH = "<!-- both -->"
BY_NUMBER = "<!-- watoci -->"
BANK = "quizzes/bank.json"
NO_QUIZ = ("index.md", "practice-again.md")
INSTRUMENTS = "instruments/all.json"
WATOCI = "instruments/watoci-by-number.toml"
RECORD = "instruments/cpd-record.toml"
REFLECTIONS = "<!-- reflections -->"

FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)

log = logging.getLogger("mkdocs.hooks.forms")

type Builder = Callable[[Writer, Element], None]

builders: dict[str, Builder] = {}
quizzes: dict[str, PublishedQuiz] = {}
instruments: dict[str, tuple[Instrument, str]] = {}
watocis: dict[str, tuple[Watoci, str]] = {}
records: dict[str, CpdRecord] = {}
defined: list[dict[str, Any]] = []
faulty: set[str] = set()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Forget the last build, and let pages hold forms."""
    for store in (builders, quizzes, instruments, watocis, records, defined, faulty):
        store.clear()
    config.markdown_extensions.append(Forms(builders))  # type: ignore[arg-type]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Read the definitions, and publish them and Python under names that carry their hash."""
    for file in list(files):
        folder, base = posixpath.split(file.src_uri)
        if folder == "quizzes" and base.endswith(".md") and base not in NO_QUIZ:
            _add_quiz(file, files, config)
        elif folder == "instruments" and base.endswith(".toml"):
            _add_instrument(file, files, config)
    config.extra["quizzes"] = quizzes
    config.extra["instruments"] = _publish(files, config, INSTRUMENTS, {"instruments": defined})
    config.extra["bank"] = _publish_bank(files, config)
    config.extra["explorer"] = _publish(files, config, EXPLORER_DEFINITION, DEFINITION)
    keys = sorted(config.extra["written_keys"])
    config.extra["keys"] = _publish(files, config, EDITOR_KEYS, {"keys": keys})
    try:
        python = python_folder(Path(config.config_file_path).parent / BUILT_PYTHON)
    except FormatError as error:
        _tell(error)
    else:
        for path in python.files:
            files.append(File.generated(config, python.url + path.name, abs_src_path=str(path)))
        config.extra["python"] = python.url
    return files


def _add_quiz(file: File, files: Files, config: MkDocsConfig) -> None:
    name = told_name(config.docs_dir, file.src_uri)
    try:
        text = read_utf8(Path(file.abs_src_path or ""), name)
    except FormatError:
        return  # It is told when the page is read.
    try:
        quiz = read_quiz(text, name)
    except FormatError as error:
        _tell(error)
        return
    for warning in quiz.warnings:
        log.warning(str(warning))
    url = _publish(files, config, file.src_uri, quiz.definition().to_dict())
    chapter = posixpath.normpath(posixpath.join(posixpath.dirname(file.src_uri), quiz.chapter))
    quizzes[file.src_uri] = PublishedQuiz(
        quiz=quiz, definition=url, chapter=chapter, objectives=_objectives(config, chapter)
    )


def _publish_bank(files: Files, config: MkDocsConfig) -> str:
    """Publish what all quizzes ask; return its address in the site."""
    entries = []
    for source, published in sorted(quizzes.items()):
        page = files.get_file_from_path(source)
        read = files.get_file_from_path(published.chapter)
        if published.quiz.case or page is None or read is None:
            continue  # Where it is no case, the fault is told when the page is made.
        entries.append(
            bank_entry(
                published.quiz,
                page=get_relative_url(page.url, BANK),
                definition=get_relative_url(published.definition, BANK),
                chapter=get_relative_url(read.url, BANK),
                objectives=published.objectives,
            )
        )
    return _publish(files, config, BANK, {"quizzes": entries})


def _objectives(config: MkDocsConfig, chapter: str) -> list[str]:
    path = Path(config.docs_dir) / chapter
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    objectives = get_data(text)[1].get("objectives")
    return [str(each) for each in objectives] if isinstance(objectives, list) else []


def _add_instrument(file: File, files: Files, config: MkDocsConfig) -> None:
    source = file.src_uri
    name = told_name(config.docs_dir, source)
    try:
        text = read_utf8(Path(file.abs_src_path or ""), name)
        if source == WATOCI:
            watoci, data = read_definition(text, name, Watoci.from_dict)
            watocis[source] = (watoci, _publish(files, config, source, data))
        elif source == RECORD:
            records[source], data = read_definition(text, name, CpdRecord.from_dict)
            defined.append(data)
        else:
            others = [instrument for instrument, _ in instruments.values()]
            instrument, data = read_instrument(text, name, others)
            instruments[source] = (instrument, _publish(files, config, source, data))
            defined.append(data)
    except FormatError as error:
        faulty.add(source)
        _tell(error)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Put a marker where the form will stand."""
    source = page.file.src_uri
    if source in quizzes:
        return _with_quiz(page, config, quizzes[source])
    if CHECK in markdown:
        return _with_check(markdown, page, config)
    unfenced = FENCED.sub("", markdown)
    for place, key, build in (
        (EXPLORER, "", _explorer),
        (EDITOR, "", _editor),
        (PRACTICE, "", _practice),
        (REFLECTIONS, "", _record),
        (PLACE, "instrument", _instrument),
        (SHEET, "sheet", _sheet),
        (BOTH, "views", _both),
        (BY_NUMBER, "watoci", _watoci),
    ):
        if place not in unfenced and key not in page.meta:
            continue
        if unfenced.count(place) != 1:
            remedy = f"write {place} once, on a line alone"
            _say(page, config, key, f"no single place for the form: {remedy}")
        elif key and key not in page.meta:
            remedy = f"write {key} into the front matter, as in docs/about/licensed-wording.md"
            _say(page, config, key, f"nothing that {place} stands for: {remedy}")
        elif builder := build(page, config):
            builders[source] = builder
            return markdown.replace(place, marker(source))
    return markdown


def _explorer(page: Page, config: MkDocsConfig) -> Builder:
    addresses = _addresses(page, config, config.extra["explorer"], "alliance-explorer.js")
    return partial(build_explorer, addresses=addresses)


def _editor(page: Page, config: MkDocsConfig) -> Builder:
    return partial(
        build_editor,
        example=example_of(page.markdown or ""),
        quizzes=get_relative_url("quizzes/", page.url),
        addresses=_addresses(
            page, config, config.extra["keys"], "alliance-editor.js", "editor.css"
        ),
    )


def _practice(page: Page, config: MkDocsConfig) -> Builder:
    addresses = _addresses(page, config, "", "alliance-practice.js")
    return partial(build_practice, addresses=addresses)


def _record(page: Page, config: MkDocsConfig) -> Builder | None:
    if RECORD not in records:
        return None  # Its own faults have been told.
    definitions = config.extra["instruments"]
    return partial(
        build_record,
        instruments=[instrument for instrument, _ in instruments.values()],
        record=records[RECORD],
        addresses=_addresses(page, config, definitions, "alliance-record.js", "record.css"),
    )


def _with_quiz(page: Page, config: MkDocsConfig, published: PublishedQuiz) -> str:
    source = page.file.src_uri
    name = told_name(config.docs_dir, source)
    quiz, chapter, objectives = published.quiz, published.chapter, published.objectives
    if not (Path(config.docs_dir) / chapter).is_file():
        log.error(f"{name}:1: no chapter {chapter}: name a page, as in ../alliance/components.md")
        return quiz.intro
    for question in quiz.questions:
        if question.objective > len(objectives):
            remedy = f"{chapter} has {len(objectives)}; write the number of one of them"
            log.error(f"{name}:{question.line}: no objective {question.objective}: {remedy}")
    if quiz.case:
        addresses = _addresses(page, config, published.definition, "alliance-case.js")
        builders[source] = partial(build_case, quiz=quiz, addresses=addresses)
    else:
        stem = posixpath.splitext(posixpath.basename(source))[0]
        addresses = replace(
            _addresses(page, config, published.definition, "alliance-quiz.js"),
            gift=stem + GIFT,
            qti=stem + QTI,
        )
        builders[source] = partial(
            build_quiz, quiz=quiz, addresses=addresses, objectives=objectives
        )
    return quiz.intro + marker(source)


def _with_check(markdown: str, page: Page, config: MkDocsConfig) -> str:
    name = told_name(config.docs_dir, page.file.src_uri)
    address = str(page.meta.get("quiz", ""))
    folder = posixpath.dirname(page.file.src_uri)
    source = posixpath.normpath(posixpath.join(folder, address))
    if source not in quizzes:
        if not (Path(config.docs_dir) / source).is_file():
            log.error(f"{name}:1: no quiz {source}: name a file of docs/quizzes/ as quiz")
        return markdown  # Its own faults have been told.
    questions = {question.id: question for question in quizzes[source].quiz.questions}
    wanted = [str(key) for key in page.meta.get("check") or []]
    for key in wanted or [""]:
        if key not in questions or not questions[key].options:
            remedy = f"name questions of {source} with options as check: [an-id, another-id]"
            log.error(f"{name}:1: no question “{key}”: {remedy}")
    chosen = [questions[key] for key in wanted if key in questions]
    return markdown.replace(CHECK, check_yourself(chosen, address))


def _instrument(page: Page, config: MkDocsConfig) -> Builder | None:
    named = _named(page, config, "instrument", page.meta["instrument"], instruments)
    if named is None:
        return None
    instrument, definition = named
    onward = Onward(
        words=get_relative_url(config.extra["instruments"], page.url),
        **{key: str(page.meta.get(key, "")) for key in ("compare", "blank", "record")},
    )
    if onward.compare and not instrument.code:
        remedy = "give it one, or leave out compare"
        _say(page, config, "compare", f"{instrument.id} has no number for codes: {remedy}")
    return partial(
        build_instrument,
        instrument=instrument,
        addresses=_addresses(page, config, definition, "alliance-scale.js"),
        onward=onward,
    )


def _both(page: Page, config: MkDocsConfig) -> Builder | None:
    written = page.meta["views"]
    if not (isinstance(written, list) and len(written) == len(set(map(str, written))) == 2):
        remedy = "name two files as views: [one.toml, another.toml]"
        _say(page, config, "views", f"not two views: {remedy}")
        return None
    views = [_named(page, config, "views", view, instruments) for view in written]
    found = [view for view in views if view]
    if len(found) < len(views):
        return None
    (first, first_url), (second, second_url) = found
    try:
        check_pair(first, second)
    except FormatError as error:
        for fault in error.faults:
            _say(page, config, "views", str(fault))
        return None
    for view in (first, second):
        if not view.code:
            _say(page, config, "views", f"{view.id} has no number for codes: give it one")
    all_of_them = config.extra["instruments"]
    return partial(
        build_both,
        views=(first, second),
        definitions=(get_relative_url(first_url, page.url), get_relative_url(second_url, page.url)),
        addresses=_addresses(page, config, all_of_them, "alliance-both.js", "views.css"),
    )


def _watoci(page: Page, config: MkDocsConfig) -> Builder | None:
    named = _named(page, config, "watoci", page.meta["watoci"], watocis)
    if named is None:
        return None
    watoci, definition = named
    addresses = _addresses(page, config, definition, "alliance-watoci.js", "views.css")
    return partial(build_watoci, watoci=watoci, addresses=addresses)


def _sheet(page: Page, config: MkDocsConfig) -> Builder | None:
    named = _named(page, config, "sheet", page.meta["sheet"], instruments)
    try:
        words = SheetWords.from_meta(page.meta, told_name(config.docs_dir, page.file.src_uri))
    except FormatError as error:
        _tell(error)
        return None
    return named and partial(
        build_sheet,
        instrument=named[0],
        words=words,
        script=get_relative_url(f"{config.extra['javascripts']}/print-sheet.js", page.url),
    )


def _named[Read](
    page: Page,
    config: MkDocsConfig,
    key: str,
    written: object,
    store: Mapping[str, tuple[Read, str]],
) -> tuple[Read, str] | None:
    """Return what a file that a page's front matter names has defined, and its address."""
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(page.file.src_uri), str(written)))
    if wanted in store:
        return store[wanted]
    if wanted not in faulty:  # Their own faults have been told.
        known = ", ".join(store) or "a file of docs/instruments/"
        _say(page, config, key, f"{wanted} is no file that {key} can name: name {known}")
    return None


def _say(page: Page, config: MkDocsConfig, key: str, words: str) -> None:
    """Tell a fault at a key of a page's front matter, or at the page's first line."""
    line = line_of(page.file.content_string, f"\n{key}:") if key else 1
    log.error(f"{told_name(config.docs_dir, page.file.src_uri)}:{line}: {words}")


def _addresses(
    page: Page, config: MkDocsConfig, definition: str, script: str, style: str = ""
) -> Addresses:
    return Addresses(
        definition=get_relative_url(definition, page.url),
        python=get_relative_url(config.extra.get("python", ""), page.url),
        script=get_relative_url(f"{config.extra['javascripts']}/{script}", page.url),
        bank=get_relative_url(config.extra["bank"], page.url),
        style=get_relative_url(f"{config.extra['stylesheets']}/{style}", page.url),
    )


def _publish(files: Files, config: MkDocsConfig, source: str, data: dict[str, Any]) -> str:
    """Add a definition beside its source; return its address in the site."""
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    uri = hashed_name(posixpath.splitext(source)[0] + ".json", content)
    files.append(File.generated(config, uri, content=content))
    return uri


def _tell(error: FormatError) -> None:
    for fault in error.faults:
        log.error(str(fault))
