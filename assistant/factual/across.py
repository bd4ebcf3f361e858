"""A result over all runs: the highest or lowest, the mean, those above or below a value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import fmean

from assistant.factual.lines import Lines
from assistant.factual.matching import Ground, best, known_names, match
from assistant.factual.reply import Reply
from assistant.factual.request import Request
from assistant.factual.results import result_of
from assistant.factual.site import Site
from assistant.factual.stated import Stated
from assistant.linked.cited import Sentence
from graph.process import Edge
from graph.questions.judging import Recorded
from graph.questions.rows import all_evidence
from graph.questions.values import read
from graph.schema import Relation
from graph.store import Way
from retrieval.documents import Status
from retrieval.terms import STOP_WORDS, fold, stem, tokens

_RUNS = re.compile(r"\b(?:runs?|batch(?:es)?)\b", re.IGNORECASE)
_HIGHEST = re.compile(r"\b(?:highest|largest|maximum|max|most|greatest|best)\b", re.IGNORECASE)
_LOWEST = re.compile(r"\b(?:lowest|smallest|minimum|min|least|worst)\b", re.IGNORECASE)
_MEAN = re.compile(r"\b(?:mean|average|on average)\b", re.IGNORECASE)
_BEYOND = re.compile(
    r"\b(?:(?P<above>above|over|more than|higher than|greater than|exceed\w*|at least)"
    r"|(?P<below>below|under|less than|lower than|at most))\s+(?P<number>\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_SAID = frozenset(
    stem(w)
    for w in (
        "run runs batch batches highest largest maximum max most greatest best lowest smallest minimum min least worst "
        "mean average above over more higher greater exceed exceeded exceeding least below under less lower reach "
        "reached had have show showed give gave"
    ).split()
)
# Rows shown at most.
SHOWN = 12


def about_all_runs(request: Request, site: Site, lines: Lines) -> Reply | None:
    """What is asked of all runs, worked out from one result of each; None when it is another question."""
    beyond = _BEYOND.search(request.question)
    ends = [pattern.search(request.question) is not None for pattern in (_HIGHEST, _LOWEST, _MEAN)]
    if request.codes.known or request.versions or not _RUNS.search(request.question) or not (beyond or any(ends)):
        return None
    number = beyond["number"] if beyond else ""
    empty = _SAID | STOP_WORDS | {number}
    kept = tuple(c for c in request.concepts if not all(w in empty for w in tokens(fold(c.asked))))
    if not kept:
        return None
    request = replace(request, concepts=kept, parsed=replace(request.parsed, quantities=()))
    values = _one_a_run(_fitting(request, site, lines), lowest=ends[1])
    if len(values) < 2 or len({v.unit for v in values}) != 1:
        return None
    if beyond:
        return _beyond(values, Decimal(number), lines, above=beyond["above"] is not None)
    return Reply((_mean(values, lines),)) if ends[2] else Reply(_extreme(values, lines, high=ends[0]))


def _fitting(request: Request, site: Site, lines: Lines) -> list[Stated]:
    values = _results(request, site)
    ground = Ground(request, site, lines, known_names(request, values))
    matches = [m for v in values if (m := match(v, ground)) is not None and not (m.missing or m.unmet)]
    return [m.stated for m in best(matches)]


def _results(request: Request, site: Site) -> list[Stated]:
    """Every result of what the question may name; four calls of the store."""
    inquiry = site.inquiry
    of = {n.id: n for n in site.named(request.concepts)}
    told = inquiry.by_status(inquiry.store.edges(of, Way.IN, [Relation.OF])).get(Status.EFFECTIVE, [])
    subject = {edge.subject: of[edge.object] for edge in told}
    recorded = inquiry.store.edges(subject, Way.IN, [Relation.RECORDED])
    recorded = inquiry.by_status(recorded).get(Status.EFFECTIVE, [])
    nodes = inquiry.store.nodes({e.object for e in recorded} | {e.subject for e in recorded})
    grouped: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in recorded:
        if edge.subject in nodes and edge.object in nodes:
            grouped[edge.subject, edge.object].append(edge)
    found: list[Stated] = []
    for (run, measurement), edges in grouped.items():
        evidence = all_evidence([e.evidence for e in edges])
        one = Recorded(run, nodes[measurement], subject[measurement], edges[0], evidence)
        found.append(result_of(inquiry, nodes[run].name, one))
    return found


def _one_a_run(values: Sequence[Stated], *, lowest: bool) -> list[Stated]:
    """The one result of each run, of several the highest or lowest; runs without a number are left out."""
    of: dict[str, tuple[float, Stated]] = {}
    for value in values:
        if value.amount is None:
            continue
        known = of.get(value.run)
        if known is None or (value.amount < known[0] if lowest else value.amount > known[0]):
            of[value.run] = (value.amount, value)
    return [value for _, (_, value) in sorted(of.items())]


def _amount(value: Stated) -> float:
    return value.amount if value.amount is not None else 0.0


def _shown(value: Stated, lines: Lines) -> str:
    return lines.with_unit(value.evidence[0], value.value, value.name)


def _extreme(values: Sequence[Stated], lines: Lines, *, high: bool) -> tuple[Sentence, ...]:
    end = (max if high else min)(map(_amount, values))
    which, count = "highest" if high else "lowest", str(len(values))
    return tuple(
        Sentence(
            f"{v.name} of {v.run}, {_shown(v, lines)}, is the {which} of {count} runs (computed).",
            f"{v.name} over all runs",
            v.evidence,
            (count,),
        )
        for v in values
        if _amount(v) == end
    )


def _mean(values: Sequence[Stated], lines: Lines) -> Sentence:
    first = _shown(values[0], lines)
    told = read(first)
    unit = first.partition(" ")[2]
    scale = told.value / _amount(values[0]) if told and told.value and _amount(values[0]) else 1.0
    mean, count = f"{fmean(map(_amount, values)) * scale:.3g}", str(len(values))
    text = f"Mean {values[0].name} of {count} runs: {f'{mean} {unit}'.strip()} (computed)."
    return Sentence(text, f"{values[0].name} over all runs", all_evidence(*(v.evidence for v in values)), (mean, count))


def _beyond(values: Sequence[Stated], number: Decimal, lines: Lines, *, above: bool) -> Reply | None:
    plain = [(Decimal(found.group()), v) for v in values if (found := re.match(r"\d+(?:\.\d+)?(?!\d)", v.value))]
    chosen = [v for amount, v in plain if (amount > number if above else amount < number)]
    if not chosen or len(plain) != len(values):
        return None
    sentences = [
        Sentence(f"{v.run}: {v.name} {_shown(v, lines)}.", f"{len(chosen)} of {len(values)} runs", v.evidence)
        for v in chosen[:SHOWN]
    ]
    return Reply(tuple(sentences))
