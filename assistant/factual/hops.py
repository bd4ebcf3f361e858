"""Runs that a question describes rather than names: "the run that used lot L", "the batch with the failed titre"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.linked.asked import CODE
from assistant.linked.cited import Sentence
from graph.errors import UnknownEntity
from graph.process import Evidence
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.rows import Named, RunRow
from graph.questions.runs import RunsWanted, runs
from graph.schema import Label
from graph.store import Wanted

_RUN = r"\b(?:(?:the|which|what) )?(?:[\w-]+ ){0,2}?(?:runs?|batch(?:es)?)"
_USED = re.compile(
    rf"{_RUN} (?:that|which) (?:used|consumed|contained|got|received|took|came from|ran (?:in|on)"
    r"|(?:was|were) (?:made|run|grown|cultured|cultivated) (?:with|from|in|on)) (?:the )?"
    rf"(?:[\w-]+ ){{0,3}}?(?P<code>{CODE.pattern})",
    re.IGNORECASE,
)
_NAME = r"(?P<{}>[\w+:/ -]+?)"
_FAILED = re.compile(
    rf"{_RUN} (?:with (?:the |a )?failed {_NAME.format('one')}"
    rf"|(?:(?:that|which) )?failed (?:its |the |on )?{_NAME.format('two')}"
    rf"|whose {_NAME.format('three')} (?:failed|was out of (?:spec\w*|limits?)))"
    r"(?: (?:criterion|criteria|limit|spec\w*|test))?(?=\s+(?:and|have|has|had|did|do|was|were)\b|\s*[?,:;.]|$)",
    re.IGNORECASE,
)
# Parts of a run that it can be described by, and what a sentence says of them.
_PARTS = {
    Label.LOT: ("lot", "consumed lot"),
    Label.DONOR: ("donor", "came from donor"),
    Label.EQUIPMENT: ("equipment", "used"),
}
# Runs that a description may lead to; more are no answer to a question for one.
MOST = 6


@dataclass(frozen=True, slots=True)
class Led:
    """The question with the runs in place of their description, and the sentences that say why these."""

    question: str
    reasons: tuple[Sentence, ...]


def lead(question: str, inquiry: Inquiry) -> Led | None:
    """The runs that the question describes, put into it; None if it describes none, or too many."""
    by_part, by_failure = _USED.search(question), _FAILED.search(question)
    if by_part:
        found, reasons = _with_part(by_part["code"], inquiry)
    elif by_failure:
        found, reasons = _failing(by_failure["one"] or by_failure["two"] or by_failure["three"], inquiry)
    else:
        return None
    match = by_part or by_failure
    if match is None or not 0 < len(found) <= MOST:
        return None
    names = " and ".join(row.run for row in found)
    return Led(f"{question[: match.start()]} {names} {question[match.end() :]}".strip(), reasons)


def _with_part(code: str, inquiry: Inquiry) -> tuple[tuple[RunRow, ...], tuple[Sentence, ...]]:
    nodes = inquiry.store.find(Wanted(labels=list(_PARTS), concepts=naming.concepts([code])))
    labels = {n.label for n in nodes}
    if len(labels) != 1:
        return (), ()
    label = labels.pop()
    part, verb = _PARTS[label]
    wanted = {
        Label.LOT: RunsWanted(lot=code),
        Label.DONOR: RunsWanted(donor=code),
        Label.EQUIPMENT: RunsWanted(equipment=code),
    }
    found = runs(inquiry, wanted[label])
    reasons = [
        Sentence(f"{row.run} {verb} {thing.name}.", "Runs meant", thing.evidence)
        for row in found
        for thing in _things(row, part)
        if naming.loose(thing.name) == naming.loose(code)
    ]
    return found, tuple(reasons)


def _things(row: RunRow, part: str) -> tuple[Named, ...]:
    return {"lot": row.lots, "donor": row.donors, "equipment": row.equipment}[part]


def _failing(name: str, inquiry: Inquiry) -> tuple[tuple[RunRow, ...], tuple[Sentence, ...]]:
    try:
        found = runs(inquiry, RunsWanted(broken=name.strip(), kinds=("spec",)))
    except UnknownEntity:
        return (), ()
    reasons: list[Sentence] = []
    for row in found:
        for verdict in row.broken[:1]:
            evidence: tuple[Evidence, ...] = (*verdict.evidence, *verdict.limit.evidence)
            was = f"{row.run}: {verdict.name} was {verdict.value}"
            text = f"{was}, outside the acceptance criterion {verdict.limit.text}."
            reasons.append(Sentence(text, "Runs meant", evidence))
    return found, tuple(reasons)
