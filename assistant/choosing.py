"""Which of the statements that answer are shown: the best, what adds to it, and what it introduces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer_forms import Wanted
from assistant.conditions import named_in
from assistant.evidence import Evidence
from assistant.judging import RULES, Judged
from assistant.question import ParsedQuestion
from assistant.statements import Statement, statements
from retrieval.terms import fold

# Statements shown for a question that does not ask for a list, and for one that does.
CLAIMS = 4
LISTED = 24
# A further statement is shown when it scores within this share of the best.
CLOSE = 0.88
# A list question takes statements that score within this share of the best.
LISTED_FROM = 0.8
# Own coverage from which a sentence right above a table is taken to introduce what was asked.
INTRODUCES = 0.5
# Lines under an introduction that are shown with it.
INTRODUCED = 12


def choose(pool: Sequence[Judged], question: ParsedQuestion) -> list[Judged]:
    """The best statement, and those that add to it; for a list, its whole group."""
    if not pool:
        return []
    if len(question.identifiers) > 1:
        return _of_each(pool, question.identifiers)
    if question.wanted in (Wanted.LIST, Wanted.RECIPE):
        return _listed(pool)
    best = pool[0]
    chosen = [best]
    seen = {wording(best.statement.text)}
    covered = set(best.coverage.covered)
    for item in pool[1:]:
        text = wording(item.statement.text)
        adds = item.coverage.covered - covered
        if text in seen or len(chosen) >= CLAIMS or _same_row_elsewhere(item, chosen):
            continue
        if adds or item.score >= CLOSE * best.score:
            chosen.append(item)
            seen.add(text)
            covered |= item.coverage.covered
    return chosen


def _of_each(pool: Sequence[Judged], identifiers: Sequence[str]) -> list[Judged]:
    """The best statement of each run, lot or document that is named; none when one of them is left without.

    Rows of the same name are taken before others: what is compared must be the same thing.
    """
    names = dict.fromkeys(j.statement.line.cells[0] for j in pool if j.statement.is_row)
    for name in names:
        rows = [j for j in pool if j.statement.is_row and j.statement.line.cells[0] == name]
        if chosen := _one_of_each(rows, identifiers):
            return chosen
    return _one_of_each(pool, identifiers)


def _one_of_each(pool: Sequence[Judged], identifiers: Sequence[str]) -> list[Judged]:
    chosen: list[Judged] = []
    left = set(identifiers)
    for item in pool:
        named = left.intersection(named_in(item.statement, identifiers))
        if named:
            chosen.append(item)
            left -= named
    return [] if left else chosen


def _same_row_elsewhere(item: Judged, chosen: Sequence[Judged]) -> bool:
    """A row that another run report has too: one run's value, or the rule, is enough."""
    if item.statement.document.identity.kind in RULES or not item.statement.is_row:
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
        unique = {wording(j.statement.text): j for j in reversed(group)}
        return sorted(unique.values(), key=lambda j: -j.score)[:LISTED]
    return sorted(group, key=lambda j: j.statement.start)[:LISTED]


def _same_group(one: Statement, other: Statement) -> bool:
    if one.document.digest != other.document.digest or one.line.section != other.line.section:
        return False
    return one.line.table == other.line.table if one.line.table or other.line.table else True


def continued(chosen: Sequence[Judged], question: ParsedQuestion, evidence: Evidence) -> list[Statement]:
    """The chosen statements, each that only introduces a list or table with what it introduces."""
    shown: list[Statement] = []
    for item in chosen:
        if item.statement not in shown:
            shown.append(item.statement)
        introduces = item.statement.text.rstrip().endswith(":") or (
            question.wanted is Wanted.ANYTHING
            and item.coverage.own >= INTRODUCES
            and _stands_over_table(item.statement, evidence)
        )
        if introduces:
            shown.extend(s for s in _following(item.statement, evidence) if s not in shown)
    return shown[: LISTED + CLAIMS]


def _stands_over_table(statement: Statement, evidence: Evidence) -> bool:
    lines = evidence.texts[statement.document.digest].lines
    following = lines[statement.ordinal + 1 : statement.ordinal + 2]
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


def wording(text: str) -> str:
    """The words of a text without case and signs: equal for two statements that say the same."""
    return " ".join(re.findall(r"\w+", fold(text)))
