"""Answers of the graph as the JSON of the interface. Keys are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from enum import Enum

from assistant.answer_json import citation
from assistant.graph_answers import GraphAnswer
from assistant.graph_citing import Cited
from graph.process import Evidence
from graph.questions.diff import Compared
from graph.questions.impact import Impact
from graph.questions.records import versioned
from graph.questions.rows import Named, Row, RunRow, Shared, Trace, by_model

Json = dict[str, object]

# Fields of a row that JSON calls otherwise: `class` is no name in Python, and `status` is the version's.
_NAMES = {"criticality": "class", "state": "deviation_status"}
# Fields that lead into the graph and say nothing outside of it.
_INNER = frozenset({"node", "concept", "subject", "parameter_concept", "attribute_concept", "parent"})


def answer(a: GraphAnswer) -> Json:
    """An answer: its rows under the name of the question, and what was left out."""
    body: Json = {
        a.kind: [row(one, a.cited) for one in a.rows],
        "id": a.id,
        "question": question(a),
        "asked": dict(a.asked),
        "as_of": a.as_of.isoformat() if a.as_of else None,
        "not_in_force": a.left_out,
        "withheld": a.withheld,
        "problem": a.problem,
        "workspace_digest": a.workspace_digest,
    }
    return {**body, **_whole(a)}


def question(a: GraphAnswer) -> str:
    """The question in words, as the audit trail lists it."""
    return " ".join(["graph", a.kind, *(f"{name} {value}".strip() for name, value in a.asked.items())])


def numbered(a: GraphAnswer) -> list[Json]:
    """The citations in the order of their numbers."""
    return [citation(c) for c in a.cited.numbered]


def row(of: object, cited: Cited) -> Json:
    """A row with its citations, rows within it likewise."""
    assert is_dataclass(of) and not isinstance(of, type)
    found: Json = {}
    for field in fields(of):
        name, value = field.name, getattr(of, field.name)
        if name in _INNER:
            continue
        if name.startswith("evidence"):
            found[name.replace("evidence", "citations")] = [citation(c) for c in cited.of(value)]
            if said := _asserted(value):
                found["asserted"] = said
        else:
            found[_NAMES.get(name, name)] = _value(value, cited)
    if isinstance(of, Row) and by_model(of):
        found["read_by_model"] = True
    if isinstance(of, RunRow):
        found["donor"] = of.donor
        found["lots"], found["equipment"] = _by_name(of.lots), _by_name(of.equipment)
        found["parts"] = [row(one, cited) for one in (*of.lots, *of.equipment, *of.donors)]
        del found["donors"]
    return found


def _by_name(named: Sequence[Named]) -> Json:
    return {one.name: one.what or None for one in named}


def _value(value: object, cited: Cited) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_value(one, cited) for one in value]
    return row(value, cited) if is_dataclass(value) and not isinstance(value, type) else value


def _asserted(evidence: Sequence[Evidence]) -> list[Json]:
    return [{"by": e.by, "at": e.at} for e in evidence if not e.document]


def _whole(a: GraphAnswer) -> Json:
    whole = a.whole
    if isinstance(whole, Trace):
        parts = {"measurements": whole.measurements, "deviations": whole.deviations, "judged": whole.judged}
        return {name: [row(one, a.cited) for one in some] for name, some in parts.items()}
    if isinstance(whole, Shared):
        return {
            "failing": [one.run for one in whole.failing],
            "passing": [one.run for one in whole.passing],
            "left_out": list(whole.left_out),
            "remarks": list(whole.remarks),
        }
    if isinstance(whole, Impact):
        return {"starts": [{"name": n.name, "label": n.label.value} for n in whole.starts], "cut": whole.cut}
    if isinstance(whole, Compared):
        return {"before": versioned(whole.before), "after": versioned(whole.after)}
    return {}
