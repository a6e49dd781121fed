"""A holder's own wording, set up as the page on it says."""

from __future__ import annotations

import re

from tests.build.conftest import Project

GUIDE = "docs/about/licensed-wording.md"
SCALE = "docs/instruments/licensed-my-form.toml"
PAGE = "docs/reflect/licensed-my-form.md"
FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def test_the_examples_of_the_guide_are_built_with_their_credit_line(project: Project) -> None:
    examples = dict(FENCED.findall((project.folder / GUIDE).read_text(encoding="utf-8")))
    (project.folder / SCALE).write_text(examples["toml"], encoding="utf-8")
    (project.folder / PAGE).write_text(examples["markdown"], encoding="utf-8")
    built = project.build()
    assert built.code == 0, built.output
    html = (built.site / "reflect" / "licensed-my-form" / "index.html").read_text(encoding="utf-8")
    for words in ("The tea had gone cold.", "Society for Made-up Inventories", "1 March 2026"):
        assert words in html
