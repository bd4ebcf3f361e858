"""Statements in order of use: each held against the question, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.coverage import Akin, Coverage, cover
from assistant.evidence import Evidence
from assistant.question import ParsedQuestion
from assistant.statements import Statement
from assistant.weights import Weighted
from retrieval.documents import DocumentKind
from retrieval.embedding import Embedder
from retrieval.terms import content_terms, stem

# A statement answers when it covers this share of the question's weight, and this much of it in
# its own words. Chosen on the development half of bench/questions, reported on the other half.
ANSWERS = 0.5
OWN = 0.1
# What likeness of meaning (cosine of the passage) adds to the order, never to the decision.
LIKENESS = 0.35
# Statements whose words are looked at for near ones, and from which cosine two words are akin: in
# all-MiniLM-L6-v2 "overfill" and "overflow" have 0.71, "cost" and "price" 0.74, "mouse" and "rat" 0.57.
AKIN_IN = 8
AKIN_FROM = 0.62
# Records that say what ought to be; a question without a run number is first about these.
RULES = frozenset({DocumentKind.SOP, DocumentKind.PROTOCOL, DocumentKind.SPECIFICATION})
# What such a record is ahead of others, and by how much when a limit, range or set point is asked.
RULED = 0.1
RULED_ASPECT = 0.25
# The labels of a document's own header table: they answer questions about the document only.
_IDENTITY_LABELS = frozenset(
    "document number|number|title|version|effective date|status|supersedes|owner|author|prepared by|approved by|"
    "department|site|page|revision|date|document no.|doc. no.|product|run|template".split("|")
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement with its coverage and its score among the others."""

    statement: Statement
    coverage: Coverage
    score: float

    @property
    def answers(self) -> bool:
        c = self.coverage
        return not c.unmet and c.share >= ANSWERS and c.own >= OWN


def judge(
    question: ParsedQuestion, weighted: Sequence[Weighted], evidence: Evidence, embedder: Embedder
) -> list[Judged]:
    """Every statement with its score, best first."""
    rank = {hit.document.digest: n for n, hit in reversed(list(enumerate(evidence.hits)))}
    covered = [
        Judged(s, c, _score(s, c, question, rank.get(s.document.digest, 40)))
        for s in evidence.statements
        if (c := cover(s, question, weighted)).share > 0 and s.line.kind != "heading"
    ]
    covered.sort(key=_order)
    akin = _akin(covered[:AKIN_IN], weighted, embedder)
    judged = [_again(j, question, weighted, akin, evidence.like(j.statement)) for j in covered]
    return sorted(judged, key=_order)


def _order(judged: Judged) -> tuple[bool, float]:
    return bool(judged.coverage.unmet), -judged.score


def _again(
    judged: Judged, question: ParsedQuestion, weighted: Sequence[Weighted], akin: Akin, likeness: float
) -> Judged:
    """A statement judged once more, with words akin and the likeness of the whole."""
    before = judged.coverage
    coverage = cover(judged.statement, question, weighted, akin) if akin else before
    score = judged.score + coverage.share - before.share + LIKENESS * likeness
    return Judged(judged.statement, coverage, score)


def _akin(judged: Sequence[Judged], weighted: Sequence[Weighted], embedder: Embedder) -> dict[str, frozenset[str]]:
    """For plain words of the question that the best statements lack, their words near in meaning.

    A name or number has no near word: another one is another thing.
    """
    wanted = [
        w.concept.asked
        for w in weighted
        if not w.concept.generic and w.concept.asked.isalpha() and not w.name and len(w.concept.asked) > 3
    ]
    lacking = [asked for asked in wanted if any(asked in j.coverage.missing for j in judged)]
    words = sorted(
        {t.word for j in judged for t in content_terms(j.statement.text) if t.word.isalpha() and len(t.word) > 3}
    )
    if not lacking or not words:
        return {}
    vectors = embedder.embed([*lacking, *words])
    alike = vectors[: len(lacking)] @ vectors[len(lacking) :].T
    return {
        asked: frozenset(stem(word) for word, like in zip(words, row, strict=True) if like >= AKIN_FROM)
        for asked, row in zip(lacking, alike, strict=True)
    }


def _score(statement: Statement, coverage: Coverage, question: ParsedQuestion, rank: int) -> float:
    score = coverage.share + 0.25 * coverage.own - 0.002 * rank
    if _is_identity(statement) and statement.line.cells[0].casefold() not in question.text.casefold():
        score -= 0.3
    if statement.document.identity.kind in RULES and not question.identifiers:
        score += RULED if question.aspect is None else RULED_ASPECT
    return score - min(len(statement.text), 1_500) / 10_000


def _is_identity(statement: Statement) -> bool:
    """A row of the table in which a document names itself."""
    line = statement.line
    return statement.is_row and not line.header and line.cells[0].strip(" :").casefold() in _IDENTITY_LABELS
