"""Which property of a thing a question asks for: its set point, its NOR, its limit, the range it may have.

A record gives one of them and not the other: a row with a PAR has no action limit, a value that a run
measured is no requirement. An aspect that is asked must be given by a filled cell under a header that
means it, or by words that do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.statements import Statement
from graph.extraction.headers import Meaning, column
from retrieval.documents import DocumentKind


class Aspect(StrEnum):
    """A property that records state of a parameter or attribute."""

    SET_POINT = "set point"
    NOR = "NOR"
    PAR = "PAR"
    ALERT = "alert limit"
    ACTION = "action limit"
    DETECTION = "detection limit"
    LIMIT = "limit"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class _Form:
    """How an aspect is asked for, the columns that give it, and the words that do.

    With `bounds`, words alone do not: the sentence must give a range or a bound.
    """

    asked: re.Pattern[str]
    columns: frozenset[Meaning]
    said: re.Pattern[str] | None = None
    bounds: bool = False


_LIMITS = frozenset({Meaning.SPECIFICATION, Meaning.PAR, Meaning.BOUND, Meaning.ALERT, Meaning.ACTION})
_RANGES = _LIMITS | {Meaning.NOR, Meaning.RANGE, Meaning.TESTED}
_BINDS = re.compile(
    r"\bat (?:most|least)\b|\b(?:no|not) (?:more|less|later|longer|earlier|fewer) than\b"
    r"|\b(?:must|limits?|maximum|max|minimum|min|within|up to|shall|required|requires?|allowed|permitted|may"
    r"|until|never|criteri\w+|specification|exceed\w*|below|above|under|over|before|less than|more than)\b|[<>≤≥]",
    re.IGNORECASE,
)

# Tried in order; the first that matches counts, since "PAR limit" and "alert limit" are no plain limits.
_FORMS: dict[Aspect, _Form] = {
    Aspect.DETECTION: _Form(
        re.compile(
            r"\b(?:limits? of (?:detection|quantification|quantitation)|(?:detection|quantification) limits?"
            r"|L?LO[DQ])\b",
            re.IGNORECASE,
        ),
        frozenset(),
        re.compile(r"\bdetect|\bquanti(?:fi|t)|\bL?LO[DQ]\b", re.IGNORECASE),
    ),
    Aspect.ALERT: _Form(
        re.compile(r"\b(?:alert|warning) (?:limit|level|range|threshold)s?\b", re.IGNORECASE),
        frozenset({Meaning.ALERT}),
        re.compile(r"\balert|\bwarn", re.IGNORECASE),
    ),
    Aspect.ACTION: _Form(
        re.compile(r"\b(?:action|intervention) (?:limit|level|range|threshold)s?\b", re.IGNORECASE),
        frozenset({Meaning.ACTION}),
        re.compile(r"\baction (?:limit|level|range|threshold)|\bintervention", re.IGNORECASE),
    ),
    Aspect.PAR: _Form(
        re.compile(r"\bPARs?\b|\b(?i:proven (?:acceptable )?(?:range|limits?))\b|\b(?i:validated range)\b"),
        frozenset({Meaning.PAR}),
        re.compile(r"\bPAR\b|\bproven\b"),
        bounds=True,
    ),
    Aspect.NOR: _Form(
        re.compile(
            r"\bNORs?\b|\b(?i:(?:normal |routine )?(?:operating|operational) (?:range|window))\b|\b(?i:normal range)\b"
        ),
        frozenset({Meaning.NOR}),
        re.compile(r"\bNOR\b|\b(?i:operating range|normal range)"),
        bounds=True,
    ),
    Aspect.SET_POINT: _Form(
        re.compile(r"\bset[ -]?points?\b|\btarget(?:ed)?\b(?! cells?\b| lines?\b| gene)|\bnominal\b", re.IGNORECASE),
        frozenset({Meaning.SET_POINT}),
        re.compile(r"\d"),
    ),
    Aspect.LIMIT: _Form(
        re.compile(
            r"\b(?:limits?|criteri(?:on|a)|specifications?|specs?|requirements?|required|acceptance"
            r"|(?:maximum|minimum|highest|lowest|most|least) (?:allowed|permitted|allowable|acceptable))\b"
            r"|^\W*(?:what(?:'s| is| are)? )?(?:the |our )?(?:minimum|maximum)\b"
            r"|^\W*(?:what|which|how)\b.*\b(?:must|should)\b.*\b(?:have|be|show|reach|contain)\W*$"
            r"|^\W*(?:what|which)\b.*\bneeds?\W*$",
            re.IGNORECASE,
        ),
        _RANGES,
        _BINDS,
    ),
    Aspect.RANGE: _Form(re.compile(r"\branges?\b|\bwindow\b", re.IGNORECASE), _RANGES),
}

# "out of specification", "failed its limit": the limit is what something is held against, not what is asked.
_HELD_AGAINST = re.compile(
    r"\b(?:out of|outside(?: of)?|inside(?: of)?|within|beyond|off|against|meets?|met|miss(?:ed|es)?"
    r"|fail(?:ed|s)?|broke|breach\w*|left|exceed\w*)"
    r" (?:the |its |their |any |a |an )?(?:[\w-]+ )?(?:spec\w*|limits?|criteri\w+|requirements?|range|PAR|NOR)\b",
    re.IGNORECASE,
)
# Records of what happened; what ought to be stands in the others.
_HAPPENED = frozenset({DocumentKind.RUN_REPORT})


def aspect_of(question: str) -> Aspect | None:
    """The property a question asks for; None when it asks for none of these."""
    plain = _HELD_AGAINST.sub(" ", question)
    return next((aspect for aspect, form in _FORMS.items() if form.asked.search(plain)), None)


def gives(statement: Statement, aspect: Aspect, *, of_runs: bool = False) -> bool:
    """The statement states this property. A run report states none, unless the question is about a run (`of_runs`)."""
    form = _FORMS[aspect]
    if statement.document.identity.kind in _HAPPENED and not of_runs:
        return False
    if statement.is_row and statement.line.header:
        cells = [
            cell
            for name, cell in zip(statement.line.header, statement.line.cells, strict=False)
            if column(name).meaning in form.columns
        ]
        if any(cell.strip(" -–—") for cell in cells):
            return True
    stated = any(q.is_bound or len(set(q.ends)) > 1 for q in statement.quantities)
    if form.said is None:
        return stated
    if form.said.search(statement.text):
        return stated or not form.bounds
    return stated and form.bounds and bool(form.said.search(statement.around))
