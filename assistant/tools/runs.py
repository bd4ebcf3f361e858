"""What runs recorded: one run as a whole, several side by side."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tools.row_text import RowLine, judged, line, measurement, place
from graph.process import Evidence
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.rows import Judged, MeasurementRow, Trace
from graph.questions.trace import trace
from graph.questions.values import with_unit


def run_lines(inquiry: Inquiry, run: str) -> list[RowLine]:
    """A run: what went into it, its deviations, and what it recorded, held against the limits of its day.

    Raises UnknownEntity.
    """
    found = trace(inquiry, run)
    outside = {e for one in found.judged if one.within is False for e in one.evidence}
    measured = sorted(found.measurements, key=lambda row: (not outside & set(row.evidence), _in_course(row)))
    return [
        line(found.run),
        *(line(row) for row in found.deviations),
        *(_held(row, found) for row in measured),
    ]


def compared_lines(inquiry: Inquiry, runs: Sequence[str], measured: Sequence[str] | None) -> list[RowLine]:
    """A line a thing recorded, with the value of each run that has it; with `measured` only those things.

    Raises UnknownEntity for a run that is not there.
    """
    traces = {found.run.run: found for found in (trace(inquiry, run) for run in dict.fromkeys(runs))}
    names = [naming.wordings(name, inquiry.vocabulary) for name in measured or ()]
    table: dict[str, dict[str, list[MeasurementRow]]] = {}
    for run, found in traces.items():
        for row in found.measurements:
            if not names or any(_called(row, some) for some in names):
                table.setdefault(place(row.name, row.stage or row.at), {}).setdefault(run, []).append(row)
    heads = [line(found.run) for found in traces.values()] if not names else []
    return [*heads, *(_side_by_side(thing, table[thing], tuple(traces)) for thing in sorted(table))]


def _held(row: MeasurementRow, found: Trace) -> RowLine:
    """A measurement with the verdicts on it."""
    verdicts = [one for one in found.judged if _same(one, row)]
    told = [measurement(row), *dict.fromkeys(judged(one) for one in verdicts if one.within is not True)]
    evidence: tuple[Evidence, ...] = (*row.evidence, *(e for one in verdicts for e in one.limit.evidence[:1]))
    return RowLine(" | ".join(told), tuple(dict.fromkeys(evidence)), row.status)


def _in_course(row: MeasurementRow) -> bool:
    """Whether it is one of many readings of a time course: what was recorded once tells more."""
    return bool(row.at) or row.stage.startswith("day ")


def _same(one: Judged, row: MeasurementRow) -> bool:
    return (one.name, one.stage, one.at) == (row.name, row.stage, row.at) and bool(
        set(one.evidence) & set(row.evidence)
    )


def _side_by_side(thing: str, of_runs: dict[str, list[MeasurementRow]], runs: Sequence[str]) -> RowLine:
    values = [f"{run}: {_values(of_runs.get(run, []))}" for run in runs]
    evidence = [row.evidence[0] for run in runs for row in of_runs.get(run, []) if row.evidence]
    return RowLine(" | ".join([thing, *values]), tuple(dict.fromkeys(evidence)))


def _values(rows: Sequence[MeasurementRow]) -> str:
    return " or ".join(dict.fromkeys(with_unit(row.text, row.unit) for row in rows)) or "not recorded"


def _called(row: MeasurementRow, names: Sequence[str]) -> bool:
    wanted = {naming.loose(name) for name in names}
    return naming.loose(row.name) in wanted or any(naming.within(name, row.name) for name in names)
