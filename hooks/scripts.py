"""Send scripts without their comments, which a phone on a slow line need not wait for."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

ESBUILD = Path("node_modules/.bin/esbuild")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put each script's code in the place of its source; an address stays what it was."""
    scripts = [
        file for file in files if file.src_uri.startswith("javascripts/") and file.abs_src_path
    ]
    if not scripts:
        return files
    esbuild = Path(config.config_file_path).parent / ESBUILD
    with tempfile.TemporaryDirectory() as folder:
        sources = [str(file.abs_src_path) for file in scripts]
        options = ["--minify", "--format=esm", "--charset=utf8", f"--outdir={folder}"]
        try:
            done = subprocess.run(
                [str(esbuild), *options, "--log-level=warning", *sources],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        except OSError as error:
            raise PluginError(f"{ESBUILD}: {error.strerror}; run make build") from error
        if done.returncode:
            raise PluginError(f"scripts cannot be made smaller: {done.stderr.strip()}")
        for file in scripts:
            code = Path(folder, file.src_uri.rpartition("/")[2]).read_text(encoding="utf-8")
            files.remove(file)
            files.append(File.generated(config, file.src_uri, content=code))
    return files
