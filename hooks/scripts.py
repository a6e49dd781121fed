"""Send scripts without their comments, under addresses that no other version has.

A page and what it loads are then of one version, whatever has been published in between.
"""

from __future__ import annotations

import logging
import re
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from alliance_quiz.faults import FormatError
from alliance_site.publishing import hashed_folder, imported, integrity
from alliance_site.reading import read_utf8, told_name

ESBUILD = Path("node_modules/.bin/esbuild")
SERVICE_WORKER = "service-worker"
TRUSTED = "trusted"

# How esbuild tells a fault.
FAULT = re.compile(r"\[(?:ERROR|WARNING)\] (.*)\n\n\s+(\S+?):(\d+):\d+:")

log = logging.getLogger("mkdocs.hooks.scripts")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put each script's code, and each style sheet, into a folder named by what is in it.

    `config.extra` is told the folders, by their plain name; the code of the service worker, which
    has its place in the site's own folder; what each page begins with; the hash of all that pages
    load; and of each script, what it imports.
    """
    esbuild = Path(config.config_file_path).parent / ESBUILD
    scripts = _own(files, "javascripts/")
    apart = [file for file in scripts if file.name in {SERVICE_WORKER, TRUSTED}]
    for file in scripts:
        _read(file, config)  # esbuild takes any bytes for text.
    for file in apart:
        scripts.remove(file)
        files.remove(file)
    # Firefox starts a service worker as a module only in its latest versions.
    bundle = _minified(apart, esbuild, "--bundle", "--format=iife")
    config.extra["service_worker"] = bundle[SERVICE_WORKER]
    config.extra["trusted"] = bundle[TRUSTED].strip()
    # A package from npm goes into the script that imports it.
    others = [f"--external:./{file.name}.js" for file in scripts]
    code = _minified(scripts, esbuild, "--bundle", *others, "--format=esm")
    _publish(files, config, "javascripts", scripts, code)
    config.extra["imports"] = imported(code)
    styles = _own(files, "stylesheets/")
    _minified([], esbuild, looked_through=styles)
    texts = {file.name: _read(file, config) for file in styles}
    _publish(files, config, "stylesheets", styles, texts)
    for script in config.extra_javascript:
        if isinstance(script, str):
            raise PluginError(f"mkdocs.yml: {script}: write path: {script} and type: module")
        script.path = _moved(script.path, files, config)
    config.extra_css = [_moved(path, files, config) for path in config.extra_css]
    config.extra["integrity"] = {
        file.dest_uri: integrity(file.content_bytes)
        for file in files
        if file.dest_uri.endswith((".js", ".css"))
    }
    return files


def _own(files: Iterable[File], folder: str) -> list[File]:
    return [file for file in files if file.src_uri.startswith(folder) and file.abs_src_path]


def _read(file: File, config: MkDocsConfig) -> str:
    """Return the text of a file, or none after a fault."""
    try:
        return read_utf8(Path(file.abs_src_path or ""), told_name(config.docs_dir, file.src_uri))
    except FormatError as error:
        log.error(str(error))
        return ""


def _minified(
    scripts: list[File], esbuild: Path, *how: str, looked_through: Iterable[File] = ()
) -> dict[str, str]:
    """Return the code of each script by its name, without the suffix, or none after a fault."""
    with tempfile.TemporaryDirectory() as folder:
        sources = [str(file.abs_src_path) for file in (*scripts, *looked_through)]
        options = [*how, "--minify", "--charset=utf8", f"--outdir={folder}"]
        try:
            done = subprocess.run(
                [str(esbuild), *options, "--log-level=warning", *sources],
                capture_output=True, encoding="utf-8", errors="replace", check=False,
            )  # fmt: skip
        except OSError as error:
            raise PluginError(f"{ESBUILD}: {error.strerror}; run make build") from error
        faults = FAULT.findall(done.stderr)
        for problem, place, line in faults:
            log.error(f"{place}:{line}: {problem}: mend this line")
        if done.returncode and not faults:
            raise PluginError(f"scripts cannot be made smaller: {done.stderr.strip()}")
        if faults:
            return dict.fromkeys((file.name for file in scripts), "")
        return {
            file.name: next(Path(folder).rglob(file.name + ".js")).read_text(encoding="utf-8")
            for file in scripts
        }


def _publish(
    files: Files, config: MkDocsConfig, name: str, sources: list[File], texts: dict[str, str]
) -> None:
    folder = hashed_folder(name, texts)
    config.extra[name] = folder
    for file in sources:
        files.remove(file)
        uri = f"{folder}{file.src_uri.removeprefix(name)}"
        files.append(File.generated(config, uri, content=texts[file.name]))


def _moved(path: str, files: Files, config: MkDocsConfig) -> str:
    folder, slash, name = path.partition("/")
    moved = f"{config.extra.get(folder)}{slash}{name}"
    if moved not in files.src_uris:
        log.error(f"mkdocs.yml: '{path}' is no file of {Path(config.docs_dir).name}/")
    return moved
