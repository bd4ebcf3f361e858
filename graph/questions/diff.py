"""What changed between two versions of a document: added, removed, or changed in value?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.errors import UnknownEntity
from graph.process import Edge, Evidence, Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.records import versioned
from graph.questions.rows import Change, all_evidence
from graph.questions.values import beside, with_unit
from graph.schema import Relation
from retrieval.documents import Entry, Status
from retrieval.versions import version_key

# Steps worded this alike (0 to 100, rapidfuzz's ratio) are one step that was changed.
REWORDED = 75
_KINDS: Mapping[Relation, str] = {
    Relation.HAS_PARAMETER: "parameter",
    Relation.LIMITED_BY: "limit",
    Relation.MEASURED_BY: "method",
    Relation.AFFECTS: "effect",
    Relation.HAS_OPERATION: "operation",
    Relation.HAS_STEP: "step",
    Relation.USES: "use",
    Relation.LOT_OF: "lot",
    Relation.MADE: "run",
    Relation.FOLLOWED: "document followed",
    Relation.CONSUMED: "lot consumed",
    Relation.USED: "equipment used",
    Relation.OF_DONOR: "donor",
    Relation.RECORDED: "measurement",
    Relation.HAD: "deviation",
    Relation.CONCERNS: "concern of a deviation",
    Relation.VARIED: "parameter varied",
    Relation.MEASURED: "attribute measured",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of a document, earlier first, and what differs."""

    before: Entry
    after: Entry
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that a version says: what identifies it, and its value in parts that are compared one by one."""

    kind: str
    name: str
    context: str
    key: tuple[str, ...]
    value: tuple[tuple[str, str, str], ...]
    evidence: tuple[Evidence, ...]

    @property
    def shown(self) -> str:
        """The value in words."""
        return ", ".join(f"{name} {with_unit(text, unit)}".strip() for name, text, unit in self.value if text)


def diff(inquiry: Inquiry, document: str, before: str | None = None, after: str | None = None) -> Compared:
    """What differs between two versions, the last two when none are named. Raises UnknownEntity."""
    old, new = _versions(inquiry, document, before, after)
    edges = inquiry.store.document_edges([old.digest, new.digest])
    nodes = inquiry.store.nodes({end for edge in edges for end in (edge.subject, edge.object)})
    said = {
        entry.digest: _said([e for e in edges if e.evidence.document == entry.digest], nodes) for entry in (old, new)
    }
    changes = list(_changes(said[old.digest], said[new.digest]))
    order = sorted(changes, key=lambda c: (_place(c), c.kind, c.name, c.context, c.change, c.before, c.after))
    return Compared(old, new, tuple(order))


def _versions(inquiry: Inquiry, document: str, before: str | None, after: str | None) -> tuple[Entry, Entry]:
    entries = inquiry.records.versions(document)
    if not entries:
        known = sorted({e.name for e in inquiry.records.entries() if e.identity.version})
        raise UnknownEntity(f"the library has no document {document!r}", next_step=f"it has {', '.join(known[:8])}")
    entries.sort(key=lambda e: (version_key(e.identity.version), e.identity.effective is not None, e.added, e.digest))
    if before is None and after is None:
        if len(entries) < 2:
            raise UnknownEntity(f"the library has one version of {document}", next_step="ingest the other one")
        return entries[-2], entries[-1]
    old = _version(entries, document, before) if before else None
    new = _version(entries, document, after) if after else entries[-1]
    if old is None:
        older = [e for e in entries if version_key(e.identity.version) < version_key(new.identity.version)]
        old = older[-1] if older else entries[0]
    return old, new


def _version(entries: Sequence[Entry], document: str, version: str) -> Entry:
    wanted = naming.loose(version.removeprefix("v").removeprefix("V"))
    named = [e for e in entries if naming.loose(e.identity.version) == wanted]
    if not named:
        there = ", ".join(versioned(e) for e in entries)
        raise UnknownEntity(f"the library has no version {version} of {document}", next_step=f"it has {there}")
    return named[-1]


def _said(edges: Sequence[Edge], nodes: Mapping[str, Node]) -> dict[tuple[str, ...], _Said]:
    grouped: dict[tuple[str, ...], list[_Said]] = defaultdict(list)
    for edge in edges:
        if edge.relation in _KINDS and edge.subject in nodes and edge.object in nodes:
            one = _statement(edge, nodes[edge.subject], nodes[edge.object])
            grouped[one.key].append(one)
    return {key: _joined(some) for key, some in grouped.items()}


def _statement(edge: Edge, subject: Node, object_: Node) -> _Said:
    kind = _KINDS[edge.relation]
    properties = tuple((n, _text(v), "") for n, v in edge.properties if n not in ("order", "unit"))
    unit = _text(edge.property("unit"))
    name, where = f"{subject.name}: {object_.name}", _place_of(subject)
    key: tuple[str, ...] = (kind, subject.label, subject.concept, where, object_.label, object_.concept)
    value = properties
    if edge.relation is Relation.HAS_PARAMETER:
        name, where = object_.name, subject.name
        value = tuple((n.replace("_", " "), t, unit if n == "set_point" else "") for n, t, _ in properties)
    elif edge.relation is Relation.LIMITED_BY:
        name, where = subject.name, _place_of(object_) or _place_of(subject)
        key = (kind, subject.label, subject.concept, _place_of(subject), where, _text(object_.detail("kind")))
        value = (("", _text(object_.detail("text")) or object_.name, _text(object_.detail("unit"))),)
        return _Said(f"{_text(object_.detail('kind'))} limit".strip(), name, where, key, value, (edge.evidence,))
    elif edge.relation is Relation.MEASURED_BY:
        name, key = subject.name, (kind, subject.label, subject.concept, where)
        value = (("", object_.name, ""), *properties)
    elif edge.relation is Relation.RECORDED:
        name, key = object_.name, (kind, object_.concept, _place_of(object_), _text(edge.property("at")))
        value = (("", _text(object_.detail("text")) or _text(object_.detail("value")), _text(object_.detail("unit"))),)
    elif edge.relation in (Relation.HAS_STEP, Relation.HAS_OPERATION):
        name, where = object_.name, subject.name
        value = tuple(p for p in properties if p[0] != "number")
    return _Said(kind, name, where, key, value, (edge.evidence,))


def _joined(some: Sequence[_Said]) -> _Said:
    """Everything that a version says of one thing; several values stand side by side."""
    values = sorted({part for one in some for part in one.value})
    first = min(some, key=lambda s: (s.evidence[0].start, s.name))
    evidence = all_evidence(*(one.evidence for one in some))
    return _Said(first.kind, first.name, first.context, first.key, tuple(values), evidence)


def _changes(old: Mapping[tuple[str, ...], _Said], new: Mapping[tuple[str, ...], _Said]) -> Iterable[Change]:
    removed = {key: one for key, one in old.items() if key not in new}
    added = {key: one for key, one in new.items() if key not in old}
    for key in sorted(old.keys() & new.keys()):
        if not _same(old[key], new[key]):
            yield _change("changed", old[key], new[key])
    for before, after in _reworded(removed, added):
        del removed[before.key], added[after.key]
        yield _change("changed", before, after, names=True)
    for one in removed.values():
        yield _change("removed", one, None)
    for one in added.values():
        yield _change("added", None, one)


def _reworded(
    removed: Mapping[tuple[str, ...], _Said], added: Mapping[tuple[str, ...], _Said]
) -> list[tuple[_Said, _Said]]:
    """Steps of which the words changed, each with its likeliest earlier wording."""
    from rapidfuzz import fuzz

    old = [one for one in removed.values() if one.kind == "step"]
    new = [one for one in added.values() if one.kind == "step"]
    likeness = [
        (-fuzz.ratio(a.name, b.name, processor=naming.loose), a.key, b.key)
        for a in old
        for b in new
        if naming.loose(a.context) == naming.loose(b.context)
    ]
    pairs: list[tuple[_Said, _Said]] = []
    taken: set[tuple[str, ...]] = set()
    for unlike, before, after in sorted(likeness):
        if -unlike >= REWORDED and before not in taken and (*after, "new") not in taken:
            taken |= {before, (*after, "new")}
            pairs.append((removed[before], added[after]))
    return pairs


def _same(one: _Said, other: _Said) -> bool:
    mine, theirs = one.value, other.value
    if [name for name, _, _ in mine] != [name for name, _, _ in theirs]:
        return False
    return all(_same_value(a[1:], b[1:]) for a, b in zip(mine, theirs, strict=True))


def _same_value(one: tuple[str, str], other: tuple[str, str]) -> bool:
    if one == other:
        return True
    mine, theirs = beside(*one), beside(*other)
    if mine is not None and theirs is not None:
        return mine.agrees(theirs)
    return naming.loose(" ".join(one)) == naming.loose(" ".join(other)) and not any(c.isdigit() for c in one[0])


def _change(change: str, before: _Said | None, after: _Said | None, *, names: bool = False) -> Change:
    one = after or before
    assert one is not None
    of_before, of_after = (before.evidence if before else ()), (after.evidence if after else ())
    return Change(
        change=change,
        kind=one.kind,
        name=one.name,
        context=one.context,
        before=(before.name if names else before.shown) if before else "",
        after=(after.name if names else after.shown) if after else "",
        evidence_before=of_before,
        evidence_after=of_after,
        evidence=all_evidence(of_before, of_after),
        status=Status.EFFECTIVE,
    )


def _place(change: Change) -> tuple[int, int]:
    """In the order of the newer version; what was removed stands where it was in the older."""
    first = (change.evidence_after or change.evidence_before)[0]
    return (first.start, first.end)


def _place_of(node: Node) -> str:
    at = node.context
    parts = (at.product, at.operation, at.step, at.time, at.method)
    return " · ".join(part for part in parts if part)


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
