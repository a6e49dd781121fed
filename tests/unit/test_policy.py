"""What the content security policy of a page allows."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest

from alliance_quiz import FormatError
from alliance_site.policy import add_policy


def directives(html: str) -> dict[str, list[str]]:
    [content] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    return {name: sources for name, *sources in (part.split() for part in content.split("; "))}


def page(head: str = "", body: str = "") -> str:
    return f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">{head}</head>\n{body}</html>'


def hash_of(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_the_policy_follows_the_charset_and_precedes_all_else() -> None:
    html = add_policy(page(head="<title>Bond</title>"))
    assert re.search(
        r'<meta charset="utf-8">\s*<meta http-equiv="Content-S[^>]+><meta name=[^>]+><title>', html
    )


def test_without_a_charset_the_policy_opens_the_head() -> None:
    html = add_policy("<html><head><title>é</title></head></html>")
    assert html.startswith('<html><head>\n      <meta http-equiv="Content-Security-Policy"')


def test_the_rest_of_the_page_is_left_as_it_was() -> None:
    before = page(head="<script>a &amp; '<b>'</script>\r\n", body="<p>é — &nbsp;</p>\u2028<p>")
    after = add_policy(before)
    assert re.sub(r"\n      <meta http-equiv=[^>]+><meta name=[^>]+>", "", after) == before


@pytest.mark.parametrize(
    "script",
    ["alert('é & <b>')", "\n  let a = 1 < 2\n", "", "x = '</p>'"],
)
def test_an_inline_script_is_named_by_the_hash_of_its_exact_text(script: str) -> None:
    html = add_policy(page(body=f"<script>{script}</script>"))
    assert directives(html)["script-src"] == ["'self'", "'wasm-unsafe-eval'", hash_of(script)]


def test_the_same_script_twice_is_named_once() -> None:
    html = add_policy(page(body="<script>a</script><script>b</script><script>a</script>"))
    assert directives(html)["script-src"][2:] == [hash_of("a"), hash_of("b")]


@pytest.mark.parametrize("kind", ["module", "text/javascript", "importmap", "Module"])
def test_a_script_that_runs_is_named_whatever_its_type(kind: str) -> None:
    html = add_policy(page(body=f'<script type="{kind}">a</script>'))
    assert hash_of("a") in directives(html)["script-src"]


@pytest.mark.parametrize(
    "body",
    [
        '<script src="site.js"></script>',
        '<script type="application/json">{"a": 1}</script>',
        "<!-- <script>a</script> -->",
        "<p onclick='a'>&lt;script&gt;a&lt;/script&gt;</p>",
    ],
)
def test_what_is_no_inline_script_gets_no_hash(body: str) -> None:
    assert directives(add_policy(page(body=body)))["script-src"] == ["'self'", "'wasm-unsafe-eval'"]


def test_an_inline_style_sheet_is_named_and_a_style_attribute_is_not() -> None:
    html = add_policy(page(head="<style>p{}</style>", body='<p style="color:red">'))
    assert directives(html)["style-src"] == ["'self'", hash_of("p{}")]


def test_live_reload_allows_inline_scripts_and_names_none() -> None:
    html = add_policy(page(body="<script>a</script>"), live_reload=True)
    assert directives(html)["script-src"] == ["'self'", "'wasm-unsafe-eval'", "'unsafe-inline'"]


def test_nothing_is_allowed_from_another_origin() -> None:
    rules = directives(add_policy(page()))
    assert rules["default-src"] == rules["form-action"] == rules["base-uri"] == ["'none'"]
    assert {source for sources in rules.values() for source in sources} == {
        "'none'",
        "'self'",
        "'wasm-unsafe-eval'",
        "data:",
        # Of Trusted Types: no address, but a kind and the names of our own rules.
        "'script'",
        "default",
        "inert",
    }


def test_the_rules_of_trusted_types_are_named_and_precede_all_else() -> None:
    html = add_policy(page(head="<script>a</script>"), trusted="b")
    assert html.index("<script>b</script>") < html.index("<script>a</script>")
    assert hash_of("b") in directives(html)["script-src"]
    assert directives(html)["require-trusted-types-for"] == ["'script'"]


@pytest.mark.parametrize("html", ["", "<p>A fragment</p>", "<header></header>"])
def test_a_page_without_a_head_is_refused(html: str) -> None:
    with pytest.raises(FormatError, match="no <head>"):
        add_policy(html)


DIGESTS = {
    "https://a.org/b/javascripts.1/x.js": "sha256-x",
    "https://a.org/b/javascripts.1/y.js": "sha256-y",
    "https://a.org/b/assets/theme.js": "sha256-t",
    "https://a.org/b/site.css": "sha256-s",
}


def signed(body: str, address: str = "https://a.org/b/c/") -> str:
    return add_policy(page(body=body), address=address, digests=DIGESTS)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (
            '<script src="../assets/theme.js"></script>',
            '<script src="../assets/theme.js" integrity="sha256-t"></script>',
        ),
        (
            '<link rel="stylesheet" href="/b/site.css">',
            '<link rel="stylesheet" href="/b/site.css" integrity="sha256-s">',
        ),
        (
            '<link href="/b/site.css" rel="stylesheet"/>',
            '<link href="/b/site.css" rel="stylesheet" integrity="sha256-s"/>',
        ),
        ('<link rel="icon" href="/b/site.css">', '<link rel="icon" href="/b/site.css">'),
        ('<script src="other.js"></script>', '<script src="other.js"></script>'),
    ],
)
def test_what_the_build_has_made_is_named_with_its_hash(written: str, sent: str) -> None:
    html = signed(written)
    assert sent in html
    assert "importmap" not in html


@pytest.mark.parametrize(
    ("address", "src", "prefix"),
    [
        ("https://a.org/b/c/", "../javascripts.1/x.js", "../"),
        ("https://a.org/b/", "javascripts.1/x.js", "./"),
        ("https://a.org/b/", "/b/javascripts.1/x.js", "/b/"),
    ],
)
def test_a_module_brings_a_map_of_the_hashes_of_all_beside_it(
    address: str, src: str, prefix: str
) -> None:
    html = signed(f'<script src="{src}" type="module"></script>', address)
    [text] = re.findall(r'<script type="importmap">(.*?)</script>', html)
    assert json.loads(text) == {
        "integrity": {
            f"{prefix}javascripts.1/x.js": "sha256-x",
            f"{prefix}javascripts.1/y.js": "sha256-y",
        }
    }
    assert hash_of(text) in directives(html)["script-src"]
    assert html.index("importmap") < html.index(src + '"')


def test_a_page_says_its_version_which_changes_with_it() -> None:
    def version(html: str) -> str:
        [found] = re.findall(r'<meta name="version" content="([0-9a-f]{12})">', add_policy(html))
        return str(found)

    assert version(page(body="a")) == version(page(body="a"))
    assert version(page(body="a")) != version(page(body="b"))


def test_what_a_module_imports_is_asked_for_with_it_behind_the_map() -> None:
    html = add_policy(
        page(body='<script src="../javascripts.1/x.js" type="module"></script>'),
        address="https://a.org/b/c/",
        digests=DIGESTS,
        imports={"x": ["y"], "y": ["z"]},
    )
    [link] = re.findall("<link[^>]+>", html)
    assert link == '<link rel="modulepreload" href="../javascripts.1/y.js">'
    assert html.index("</script>") < html.index(link)
