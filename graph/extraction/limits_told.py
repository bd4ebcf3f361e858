"""Limits that instructions tell by what is done at them: "If glucose is below 2.0 g/L, raise the rate".

Beside them, limits whose value stands before the name ("at least 95 % confluent"), limits of use
("cells at passage 24 to 38 only"), and those of a quantity that only the sentence names ("Spike
recovery must be 50 to 200 %").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.errors import UnitUnknown
from graph.extraction.kinds import known_head
from graph.extraction.limits import Stated, ends_of, limit_fact
from graph.extraction.limits_prose import read_limits_in_prose
from graph.extraction.place import Place
from graph.extraction.reading import Reading
from graph.extraction.sections import is_history
from graph.extraction.sentences import Sentence, mention_of, pieces, sentences
from graph.process import Evidence, Fact, Mention, Unread
from graph.prose_quantities import find_quantities
from graph.quantity import Quantity
from graph.schema import Label, LimitKind
from retrieval.documents import DocumentKind, Line

NAME = "limits told 1"
_NAME = r"\u27e8[PA](?P<n>\d+)\u27e9"
_LOW = r"(?:below|under|less than|lower than|falls? below|drops? below|falls? under|drops? under|goes below|<)"
_HIGH = (
    r"(?:above|over|more than|higher than|greater than|longer than|exceeds?|rises? above|rises? over|goes above"
    r"|climbs? above|>)"
)
_SIDE = rf"(?:(?P<low>{_LOW})|(?P<high>{_HIGH}))\s?"
_MUST = r"(?:must|shall|has to|have to|needs? to)"
_INFORM = r"(?:inform|notify|tell|alert|contact|report to|escalate to|call)"
_ACT = (
    r"(?:raise|lower|increase|decrease|reduce|add|feed|start|stop|begin|repeat|discard|reject|adjust|exchange|change"
    r"|dilute|terminate|abort|harvest|replace|switch|open|close|correct|extend|shorten|hold|quarantine|investigate"
    r"|initiate|move|top up|do not|set)"
)
_CONDITION = re.compile(
    rf"\b(?:if|when|whenever|should|in case) (?:the )?{_NAME}(?: (?:in|of) the [a-z]{{3,14}})?"
    rf"(?: (?:is|are|be|reads|was|has))? ?{_SIDE}(?P<value>\d[^\u27e8\u27e9;]{{0,40}}?),? (?:then )?"
    rf"(?:(?P<inform>{_INFORM})|(?P<act>{_ACT}))\b",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    rf"^(?:the )?{_NAME}(?: of the [a-z]{{3,14}})? (?:is|are) (?:trended|monitored|followed|tracked)(?: [a-z]{{2,12}})?"
    rf"[;:,]\s?(?:if )?{_SIDE}(?P<value>\d[^\u27e8\u27e9;,]{{0,30}}?),? (?:(?P<inform>{_INFORM})|(?P<act>{_ACT}))\b",
    re.IGNORECASE,
)
_REJECT = re.compile(
    rf"{_NAME}[;:,]\s?{_SIDE}(?P<value>\d[^\u27e8\u27e9;,]{{0,30}}?)(?: of the [a-z]{{3,12}})? "
    r"(?:is a reject|is rejected|are rejected|is a failure|fails|is not acceptable|means rejection)\b",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    rf"\b{_MUST} (?:be|have|show|reach) (?P<value>(?:at least|at most|not less than|not more than|more than|less than"
    rf"|over|above|below|≥|≤|>|<|between)?\s?\d[^\u27e8\u27e9;,]{{0,30}}?)\s?{_NAME}",
    re.IGNORECASE,
)
_NOT_BELOW = re.compile(
    r"\bdo not (?:use|process|freeze|passage|seed|continue with|harvest|proceed with|release) (?:any )?"
    rf"[a-z]{{3,14}}(?: [a-z]{{3,14}})? (?:with )?{_SIDE}(?P<value>\d[\d.,]*\s?%)\s?(?:of )?"
    r"(?P<noun>\u27e8[PA]\d+\u27e9|[a-z]{5,20})\s?$",
    re.IGNORECASE,
)
_PASSAGE = re.compile(
    r"(?:\bonly (?:use )?(?:cells )?(?:at|of|from|between) passages? (?P<a>\d{1,3}(?: ?(?:to|-|–|and) ?\d{1,3}))"
    r"|\b(?:at|of|from|between) passages? (?P<b>\d{1,3}(?: ?(?:to|-|–|and) ?\d{1,3})) only\b)",
    re.IGNORECASE,
)
_NAMED_HERE = re.compile(
    rf"^(?:\d[\d.]*\s+)?(?:the )?(?P<name>[A-Z]?[a-z]+(?: [a-z]+){{0,2}}) {_MUST} (?:be|lie|stay|remain)"
    r"(?: within| between| in the range| in the range of)? (?P<value>(?:at least|at most|≥|≤|>|<|not less than"
    r"|not more than|between|from)?\s?\d.{0,40}?)\.?$",
    re.IGNORECASE,
)
_ON_DAY = re.compile(r"^(?:\d[\d.]*\s+)?(?:on|at) (?P<day>day [−–-]?\d{1,3}|harvest|thaw|passage),? ", re.IGNORECASE)
_ADJECTIVES = {"confluent": "confluence", "viable": "viability"}
_NOT_IN_FORCE = re.compile(
    r"\b(?:propos\w+|suggest\w*|would|could|might|previous\w*|former\w*|no longer|instead of|used to|had|until now"
    r"|example|e\.g\.|historical\w*|superseded|obsolete|withdrawn|draft|open|literature|unless|except|expected|about"
    r"|approximately)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Told:
    of: Mention
    kind: LimitKind
    quantity: Quantity
    text: str


def read_limits_told(reading: Reading, place: Place) -> Iterator[Fact | Unread]:
    """LIMITED_BY from what instructions tell."""
    if reading.entry.identity.kind in (DocumentKind.RISK_ASSESSMENT, DocumentKind.STUDY):
        return
    for sentence in sentences(reading):
        if not _NOT_IN_FORCE.search(sentence.form):
            evidence = reading.within(sentence.start, sentence.start + len(sentence.text), NAME)
            for told in _of_names(sentence, place):
                yield from _facts(told, sentence.line, evidence, place)
    read = {
        (fact.evidence.start, fact.evidence.end)
        for fact in read_limits_in_prose(reading, place)
        if isinstance(fact, Fact)
    }
    for line in reading.prose:
        if line.kind == "heading" or is_history(line.section):
            continue
        for text, start in pieces(reading.text(line), line.start):
            if len(text) <= 300 and (start, start + len(text)) not in read and not _NOT_IN_FORCE.search(text):
                evidence = reading.within(start, start + len(text), NAME)
                for told in _of_text(text, line, reading, place):
                    yield from _facts(told, line, evidence, place)


def _of_names(sentence: Sentence, place: Place) -> Iterator[_Told]:
    for pattern in (_CONDITION, _AFTERWARDS, _REJECT, _BEFORE_NAME):
        for match in pattern.finditer(sentence.form):
            given = match.groupdict()
            kind = (
                LimitKind.ALERT
                if given.get("inform")
                else LimitKind.ACTION
                if given.get("act")
                else LimitKind.SPECIFICATION
            )
            told = _told(_at_its_time(sentence, mention_of(sentence, int(match["n"]), place)), kind, given)
            if told is not None:
                yield told


def _at_its_time(sentence: Sentence, of: Mention) -> Mention:
    """ "On day 0 the layer must be at least 95 % confluent" is about the confluence on day 0."""
    name = _ADJECTIVES.get(of.name.casefold(), of.name)
    day = _ON_DAY.match(sentence.text)
    if of.label is not Label.ATTRIBUTE or of.context.time or day is None:
        return replace(of, name=name)
    return replace(of, name=name, context=replace(of.context, time=day["day"]))


def _of_text(text: str, line: Line, reading: Reading, place: Place) -> Iterator[_Told]:
    operation = place.operation_of(line.section)
    context = place.context(operation.name if operation else "")
    if match := _PASSAGE.search(text):
        quantity = next(iter(find_quantities(match["a"] or match["b"])), None)
        if quantity is not None and quantity.low is not None and quantity.high is not None:
            of = Mention(Label.PARAMETER, "Passage number", context)
            yield _Told(of, LimitKind.SPECIFICATION, replace(quantity, unit=""), f"{match['a'] or match['b']}")
    if match := _NOT_BELOW.search(text.rstrip(".")):
        told = _told(
            Mention(Label.ATTRIBUTE, match["noun"], place.context()), LimitKind.SPECIFICATION, match.groupdict()
        )
        label = known_head(match["noun"], reading.vocabulary)
        if told is not None and label is Label.ATTRIBUTE:
            # Not below 50 % is at least 50 %.
            yield told
    if match := _NAMED_HERE.match(text):
        label = known_head(match["name"], reading.vocabulary)
        if label is not None:
            of = Mention(label, match["name"], context if label is Label.PARAMETER else place.context())
            told = _told(of, LimitKind.SPECIFICATION, match.groupdict())
            if told is not None and told.quantity.value is None:
                yield told


def _told(of: Mention, kind: LimitKind, given: dict[str, str | None]) -> _Told | None:
    """The limit at a value: below it something is done, so it is the lower end."""
    value = (given["value"] or "").strip()
    quantity = next(iter(find_quantities(value)), None)
    if quantity is None or value[quantity.end :].strip(" .") or (not quantity.unit and of.name.casefold() != "ph"):
        return None
    if given.get("low") or given.get("high"):
        if quantity.value is None:
            return None
        low, high = (quantity.low, None) if given.get("low") else (None, quantity.high)
        text = f"{'at least' if given.get('low') else 'at most'} {quantity.text}"
        return _Told(of, kind, replace(quantity, low=low, high=high), text)
    return _Told(of, kind, quantity, value) if quantity.value is None or quantity.centre is not None else None


def _facts(told: _Told, line: Line, evidence: Evidence, place: Place) -> Iterator[Fact | Unread]:
    if not told.quantity.unit_known:
        error = UnitUnknown(f"the unit {told.quantity.unit!r} is not known")
        yield Unread(f"{told.kind} of {told.of.name}: {error}"[:500], evidence)
        return
    operation = place.operation_of(line.section)
    context = place.context(operation.name if operation else "", told.of.context.time, told.of.context.method)
    yield limit_fact(Stated(told.of, told.kind, told.text, "", context, evidence), told.text, ends_of(told.quantity))
