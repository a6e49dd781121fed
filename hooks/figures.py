"""Draw the figures of the studies, and put every figure into its page."""

from __future__ import annotations

import hashlib
import logging
from functools import partial
from pathlib import Path

import matplotlib as mpl
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from alliance_quiz.faults import FormatError
from alliance_site import plots
from alliance_site.bibliography import written_keys
from alliance_site.cache import Cache
from alliance_site.figures import Figures
from alliance_site.reading import line_of, read_utf8, told_name
from alliance_site.studies import Study, read_studies

STUDIES = "evidence/studies.csv"
PLOTS = "evidence/figures.toml"
MORE = (
    ("evidence/studies.csv", "Download as CSV"),
    ("evidence/methods.ipynb", "Data and methods"),
)
KEPT = Path("build/figures.json")

log = logging.getLogger("mkdocs.hooks.figures")

extensions: list[Figures] = []
undrawn: list[str] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the studies anew for this build."""
    undrawn.clear()
    drawn = {plot.name: (plot, studies) for plot, studies in _read(config)}
    extensions[:] = [Figures(Path(config.docs_dir) / "figures", drawn, MORE)]
    config.markdown_extensions.extend(extensions)  # type: ignore[arg-type]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Draw each figure for each palette, unless the last build has drawn the same."""
    code = Path(plots.__file__).read_text(encoding="utf-8") + mpl.__version__
    version = hashlib.sha256(code.encode()).hexdigest()
    cache = Cache(Path(config.config_file_path).parent / KEPT, version)
    for plot, studies in extensions[0].plots.values():
        for palette in plots.PALETTES:
            draw = partial(plots.draw, plot, studies, palette)
            svg = cache.get(f"{plot} {studies} {palette}", draw)
            files.append(File.generated(config, f"figures/{plot.name}.{palette}.svg", content=svg))
    cache.save()
    return files


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Tell the faults of the page that has just been converted."""
    for fault in extensions[0].faults:
        if any(f'"{Path(fault.place).stem}"' in names for names in undrawn):
            continue  # What keeps it from being drawn has been told.
        line = line_of(page.file.content_string, fault.place)
        log.error(str(fault.at(told_name(config.docs_dir, page.file.src_uri), line)))
    return html


def _read(config: MkDocsConfig) -> list[tuple[plots.Plot, list[Study]]]:
    docs = Path(config.docs_dir)
    if not (docs / STUDIES).exists():
        return []
    bib = docs.parent / "bibliography.bib"
    try:
        # What is wrong with it is told where it is read for its own sake.
        known = bib.read_text(encoding="utf-8", errors="replace") if bib.exists() else ""
        text = read_utf8(docs / STUDIES, told_name(docs, STUDIES))
        studies = read_studies(text, told_name(docs, STUDIES), written_keys(known))
        text = read_utf8(docs / PLOTS, told_name(docs, PLOTS))
        named = plots.read_plots(text, told_name(docs, PLOTS), {study.panel for study in studies})
    except FormatError as error:
        log.error(str(error))
        if (docs / PLOTS).exists():
            undrawn.append((docs / PLOTS).read_text(encoding="utf-8", errors="replace"))
        return []
    return [(plot, plot.studies(studies)) for plot in named]
