"""Write a quiz as a QTI 2.1 content package, for Canvas and other systems.

By hand, with `xml.etree`: qti-package-maker has no ordering and Blackboard's dialect, and text2qti
writes QTI 1.2 only. The elements: https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.quiz_markdown import WrittenQuestion, WrittenQuiz
from alliance_site.portable import Cite, plain, portable, xhtml

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
QTI_SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
PACKAGE_SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
MANIFEST, TEST = "imsmanifest.xml", "assessment.xml"
EXPLANATION = "general_explanation"
"""Canvas shows feedback to everybody where its name begins with `general_`."""


def write_qti(quiz: WrittenQuiz, *, cite: Cite, base: str) -> bytes:
    """Return a quiz as a zip: a manifest, a test, and an item for each question.

    The same quiz gives the same bytes. Our rules for part marks are carried whole; what is forgiven
    in a blank is not, but for capitals.

    Args:
        quiz: The quiz.
        cite: Writes a citation as Markdown.
        base: The address of the quiz page, for links.

    Raises:
        FormatError: when it is a case.
    """
    if quiz.case:
        problem = f"{quiz.id} is a case"
        raise FormatError([Fault(problem=problem, remedy="export quizzes only")])
    items = {f"items/{each.id}.xml": _Item(quiz, each, cite, base) for each in quiz.questions}
    files = {
        MANIFEST: _manifest(quiz, items),
        TEST: _test(quiz, items),
        **{name: item.root for name, item in items.items()},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, root in files.items():
            # A ZipInfo made from a name alone is dated 1 January 1980.
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # as on Unix, whatever builds it
            archive.writestr(member, tostring(root, encoding="utf-8", xml_declaration=True))
    return packed.getvalue()


def _root(tag: str, space: str, schema: str, **attributes: str) -> Element:
    named = {"xmlns": space, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{space} {schema}"}
    return Element(tag, {**named, **attributes})


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _manifest(quiz: WrittenQuiz, items: dict[str, _Item]) -> Element:
    root = _root("manifest", PACKAGE, PACKAGE_SCHEMA, identifier=f"{quiz.id}_package")
    metadata = _add(root, "metadata")
    _add(metadata, "schema", "QTIv2.1 Package")
    _add(metadata, "schemaversion", "1.0.0")
    _add(root, "organizations")
    resources = _add(root, "resources")
    test = _add(
        resources, "resource", identifier=f"{quiz.id}_test", type="imsqti_test_xmlv2p1", href=TEST
    )
    _add(test, "file", href=TEST)
    for name, item in items.items():
        _add(test, "dependency", identifierref=item.id)
        resource = _add(
            resources, "resource", identifier=item.id, type="imsqti_item_xmlv2p1", href=name
        )
        _add(resource, "file", href=name)
    indent(root)
    return root


def _test(quiz: WrittenQuiz, items: dict[str, _Item]) -> Element:
    root = _root(
        "assessmentTest", QTI, QTI_SCHEMA, identifier=f"{quiz.id}_test", title=plain(quiz.title)
    )
    _add(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    part = _add(
        root, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual"
    )
    _add(part, "itemSessionControl", maxAttempts="0", showFeedback="true")
    section = _add(
        part, "assessmentSection", identifier="section", title=plain(quiz.title), visible="true"
    )
    for name, item in items.items():
        _add(section, "assessmentItemRef", identifier=item.id, href=name)
    processing = _add(root, "outcomeProcessing")
    score = _add(processing, "setOutcomeValue", identifier="SCORE")
    _add(_add(score, "sum"), "testVariables", variableIdentifier="SCORE")
    indent(root)
    return root


class _Item:
    """One question as an assessmentItem: its identifier in the package, and its element."""

    def __init__(self, quiz: WrittenQuiz, question: WrittenQuestion, cite: Cite, base: str) -> None:
        self.id = f"{quiz.id}_{question.id}"
        self._question, self._cite, self._base = question, cite, base
        attributes = {"identifier": self.id, "title": plain(question.title) or question.id}
        if question.objective:
            attributes["label"] = f"objective {question.objective}"
        attributes |= {"adaptive": "false", "timeDependent": "false"}
        self.root = _root("assessmentItem", QTI, QTI_SCHEMA, **attributes)
        # The schema wants declarations, body, processing and feedback in this order.
        self._declare()
        self._body()
        self._process()
        self._feedback()

    def _blocks(self, markdown: str) -> Element:
        return xhtml(portable(markdown, self._cite, self._base))

    def _fill(self, parent: Element, markdown: str) -> None:
        """Append blocks, or what is in them where there is one paragraph."""
        blocks = self._blocks(markdown)
        source = blocks[0] if len(blocks) == 1 and blocks[0].tag == "p" else blocks
        parent.text = source.text
        parent.extend(source)

    def _response(self, name: str, cardinality: str, kind: str, right: Iterable[str]) -> Element:
        declared = _add(
            self.root,
            "responseDeclaration",
            identifier=name,
            cardinality=cardinality,
            baseType=kind,
        )
        values = list(right)
        if values:
            correct = _add(declared, "correctResponse")
            for value in values:
                _add(correct, "value", value)
        return declared

    def _declare(self) -> None:
        question = self._question
        if question.kind == "choose-one":
            right = [_option(option.id) for option in question.options if option.right]
            self._response("RESPONSE", "single", "identifier", right)
        elif question.kind == "choose-all":
            marks = {_option(option.id): option.right for option in question.options}
            right = [name for name, mark in marks.items() if mark]
            declared = self._response("RESPONSE", "multiple", "identifier", right)
            share = 1 / len(right)
            _map(declared, {name: share if mark else -share for name, mark in marks.items()})
        elif question.kind == "order":
            order = [_option(item.id) for item in question.items]
            self._response("RESPONSE", "ordered", "identifier", order)
        elif question.kind == "match":
            pairs = [f"{_option(pair.id)} {_option(pair.meaning_id)}" for pair in question.pairs]
            declared = self._response("RESPONSE", "multiple", "directedPair", pairs)
            _map(declared, dict.fromkeys(pairs, 1 / len(pairs)))
        elif question.kind == "fill":
            for name, accepted in zip(self._names(), question.blanks, strict=True):
                declared = self._response(name, "single", "string", accepted[:1])
                _map(declared, dict.fromkeys(accepted, 1 / len(question.blanks)))
        else:
            self._response("RESPONSE", "single", "string", [])
        if question.kind != "reflect":
            score = _add(
                self.root,
                "outcomeDeclaration",
                identifier="SCORE",
                cardinality="single",
                baseType="float",
                normalMaximum="1",
                normalMinimum="0",
            )
            _add(_add(score, "defaultValue"), "value", "0")
        _add(
            self.root,
            "outcomeDeclaration",
            identifier="FEEDBACK",
            cardinality="multiple",
            baseType="identifier",
        )

    def _names(self) -> list[str]:
        """Return the name of each blank's response."""
        count = len(self._question.blanks)
        return ["RESPONSE"] if count == 1 else [f"RESPONSE_{n}" for n in range(1, count + 1)]

    def _body(self) -> None:
        question = self._question
        body = _add(self.root, "itemBody")
        prompt = self._blocks(question.prompt)
        # Canvas takes as the question what is directly inside the body and holds no options.
        body.append(prompt)
        if question.hint:
            self._fill(_add(body, "infoControl", title="Hint"), question.hint)
        named = {"responseIdentifier": "RESPONSE"}
        if question.options:
            most = "1" if question.kind == "choose-one" else "0"
            choice = _add(body, "choiceInteraction", shuffle="false", maxChoices=most, **named)
            for option in question.options:
                each = _add(choice, "simpleChoice", identifier=_option(option.id))
                self._fill(each, option.text)
        elif question.kind == "order":
            ordered = _add(body, "orderInteraction", shuffle="true", **named)
            for item in question.mixed:
                self._fill(_add(ordered, "simpleChoice", identifier=_option(item.id)), item.text)
        elif question.kind == "match":
            self._match(body)
        elif question.kind == "fill":
            self._blanks(prompt)
        else:
            _add(body, "extendedTextInteraction", expectedLines="5", **named)

    def _match(self, body: Element) -> None:
        pairs = self._question.pairs
        match = _add(
            body,
            "matchInteraction",
            responseIdentifier="RESPONSE",
            shuffle="true",
            maxAssociations=str(len(pairs)),
        )
        terms = _add(match, "simpleMatchSet")
        for pair in pairs:
            each = _choice(terms, pair.id, most=1)
            self._fill(each, pair.term)
        meanings = _add(match, "simpleMatchSet")
        for pair in sorted(pairs, key=lambda pair: pair.meaning_id):
            # On our page a meaning can be chosen for every term.
            each = _choice(meanings, pair.meaning_id, most=len(pairs))
            self._fill(each, pair.meaning)

    def _blanks(self, prompt: Element) -> None:
        names = self._names()
        found = list(prompt.iter("blank"))
        # Blanks that Markdown made no text of, as in a table of addresses, stand behind it.
        found += [SubElement(SubElement(prompt, "p"), "blank") for _ in names[len(found) :]]
        for name, blank in zip(names, found, strict=True):
            blank.tag = "textEntryInteraction"
            blank.set("responseIdentifier", name)
            # The same for every blank: its width must not tell the answer.
            blank.set("expectedLength", "20")

    def _process(self) -> None:
        question = self._question
        processing = _add(self.root, "responseProcessing")
        if question.kind == "choose-one":
            condition = _add(_add(processing, "responseCondition"), "responseIf")
            match = _add(condition, "match")
            _add(match, "variable", identifier="RESPONSE")
            _add(match, "correct", identifier="RESPONSE")
            _base(_add(condition, "setOutcomeValue", identifier="SCORE"), "float", "1")
        elif question.kind == "order":
            self._process_order(processing)
        elif question.kind != "reflect":
            names = self._names() if question.kind == "fill" else ["RESPONSE"]
            for name in names:
                # Where nothing is answered a mapping has no value, and a sum with it has none.
                condition = _add(_add(processing, "responseCondition"), "responseIf")
                _add(_add(_add(condition, "not"), "isNull"), "variable", identifier=name)
                total = _add(_add(condition, "setOutcomeValue", identifier="SCORE"), "sum")
                _add(total, "variable", identifier="SCORE")
                _add(total, "mapResponse", identifier=name)
        for option in question.options:
            if option.feedback:
                self._tell_option(processing, _option(option.id), _feedback(option.id))
        if question.explanation:
            _tell(processing, EXPLANATION)

    def _process_order(self, processing: Element) -> None:
        """Add a share for each two neighbours of the key that are neighbours in the response."""
        items = self._question.items
        share = repr(1 / (len(items) - 1))
        for first, second in pairwise(items):
            condition = _add(_add(processing, "responseCondition"), "responseIf")
            anywhere = _add(condition, "or")
            for place in range(1, len(items)):
                both = _add(anywhere, "and")
                for item, at in ((first, place), (second, place + 1)):
                    match = _add(both, "match")
                    _add(_add(match, "index", n=str(at)), "variable", identifier="RESPONSE")
                    _base(match, "identifier", _option(item.id))
            more = _add(_add(condition, "setOutcomeValue", identifier="SCORE"), "sum")
            _add(more, "variable", identifier="SCORE")
            _base(more, "float", share)

    def _tell_option(self, processing: Element, option: str, feedback: str) -> None:
        """Show an option's feedback where it is chosen, in the form that Canvas reads."""
        condition = _add(_add(processing, "responseCondition"), "responseIf")
        if self._question.kind == "choose-one":
            match = _add(condition, "match")
            _add(match, "variable", identifier="RESPONSE")
            _base(match, "identifier", option)
        else:
            member = _add(condition, "member")
            _base(member, "identifier", option)
            _add(member, "variable", identifier="RESPONSE")
        _tell(condition, feedback)

    def _feedback(self) -> None:
        question = self._question
        shown = [(_feedback(option.id), option.feedback) for option in question.options]
        for name, markdown in [*shown, (EXPLANATION, question.explanation)]:
            if markdown:
                feedback = _add(
                    self.root,
                    "modalFeedback",
                    outcomeIdentifier="FEEDBACK",
                    identifier=name,
                    showHide="show",
                )
                feedback.append(self._blocks(markdown))


def _option(words_id: str) -> str:
    """Return a name for an option; one that begins with a digit, as ids may, is none in XML."""
    return f"option-{words_id}"


def _feedback(words_id: str) -> str:
    return f"feedback-{words_id}"


def _map(declared: Element, values: dict[str, float]) -> None:
    mapping = _add(declared, "mapping", lowerBound="0", upperBound="1", defaultValue="0")
    for key, value in values.items():
        entry = {"mapKey": key, "mappedValue": repr(value)}
        if declared.get("baseType") == "string":
            entry["caseSensitive"] = "false"
        _add(mapping, "mapEntry", **entry)


def _choice(parent: Element, words_id: str, *, most: int) -> Element:
    name = _option(words_id)
    return _add(parent, "simpleAssociableChoice", identifier=name, matchMax=str(most))


def _base(parent: Element, kind: str, value: str) -> None:
    _add(parent, "baseValue", value, baseType=kind)


def _tell(parent: Element, feedback: str) -> None:
    """Add a name to those of the feedback that is shown."""
    names = _add(_add(parent, "setOutcomeValue", identifier="FEEDBACK"), "multiple")
    _add(names, "variable", identifier="FEEDBACK")
    _base(names, "identifier", feedback)
