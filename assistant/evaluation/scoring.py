"""The verdict on one answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.answer_json import numbered
from assistant.answers import Answer, Citation, Claim
from assistant.evaluation.gold import Gold
from assistant.evaluation.spans import GoldEvidence, Library
from assistant.evaluation.wording import holds, matches, plain
from retrieval.documents import Status

# Words by which a sentence says itself that what it tells is not in force.
_MARKS = re.compile(
    r"\b(?:superseded|draft|not in force|replaced|no longer|formerly|previously|proposed|proposal)\b", re.I
)


class Verdict(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_ANSWERED = "not answered"
    REFUSED = "rightly refused"
    ANSWERED = "wrongly answered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Score:
    """What an answer is worth, with the reason in words of the gold file, never of the records.

    `precision` and `recall` are of its evidence. `stale` are values shown without a mark, `planted` regexes
    of `reject` that were met.
    """

    verdict: Verdict
    reason: str = ""
    precision: float | None = None
    recall: float | None = None
    citations: int = 0
    exact: int = 0
    stale: tuple[str, ...] = ()
    planted: tuple[str, ...] = ()


def score(gold: Gold, answer: Answer, evidence: GoldEvidence, library: Library) -> Score:
    """Hold an answer against its gold."""
    cited = cited_as_answer(answer)
    every = numbered(answer)
    stale, planted = _stale(gold, answer), _planted(gold, answer)
    verdict, reason = _verdict(gold, answer, stale, planted)
    return Score(
        verdict,
        reason,
        evidence.precision(cited) if gold.answerable else None,
        evidence.recall(cited) if gold.answerable else None,
        len(every),
        sum(library.text(c.digest)[c.start : c.end] == c.quote for c in every),
        stale,
        planted,
    )


def cited_as_answer(answer: Answer) -> list[Citation]:
    """The citations of the claims and of both sides of conflicts, each once."""
    sides = (side.citation for conflict in answer.conflicts for side in conflict.sides)
    found = [*(c for claim in answer.claims for c in claim.citations), *sides]
    return list({(c.digest, c.start, c.end): c for c in found}.values())


def shown(answer: Answer) -> str:
    """What the claims and conflicts of an answer state, as plain text."""
    sides = [f"{s.citation.document}: {s.value}" for conflict in answer.conflicts for s in conflict.sides]
    return " \n ".join([*map(stated, answer.claims), *map(plain, sides)])


def stated(claim: Claim) -> str:
    """What one claim states: its words, where it stands, and the quotation when it is no model's sentence."""
    documents = " ".join(dict.fromkeys(c.document for c in claim.citations))
    quotes = () if claim.by_model else tuple(c.quote for c in claim.citations)
    return plain(" ".join((f"{documents}:", claim.text, *quotes)))


def _verdict(gold: Gold, answer: Answer, stale: tuple[str, ...], planted: tuple[str, ...]) -> tuple[Verdict, str]:
    if not gold.answerable:
        if not answer.refused:
            return Verdict.ANSWERED, "the records do not answer this"
        return (Verdict.ANSWERED, f"met {planted[0]}") if planted else (Verdict.REFUSED, "")
    if answer.refused:
        return Verdict.NOT_ANSWERED, "the records answer this"
    text = shown(answer)
    lacks = [str(e) for e in gold.expect if not e.met_by(text)]
    reasons = [f"lacks {', '.join(lacks)}"] if lacks else []
    if gold.documents and not _accepted(gold, answer):
        reasons.append(f"cites none of {', '.join(gold.documents)}")
    reasons += [f"{value!r} is shown unmarked" for value in stale]
    reasons += [f"met /{regex}/" for regex in planted]
    return (Verdict.WRONG, "; ".join(reasons)) if reasons else (Verdict.RIGHT, "")


def _accepted(gold: Gold, answer: Answer) -> bool:
    accepted = set(gold.documents)
    return any(
        accepted & {c.document, f"{c.document} v{c.version}", c.file, Path(c.file).name}
        for c in cited_as_answer(answer)
    )


def _stale(gold: Gold, answer: Answer) -> tuple[str, ...]:
    """Stale values in claims or conflicts that nothing marks."""
    unmarked = [stated(claim) for claim in answer.claims if not _marked(gold, claim)]
    unmarked += [
        plain(side.value)
        for conflict in answer.conflicts
        for side in conflict.sides
        if side.citation.status is Status.EFFECTIVE
    ]
    return tuple(value for value in gold.stale if any(holds(text, value) for text in unmarked))


def _marked(gold: Gold, claim: Claim) -> bool:
    """Whether a reader sees that a claim is not in force: the heading tells, or its own words do.

    What a version history says ("4.0–6.0 to 2.0–5.0") names what holds now as well.
    """
    if claim.citations[0].status is not Status.EFFECTIVE or _MARKS.search(claim.text):
        return True
    return bool(gold.expect) and " to " in claim.text and all(e.met_by(stated(claim)) for e in gold.expect)


def _planted(gold: Gold, answer: Answer) -> tuple[str, ...]:
    said = [claim.text for claim in (*answer.claims, *answer.earlier)]
    text = plain(" \n ".join([*said, answer.reason or "", answer.general or "", *answer.notes]))
    return tuple(regex for regex in gold.reject if matches(text, regex))
