"""Rows of the process graph, each as one line for a model, with the places that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import singledispatch

from graph.process import Evidence
from graph.questions import rows as of
from graph.questions.values import with_unit
from retrieval.documents import Status


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in words, its evidence (what tells most first), and the standing of the version that says it."""

    text: str
    evidence: tuple[Evidence, ...]
    status: Status = Status.EFFECTIVE


def line(row: of.Row) -> RowLine:
    """A row of any question."""
    conflict = " | CONFLICT: another record in force differs" if row.conflict else ""
    evidence = tuple(dict.fromkeys((*_first(row), *row.evidence)))
    return RowLine(f"{_told(row)}{conflict}{_source(row)}", evidence, row.status)


@singledispatch
def _told(row: of.Row) -> str:
    """The words of a row."""
    raise TypeError(f"no words for {type(row).__name__}")


@singledispatch
def _first(_row: of.Row) -> tuple[Evidence, ...]:
    """The evidence of a row that is to be shown before the rest of it."""
    return ()


@_told.register
def _(row: of.LimitRow) -> str:
    return _joined(place(row.of, row.product, row.operation, row.step, row.stage, row.method), limit(row))


@_told.register
def _(row: of.ParameterRow) -> str:
    set_point = f"set point {with_unit(row.set_point, row.unit)}" if row.set_point else ""
    limits = [limit(one) + _mark(one.status) for one in row.limits]
    return _joined(place(row.name, row.product, row.operation, row.step), row.criticality, set_point, *limits)


@_told.register
def _(row: of.AttributeRow) -> str:
    criterion = with_unit(row.criterion, row.unit) or "no criterion stated"
    method = f"by {row.method}" if row.method else ""
    return _joined(place(row.name, row.product, row.stage), row.criticality, row.kind, criterion, method)


@_told.register
def _(row: of.EffectRow) -> str:
    direction = {
        "increases": "when raised, increases",
        "decreases": "when raised, decreases",
        "none": "has no significant effect on",
        "nonlinear": "acts, not in one direction, on",
    }.get(row.direction, "acts on")
    parts = {"size": row.size, "p": row.p, "study": row.study, "basis": row.basis, "stance": row.stance}
    return _joined(f"{row.parameter} {direction} {place(row.attribute, row.product, row.stage)}", *_named(parts))


@_told.register
def _(row: of.StepRow) -> str:
    number = row.number or (str(row.order) if row.order is not None else "")
    return _joined(f"{number} {row.name}".strip(), row.operation, row.when, row.document)


@_told.register
def _(row: of.LotRow) -> str:
    runs = f"runs {', '.join(row.runs)}" if row.runs else "in no run"
    dates = [f"received {row.received}" if row.received else "", f"expiry {row.expiry}" if row.expiry else ""]
    return _joined(f"lot {row.lot}", row.material, row.vendor, *dates, runs)


@_told.register
def _(row: of.RunRow) -> str:
    parts = {
        "started": row.started,
        "ended": row.ended,
        "donor": row.donor or "",
        "documents": ", ".join(_followed(d) for d in row.documents),
        "lots": ", ".join(_thing(one) for one in row.lots),
        "equipment": ", ".join(_thing(one) for one in row.equipment),
        "deviations": ", ".join(row.deviations),
        "outside": "; ".join(judged(one) for one in row.broken),
    }
    return _joined(place(f"run {row.run}", row.product), f"{row.verdict} (judged by the program)", *_named(parts))


@_first.register
def _(row: of.RunRow) -> tuple[Evidence, ...]:
    """What was outside and its limits, then one place for each thing of the run."""
    outside = [e for one in row.broken for e in (*one.evidence[:1], *one.limit.evidence[:1])]
    things: Iterable[of.Followed | of.Named] = (*row.documents, *row.lots, *row.equipment, *row.donors)
    return (*outside, *(e for thing in things for e in thing.evidence[:1]))


@_told.register
def _(row: of.DeviationRow) -> str:
    parts = {
        "opened": row.opened,
        "state": row.state,
        "runs": ", ".join(row.runs),
        "what": row.description,
        "root cause": row.root_cause or "not stated",
        "CAPA": row.capa or "not stated",
        "concerns": ", ".join(row.concerns),
    }
    return _joined(f"deviation {row.deviation}", row.criticality, *_named(parts))


@_told.register
def _(row: of.SharedRow) -> str:
    failing = f"{row.failing_with} of {row.failing_with + row.failing_without} failing runs"
    passing = f"{row.passing_with} of {row.passing_with + row.passing_without} passing runs"
    p = f"p {row.p:.2g}, {row.p_adjusted:.2g} after correction for many comparisons"
    return _joined(f"{row.kind} {row.name}", row.what, row.product, f"in {failing} and {passing}", p)


@_told.register
def _(row: of.Change) -> str:
    value = f"{row.before} -> {row.after}" if row.change == "changed" else row.before or row.after
    return _joined(f"{row.change}: {row.kind} {row.name}", row.context, "" if value == row.name else value)


@_first.register
def _(row: of.Change) -> tuple[Evidence, ...]:
    return (*row.evidence_before[:1], *row.evidence_after[:1])


@_told.register
def _(row: of.Hop) -> str:
    way = (row.relation if row.forward else f"{row.relation} (from it)") or "is the same as"
    return f"hop {row.depth}: {row.source} {way} {row.label.spoken} {row.name}"


@_told.register
def _(row: of.Unknown) -> str:
    return _joined(row.what, row.name, row.product, row.context, row.remark)


def limit(row: of.LimitRow) -> str:
    """A limit as written, with its kind."""
    return f"{row.kind} {with_unit(row.text, row.unit)}"


def place(*parts: str) -> str:
    """A thing with where it holds."""
    return " · ".join(dict.fromkeys(part for part in parts if part))


def judged(one: of.Judged) -> str:
    """A measurement against a limit."""
    says = {True: "within", False: "OUTSIDE", None: "not judged against"}[one.within]
    why = f" ({one.why})" if one.why else ""
    return f"{place(one.name, one.stage, one.at)} {one.value} {says} {limit(one.limit)}{why}"


def measurement(row: of.MeasurementRow) -> str:
    """What a run recorded."""
    value = with_unit(row.text, row.unit)
    return _joined(place(row.name, row.stage, row.at), value, f"by {row.method}" if row.method else "")


def _followed(document: of.Followed) -> str:
    name = f"{document.document} v{document.version}" if document.version else document.document
    return f"{name} (SUPERSEDED on the day of the run)" if document.superseded else name


def _thing(one: of.Named) -> str:
    return f"{one.name} ({one.what})" if one.what else one.name


def _named(parts: Mapping[str, str]) -> list[str]:
    return [f"{name}: {text}" for name, text in parts.items() if text]


def _joined(*parts: str | None) -> str:
    return " | ".join(part for part in parts if part)


def _mark(status: Status) -> str:
    return "" if status is Status.EFFECTIVE else f" ({status.value.upper()})"


def _source(row: of.Row) -> str:
    """That no rule read this, only a model did, or that a person said it."""
    if row.evidence and all(not e.document for e in row.evidence):
        return f" | said by {', '.join(sorted({e.by for e in row.evidence}))}, in no record: cannot be cited"
    return " | read by a model" if of.by_model(row) else ""
