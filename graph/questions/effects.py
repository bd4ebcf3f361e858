"""Which parameters affect an attribute, in which direction, on what evidence, and what contradicts it?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from graph.process import Edge, Node, Value
from graph.questions.inquiry import Inquiry
from graph.questions.rows import EffectRow
from graph.questions.values import number, read
from graph.schema import Direction, Label, Relation
from graph.store import Way
from retrieval.documents import Status

# The level at which process characterisation calls an effect significant (usage of ICH Q8 studies).
SIGNIFICANT = 0.05


def effects(
    inquiry: Inquiry,
    *,
    parameter: str | None = None,
    attribute: str | None = None,
    product: str | None = None,
) -> tuple[EffectRow, ...]:
    """Every piece of evidence for an effect, of a parameter, on an attribute, or both. Raises UnknownEntity."""
    causes = inquiry.things([Label.PARAMETER], parameter, product) if parameter or not attribute else None
    results = inquiry.things([Label.ATTRIBUTE], attribute, product) if attribute else None
    if causes is not None:
        edges = inquiry.store.edges([n.id for n in causes], Way.OUT, [Relation.AFFECTS])
    else:
        edges = inquiry.store.edges([n.id for n in results or ()], Way.IN, [Relation.AFFECTS])
    if causes is not None and results is not None:
        wanted = {n.id for n in results}
        edges = [edge for edge in edges if edge.object in wanted]
    return effects_of(inquiry, edges)


def effects_of(inquiry: Inquiry, edges: Sequence[Edge]) -> tuple[EffectRow, ...]:
    """The rows of AFFECTS edges, each with its stance; one call of the store."""
    nodes = inquiry.store.nodes({end for edge in edges for end in (edge.subject, edge.object)})
    pairs: dict[tuple[str, str, str, str], list[EffectRow]] = defaultdict(list)
    for edge in edges:
        status = inquiry.status(edge)
        if status is not None and edge.subject in nodes and edge.object in nodes:
            row = _row(inquiry, nodes[edge.subject], nodes[edge.object], edge, status)
            pairs[row.parameter_concept, row.attribute_concept, row.product, row.stage].append(row)
    found = [row for rows in pairs.values() for row in _with_stances(rows)]
    return tuple(sorted(found, key=_order))


def _row(inquiry: Inquiry, cause: Node, result: Node, edge: Edge, status: Status) -> EffectRow:
    return EffectRow(
        parameter=cause.name,
        attribute=result.name,
        product=inquiry.product(result.context.product or cause.context.product),
        stage=result.context.time,
        direction=_text(edge.property("direction")),
        size=_text(edge.property("size")),
        p=_text(edge.property("p")),
        study=_text(edge.property("study")),
        basis=_text(edge.property("basis")),
        stance="silent",
        favoured="",
        parameter_concept=cause.concept,
        attribute_concept=result.concept,
        evidence=(edge.evidence,),
        status=status,
    )


def _with_stances(rows: Sequence[EffectRow]) -> list[EffectRow]:
    favoured = _favoured([row for row in rows if row.status is Status.EFFECTIVE])
    named = {row.direction for row in rows if row.status is Status.EFFECTIVE and _speaks(row)}
    return [
        replace(
            row,
            stance=_stance(row, favoured),
            favoured=favoured,
            conflict=row.status is Status.EFFECTIVE and len(named) > 1 and _speaks(row),
        )
        for row in rows
    ]


def _favoured(rows: Sequence[EffectRow]) -> str:
    """The direction that most studies find: a study that was tested for significance before one that was not,
    and a study counts once however often it is told. Empty when the evidence is divided or absent."""
    sources: dict[tuple[bool, str], set[str]] = defaultdict(set)
    for row in rows:
        if _speaks(row):
            source = row.study or row.evidence[0].document or row.evidence[0].by
            sources[significant(row.p) is True, source].add(row.direction)
    for tested in (True, False):
        votes = Counter(
            direction for (was_tested, _), names in sources.items() if was_tested is tested for direction in names
        )
        leading = votes.most_common(2)
        if leading:
            return "" if len(leading) > 1 and leading[0][1] == leading[1][1] else leading[0][0]
    tested_without = [row for row in rows if row.direction == Direction.NONE]
    return Direction.NONE.value if tested_without else ""


def _speaks(row: EffectRow) -> bool:
    """Whether a piece of evidence says something of the direction.

    A difference that was not significant does not: it neither shows an effect nor that there is none.
    """
    return bool(row.direction) and significant(row.p) is not False


def _stance(row: EffectRow, favoured: str) -> str:
    if row.direction and row.direction == favoured and (_speaks(row) or favoured == Direction.NONE):
        return "supports"
    return "contradicts" if _speaks(row) else "silent"


def significant(p: str) -> bool | None:
    """Whether a p-value is below 0.05; None when none is given or it cannot be told ("< 0.1")."""
    if not p:
        return None
    plain = read(p.casefold().removeprefix("p").strip().removeprefix("=").strip())
    if plain is None:
        return None
    if plain.high is not None and (plain.high < SIGNIFICANT or (plain.high == SIGNIFICANT and not plain.high_included)):
        return True
    return False if plain.low is not None and plain.low >= SIGNIFICANT else None


def _text(value: Value) -> str:
    if value is None:
        return ""
    plain = number(value)
    return f"{plain:.10g}" if plain is not None else str(value)


def _order(row: EffectRow) -> tuple[str, ...]:
    place = f"{row.evidence[0].document}:{row.evidence[0].start:012d}:{row.evidence[0].end}"
    stances = {"supports": "0", "contradicts": "1", "silent": "2"}
    what = (row.attribute_concept, row.product, row.stage, row.parameter_concept)
    return (*what, row.status, stances[row.stance], row.study, row.direction, row.size, place)
