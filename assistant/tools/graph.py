"""The closed set of questions to the process graph, as a model asks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.tools.arguments import AskGraph, GraphQuestion
from assistant.tools.row_text import RowLine, line
from graph.questions.attributes import attributes
from graph.questions.deviations import deviations
from graph.questions.diff import diff
from graph.questions.effects import effects
from graph.questions.impact import impact
from graph.questions.inquiry import Inquiry
from graph.questions.judging import BINDING
from graph.questions.limits import limits
from graph.questions.lots import lots
from graph.questions.parameters import parameters
from graph.questions.rows import Row, RunRow, in_force
from graph.questions.runs import RunsWanted, runs
from graph.questions.shared import shared
from graph.questions.steps import steps
from graph.questions.unknowns import unknowns
from graph.schema import Label

# Hops of a change that are followed: further ones reach nearly everything.
HOPS = 2
Found = tuple[Sequence[Row], Sequence[str]]


def graph_lines(asked: AskGraph, inquiry: Inquiry) -> tuple[list[RowLine], list[str]]:
    """The rows that answer, those in force unless all are asked for, and remarks on them. Raises UnknownEntity."""
    rows, remarks = _ASKING[asked.question](asked, inquiry)
    kept = list(rows) if asked.not_in_force else list(in_force(rows))
    if not asked.not_in_force and len(kept) < len(rows):
        remarks = [*remarks, f"{len(rows) - len(kept)} rows of superseded and draft versions left out"]
    return [line(row) for row in kept], list(remarks)


def _parameters(a: AskGraph, inquiry: Inquiry) -> Found:
    rows = parameters(inquiry, a.name or a.parameter, product=a.product, step=a.step)
    return (rows if a.not_in_force else [replace(row, limits=in_force(row.limits)) for row in rows]), ()


def _attributes(a: AskGraph, inquiry: Inquiry) -> Found:
    return attributes(inquiry, a.name or a.attribute, product=a.product, stage=a.stage), ()


def _limits(a: AskGraph, inquiry: Inquiry) -> Found:
    name = a.name or a.parameter or a.attribute
    return limits(inquiry, name, product=a.product, step=a.step, stage=a.stage, kind=a.kind), ()


def _effects(a: AskGraph, inquiry: Inquiry) -> Found:
    # A model that names one thing means the attribute as often as the parameter: the graph knows which it is.
    parameter = a.parameter or (a.name if a.attribute and a.name != a.attribute else None)
    attribute = a.attribute
    if a.name and not (parameter or attribute):
        return _effects_of(a.name, a, inquiry)
    return effects(inquiry, parameter=parameter, attribute=attribute, product=a.product), ()


def _effects_of(name: str, a: AskGraph, inquiry: Inquiry) -> Found:
    if inquiry.called([Label.PARAMETER], name):
        return effects(inquiry, parameter=name, product=a.product), ()
    return effects(inquiry, attribute=name, product=a.product), ()


def _steps(a: AskGraph, inquiry: Inquiry) -> Found:
    return steps(inquiry, a.name or a.document or a.step, product=a.product), ()


def _runs(a: AskGraph, inquiry: Inquiry) -> Found:
    return runs(inquiry, _wanted(a)), ()


def _shared(a: AskGraph, inquiry: Inquiry) -> Found:
    found = shared(inquiry, replace(_wanted(a), any_broken=False))
    sides = [f"failing: {_names(found.failing)}", f"passing: {_names(found.passing)}"]
    return found.rows, [
        *sides,
        *found.remarks,
        "what is shared is where to look first; it is not shown to be the cause",
    ]


def _lots(a: AskGraph, inquiry: Inquiry) -> Found:
    return lots(inquiry, a.lot or a.name, material=a.material), ()


def _deviations(a: AskGraph, inquiry: Inquiry) -> Found:
    return deviations(inquiry, a.name, run=a.run, concerns=a.concerns, since=a.since), ()


def _impact(a: AskGraph, inquiry: Inquiry) -> Found:
    name = a.name or a.parameter or a.attribute or a.step or a.document
    if name is None:
        return (), ["say in `name` what is changed"]
    found = impact(inquiry, name, product=a.product, depth=HOPS, everything=a.not_in_force)
    return found.hops, ["cut: more is touched than can be shown"] if found.cut else []


def _diff(a: AskGraph, inquiry: Inquiry) -> Found:
    name = a.document or a.name
    if name is None:
        return (), ["say in `name` which document"]
    found = diff(inquiry, name, a.before, a.after)
    versions = f"{found.before.name} v{found.before.identity.version} -> v{found.after.identity.version}"
    return found.changes, [versions, "only what the graph reads is compared; wording beside it is not"]


def _unknowns(a: AskGraph, inquiry: Inquiry) -> Found:
    return unknowns(inquiry, product=a.product), ()


def _wanted(a: AskGraph) -> RunsWanted:
    return RunsWanted(
        run=a.run or a.name,
        product=a.product,
        lot=a.lot,
        donor=a.donor,
        equipment=a.equipment,
        document=a.document,
        broken=a.outside,
        kinds=(a.kind,) if a.kind else BINDING,
        any_broken=a.any_outside,
        since=a.since,
        until=a.until,
    )


def _names(rows: Sequence[RunRow]) -> str:
    return ", ".join(row.run for row in rows) or "none"


_ASKING: dict[GraphQuestion, Callable[[AskGraph, Inquiry], Found]] = {
    GraphQuestion.PARAMETERS: _parameters,
    GraphQuestion.ATTRIBUTES: _attributes,
    GraphQuestion.LIMITS: _limits,
    GraphQuestion.EFFECTS: _effects,
    GraphQuestion.STEPS: _steps,
    GraphQuestion.RUNS: _runs,
    GraphQuestion.LOTS: _lots,
    GraphQuestion.DEVIATIONS: _deviations,
    GraphQuestion.SHARED: _shared,
    GraphQuestion.IMPACT: _impact,
    GraphQuestion.DIFF: _diff,
    GraphQuestion.UNKNOWNS: _unknowns,
}
