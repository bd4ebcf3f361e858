"""Answering without a model: the statements that answer, as verbatim quotations.

Statements are held against the question (`coverage`); those that cover it are ranked, the most
useful first, and shown under their heading. When none covers it, the records do not say it: the
answer is a refusal with what came nearest and how it differs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer_forms import Wanted
from assistant.answers import Claim, Nearest, Withheld
from assistant.citations import cite, holds
from assistant.coverage import Akin, Coverage, Weighted, cover
from assistant.evidence import Evidence
from assistant.question import ParsedQuestion
from assistant.statements import Statement, statements
from retrieval.documents import DocumentKind, Status
from retrieval.embedding import Embedder
from retrieval.terms import content_terms, stem, tokens

# A statement answers when it covers this share of the question's weight, and this much of it in
# its own words. Chosen on the development half of bench/questions, reported on the other half.
ANSWERS = 0.55
OWN = 0.1
# What likeness of meaning (cosine of the passage) adds to the order, never to the decision.
LIKENESS = 0.35
# Statements whose words are looked at for near ones, and from which cosine two words are akin
# ("overfill" and "overflow" 0.71, "spin" and "rotor" below 0.5 in all-MiniLM-L6-v2).
AKIN_IN = 8
AKIN_FROM = 0.62
# Claims shown for a question that does not ask for a list, and for one that does.
CLAIMS = 4
LISTED = 24
# Lines under an introduction that are shown with it.
INTRODUCED = 12
# A list question takes statements that score within this share of the best.
LISTED_FROM = 0.8
# A further claim is shown when it scores within this share of the best.
CLOSE = 0.88


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement with its coverage and its score among the others."""

    statement: Statement
    coverage: Coverage
    score: float
    likeness: float = 0.0

    @property
    def answers(self) -> bool:
        c = self.coverage
        return not c.unmet and c.share >= ANSWERS and c.own >= OWN


@dataclass(frozen=True, slots=True)
class Composition:
    """What the composer made of the evidence; no claims means refusal."""

    claims: tuple[Claim, ...]
    chosen: tuple[Judged, ...]
    judged: tuple[Judged, ...]
    withheld: tuple[Withheld, ...]


def compose(
    question: ParsedQuestion,
    weighted: Sequence[Weighted],
    evidence: Evidence,
    embedder: Embedder,
    *,
    historic: bool = False,
) -> Composition:
    """Pick, order and check the statements that answer.

    Statements in force go first; when there are none, superseded and draft ones are shown as such,
    but not to a question about a day gone by (`historic`), for which only what was in force counts.
    """
    judged = judge(question, weighted, evidence, embedder)
    answering = [j for j in judged if j.answers]
    in_force = [j for j in answering if j.statement.document.status is Status.EFFECTIVE]
    pinned = bool(question.versions)
    pool = answering if pinned or not (in_force or historic) else in_force
    chosen = _choose(pool, question)
    claims: list[Claim] = []
    withheld: list[Withheld] = []
    for statement in _continued(chosen, question, evidence):
        claim = _claim(statement, weighted, evidence)
        if holds(claim.citations[0], evidence.texts[statement.document.digest]):
            claims.append(claim)
        else:
            withheld.append(Withheld(claim.text, "the quotation is not at its place in the document"))
    return Composition(tuple(claims), tuple(chosen), tuple(judged), tuple(withheld))


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
    return Judged(judged.statement, coverage, score, likeness)


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
    words = sorted({t.word for j in judged for t in content_terms(j.statement.text) if t.word.isalpha() and len(t.word) > 3})
    if not lacking or not words:
        return {}
    vectors = embedder.embed([*lacking, *words])
    alike = vectors[: len(lacking)] @ vectors[len(lacking) :].T
    return {
        asked: frozenset(stem(word) for word, like in zip(words, row, strict=True) if like >= AKIN_FROM)
        for asked, row in zip(lacking, alike, strict=True)
    }


# Records that say what ought to be; a question without a run number is first about these.
_RULES = frozenset({DocumentKind.SOP, DocumentKind.PROTOCOL, DocumentKind.SPECIFICATION})
# The labels of a document's own header table: they answer questions about the document only.
_IDENTITY_LABELS = frozenset(
    "document number|number|title|version|effective date|status|supersedes|owner|author|prepared by|approved by|"
    "department|site|page|revision|date|document no.|doc. no.|product|run|template".split("|")
)


def _score(statement: Statement, coverage: Coverage, question: ParsedQuestion, rank: int) -> float:
    score = coverage.share + 0.25 * coverage.own - 0.002 * rank
    if _is_identity(statement) and statement.line.cells[0].casefold() not in question.text.casefold():
        score -= 0.3
    if statement.document.identity.kind in _RULES and not question.identifiers:
        score += 0.1
    return score - min(len(statement.text), 1_500) / 10_000


def _is_identity(statement: Statement) -> bool:
    """A row of the table in which a document names itself."""
    line = statement.line
    return statement.is_row and not line.header and line.cells[0].strip(" :").casefold() in _IDENTITY_LABELS


def _choose(pool: Sequence[Judged], question: ParsedQuestion) -> list[Judged]:
    """The best statement, and those that add to it; for a list, its whole group."""
    if not pool:
        return []
    if question.wanted in (Wanted.LIST, Wanted.RECIPE):
        return _listed(pool)
    best = pool[0]
    chosen = [best]
    seen = {_plain(best.statement.text)}
    covered = set(best.coverage.covered)
    for item in pool[1:]:
        text = _plain(item.statement.text)
        adds = item.coverage.covered - covered
        if text in seen or len(chosen) >= CLAIMS or _same_row_elsewhere(item, chosen):
            continue
        if adds or item.score >= CLOSE * best.score:
            chosen.append(item)
            seen.add(text)
            covered |= item.coverage.covered
    return chosen


def _same_row_elsewhere(item: Judged, chosen: Sequence[Judged]) -> bool:
    """A row that another run report has too: one run's value, or the rule, is enough."""
    if item.statement.document.identity.kind in _RULES or not item.statement.is_row:
        return False
    name = item.statement.line.cells[0]
    return any(c.statement.is_row and c.statement.line.cells[0] == name for c in chosen)


def _listed(pool: Sequence[Judged]) -> list[Judged]:
    """The best statement with its neighbours of the same table or list, in the document's order;
    further statements as for any question."""
    best = pool[0]
    group = [j for j in pool if _same_group(j.statement, best.statement)]
    if len(group) < 2:
        group = [j for j in pool if j.score >= LISTED_FROM * best.score]
        unique = {_plain(j.statement.text): j for j in reversed(group)}
        return sorted(unique.values(), key=lambda j: -j.score)[:LISTED]
    return sorted(group, key=lambda j: j.statement.start)[:LISTED]


def _same_group(one: Statement, other: Statement) -> bool:
    if one.document.digest != other.document.digest or one.line.section != other.line.section:
        return False
    return one.line.table == other.line.table if one.line.table or other.line.table else True


def _continued(chosen: Sequence[Judged], question: ParsedQuestion, evidence: Evidence) -> list[Statement]:
    """The chosen statements, each that only introduces a list or table with what it introduces."""
    shown: list[Statement] = []
    for item in chosen:
        if item.statement not in shown:
            shown.append(item.statement)
        introduces = item.statement.text.rstrip().endswith(":") or (
            question.wanted is Wanted.ANYTHING and _stands_over_table(item.statement, evidence)
        )
        if introduces:
            shown.extend(s for s in _following(item.statement, evidence) if s not in shown)
    return shown[: LISTED + CLAIMS]


def _stands_over_table(statement: Statement, evidence: Evidence) -> bool:
    lines = evidence.texts[statement.document.digest].lines
    following = lines[statement.ordinal + 1 : statement.ordinal + 3]
    return not statement.line.table and any(line.table and line.section == statement.line.section for line in following)


def _following(statement: Statement, evidence: Evidence) -> list[Statement]:
    """The statements on the lines under an introduction: its list, its table or the next sentences."""
    canonical = evidence.texts[statement.document.digest]
    ordinals: list[int] = []
    table = 0
    for ordinal in range(statement.ordinal + 1, min(len(canonical.lines), statement.ordinal + 1 + INTRODUCED)):
        line = canonical.lines[ordinal]
        if line.section != statement.line.section or (table and line.table != table):
            break
        if line.kind == "step" and statement.line.kind == "step" and line.level <= statement.line.level:
            break
        table = table or line.table
        ordinals.append(ordinal)
    return list(statements(statement.document, canonical, ordinals))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def _claim(statement: Statement, weighted: Sequence[Weighted], evidence: Evidence) -> Claim:
    also = next((h.also_in for h in evidence.hits if h.document.digest == statement.document.digest and h.passage.start <= statement.start < h.passage.end), ())
    fields = _fields(statement, weighted) if statement.is_row else ()
    text = _row_text(fields) if fields else statement.text
    return Claim(text, _heading(statement), (cite(statement),), fields, also)


def _heading(statement: Statement) -> str:
    parts = [statement.document.identity.title or statement.document.name]
    if statement.line.section and statement.line.section[-1] != parts[0]:
        parts.append(statement.line.section[-1])
    if statement.line.caption and statement.line.caption not in parts:
        parts.append(statement.line.caption)
    return " · ".join(parts)


def _fields(statement: Statement, weighted: Sequence[Weighted]) -> tuple[tuple[str, str], ...]:
    """The row's cells with their headers: its name first, then what was asked, then the rest."""
    line = statement.line
    header = line.header or tuple("" for _ in line.cells)
    pairs = [(name, cell) for name, cell in zip(header, line.cells, strict=False) if cell.strip()]
    pairs = list(dict.fromkeys(pairs))
    if len(pairs) < 2:
        return tuple(pairs)
    name, rest = pairs[0], pairs[1:]
    asked = [p for p in rest if _asked_for(p[0], weighted)]
    others = [p for p in rest if p not in asked]
    if asked and len(rest) > 7:
        others = []
    return (name, *asked, *others)


def _asked_for(name: str, weighted: Sequence[Weighted]) -> bool:
    bag = frozenset(tokens(name))
    return any(all(s in bag for s in phrase) for w in weighted if not w.concept.generic for phrase in w.concept.wordings)


def _row_text(fields: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in fields)


def nearest(judged: Sequence[Judged], limit: int = 3) -> tuple[Nearest, ...]:
    """What came nearest to a question that nothing answers, and what is different about it."""
    best = sorted(judged, key=lambda j: -(j.score - 0.15 * len(j.coverage.unmet)))
    found: list[Nearest] = []
    seen: set[str] = set()
    for item in best:
        text = _plain(item.statement.text)
        if text in seen:
            continue
        seen.add(text)
        missing = [f"does not mention {', '.join(item.coverage.missing[:4])}"] if item.coverage.missing else []
        difference = "; ".join([*item.coverage.unmet, *missing]) or "covers too little of the question"
        found.append(Nearest(cite(item.statement), difference))
        if len(found) == limit:
            break
    return tuple(found)
