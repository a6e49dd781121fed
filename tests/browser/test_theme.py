"""What every page owes its readers: by keyboard, at any width, in either palette, in private."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    expect,
)

from tests.browser.conftest import AXE, RECORD_VIOLATIONS

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = ViewportSize(width=360, height=740)
DESKTOP = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=320, height=640)
# A chapter with a wide table and citations.
CHAPTER = "alliance/components/"
# A page of each kind: a walk with the keyboard through every page would take an hour.
KINDS = {
    "home": "",
    "chapter": CHAPTER,
    "chapter with figures": "evidence/outcomes/",
    "quiz": "quizzes/components/",
    "case": "quizzes/case-late-again/",
    "reflection": "reflect/clinician/",
    "both views": "reflect/both/",
    "by number": "reflect/watoci/",
    "explorer": "evidence/explorer/",
    "notebook": "evidence/methods/",
    "list": "quizzes/",
    "nothing": "no/such/page/",
}

# Why the focused element cannot be seen, or nothing where it can; "left" if none has the focus.
HIDDEN_FOCUS = """() => {
  const element = document.activeElement
  if (!element || element === document.body) return "left"
  // The theme hides some radio buttons behind a label, which then shows the focus.
  const label = element.matches(".md-option") ? element.nextElementSibling : element.labels?.[0]
  const shown = element.offsetWidth || !label ? element : label
  const boxes = [...shown.getClientRects()]
  const box = shown.getBoundingClientRect()
  const name = `${element.tagName} ${element.textContent?.trim() || element.ariaLabel}`
  if (!element.checkVisibility({ visibilityProperty: true })) return `${name}: not visible`
  if (box.width < 1 || box.height < 1) return `${name}: has no size`
  if (box.right <= 0 || box.left >= innerWidth || box.bottom <= 0 || box.top >= innerHeight)
    return `${name}: off screen`
  const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]]
  // The middle of a link that runs over two lines may lie in neither of its parts.
  const seen = boxes.some((box) => points.some(([x, y]) => {
    // The card of a citation goes with the next stop, or with Escape.
    const top = document.elementsFromPoint(box.left + box.width * x, box.top + box.height * y)
      .find(other => !other.closest("#reference-card") || shown.contains(other))
    return top && (shown.contains(top) || top.contains(shown) || label?.contains(top))
  }))
  return seen ? null : `${name}: covered`
}"""


@pytest.fixture(scope="module")
def audited_context(
    browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[BrowserContext]:
    """A context with axe in every page; an init script is not subject to the page's policy."""
    context = browser.new_context(**browser_context_args)
    context.add_init_script(path=AXE)
    yield context
    context.close()


@dataclass
class Visit:
    """A page that is open, and what its browser has asked for and complained of since then."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def visitor(audited_context: BrowserContext) -> Visit:
    """One window for all pages: a new one costs more than what is done in it."""
    visit = Visit(audited_context.new_page())
    page = visit.page
    page.add_init_script(RECORD_VIOLATIONS)
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: visit.complaints.append(said.text) if said.type == "error" else None,
    )
    return visit


@pytest.fixture(scope="module")
def opened(visitor: Visit, site: str, path: str) -> Iterator[Visit]:
    """Open a page once for all tests of it, on the narrowest screen."""
    visitor.page.goto("about:blank")
    visitor.requests.clear()
    visitor.complaints.clear()
    visitor.page.set_viewport_size(NARROW)
    visitor.page.goto(site + path)
    yield visitor
    visitor.page.evaluate("localStorage.clear()")


@pytest.fixture
def visit(opened: Visit) -> Visit:
    """The page as it was opened, whatever the test before has set."""
    opened.page.emulate_media(media="screen", color_scheme="light")
    opened.page.set_viewport_size(NARROW)
    return opened


def violations(page: Page, kinds: str = "") -> list[str]:
    """Return what axe finds by all rules or one kind, one line for each rule and element."""
    result = page.evaluate(
        """([tags, kinds]) => {
          const others = axe.getRules(tags).filter(({tags}) => !tags.join().match(kinds))
          const rules = Object.fromEntries(others.map(({ruleId}) => [ruleId, {enabled: false}]))
          return axe.run(document, {runOnly: tags, rules, resultTypes: ["violations"]})
        }""",
        [TAGS, kinds],
    )
    return [
        f"{rule['id']}: {node['html'][:150]} {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def violations_in_every_setting(page: Page) -> list[str]:
    """Return what axe finds in each palette at each width; the page never scrolls sideways.

    Only colours and images differ from palette to palette.
    """
    palettes = {
        "light": ("default", ""),
        "dark": ("slate", "cat.(color|text-alternatives)"),
    }
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, (palette, kinds) in palettes.items():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            expect(page.locator("body")).to_have_attribute("data-md-color-scheme", palette)
            found += [f"{scheme} {width}: {line}" for line in violations(page, kinds)]
            sideways = "document.documentElement.scrollWidth - innerWidth"
            assert page.evaluate(sideways) <= 0
    return found


def focus_of(page: Page) -> Locator:
    return page.locator(":focus")


def tab_stops(page: Page, key: str, limit: int = 600) -> list[str | None]:
    """Press Tab or Shift+Tab until focus leaves the page; return each stop's fault, or None."""
    # The page itself looks at each stop, before the next key: to be asked at each takes longer.
    page.evaluate(f"""() => {{
      window.stops = []
      addEventListener("keyup", () => stops.push(({HIDDEN_FOCUS})()), true)
    }}""")
    for pressed in range(limit):
        page.keyboard.press(key)
        stops: list[str | None] = page.evaluate("stops") if pressed % 20 == 19 else []
        if "left" in stops:
            return stops[: stops.index("left")]
    pytest.fail(f"{key} did not leave the page after {limit} stops")


def test_no_page_scrolls_sideways_at_320_pixels(visit: Visit) -> None:
    assert visit.page.evaluate("document.documentElement.scrollWidth") == 320


def test_every_page_has_a_policy_before_anything_that_it_governs(visit: Visit) -> None:
    first = visit.page.locator("head > :not(meta[charset])").first
    expect(first).to_have_attribute("http-equiv", "Content-Security-Policy")


def test_no_page_has_a_fault_that_axe_can_find(visit: Visit) -> None:
    assert violations_in_every_setting(visit.page) == []


def test_a_wide_table_loses_no_column_on_a4(visit: Visit) -> None:
    # A4 less the margins of the print rules: 178 mm at 96 pixels an inch.
    visit.page.set_viewport_size({"width": 672, "height": 900})
    visit.page.emulate_media(media="print")
    widest = visit.page.evaluate(
        """() => Math.max(0, ...[...document.querySelectorAll("article table")]
                 .map(table => table.getBoundingClientRect().right))"""
    )
    assert widest <= 672


def test_no_page_asks_another_origin_or_breaks_its_policy(
    visit: Visit, site: str, path: str
) -> None:
    page = visit.page
    page.set_viewport_size(DESKTOP)
    page.wait_for_load_state("networkidle")
    if path in KINDS.values():
        open_search(page, "alliance")
        page.keyboard.press("Escape")
    for _ in range(3):
        page.get_by_role("radio", name="Colours").and_(page.locator(":checked")).press("Enter")
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(site))
    own = (origin, "data:", "blob:", "about:")
    assert [url for url in visit.requests if not url.startswith(own)] == []
    assert page.evaluate("violations") == []
    complaints = visit.complaints
    if path == "no/such/page/":
        # The browser reports the status of the page itself.
        complaints = [text for text in complaints if "404 (Not Found)" not in text]
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_open_search_has_no_fault_that_axe_can_find(
    audited_context: BrowserContext, site: str, size: Any, scheme: Any
) -> None:
    page = audited_context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.goto(site)
    open_search(page, "alliance")
    found = violations(page)
    page.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_menu_has_no_fault_that_axe_can_find(
    audited_context: BrowserContext, site: str, scheme: Any
) -> None:
    page = audited_context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site + CHAPTER)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Site")).to_be_visible()
    found = violations(page)
    page.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_citation_card_has_no_fault_that_axe_can_find(
    audited_context: BrowserContext, site: str, scheme: Any
) -> None:
    page = audited_context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(site + CHAPTER)
    page.get_by_role("link", name="Reference 1", exact=True).first.focus()
    card = page.get_by_role("tooltip")
    expect(card).to_be_visible()
    found = violations(page)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.close()
    assert found == []


def open_search(page: Page, words: str) -> None:
    """Open the search as the width allows, and wait for the results of the last letter."""
    button = page.get_by_role("button", name="Search", exact=True)
    if button.is_visible():
        button.click()
    page.get_by_role("textbox", name="Search").press_sequentially(words)
    result = page.get_by_role("search").get_by_role("link").first
    expect(result).to_have_attribute("href", re.compile(rf"\?h={words}\b"))
    expect(result).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_palette_follows_the_device_and_stores_nothing(
    page: Page, site: str, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(site)
    expect(page.get_by_role("radio", name="Colours: as on this device")).to_be_checked()
    expect(page.locator("body")).to_have_css("color-scheme", scheme)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_chosen_palette_is_kept_from_page_to_page(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("radio", name="Colours: as on this device").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.goto(site + CHAPTER)
    expect(page.get_by_role("radio", name="Colours: dark")).to_be_checked()
    expect(page.locator("body")).to_have_css("color-scheme", "dark")


@pytest.mark.parametrize("stored", [None, "dark"])
def test_a_dark_page_is_dark_before_the_script_of_the_theme_has_run(
    page: Page, site: str, stored: str | None
) -> None:
    page.goto(site)
    if stored:
        for _ in range(2):
            page.get_by_role("radio", name="Colours").and_(page.locator(":checked")).press("Enter")
    else:
        page.emulate_media(color_scheme="dark")
    page.route("**/bundle.*.js", lambda route: route.abort())
    page.goto(site)
    expect(page.locator("body")).to_have_css("color-scheme", "dark")


def test_the_menu_opens_and_closes_by_keyboard(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + CHAPTER)
    menu = page.get_by_role("button", name="Menu")
    navigation = page.get_by_role("navigation", name="Site")
    expect(navigation).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(navigation).to_be_visible()
    expect(navigation.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_focused()
    expect(navigation).to_be_hidden()


def test_every_part_can_be_reached_in_the_menu_by_keyboard(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + CHAPTER)
    page.get_by_role("button", name="Menu").press("Enter")
    evidence = page.get_by_role("navigation", name="Site").get_by_text("Evidence", exact=True)
    evidence.first.focus()  # the part; a page in it may have the same name
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/**")


def test_with_the_menu_open_focus_stays_on_what_can_be_seen(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + CHAPTER)
    page.get_by_role("button", name="Menu").press("Enter")
    assert [fault for fault in tab_stops(page, "Tab") if fault] == []


def test_widening_the_window_with_the_menu_open_gives_the_page_back(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + CHAPTER)
    page.get_by_role("button", name="Menu").click()
    page.set_viewport_size(DESKTOP)
    expect(page.locator("[inert]")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize("kind", KINDS)
def test_focus_never_lands_on_what_cannot_be_seen(
    page: Page, site: str, kind: str, size: Any, key: str
) -> None:
    page.set_viewport_size(size)
    page.goto(site + KINDS[kind])
    if key == "Shift+Tab":
        # From the end upwards, each stop scrolls in under the sticky header.
        page.get_by_role("contentinfo").get_by_role("link").last.focus()
    faults = tab_stops(page, key)
    assert len(faults) > 5
    assert [fault for fault in faults if fault] == []


def test_a_jump_to_the_foot_finds_it_uncovered_at_once(page: Page, site: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(site + CHAPTER)
    # In one step, before the theme can fit its sidebars to the new place.
    jump = f"""() => {{
      const links = [...document.querySelectorAll("footer :is(a, button)")]
      return links.map(link => (link.focus(), ({HIDDEN_FOCUS})())).filter(Boolean)
    }}"""
    assert page.evaluate(jump) == []


def test_the_search_opens_by_keyboard_on_a_phone_and_gives_focus_back(
    page: Page, site: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site)
    button = page.get_by_role("button", name="Search", exact=True)
    button.press("Enter")
    expect(page.get_by_role("textbox", name="Search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.get_by_role("textbox", name="Search")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_search_result_is_reached_with_tab(page: Page, site: str, size: Any) -> None:
    page.set_viewport_size(size)
    page.goto(site)
    open_search(page, "alliance")
    results = page.get_by_role("search").get_by_role("link")
    for _ in range(4):
        page.keyboard.press("Tab")
        if results.and_(focus_of(page)).count():
            break
    expect(results.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**?h=alliance*")


def test_the_index_of_the_search_comes_when_a_reader_turns_to_it(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + CHAPTER)
    page.wait_for_load_state("networkidle")
    index = f"{site}search/search_index.json"
    assert index not in asked
    page.route(index, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.get_by_role("textbox", name="Search").focus()
    page.unroute(index)
    open_search(page, "alliance")
    assert asked.count(index) == 2  # After a line that failed, it comes with the next letter.
    page.get_by_role("search").get_by_role("link").first.click()
    expect(page.locator("mark[data-md-highlight]").first).to_have_text(
        re.compile("alliance", re.IGNORECASE)
    )


def test_the_number_of_results_is_announced(page: Page, site: str) -> None:
    page.goto(site)
    open_search(page, "alliance")
    expect(page.get_by_role("search").get_by_role("status")).to_contain_text("matching document")


@pytest.mark.parametrize("key", ["n", "p", ".", ",", "s", "f", "/"])
def test_no_single_letter_is_a_command(page: Page, site: str, key: str) -> None:
    page.goto(site + CHAPTER)
    before = page.url
    page.keyboard.press(key)
    page.wait_for_load_state("networkidle")
    assert page.url == before
    expect(page.get_by_role("textbox", name="Search")).not_to_be_focused()


def test_a_table_that_scrolls_sideways_is_a_named_tab_stop(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site + CHAPTER)
    table = page.get_by_role("group", name="Table that scrolls sideways")
    expect(table).to_have_attribute("tabindex", "0")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    page.evaluate("document.querySelectorAll(':is(td, th) + *').forEach(cell => cell.remove())")
    expect(table).to_have_count(0)


def test_a_dark_page_prints_light(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(site)
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.get_by_role("heading", level=1)).to_have_css("color", "rgb(0, 0, 0)")


@pytest.mark.parametrize(
    ("scheme", "media", "shown"),
    [("light", "screen", "light"), ("dark", "screen", "dark"), ("dark", "print", "light")],
)
def test_a_figure_from_data_fits_the_palette_and_the_paper(
    page: Page, site: str, scheme: Any, media: Any, shown: str
) -> None:
    page.emulate_media(color_scheme=scheme, media=media)
    page.goto(site + "evidence/outcomes/")
    image = page.locator("#figure-fuentes img:visible")
    expect(image).to_have_count(1)
    expect(image).to_have_attribute("src", f"../../figures/fuentes.{shown}.svg#only-{shown}")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_without_javascript_a_reader_gets_from_page_to_page(
    scriptless: Page, site: str, size: Any
) -> None:
    scriptless.set_viewport_size(size)
    scriptless.goto(site)
    expect(scriptless.get_by_role("heading", level=1)).to_be_visible()
    expect(scriptless.get_by_role("textbox", name="Search")).to_be_hidden()
    foot = scriptless.get_by_role("contentinfo").get_by_role("navigation", name="Parts")
    foot.get_by_role("link", name="Evidence").click()
    expect(scriptless.get_by_role("heading", level=1)).to_be_visible()
    assert "/evidence/" in scriptless.url


def test_without_javascript_the_parts_are_tabs_on_a_wide_window(
    scriptless: Page, site: str
) -> None:
    scriptless.set_viewport_size(DESKTOP)
    scriptless.goto(site)
    tabs = scriptless.get_by_role("navigation", name="Parts", exact=True).get_by_role("link")
    expect(tabs).to_have_text(["Learn", "Practise", "Reflect", "Evidence", "About"])


def test_a_missing_page_deep_in_the_site_is_styled_and_leads_home(page: Page, site: str) -> None:
    response = page.goto(site + "a/b/c/d/")
    assert response is not None
    assert response.status == 404
    expect(page).to_have_title("Page not found - The Therapeutic Alliance")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    expect(page.get_by_role("banner")).to_have_css("background-color", "rgb(15, 74, 79)")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.get_by_role("link", name="Go to the home page").click()
    expect(page).to_have_url(site)
