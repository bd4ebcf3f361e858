"""Which method measures an attribute, as steps and titles say it: "sample for CD3+ (SOP-061)", "VCN by ddPCR"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.extraction.names import Named, Names
from graph.extraction.place import Place, title_line, title_of
from graph.extraction.reading import Reading
from graph.extraction.sections import is_history
from graph.process import Evidence, Fact, Mention
from graph.schema import Label, Relation
from graph.vocabulary import Term
from retrieval.documents import DocumentKind

NAME = "methods in prose 1"
LONGEST = 1_500
# Codes that sites give to procedures; specifications, studies and records measure nothing.
_PROCEDURE = r"(?:SOP|TM|ATM|AM|STM|QCP|QC|MTH|TP|AP|TST|WI|LAB|QCM|AMP)(?:-[A-Z]{1,4})?-?\d{2,5}"
_REFERENCE = re.compile(
    rf"\s?\((?:(?:see|per|by|according to|as in)\s)?(?P<method>{_PROCEDURE})"
    r"(?:[\s,]+(?:v\.?|version|rev\.?)\s?[\d.]+)?\)"
)
_TESTING = re.compile(
    r"\b(?:sampl(?:e|es|ing)|test(?:s|ed|ing)?|measur(?:e|es|ed|ing)|determin(?:e|es|ed|ing)|assay(?:s|ed)?"
    r"|analy[sz](?:e|es|ed|ing)|quantif(?:y|ies|ied)|release|assess(?:ed)?|submit|send)\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s?(?:,|,?\s(?:and|or|plus)\s)\s?(?:the\s|for\s)?|\s?/\s?")
_BY = re.compile(
    r"(?:\s(?:at|on|after)\s(?:harvest|thaw|release|receipt|day\s?[−–-]?\d{1,3}))?"
    r"(?:,?\s(?:is|are|to be|must be|shall be))?(?:\s(?:measured|determined|assessed|quantified|tested|analy[sz]ed"
    r"|assayed|evaluated|monitored|confirmed))?\s(?:by|using|with|via)\s(?:the\s|an?\s|automated\s)?",
    re.IGNORECASE,
)
_NO_CLAIM = re.compile(
    r"\b(?:not|never|no longer|instead|rather|previous\w*|former\w*|was|were|had|would|could|might|until|unless"
    r"|propos\w+|replac\w+|if|should have)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<=[a-z0-9)%+])[.;]\s+|;\s*|\n")
_TITLE = re.compile(
    r"^(?:the )?(?:(?:determination|measurement|quantification|quantitation|testing|test|assay|analysis|detection"
    r"|assessment|estimation|enumeration)\s(?:of|for)\s)?",
    re.IGNORECASE,
)
_MARKER = re.compile(r"(?<![\w+/-])(?:[A-Z]{2,5}\d{1,3}|[a-z]?[A-Z][A-Za-z]{1,4}\d{0,3})\+(?![\w+])")
_NO_METHOD = frozenset({"design of experiments", "failure mode and effects analysis", "cell sorting"})


@dataclass(frozen=True)
class _Clause:
    text: str
    found: list[Named]
    evidence: Evidence


def read_methods_in_prose(reading: Reading, place: Place) -> Iterator[Fact]:
    """MEASURED_BY from steps, sentences and the title of a test's own procedure."""
    if reading.entry.identity.kind in (DocumentKind.STUDY, DocumentKind.RISK_ASSESSMENT):
        return
    names = _names(reading)
    yield from _of_title(reading, place, names)
    for line in reading.prose:
        text = reading.text(line)
        if line.kind == "heading" or is_history(line.section) or len(text) > LONGEST:
            continue
        for clause in _CLAUSE.split(text):
            if not _NO_CLAIM.search(clause):
                found = _Clause(clause, _found(clause, names), reading.at(line, NAME))
                yield from _of_clause(found, place)


def _found(clause: str, names: Names) -> list[Named]:
    """Names of the vocabulary, and markers: "CD3+" is what a cytometer measures."""
    found = names.find(clause)
    taken = [(named.start, named.end) for named in found]
    for match in _MARKER.finditer(clause):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(Named(match.start(), match.end(), match.group(), Term(match.group(), "attribute")))
    return sorted(found, key=lambda named: named.start)


def _of_clause(clause: _Clause, place: Place) -> Iterator[Fact]:
    for index, named in enumerate(clause.found):
        if named.term.kind != "attribute":
            continue
        reference = _REFERENCE.match(clause.text, named.end)
        if reference and _TESTING.search(clause.text[: named.start]):
            for attribute in _listed(clause, index):
                yield _fact(attribute.text, reference["method"], place, clause.evidence)
        by = _BY.match(clause.text, named.end)
        behind = clause.found[index + 1] if index + 1 < len(clause.found) else None
        if by and behind is not None and behind.term.kind == "method" and behind.start == by.end():
            for attribute in _listed(clause, index):
                yield _fact(attribute.text, behind.text, place, clause.evidence)


def _listed(clause: _Clause, last: int) -> Iterator[Named]:
    """The attribute and those that are joined to it: "cTnT+ and residual OCT4+ (SOP-061)"."""
    at = last
    while at > 0:
        first, second = clause.found[at - 1], clause.found[at]
        if first.term.kind != "attribute" or not _LIST.fullmatch(clause.text[first.end : second.start]):
            break
        at -= 1
    yield from clause.found[at : last + 1]


def _of_title(reading: Reading, place: Place, names: Names) -> Iterator[Fact]:
    """ "Vector copy number by droplet digital PCR": nothing but attributes, and what they are measured by."""
    title, line = title_of(reading), title_line(reading)
    identity = reading.entry.identity
    if line is None or identity.kind not in (DocumentKind.SOP, DocumentKind.OTHER) or not identity.number:
        return
    told = _TITLE.sub("", title, count=1).strip(" .")
    found = names.find(told)
    attributes: list[Named] = []
    at = 0
    for named in found:
        between = told[at : named.start]
        joined = not between.strip() if at == 0 else _LIST.fullmatch(between) is not None
        if named.term.kind != "attribute" or not joined:
            break
        attributes.append(named)
        at = named.end
    method = found[len(attributes)] if len(found) == len(attributes) + 1 else None
    by = re.fullmatch(r"\s(?:by|using|with)\s(?:the\s)?", told[at : method.start]) if method else None
    ends = method.end if method and by and method.term.kind == "method" else at
    if not attributes or ends != len(told):
        return
    evidence = reading.at(line, NAME)
    for attribute in attributes:
        yield _fact(attribute.text, identity.number, place, evidence)
        if method is not None and ends == method.end:
            yield _fact(attribute.text, method.text, place, evidence)


def _fact(attribute: str, method: str, place: Place, evidence: Evidence) -> Fact:
    subject = Mention(Label.ATTRIBUTE, attribute, place.context("", "", method))
    return Fact(Relation.MEASURED_BY, subject, Mention(Label.METHOD, method), evidence)


def _names(reading: Reading) -> Names:
    names = Names()
    for term in reading.vocabulary.terms:
        if term.kind == "attribute" or (term.kind == "method" and term.name not in _NO_METHOD):
            names.add(term)
    for term in reading.vocabulary.terms:
        if term.kind not in ("attribute", "method"):
            names.add(term)  # the longest name wins
    return names
