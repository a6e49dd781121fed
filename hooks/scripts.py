"""Send scripts without their comments, under addresses that no other version has.

A page and what it loads are then of one version, whatever has been published in between.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from alliance_site.publishing import hashed_folder, integrity

ESBUILD = Path("node_modules/.bin/esbuild")
SERVICE_WORKER = "service-worker"
TRUSTED = "trusted"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put each script's code, and each style sheet, into a folder named by what is in it.

    `config.extra` is told the folders, by their plain name; the code of the service worker, which
    has its place in the site's own folder; what each page begins with; and the hash of all that
    pages load.
    """
    esbuild = Path(config.config_file_path).parent / ESBUILD
    scripts = _own(files, "javascripts/")
    apart = [file for file in scripts if file.name in {SERVICE_WORKER, TRUSTED}]
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
    styles = _own(files, "stylesheets/")
    _publish(files, config, "stylesheets", styles, {f.name: f.content_string for f in styles})
    for script in config.extra_javascript:
        if isinstance(script, str):
            raise PluginError(f"mkdocs.yml: {script}: write path: {script} and type: module")
        script.path = _moved(script.path, config)
    config.extra_css = [_moved(path, config) for path in config.extra_css]
    config.extra["integrity"] = {
        file.dest_uri: integrity(file.content_bytes)
        for file in files
        if file.dest_uri.endswith((".js", ".css"))
    }
    return files


def _own(files: Iterable[File], folder: str) -> list[File]:
    return [file for file in files if file.src_uri.startswith(folder) and file.abs_src_path]


def _minified(scripts: list[File], esbuild: Path, *how: str) -> dict[str, str]:
    """Return the code of each script by its name, without the suffix."""
    with tempfile.TemporaryDirectory() as folder:
        sources = [str(file.abs_src_path) for file in scripts]
        options = [*how, "--minify", "--charset=utf8", f"--outdir={folder}"]
        try:
            done = subprocess.run(
                [str(esbuild), *options, "--log-level=warning", *sources],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        except OSError as error:
            raise PluginError(f"{ESBUILD}: {error.strerror}; run make build") from error
        if done.returncode:
            raise PluginError(f"scripts cannot be made smaller: {done.stderr.strip()}")
        return {
            file.name: Path(folder, file.name + ".js").read_text(encoding="utf-8")
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


def _moved(path: str, config: MkDocsConfig) -> str:
    folder, slash, name = path.partition("/")
    return f"{config.extra[folder]}{slash}{name}"
