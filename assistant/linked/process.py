"""Questions about the process: effects, steps in order, and what changed between two versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.linked.asked import Asked, beside, covered
from assistant.linked.cited import Sentence
from graph.errors import UnknownEntity
from graph.process import Node
from graph.questions import naming
from graph.questions.diff import diff
from graph.questions.effects import effects_of
from graph.questions.inquiry import Inquiry
from graph.questions.records import versioned
from graph.questions.rows import Change, EffectRow, StepRow, in_force
from graph.questions.steps import steps
from graph.schema import Direction, Label, Relation
from graph.store import Wanted, Way
from retrieval.documents import DocumentKind
from retrieval.terms import fold

# Words of the longest name that is looked for in a question.
LONGEST_NAME = 7
_SAYS = {
    Direction.INCREASES.value: "increases",
    Direction.DECREASES.value: "decreases",
    Direction.NONE.value: "has no significant effect on",
    Direction.NONLINEAR.value: "acts, not in one direction, on",
}
_LOWERS = re.compile(r"\b(?:lowers?|decreas\w*|reduc\w*|drops?)\b", re.IGNORECASE)
_RAISES = re.compile(r"\b(?:raises?|increas\w*)\b", re.IGNORECASE)


def about_effects(asked: Asked, question: str, inquiry: Inquiry) -> list[Sentence] | None:
    """What acts on an attribute, what a parameter acts on, or what one does to the other."""
    named = named_things(question, inquiry)
    parameters = [n for n in named.nodes if n.label is Label.PARAMETER]
    attributes = [n for n in named.nodes if n.label is Label.ATTRIBUTE]
    if not named.nodes:
        return None
    store = inquiry.store
    if parameters:
        edges = store.edges([n.id for n in parameters], Way.OUT, [Relation.AFFECTS])
        there = {n.id for n in attributes}
        edges = [e for e in edges if e.object in there] if attributes else edges
    else:
        edges = store.edges([n.id for n in attributes], Way.IN, [Relation.AFFECTS])
    rows = in_force(effects_of(inquiry, edges))
    words = beside(question, named.spans)
    rows = tuple(r for r in rows if covered(words, (r.product, r.stage, r.study, *_operations(r, parameters))))
    rows = tuple(r for r in rows if all(_is_of(r, code) for code in asked.codes))
    if not parameters:  # "what lowers ...": those that do
        way = (
            Direction.DECREASES
            if _LOWERS.search(question)
            else Direction.INCREASES
            if _RAISES.search(question)
            else None
        )
        rows = tuple(r for r in rows if way is None or r.direction == way)
    rows = tuple(sorted(rows, key=lambda r: (not r.p, not r.size)))  # what was measured comes first
    return [_effect(row) for row in rows] or None


@dataclass(frozen=True, slots=True)
class NamedThings:
    """The parameters and attributes that a question names, and where."""

    nodes: tuple[Node, ...]
    spans: tuple[tuple[int, int], ...]


def named_things(question: str, inquiry: Inquiry) -> NamedThings:
    """What a question names; of names within each other the longest."""
    words = list(re.finditer(r"[^\s?!,;]+", question))
    places = {
        (words[start].start(), words[end - 1].end())
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + LONGEST_NAME) + 1)
    }
    wordings = {place: naming.wordings(question[slice(*place)], inquiry.vocabulary) for place in places}
    concepts = {c for names in wordings.values() for c in naming.concepts(names)}
    found = inquiry.store.find(Wanted(labels=[Label.PARAMETER, Label.ATTRIBUTE], concepts=concepts))
    named = [(place, node) for place in sorted(places) for node in found if naming.is_called(node, wordings[place])]
    longest = [(p, n) for p, n in named if not any(q[0] <= p[0] and p[1] <= q[1] and p != q for q, _ in named)]
    return NamedThings(tuple({n.id: n for _, n in longest}.values()), tuple(dict.fromkeys(p for p, _ in longest)))


def _operations(row: EffectRow, parameters: Sequence[Node]) -> list[str]:
    return [n.context.operation for n in parameters if n.concept == row.parameter_concept]


def _is_of(row: EffectRow, code: str) -> bool:
    """Whether an effect is of the study or product with this number."""
    return fold(code) in fold(f"{row.study} {row.product} {row.parameter} {row.attribute}")


def _effect(row: EffectRow) -> Sentence:
    attribute = (
        row.attribute if not row.stage or fold(row.stage) in fold(row.attribute) else f"{row.attribute} ({row.stage})"
    )
    said = [row.size, f"p {row.p}" if re.match(r"[<>=≤≥]", row.p) else f"p = {row.p}" if row.p else ""]
    size = f" ({', '.join(filter(None, said))})" if any(said) else ""
    basis = f", {row.basis}" if row.basis and not row.study else ""
    against = "; other evidence contradicts this" if row.conflict else ""
    text = f"{row.parameter} {_SAYS.get(row.direction, 'acts on')} {attribute}{size}{basis}{against}."
    heading = f"Effects on {row.attribute}" + (f" · {row.product}" if row.product else "")
    return Sentence(text, heading, row.evidence)


def about_steps(asked: Asked, inquiry: Inquiry) -> list[Sentence] | None:
    """The operations of a process, or the steps of a document or operation, in order."""
    name = _document(asked, inquiry) or " ".join([*asked.codes, *asked.rest])
    if not name:
        return None
    try:
        rows = in_force(steps(inquiry, name))
    except UnknownEntity:
        return None
    operations = [r for r in rows if r.label is Label.UNIT_OPERATION]
    rows = tuple(operations) or rows
    documents = {r.document for r in rows}
    if len(documents) != 1:  # two records tell it: neither is chosen for the reader
        return None
    return [_step(row) for row in sorted(rows, key=lambda r: (r.order is None, r.order or 0))] or None


def _step(row: StepRow) -> Sentence:
    when = f" (day {row.when})" if row.when and row.when[0].isdigit() else f" ({row.when})" if row.when else ""
    number = row.number or (str(row.order) if row.order is not None else "")
    text = row.name if row.name.startswith(number) else f"{number} {row.name}"
    computed = () if row.number else (number,)
    return Sentence(f"{text.rstrip('.')}{when}.", f"In order, {row.document}", row.evidence, computed)


def about_changes(asked: Asked, inquiry: Inquiry) -> list[Sentence] | None:
    """What differs between two versions of a document: the two that are named, or one and the one before."""
    number = _document(asked, inquiry)
    if not number:
        return None
    versions = sorted(asked.versions, key=lambda v: [int(part) for part in v.split(".")])
    try:
        compared = diff(inquiry, number, *_ends(inquiry, number, versions))
    except (UnknownEntity, ValueError):
        return None
    heading = f"{versioned(compared.before)} to {versioned(compared.after)}"
    return [Sentence(_change(c), heading, c.evidence) for c in compared.changes if c.evidence] or None


def _ends(inquiry: Inquiry, number: str, versions: Sequence[str]) -> tuple[str | None, str | None]:
    if len(versions) >= 2:
        return versions[0], versions[-1]
    if not versions:
        return None, None
    before = [e.identity.version for e in inquiry.records.versions(number) if e.identity.version < versions[0]]
    if not before:
        raise ValueError("there is no version before it")
    return max(before), versions[0]


def _change(change: Change) -> str:
    name = change.name.rstrip(".")
    kind = change.kind[:1].upper() + change.kind[1:]
    what = f"{kind} {name}" if change.kind in ("parameter", "step") else f"{kind} of {name}"
    if change.change == "changed":
        return f"{what}: {change.before.rstrip('.')} became {change.after.rstrip('.')}."
    value = change.after if change.change == "added" else change.before
    told = value.rstrip(".") in ("", name)
    return f"{what} {change.change}." if told else f"{what} {change.change}: {value.rstrip('.')}."


def _document(asked: Asked, inquiry: Inquiry) -> str:
    """The one document that is named by its number, or by words of its title; empty if none or several are."""
    entries = [e for e in inquiry.records.entries() if e.identity.kind is not DocumentKind.RUN_REPORT]
    coded = {e.name for e in entries for code in asked.codes if fold(e.name) == fold(code)}
    if len(coded) == 1 and not asked.rest:
        return coded.pop()
    titled = {e.name for e in entries if asked.rest and covered(asked.rest, (e.identity.title, e.identity.kind))}
    return titled.pop() if len(titled) == 1 and not asked.codes else ""
