"""What a quiz becomes as a QTI package: whole, the same each time, with our key and our marks."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from alliance_quiz import FormatError
from alliance_quiz.faults import Table
from alliance_quiz.kinds import Choice, Match, Order
from alliance_quiz.quiz_markdown import read_quiz
from alliance_site.portable import xhtml
from alliance_site.qti import MANIFEST, PACKAGE, QTI, TEST, write_qti
from tests.unit.every_kind import BASE, CASE, as_written, every_kind

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    p for p in (ROOT / "docs" / "quizzes").glob("*.md") if "\nquiz: " in p.read_text("utf-8")
)
NCNAME = re.compile(r"[A-Za-z_][\w.-]*")
SPACES = {"q": QTI, "p": PACKAGE}


def parts(packed: bytes) -> dict[str, Element]:
    """Return each file of a package, read as XML."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        return {name: fromstring(archive.read(name)) for name in names}  # noqa: S314  our own


@pytest.fixture(scope="module")
def files() -> dict[str, Element]:
    return parts(write_qti(every_kind(), cite=as_written, base=BASE))


def item(files: dict[str, Element], name: str) -> Element:
    return files[f"items/{name}.xml"]


def key(item: Element) -> list[str]:
    return [value.text or "" for value in item.iterfind(".//q:correctResponse/q:value", SPACES)]


def score(item: Element, *responses: list[str]) -> float:
    """Return what the item's own processing gives for a list of values for each response."""
    names = [each.attrib["identifier"] for each in item.iterfind("q:responseDeclaration", SPACES)]
    given = dict(zip(names, responses, strict=True))
    state = {"SCORE": 0.0}

    def tag(element: Element) -> str:
        return element.tag.partition("}")[2]

    def mapped(name: str) -> float:
        declared = item.find(f"q:responseDeclaration[@identifier='{name}']/q:mapping", SPACES)
        assert declared is not None
        values = {entry.attrib["mapKey"]: entry for entry in declared}
        total = sum(float(values[v].attrib["mappedValue"]) for v in given[name] if v in values)
        return min(max(total, float(declared.attrib["lowerBound"])), 1.0)

    def value(element: Element) -> object:  # noqa: PLR0911  one line a kind
        kind, inside = tag(element), list(element)
        if kind == "variable":
            name = element.attrib["identifier"]
            return state[name] if name in state else given[name]
        if kind == "baseValue":
            return element.text
        if kind == "correct":
            return key(item)
        if kind == "mapResponse":
            return mapped(element.attrib["identifier"])
        if kind == "index":
            place = int(element.attrib["n"])
            held = value(inside[0])
            assert isinstance(held, list)
            return held[place - 1] if place <= len(held) else None
        values = [value(each) for each in inside]
        if kind == "match":
            one, two = (v if isinstance(v, list) else [v] for v in values)
            return None not in one and one == two
        if kind == "sum":
            return sum(float(str(v)) for v in values)
        if kind in ("and", "or"):
            return all(values) if kind == "and" else any(values)
        assert kind in ("not", "isNull")
        return not values[0]

    def set_score(parent: Element) -> None:
        for outcome in parent.iterfind("q:setOutcomeValue[@identifier='SCORE']", SPACES):
            state["SCORE"] = float(str(value(outcome[0])))

    for rule in item.findall("q:responseProcessing/*", SPACES):
        condition = rule.find("q:responseIf", SPACES)
        is_score = rule.find(".//q:setOutcomeValue[@identifier='SCORE']", SPACES) is not None
        if condition is not None and is_score and value(condition[0]):
            set_score(condition)
    return state["SCORE"]


def test_the_manifest_lists_each_file_once_and_nothing_else(files: dict[str, Element]) -> None:
    resources = files[MANIFEST].findall(".//p:resource", SPACES)
    listed = [file.attrib["href"] for each in resources for file in each.findall("p:file", SPACES)]
    assert sorted([MANIFEST, *listed]) == sorted(files)
    assert [each.attrib["href"] for each in resources] == listed
    needed = [
        each.attrib["identifierref"] for each in files[MANIFEST].iter(f"{{{PACKAGE}}}dependency")
    ]
    assert needed == [each.attrib["identifier"] for each in resources[1:]]
    assert {each.attrib["type"] for each in resources} == {
        "imsqti_test_xmlv2p1",
        "imsqti_item_xmlv2p1",
    }


def test_the_test_leads_to_each_item_in_the_order_of_the_page(files: dict[str, Element]) -> None:
    led = files[TEST].findall(".//q:assessmentItemRef", SPACES)
    assert [each.attrib["href"] for each in led] == [
        f"items/{question.id}.xml" for question in every_kind().questions
    ]
    for each in led:
        assert files[each.attrib["href"]].attrib["identifier"] == each.attrib["identifier"]


def test_names_are_names_in_xml_and_stand_once_in_their_file(files: dict[str, Element]) -> None:
    for root in files.values():
        names = [element.attrib.get("identifier") for element in root.iter()]
        for name in names:
            assert name is None or NCNAME.fullmatch(name), name
        for tag in ("simpleChoice", "simpleAssociableChoice", "modalFeedback"):
            found = [element.attrib["identifier"] for element in root.iter(f"{{{QTI}}}{tag}")]
            assert len(found) == len(set(found))


def test_every_response_and_feedback_that_is_named_is_declared(files: dict[str, Element]) -> None:
    for name, root in files.items():
        if name.startswith("items/"):
            declared = {
                each.attrib["identifier"]
                for tag in ("responseDeclaration", "outcomeDeclaration")
                for each in root.findall(f"q:{tag}", SPACES)
            }
            for element in root.iter():
                for attribute in ("responseIdentifier", "outcomeIdentifier"):
                    assert element.attrib.get(attribute, "FEEDBACK") in declared
            told = {each.text for each in root.iterfind(".//q:multiple/q:baseValue", SPACES)}
            shown = {each.attrib["identifier"] for each in root.iterfind("q:modalFeedback", SPACES)}
            assert told == shown


def test_the_same_quiz_gives_the_same_bytes() -> None:
    first = write_qti(every_kind(), cite=as_written, base=BASE)
    assert first == write_qti(every_kind(), cite=as_written, base=BASE)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_correct_response_is_our_key(files: dict[str, Element]) -> None:
    one, several, order, match, fill, two, _ = every_kind().questions
    assert key(item(files, "one")) == [f"option-{id_}" for id_ in one.key]
    right = [f"option-{each.id}" for each in several.options if each.right]
    assert key(item(files, "all")) == right
    assert key(item(files, "ordered")) == [f"option-{each.id}" for each in order.items]
    assert key(item(files, "matched")) == [
        f"option-{pair.id} option-{pair.meaning_id}" for pair in match.pairs
    ]
    assert key(item(files, "filled")) == [fill.blanks[0][0]]
    assert key(item(files, "two-filled")) == [accepted[0] for accepted in two.blanks]
    assert key(item(files, "thought")) == []
    entries = item(files, "filled").iterfind(".//q:mapEntry", SPACES)
    assert [each.attrib["mapKey"] for each in entries] == list(fill.blanks[0])


def test_a_choice_of_several_is_scored_by_our_rule(files: dict[str, Element]) -> None:
    answer = every_kind().questions[1].answer
    assert isinstance(answer, Choice)
    for size in range(len(answer.options) + 1):
        for chosen in itertools.combinations(answer.options, size):
            mark = answer.mark(Table({"chosen": list(chosen)}, "", []))
            given = [f"option-{id_}" for id_ in chosen]
            assert score(item(files, "all"), given) == pytest.approx(mark.share, abs=0.005)


def test_every_order_is_scored_by_our_rule(files: dict[str, Element]) -> None:
    answer = every_kind().questions[2].answer
    assert isinstance(answer, Order)
    for order in itertools.permutations(answer.key):
        mark = answer.mark(Table({"order": list(order)}, "", []))
        given = [f"option-{id_}" for id_ in order]
        assert score(item(files, "ordered"), given) == pytest.approx(mark.share, abs=0.005)
    assert score(item(files, "ordered"), []) == 0


def test_pairs_and_blanks_are_scored_by_our_rule(files: dict[str, Element]) -> None:
    answer = every_kind().questions[3].answer
    assert isinstance(answer, Match)
    for chosen in itertools.product(answer.key, repeat=2):
        matched = dict(zip(answer.terms, chosen, strict=True))
        mark = answer.mark(Table({"matched": matched}, "", []))
        given = [f"option-{term} option-{meaning}" for term, meaning in matched.items()]
        assert score(item(files, "matched"), given) == pytest.approx(mark.share, abs=0.005)
    assert score(item(files, "two-filled"), ["one"], ["2"]) == 1
    assert score(item(files, "two-filled"), [], ["two"]) == 0.5
    assert score(item(files, "two-filled"), ["two"], ["one"]) == 0
    assert score(item(files, "filled"), ["eight"]) == 1


def test_one_right_option_scores_one_and_no_other_does(files: dict[str, Element]) -> None:
    question = every_kind().questions[0]
    for option in question.options:
        assert score(item(files, "one"), [f"option-{option.id}"]) == option.right


def test_what_is_shown_does_not_give_the_order_away(files: dict[str, Element]) -> None:
    shown = [
        each.attrib["identifier"] for each in item(files, "ordered").iter(f"{{{QTI}}}simpleChoice")
    ]
    assert sorted(shown) == sorted(key(item(files, "ordered")))
    assert shown != key(item(files, "ordered"))


def test_texts_are_markdown_read_and_links_are_whole(files: dict[str, Element]) -> None:
    root = item(files, "one")
    body = root.find("q:itemBody/q:div", SPACES)
    assert body is not None
    assert "".join(body.itertext()).endswith("What {is} first: a = b, #c or ~d?")
    assert body.findtext("q:ul/q:li", namespaces=SPACES) == "a plain list"
    links = [each.attrib["href"] for each in root.iter(f"{{{QTI}}}a")]
    assert links == [
        "https://example.org/site/alliance/components/#tasks",
        "https://example.org/site/evidence/",
    ]
    filled = item(files, "two-filled")
    entries = filled.findall("q:itemBody/q:div/q:p/q:textEntryInteraction", SPACES)
    assert [each.attrib["responseIdentifier"] for each in entries] == ["RESPONSE_1", "RESPONSE_2"]
    assert [each.tail for each in entries] == [" to ", "."]


def test_each_option_has_its_own_feedback(files: dict[str, Element]) -> None:
    shown = {
        each.attrib["identifier"]: " ".join("".join(each.itertext()).split())
        for each in item(files, "one").iterfind("q:modalFeedback", SPACES)
    }
    first, second, _ = every_kind().questions[0].options
    assert shown == {
        f"feedback-{first.id}": "No: {1} = ~2 # 3. And --> on.",
        f"feedback-{second.id}": "Yes [@hall2012, p. 3].",
        "general_explanation": "Because of it [@bordin1979; @hall2012]. of this",
    }


def test_what_is_no_xml_becomes_text() -> None:
    root = xhtml("a & b &nbsp;c &#0; &nope; \x0b<b>d</b> <br> {: .x } `<i>`\n{: style='x' }")
    assert "".join(root.itertext()) == "a & b \xa0c \ufffd &nope; <b>d</b> <br> {: .x } <i>"
    assert not [element for element in root.iter() if element.attrib]
    image = xhtml("![a](b.png){: .c width=3 }").find("p/img")
    assert image is not None
    assert image.attrib == {"src": "b.png", "alt": "a"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_quiz_of_the_site_is_well_formed(page: Path) -> None:
    quiz = read_quiz(page.read_text(encoding="utf-8"), page.name)
    if not quiz.case:
        files = parts(write_qti(quiz, cite=as_written, base=BASE))
        assert len(files) == len(quiz.questions) + 2


def test_a_case_is_not_exported() -> None:
    with pytest.raises(FormatError, match="a-case is a case: export quizzes only"):
        write_qti(read_quiz(CASE, "case.md"), cite=as_written, base=BASE)
