"""Limits as sentences state them: "must not exceed 4 h", "PAR 2.0 to 5.0 TU/cell", "contact at most 45 min".

A limit is read only where its name is the subject of the words of the limit; what was, what is
proposed, and what is denied ("is not a CPP", "no longer applies") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.errors import UnitUnknown
from graph.extraction.limits import Stated, ends_of, limit_fact
from graph.extraction.place import Place
from graph.extraction.reading import Reading
from graph.extraction.sentences import Sentence, mention_of, sentences
from graph.process import Fact, Unread
from graph.quantities import Quantity, find_quantities
from graph.schema import Label, LimitKind
from retrieval.documents import DocumentKind

NAME = "limits in prose 1"
_NAME = r"\u27e8(?P<kind>[PA])(?P<n>\d+)\u27e9"
_BETWEEN = (
    r"(?P<between>(?:\s(?:at (?:harvest|thaw|release|passage)|on day [\u2212-]?\d{1,3}|after thaw"
    r"|before freezing|to the start of [a-z]{4,16}|of the cells|of each [a-z]{3,12}))?)"
)
_NOT_IN_FORCE = re.compile(
    r"\b(?:propos\w+|suggest\w*|would|could|might|previous\w*|former\w*|earlier|old|no longer"
    r"|instead of|was|were|had|been|used to"
    r"|historical\w*|until|tested|studied|explored|example|e\.g\.|trial\w*|not a|is not|are not"
    r"|does not apply|if|when|unless|except"
    r"|changed|raised from|lowered from|shortened|superseded|obsolete|withdrawn|draft|open|literature"
    r"|expected|typical\w*|usually|about)\b",
    re.IGNORECASE,
)
# What joins a name to the words of its limit; nothing else may stand between.
_JOIN = (
    r"(?:\s(?:is|are|must be|shall be|should be|has to be|have to be|is to be|must|shall|needs to be"
    r"|will be)?(?:\s?(?:kept|held|maintained|controlled|set|limited|restricted))?(?:\s?(?:at|to|within))?|:"
    r"|,|\s?=|\s?\()"
)
_MARKED = (
    r"(?P<mark>NOR|PAR|normal operating range|proven acceptable range|acceptable range|alert limits?"
    r"|action limits?|alarm limits?|acceptance criteri(?:on|a)|specification|limit)"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NAME}{_BETWEEN}\s(?P<exceed>(?:must|shall|may|should|is|are) not (?:to )?exceed)\s(?=(?P<value>\S))",
        rf"{_NAME}{_BETWEEN}\s(?P<below>(?:must|shall|may|should) not (?:be|fall|drop|go) below)\s(?=(?P<value>\S))",
        (
            rf"{_NAME}{_BETWEEN}{_JOIN}\s?(?=(?P<value>at most|at least|not more than|no more than"
            rf"|not less than|no less than|between|\u2264|\u2265|<|>|NMT|NLT|max(?:imum)?\b|min(?:imum)?\b"
            rf"|less than|more than|up to|from \d))"
        ),
        (
            rf"{_NAME}{_BETWEEN}\s(?P<must>(?:must|shall|has to|have to|is to|are to) (?:be |remain |stay "
            rf"|lie |be (?:kept|held|maintained|controlled) )(?:at |within "
            rf"|in the range (?:of )?)?)(?=(?P<value>[\d\u2264\u2265<>]|at |between|from))"
        ),
        (
            rf"{_NAME}{_BETWEEN}(?:\s(?:has|with) (?:a|an|the)|\s\(|:|,)?\s?{_MARKED}(?:\s(?:is|of|are)|:"
            rf"|,)?\s(?=(?P<value>\S))"
        ),
        (
            rf"\b{_MARKED}\s(?:of|for)\s(?:the )?{_NAME}(?:\s(?:is|are)|:|,)?\s(?=(?P<value>[\d\u2264\u2265<>]"
            rf"|at |between|from|not ))"
        ),
        rf"{_NAME}\salarms?(?:\s(?:are|is))?(?:\sset)?\s(?:at|outside)\s(?P<alarm>)(?=(?P<value>\S))",
        rf"\b(?P<alarm>alarms?)\s(?:if|when|for)?\s?(?:the )?{_NAME}\s(?:is |are )?(?:outside )(?=(?P<value>\S))",
    )
)
_KINDS = (
    (re.compile(r"nor\b|normal", re.IGNORECASE), LimitKind.NOR),
    (re.compile(r"par\b|proven|acceptable range", re.IGNORECASE), LimitKind.PAR),
    (re.compile(r"alert|alarm", re.IGNORECASE), LimitKind.ALERT),
    (re.compile(r"action", re.IGNORECASE), LimitKind.ACTION),
)


@dataclass(frozen=True, slots=True)
class _Found:
    index: int
    kind: LimitKind
    quantity: Quantity
    start: int
    high_only: bool
    low_only: bool


def read_limits_in_prose(reading: Reading, place: Place) -> Iterator[Fact | Unread]:
    """LIMITED_BY from prose."""
    if reading.entry.identity.kind in (DocumentKind.RISK_ASSESSMENT, DocumentKind.STUDY):
        return  # a study proposes, a risk assessment supposes
    for sentence in sentences(reading):
        if _NOT_IN_FORCE.search(_without_verbs(sentence.form)):
            continue
        for found in _found(sentence):
            yield from _facts(found, sentence, reading, place)


def _without_verbs(form: str) -> str:
    return re.sub(
        r"\b(?:must|shall|may|should|is|are) not (?:to )?(?:exceed|be|fall|drop|go)\b|\bnot (?:more|less) than\b",
        "",
        form,
    )


def _found(sentence: Sentence) -> Iterator[_Found]:
    seen: set[int] = set()
    for pattern in _PATTERNS:
        for match in pattern.finditer(sentence.form):
            index, given = int(match["n"]), match.groupdict()
            tail = sentence.form[match.start("value") : match.start("value") + 80]
            tail = tail.split("\u27e8")[0]
            quantity = next(iter(find_quantities(tail)), None)
            if index in seen or quantity is None or tail[: quantity.start].strip(" (").casefold() not in _LEADING:
                continue
            seen.add(index)
            mark = given.get("mark") or ("alarm" if given.get("alarm") is not None else "")
            kind = next((k for p, k in _KINDS if mark and p.match(mark)), LimitKind.SPECIFICATION)
            yield _Found(index, kind, quantity, match.start(), bool(given.get("exceed")), bool(given.get("below")))


_LEADING = frozenset({"", "between", "from", "within", "max", "maximum", "min", "minimum", "up to", "max.", "min."})


def _facts(found: _Found, sentence: Sentence, reading: Reading, place: Place) -> Iterator[Fact | Unread]:
    of = mention_of(sentence, found.index, place)
    evidence = reading.within(sentence.start, sentence.start + len(sentence.text), NAME)
    quantity = found.quantity
    if not quantity.unit_known:
        error = UnitUnknown(f"the unit {quantity.unit!r} is not known")
        yield Unread(f"{found.kind} of {of.name}: {error}"[:500], evidence)
        return
    low, high, text = quantity.low, quantity.high, quantity.text
    if quantity.value is not None:
        if found.high_only:
            low, text = None, f"at most {text}"
        elif found.low_only:
            high, text = None, f"at least {text}"
        elif re.search(r"\b(?:max(?:imum)?|up to)\b", sentence.form[found.start :][:120], re.IGNORECASE):
            low = None
        elif quantity.centre is None:
            return  # one value is a set point, and no limit
    # A number without a unit is a limit of something that has none, and of nothing else.
    if not quantity.unit and of.name.casefold() not in ("ph", "moi", "passage number"):
        return
    operation = place.operation_of(sentence.line.section)
    context = place.context(operation.name if operation else "", of.context.time, of.context.method)
    if of.label is Label.ATTRIBUTE and place.is_process is False and operation is None:
        context = place.context("", of.context.time, of.context.method)
    stated = Stated(of, found.kind, text, "", context, evidence)
    whole = Quantity(low, high, quantity.unit, 0, 0, text, quantity.low_included, quantity.high_included)
    yield limit_fact(stated, text, ends_of(whole))
