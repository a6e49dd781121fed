"""Three people use the whole site, from the home page on: a student, a clinician, a maintainer."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_both import field, press_show
from tests.browser.test_kinds import FILL, status
from tests.browser.test_practice import back, form, go_on, stored
from tests.browser.test_quiz import PATIENCE, QUESTION, RIGHT, WRONG, check, question
from tests.browser.test_record import bring, delete_all, entries
from tests.browser.test_scale import ITEMS, clear, heading, show, statement
from tests.browser.test_take_away import code, read_qr, scored, taken
from tests.browser.test_theme import PHONE
from tests.build.conftest import Built, copied
from tests.served import ROOT, SITE_DIR, served_site, site_url
from tests.view_codes import view

Contexts = Callable[..., BrowserContext]
Sent = tuple[str, str, str | None]
# The statement that a clinician cannot answer.
LEFT_OUT = 7

# Everything that a browser may have kept of a site.
LEFT = """async () => ({
  stored: { ...localStorage, ...sessionStorage },
  databases: await indexedDB.databases(),
  copies: (await Promise.all((await caches.keys()).map(async (name) =>
    (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat(),
})"""


def arrive(page: Page, title: str) -> None:
    """See the page that was wanted, and no need to scroll sideways."""
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    width, seen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= seen


def follow(page: Page, name: str, title: str) -> None:
    """Follow a link of the text to the page that it promises."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
    arrive(page, title)


def test_a_student_learns_a_chapter_and_comes_back_to_it(
    context: BrowserContext, new_context: Contexts, site: str, tmp_path: Path
) -> None:
    context.clock.set_fixed_time("2026-11-24T20:00:00Z")
    page = context.new_page()
    read_a_chapter(page, site)
    answer_its_quiz(page)
    page.close()
    context.clock.set_fixed_time("2026-11-25T20:30:00Z")
    page = context.new_page()
    answer_what_is_due(page, site)
    file = take_all_of_it_along(page, tmp_path)
    other = new_context()
    other.clock.set_fixed_time("2026-11-27T07:00:00Z")
    go_on_elsewhere(other.new_page(), site, file)


def read_a_chapter(page: Page, site: str) -> None:
    """I have a seminar on Thursday: show me where to begin, and who says so."""
    page.goto(site)
    arrive(page, "The therapeutic alliance in physiotherapy")
    follow(page, "For students", "What the alliance is, and is not")
    menu = page.get_by_role("navigation", name="Site")
    menu.get_by_role("link", name="Goals, tasks and bond", exact=True).click()
    arrive(page, "Goals, tasks and bond")
    cited = page.get_by_role("link", name="Reference 1", exact=True).first
    cited.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("Bordin ES.")
    page.keyboard.press("Enter")
    source = page.get_by_role("listitem").filter(has_text="Bordin ES.")
    expect(source).to_be_in_viewport()
    # And on with the text, where I was.
    source.get_by_role("link", name="a: back to citation 1").click()
    expect(cited).to_be_in_viewport()


def answer_its_quiz(page: Page) -> None:
    """Show me whether I have understood it and what to read again, and ask me tomorrow."""
    follow(page, "practise with all of them", "Practise: goals, tasks and bond")
    check(page, WRONG)
    expect(status(page, QUESTION)).to_contain_text("Not yet. 0 of 13 right", timeout=PATIENCE)
    check(page, RIGHT)
    expect(status(page, QUESTION)).to_contain_text("Right. 1 of 13 right so far.")
    question(page, FILL).get_by_label("Blank 1 of 2").fill("bonds")
    page.keyboard.press("Enter")
    expect(status(page, FILL)).to_contain_text("Not yet")
    question(page, "The journal club").get_by_label("The paper says it predicted all").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(status(page, "The journal club")).to_contain_text("Right. 2 of 13 right so far.")
    page.get_by_role("button", name="Show my results").click()
    results = page.locator(".results")
    expect(results).to_contain_text("1 right at the first try, of 3 answered and 13 in all.")
    again = results.get_by_role("listitem")
    expect(again).to_have_count(2)
    expect(again.first.get_by_role("link", name="Goals")).to_be_visible()
    page.get_by_role("button", name="Save on this device").click()
    expect(page.get_by_text("Saved. From now on")).to_be_visible()


def go_to_practise(page: Page, site: str) -> None:
    """There was a page for going over it: let me find it."""
    page.goto(site)
    page.get_by_role("navigation", name="Parts").get_by_role("link", name="Practise").first.click()
    arrive(page, "Practise")
    follow(page, "Practise again", "Practise again")


def answer_what_is_due(page: Page, site: str) -> None:
    """A day later: what I had wrong, please, and only that."""
    go_to_practise(page, site)
    expect(page.get_by_text("2 due today, of 3")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Practise what is due").click()
    expect(page.get_by_text("Due today: question 1 of 2")).to_be_visible()
    for last in (False, True):
        if form(page).get_attribute("data-kind") == "fill":
            form(page).get_by_label("Blank 1 of 2").fill("tasks")
            form(page).get_by_label("Blank 2 of 2").fill("emotional bond")
        else:
            form(page).get_by_label(RIGHT).check()
        page.keyboard.press("Enter")
        expect(form(page).get_by_role("status")).to_contain_text("Right.", timeout=PATIENCE)
        if not last:
            go_on(page)
    back(page)
    expect(page.get_by_text("0 due today, of 3")).to_be_visible()


def take_all_of_it_along(page: Page, folder: Path) -> Path:
    """My tutor wants to see it, and I want it on my other computer."""
    name, text = taken(page, "Download as CSV")
    assert name == "alliance-progress-2026-11-25.csv"
    asked = Counter(row["question"] for row in csv.DictReader(io.StringIO(text)))
    assert asked == {
        "three-weeks-or-twelve": 2,
        "components-first-they-must-like-you": 2,
        "the-journal-club": 1,
    }
    name, text = taken(page, "Download as Markdown")
    assert name == "alliance-progress-2026-11-25.md"
    assert QUESTION in text
    name, text = taken(page, "Download as JSON")
    assert text == stored(page)
    assert asked.keys() == {key.split("/")[1] for key in json.loads(text)["questions"]}
    (folder / name).write_text(text, "utf-8")
    return folder / name


def go_on_elsewhere(page: Page, site: str, file: Path) -> None:
    """Two days later, on the other computer: I go on where I was."""
    go_to_practise(page, site)
    expect(bring(page, file)).to_contain_text("3 questions taken")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save on this device").click()
    expect(page.get_by_text("Saved. From now on")).to_be_visible()
    assert stored(page) == file.read_text("utf-8")
    # What was right at once has had to wait until now.
    page.get_by_role("button", name="Practise what is due").click()
    expect(form(page)).to_have_attribute("data-question", "the-journal-club")


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A phone in the dark; its owner says yes to what it asks."""
    settings = {"viewport": PHONE, "color_scheme": "dark", "has_touch": True, "is_mobile": True}
    context = browser.new_context(**browser_context_args | settings)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


def tap(page: Page, name: str) -> None:
    """Tap the one button that has a name."""
    page.get_by_role("button", name=name, exact=True).tap()


def go_by_menu(page: Page, name: str, title: str) -> None:
    """Open the menu of a phone, and its part on reflection where it is not open yet."""
    page.get_by_role("button", name="Menu").tap()
    menu = page.get_by_role("navigation", name="Site")
    if not menu.get_by_role("link", name=name, exact=True).is_visible():
        menu.get_by_text("Reflect", exact=True).first.tap()
    menu.get_by_role("link", name=name, exact=True).tap()
    arrive(page, title)


def test_a_clinician_and_a_patient_compare_their_views_and_leave_nothing_behind(
    phone: Page, site: str
) -> None:
    requests: list[Sent] = []
    phone.context.on(
        "request", lambda request: requests.append((request.method, request.url, request.post_data))
    )
    rate_one_at_a_time(phone, site)
    theirs = hand_over(phone, site)
    compare(phone, theirs)
    keep_a_record(phone)
    leave_nothing(phone, site)
    assert {(method, body) for method, _, body in requests} == {("GET", None)}
    asked = [url for _, url, _ in requests if not url.startswith("blob:")]
    assert [url for url in asked if not is_file_of(site, url)] == []


def rate_one_at_a_time(phone: Page, site: str) -> None:
    """Something is amiss with one patient: help me think, between two visits."""
    phone.goto(site)
    arrive(phone, "The therapeutic alliance in physiotherapy")
    go_by_menu(phone, "Reflect", "Reflect")
    follow(phone, "your own view", "Reflection on the alliance: clinician's view")
    phone.get_by_label("Show one at a time").tap()
    for number in range(1, ITEMS + 1):
        expect(phone.get_by_text(f"Statement {number} of 16")).to_be_visible()
        if number != LEFT_OUT:
            statement(phone, number).get_by_label("Mostly").tap()
        if number < ITEMS:
            tap(phone, "Next")
    show(phone)
    expect(phone.get_by_role("alert")).to_contain_text(f"Answer statement {LEFT_OUT}, or go on")
    tap(phone, "Continue without these")
    expect(heading(phone)).to_be_focused(timeout=PATIENCE)
    expect(phone.get_by_text("You answered 15 of 16 statements.")).to_be_visible()
    # I want to find it again, under a label that names nobody.
    phone.get_by_label("Label", exact=True).select_option("Person A")
    tap(phone, "Save on this device")
    expect(phone.get_by_text("Saved. It is in your record.")).to_be_visible()


def hand_over(phone: Page, site: str) -> str:
    """My patient has no phone: here is mine, with the form in a tab of its own."""
    with phone.context.expect_page() as opening:
        phone.get_by_role("link", name="the patient's form").click(modifiers=["ControlOrMeta"])
    tab = opening.value
    tab.on("dialog", lambda dialog: dialog.accept())
    arrive(tab, "How you see your visits")
    scored(tab, ["Not at all", *["Mostly"] * 3, "A little", *["Mostly"] * 10, "Partly"])
    expect(tab.get_by_role("heading", name="Show this to your physio")).to_be_visible()
    theirs = code(tab).inner_text()
    tab.get_by_text("A picture of the code to scan").tap()
    picture = tab.get_by_role("img", name="Your code as a QR code")
    assert read_qr(picture) == f"{site}reflect/both/#{theirs}"
    arrive(tab, "How you see your visits")
    # It comes back clear.
    clear(tab)
    expect(heading(tab)).to_be_hidden()
    assert theirs not in tab.content()
    tab.close()
    return theirs


def compare(phone: Page, theirs: str) -> None:
    """I have noted the code: show me where we see it differently, and what to ask."""
    mine = code(phone).inner_text()
    follow(phone, "Compare with the patient's view", "Both views")
    expect(field(phone, "clinician")).to_have_value(mine, timeout=PATIENCE)
    field(phone, "patient").tap()
    phone.keyboard.type(theirs.lower().replace("-", " "))
    press_show(phone)
    both = phone.get_by_role("heading", name="Both views", level=2)
    expect(both).to_be_focused()
    result = phone.locator("section").filter(has=both)
    expect(result).to_contain_text("Both of you answered 15 of 16 statements.")
    talk = result.get_by_role("list").get_by_role("listitem")
    expect(talk).to_have_count(2)
    for place, (number, apart) in enumerate(((1, "3 apart"), (5, "2 apart"))):
        expect(talk.nth(place)).to_contain_text(view("clinician")["items"][number - 1]["ask"])
        expect(talk.nth(place)).to_contain_text(apart)
    arrive(phone, "Both views")


def keep_a_record(phone: Page) -> None:
    """We have talked: what I learned belongs to my record, and a copy with my papers."""
    follow(phone, "your record", "Your record")
    expect(entries(phone)).to_have_count(1, timeout=PATIENCE)
    expect(entries(phone)).to_contain_text("Person A. 15 of 16 answered.")
    phone.get_by_text("Notes and label", exact=True).tap()
    learned = "I had set the goal for both of us."
    phone.get_by_label("What I learned").fill(learned)
    tap(phone, "Save notes and label")
    expect(entries(phone).get_by_role("status")).to_have_text("Saved.")
    arrive(phone, "Your record")
    _, text = taken(phone, "Download as Markdown")
    assert "Person A" in text
    assert learned in text
    phone.evaluate("() => { window.print = () => { window.printed = true } }")
    tap(phone, "Print what is shown")
    assert phone.evaluate("window.printed")
    phone.emulate_media(media="print")
    expect(phone.get_by_role("definition").get_by_text(learned)).to_be_visible()
    phone.emulate_media(media="screen")


def leave_nothing(phone: Page, site: str) -> None:
    """The phone is the clinic's: let nothing of it be found by the next one who takes it."""
    delete_all(phone)
    expect(phone.get_by_text("stays in this tab until you close it")).to_be_visible()
    context = phone.context
    phone.close()
    next_one = context.new_page()
    next_one.goto(site)
    go_by_menu(next_one, "Your record", "Your record")
    expect(next_one.get_by_text("Nothing is saved on this device yet.")).to_be_visible()
    left = next_one.evaluate(LEFT)
    assert left["stored"] == {}
    assert left["databases"] == []
    assert context.cookies() == []
    # What stays to be read offline is files of the site, and nothing else.
    assert left["copies"]
    assert [url for url in left["copies"] if not is_file_of(site, url)] == []


def is_file_of(site: str, url: str) -> bool:
    """Whether an address is that of a file of the site; what stands behind # is not sent."""
    path = re.sub(r"(\?(python=[^&]*|sha256-[\w+/=]+))?(#.*)?$", "", url).removeprefix(site)
    return (SITE_DIR / path).exists()


CHAPTER = "docs/alliance/first-visits.md"
QUIZ = "docs/quizzes/first-visits.md"
SOURCES = "bibliography.bib"
PASTED = """
@article{Rossi_2024, title={What is said at first visits}, volume={12}, DOI={10.1000/first.2024},
  number={3}, journal={Invented Physiotherapy}, publisher={None}, author={Rossi, A. and Lind, P.},
  year={2024}, month={June}, pages={1–9} }
"""
# What a maintainer has set up already.
SET_UP = (".venv/ready", "node_modules/ready", "build/python/contents.json")


def make(folder: Path, *words: str) -> Built:
    """Run a command of the Makefile in a clone; the notebook takes longer than all the rest."""
    done = subprocess.run(
        ["make", *(f"--assume-old={made}" for made in SET_UP), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"MAKEFLAGS": "", "NOTEBOOKS": "false", "SITE_URL": site_url()},
    )
    return Built(done.returncode, done.stdout + done.stderr, folder / "site")


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_maintainer_adds_a_chapter_a_source_and_a_quiz_and_reads_what_is_wrong(
    page: Page, tmp_path: Path
) -> None:
    project = copied(tmp_path)
    for name in ("Makefile", ".venv", "src"):
        (project.folder / name).symlink_to(ROOT / name)

    # I want a chapter on first visits, with a quiz.
    begun = make(project.folder, "new-chapter", "NAME=first-visits")
    assert begun.code == 0, begun.output
    assert f"{CHAPTER} is there, and {QUIZ} with one question of each kind." in begun.output

    # I have the BibTeX of a publisher, and cite it by the key that I am told.
    project.change(SOURCES, lambda text: text + PASTED)
    tidied = make(project.folder, "tidy-bib")
    assert tidied.code == 0, tidied.output
    assert f"{SOURCES}: @Rossi_2024: key → rossi2024" in tidied.output
    assert "Left for you" not in tidied.output
    project.change(CHAPTER, lambda text: text.replace("@bordin1979", "@rossi2024", 1))
    supported = "The choice that the source supports, about as long as the others"
    project.change(QUIZ, lambda text: text.replace(supported, "Ask what she hopes for"))

    # How does it look, from the home page on?
    built = make(project.folder, "build")
    assert built.code == 0, built.output
    with served_site(built.site) as address:
        page.goto(address)
        page.get_by_role("navigation", name="Parts").get_by_role("link", name="Learn").first.click()
        page.get_by_role("navigation", name="Site").get_by_role("link", name="First visits").click()
        arrive(page, "First visits")
        cited = page.get_by_role("article").get_by_role("link", name="Reference 1", exact=True)
        cited.first.click()
        expect(page.locator(":target")).to_contain_text("Rossi A, Lind P. What is said at first")
        follow(page, "practise with all of them", "Practise: first visits")
        check(page, "Ask what she hopes for", name="Choose one")
        expect(status(page, "Choose one")).to_contain_text("Right.", timeout=PATIENCE)

    # Three slips, one in each. I am told all of them at once, and what is online stays.
    before = files(built.site)
    chapter = project.change(CHAPTER, lambda text: text.replace("@rossi2024", "@rosi2024"))
    source = project.change(SOURCES, lambda text: text.replace("{10.1000/", "{doi.org/10.1000/"))
    project.change(QUIZ, lambda text: text.replace("- [x] Ask what", "- [ ] Ask what"))
    text = (project.folder / QUIZ).read_text("utf-8")
    quiz = 1 + text[: text.index("## Choose one")].count("\n")
    broken = make(project.folder, "build")
    assert broken.code != 0
    assert "Traceback" not in broken.output
    told = "\n".join(broken.faults)
    assert (
        f"{CHAPTER}:{chapter}: @rosi2024: not in bibliography.bib: did you mean rossi2024" in told
    )
    assert f"{SOURCES}:{source}: @rossi2024: doi.org/10.1000/first.2024 is not a DOI: write" in told
    assert f"{QUIZ}:{quiz}: no option is marked [x]: mark each right option with [x]" in told
    assert "3 faults, listed above; nothing was published." in broken.output
    assert files(built.site) == before
