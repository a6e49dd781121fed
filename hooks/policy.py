"""Give every page its content security policy, as the last step of the build."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from alliance_quiz.faults import FormatError
from alliance_site.policy import add_policy

serving: list[bool] = []
digests: dict[str, str] = {}


def on_startup(command: Literal["build", "gh-deploy", "serve"], **_: object) -> None:
    """Note whether MkDocs will add its own script to each page."""
    serving[:] = [command == "serve"]


def on_files(files: Files, config: MkDocsConfig) -> None:  # noqa: ARG001  MkDocs gives both
    """Note the hash of each script and style sheet, by its whole address."""
    site = config.site_url or "/"
    hashes = config.extra["integrity"]
    digests.clear()
    digests.update({urljoin(site, uri): digest for uri, digest in hashes.items()})


@event_priority(-100)  # Run last: what another hook changes after this, the browser refuses.
def on_post_page(output: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Add the policy to a page."""
    return _add_policy(output, page.file.src_uri, page.url, config)


@event_priority(-100)  # Run last, as above. This is how 404.html passes by.
def on_post_template(
    output_content: str, template_name: str, config: MkDocsConfig, **_: object
) -> str:
    """Add the policy to a page that has no Markdown."""
    if not template_name.endswith(".html"):
        return output_content
    return _add_policy(output_content, template_name, "", config)


def _add_policy(html: str, name: str, url: str, config: MkDocsConfig) -> str:
    site = config.site_url or "/"
    try:
        return add_policy(
            html,
            address=urljoin(site, url),
            digests=digests,
            imports=config.extra["imports"],
            trusted=config.extra["trusted"],
            live_reload=serving == [True],
        )
    except FormatError as error:
        raise PluginError(f"{name}: {error}") from error
