"""Questions about runs: which ones, and what they followed, consumed, used, came from and had."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.linked.asked import Asked, Sought, covered
from assistant.linked.cited import Sentence
from graph.errors import UnknownEntity
from graph.process import Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.rows import Judged, Named, RunRow, SharedRow
from graph.questions.runs import EVERY_RUN, RunsWanted, runs
from graph.questions.shared import shared
from graph.schema import Label
from graph.store import Wanted
from retrieval.terms import fold

# Which part of a run a named thing is; a run is asked for by at most one of each.
_PART = {
    Label.LOT: "lot",
    Label.DONOR: "donor",
    Label.EQUIPMENT: "equipment",
    Label.RUN: "run",
    Label.PRODUCT: "product",
    Label.DEVIATION: "deviation",
}
_YEAR = re.compile(r"(?:19|20)\d\d")
# The kinds of limits that words of a question name.
_KINDS = {"par": ("PAR",), "nor": ("NOR",), "specification": ("spec",), "action": ("action",), "alert": ("alert",)}
BINDING = ("PAR", "spec", "action")
# Things that failing runs share which are shown: those that passing runs have least.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Named:
    """What a question names: the filter for runs, the things by their part, and a document that is named."""

    wanted: RunsWanted
    things: dict[str, Node]
    document: str
    rest: tuple[str, ...]


def about_runs(asked: Asked, inquiry: Inquiry) -> list[Sentence] | None:
    """The sentences that answer; None when the question names something that runs are not asked by."""
    named = _named(asked, inquiry)
    if named is None or not (named.things or asked.failed or asked.broken is not None or named.wanted.since):
        return None
    try:
        found = runs(inquiry, named.wanted)
    except UnknownEntity:
        return None
    found = tuple(row for row in found if row.evidence)
    say = _SAY[asked.sought]
    answer = say(found, named)
    if answer is None:
        return None
    sentences, rest = answer
    return sentences if not rest else None


def _named(asked: Asked, inquiry: Inquiry) -> _Named | None:
    """Every code of the question as what it is in the graph; None when one is nothing or says what runs have not."""
    nodes = inquiry.store.find(Wanted(labels=[*_PART, Label.DOCUMENT], concepts=naming.concepts(asked.codes)))
    things: dict[str, Node] = {}
    document = ""
    for code in asked.codes:
        called = [n for n in nodes if naming.is_called(n, [code])]
        labels = {n.label for n in called}
        if labels == {Label.DOCUMENT} or (not called and inquiry.records.versions(code)):
            document = f"{code} v{asked.versions[0]}" if asked.versions else code
            continue
        parts = {_PART[label] for label in labels if label in _PART}
        if Label.RUN in labels:  # a run's report is a document of the same name
            parts = {"run"}
        if len(parts) != 1 or next(iter(parts)) in things:
            return None
        things[parts.pop()] = called[0]
    names_of = {part: node.name for part, node in things.items()}
    wanted = replace(EVERY_RUN, **names_of)
    wanted, rest = _narrowed(wanted, asked, inquiry)
    if asked.failed or asked.broken is not None:
        kinds = ("spec",) if asked.failed else _kinds(asked.kind)
        any_broken = asked.sought is not Sought.SHARED
        wanted = replace(wanted, broken=asked.broken or None, any_broken=any_broken, kinds=kinds)
    names = [w for node in things.values() for w in (node.name, *node.aliases)]
    return _Named(wanted, things, document, tuple(w for w in rest if not covered([w], names)))


def _kinds(written: str) -> tuple[str, ...]:
    """The kinds of limits that a word of a question means: all that bind when it says no more than "limit"."""
    return next((kinds for word, kinds in _KINDS.items() if word in written.casefold()), BINDING)


def _narrowed(wanted: RunsWanted, asked: Asked, inquiry: Inquiry) -> tuple[RunsWanted, tuple[str, ...]]:
    """A year and a product that the rest of the words name."""
    rest = list(asked.rest)
    years = [word for word in rest if _YEAR.fullmatch(word)]
    if len(years) == 1:
        year = int(years[0])
        wanted = replace(wanted, since=dt.date(year, 1, 1), until=dt.date(year, 12, 31))
        rest.remove(years[0])
    if rest and wanted.product is None:
        products = inquiry.store.find(Wanted(labels=[Label.PRODUCT]))
        called = [n for n in products for w in rest if covered([w], (n.name, n.concept, *n.aliases))]
        if len({n.id for n in called}) == 1:
            wanted = replace(wanted, product=called[0].name)
            rest = [w for w in rest if not covered([w], (called[0].name, called[0].concept, *called[0].aliases))]
    return wanted, tuple(rest)


_Answer = tuple[list[Sentence], tuple[str, ...]]


def _runs(found: Sequence[RunRow], named: _Named) -> _Answer | None:
    heading = f"{len(found)} {'run' if len(found) == 1 else 'runs'}"
    sentences: list[Sentence] = []
    materials: list[str] = []
    for row in found:
        links = [link for part in named.things for link in _links(row, part, named)]
        materials.extend(link.what for link in links)
        if named.wanted.any_broken:
            sentences.extend(_broken(row, verdict, heading) for verdict in row.broken)
            continue
        said = " and ".join(f"{_VERB[part]} {node.name}" for part, node in named.things.items() if part in _VERB)
        evidence = tuple(e for link in links for e in link.evidence) or row.evidence[:1]
        started = f"started {row.started}" if row.started else f"is a run of {row.product}"
        sentences.append(Sentence(f"{row.run} {said or started}.", heading, evidence))
    if not sentences:
        return None
    return sentences, tuple(w for w in named.rest if not covered([w], materials))


def _broken(row: RunRow, verdict: Judged, heading: str) -> Sentence:
    place = f" ({verdict.stage})" if verdict.stage else ""
    limit = verdict.limit
    kind = {"spec": "acceptance criterion"}.get(limit.kind, limit.kind)
    text = f"{row.run}: {verdict.name}{place} was {verdict.value}; {kind} {limit.text}, {limit.document}."
    return Sentence(text, heading, (*verdict.evidence, *limit.evidence))


_VERB = {
    "lot": "consumed lot",
    "donor": "came from donor",
    "equipment": "used",
    "deviation": "had",
    "document": "followed",
}


def _links(row: RunRow, part: str, named: _Named) -> list[Named]:
    """The things of a run that are the one named."""
    node = named.things[part]
    return [one for one in _things(row, part) if one.node == node.id or naming.is_called(node, [one.name])]


def _things(row: RunRow, part: str) -> Sequence[Named]:
    return {"lot": row.lots, "equipment": row.equipment, "donor": row.donors}.get(part, ())


def _documents(found: Sequence[RunRow], named: _Named) -> _Answer | None:
    number = fold(named.document.partition(" v")[0])
    sentences: list[Sentence] = []
    for row in found:
        reasons = [link for part in named.things for link in _links(row, part, named)]
        for one in row.documents:
            if number and fold(one.document) != number:
                continue
            name = f"{one.document} v{one.version}" if one.version else one.document
            superseded = ", superseded by the day of the run" if one.superseded else ""
            why = "".join(f" {_VERB[p]} {n.name} and" for p, n in named.things.items() if p in _VERB)
            evidence = (*(e for link in reasons for e in link.evidence), *one.evidence)
            sentences.append(Sentence(f"{row.run}{why} followed {name}{superseded}.", "Documents followed", evidence))
    materials = [link.what for row in found for part in named.things for link in _links(row, part, named)]
    return (sentences, tuple(w for w in named.rest if not covered([w], materials))) if sentences else None


def _parts(part: str, verb: str, heading: str) -> Callable[[Sequence[RunRow], _Named], _Answer | None]:
    """An answer with the things of a kind that each run had; words that are left pick among them."""

    def say(found: Sequence[RunRow], named: _Named) -> _Answer | None:
        every = [(row, one) for row in found for one in _things(row, part)]
        if named.rest:
            every = [(row, one) for row, one in every if covered(named.rest, (one.name, one.what))]
        sentences = [
            Sentence(f"{row.run} {verb} {one.name}{f' ({one.what})' if one.what else ''}.", heading, one.evidence)
            for row, one in every
        ]
        return (sentences, ()) if sentences else None

    return say


_SAY: dict[Sought, Callable[[Sequence[RunRow], _Named], _Answer | None]] = {
    Sought.RUNS: _runs,
    Sought.DOCUMENTS: _documents,
    Sought.LOTS: _parts("lot", "consumed lot", "Lots consumed"),
    Sought.EQUIPMENT: _parts("equipment", "used", "Equipment used"),
    Sought.DONORS: _parts("donor", "came from donor", "Donors"),
}


def about_shared(asked: Asked, inquiry: Inquiry) -> list[Sentence] | None:
    """What failing runs have that passing ones have less, counted; None without two failing runs."""
    named = _named(asked, inquiry)
    if named is None or named.rest or not asked.failed:
        return None
    found = shared(inquiry, named.wanted)
    if len(found.failing) < 2:
        return None
    return [_share(row, found.remarks) for row in found.rows[:SHOWN] if row.evidence] or None


def _share(row: SharedRow, remarks: Sequence[str]) -> Sentence:
    failing, passing = row.failing_with + row.failing_without, row.passing_with + row.passing_without
    counts = tuple(str(n) for n in (row.failing_with, failing, row.passing_with, passing))
    likely = (f"{row.p:.2g}", f"{row.p_adjusted:.2g}")
    what = f" ({row.what})" if row.what else ""
    text = (
        f"{row.kind.capitalize()} {row.name}{what}: {counts[0]} of {counts[1]} failing and {counts[2]} of {counts[3]} "
        f"passing runs (counted; p = {likely[0]}, {likely[1]} corrected)."
    )
    return Sentence(text, " ".join(["Shared by failing runs.", *remarks]), row.evidence, (*counts, *likely))
