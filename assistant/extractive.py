"""Answering without a model: the statements that answer, as verbatim quotations.

Statements are held against the question (`coverage`), those that cover it are ranked (`judging`), the
most useful are chosen (`choosing`) and shown under their heading (`claims`). When none covers it, the
records do not say it: the answer is a refusal with what came nearest and how it differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Claim, Nearest, Withheld
from assistant.choosing import choose, continued, wording
from assistant.citations import cite, holds
from assistant.claims import claim_of
from assistant.judging import RULES, Judged
from assistant.question import ParsedQuestion
from assistant.scans import Scans
from assistant.study import Study
from retrieval.documents import Status

# What a condition that is not met costs in the order of what came nearest.
UNMET = 0.15


@dataclass(frozen=True, slots=True)
class Composition:
    """What the composer made of the evidence; no claims means refusal."""

    claims: tuple[Claim, ...]
    chosen: tuple[Judged, ...]
    judged: tuple[Judged, ...]
    withheld: tuple[Withheld, ...]


def compose(study: Study, *, historic: bool = False) -> Composition:
    """Pick, order and check the statements that answer.

    Statements in force go first; when there are none, superseded and draft ones are shown as such,
    but not to a question about a day gone by (`historic`), for which only what was in force counts.
    """
    question, evidence = study.question, study.evidence
    answering = [j for j in study.judged if j.answers and not (historic and _undated(j, question))]
    in_force = [j for j in answering if j.statement.document.status is Status.EFFECTIVE]
    pinned = bool(question.versions)
    pool = answering if pinned or not (in_force or historic) else in_force
    chosen = choose(pool, question)
    claims: list[Claim] = []
    withheld: list[Withheld] = []
    for statement in continued(chosen, question, evidence):
        claim = claim_of(statement, study.weighted, evidence)
        if not holds(claim.citations[0], evidence.texts[statement.document.digest]):
            withheld.append(Withheld(claim.text, "the quotation is not at its place in the document"))
            continue
        doubt = evidence.scans.doubt(claim.citations[0])
        if doubt is None:
            claims.append(claim)
        else:
            withheld.append(Withheld(claim.text, doubt, claim.citations[0]))
    return Composition(tuple(claims), tuple(chosen), study.judged, tuple(withheld))


def _undated(item: Judged, question: ParsedQuestion) -> bool:
    """What a record without versions says of a rule in force on a day gone by: nothing, since it is written on."""
    return question.aspect is not None and item.statement.document.identity.kind not in RULES


def nearest(judged: Sequence[Judged], scans: Scans, limit: int = 3) -> tuple[Nearest, ...]:
    """What came nearest to a question that nothing answers, and what is different about it."""
    best = sorted(judged, key=lambda j: -(j.score - UNMET * len(j.coverage.unmet)))
    found: list[Nearest] = []
    seen: set[str] = set()
    for item in best:
        text = wording(item.statement.text)
        if text in seen:
            continue
        seen.add(text)
        citation = cite(item.statement)
        doubt = scans.doubt(citation)
        difference = doubt if doubt and item.answers else "; ".join(filter(None, (_difference(item), doubt)))
        found.append(Nearest(citation, difference or "covers too little of the question"))
        if len(found) == limit:
            break
    return tuple(found)


def _difference(item: Judged) -> str:
    """The conditions a statement does not meet, and what it does not mention."""
    unmet = item.coverage.unmet
    if item.answers and item.statement.document.status is not Status.EFFECTIVE:
        return f"was {item.statement.document.status.value} on that day, not in force"
    missing = [word for word in item.coverage.missing if not any(reason.endswith(f" {word}") for reason in unmet)]
    return "; ".join([*unmet, f"does not mention {', '.join(missing[:4])}"] if missing else unmet)
