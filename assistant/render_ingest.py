"""What an ingest would read, and what it did read."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from assistant.console import plain_console
from assistant.render_hidden import name_of
from assistant.terminal import one_line
from retrieval.documents import HiddenKind, Skipped
from retrieval.ingest import FileOutcome, IngestReport, State
from retrieval.survey import Candidate


def print_plan(plan: Sequence[Candidate]) -> None:
    """What an ingest would read."""
    console = plain_console()
    for candidate in plan:
        if candidate.plan != "unchanged":
            console.print(Text(f"{candidate.plan:<9}  {one_line(candidate.path)}"), soft_wrap=True)
    counts = [f"{sum(c.plan == p for c in plan)} {p}" for p in ("new", "changed", "unchanged")]
    console.print(Text(f"{len(plan)} files: {', '.join(counts)}. Nothing was changed (--dry-run)."))


def print_ingest(report: IngestReport) -> None:
    """The read report: counts, then every file of which something was not read."""
    console = plain_console()
    parts = [
        f"{report.count(s)} {s.value}"
        for s in (State.ADDED, State.CHANGED, State.UNCHANGED, State.DUPLICATE, State.FORGOTTEN)
        if report.count(s)
    ]
    if report.count(State.FAILED):
        parts.append(f"{report.count(State.FAILED)} not read")
    embedded = f"   ({report.embedded} passages embedded, {report.reused} reused, {report.seconds:.1f} s)"
    console.print(Text(", ".join(parts or ["nothing to read"]) + embedded))
    grid = Table.grid(padding=(0, 2))
    for outcome in report.outcomes:
        if outcome.state is State.UNCHANGED:
            continue
        if outcome.reason:
            label = "  forgotten" if outcome.state is State.FORGOTTEN else "  not read"
            grid.add_row(Text(label, style="red"), Text(one_line(outcome.path)), Text(one_line(outcome.reason)))
        skipped = outcome.report.skipped if outcome.report and outcome.state is not State.DUPLICATE else ()
        if skipped:
            grid.add_row(Text("  partly", style="yellow"), Text(one_line(outcome.path)), Text(_skipped(skipped)))
        hidden = outcome.report.hidden if outcome.report and outcome.state is not State.DUPLICATE else ()
        if hidden:
            grid.add_row(Text("  hidden", style="yellow"), Text(one_line(outcome.path)), Text(_hidden(outcome, hidden)))
        if outcome.note:
            grid.add_row("  note", Text(one_line(outcome.path)), Text(one_line(outcome.note)))
    console.print(grid)
    for note in report.notes:
        console.print(Text(f"  note  {one_line(note)}"))


def _skipped(skipped: Sequence[Skipped]) -> str:
    parts = [f"{s.where}: {s.reason}" for s in skipped[:3]]
    more = f" (and {len(skipped) - 3} more)" if len(skipped) > 3 else ""
    return one_line("; ".join(parts) + more)


def _hidden(outcome: FileOutcome, hidden: Sequence[tuple[HiddenKind, int]]) -> str:
    """ "3 comments, 1 hidden row: setpoint show FILE --hidden"."""
    counts = ", ".join(f"{count} {name_of(kind, count)}" for kind, count in hidden)
    return f"{counts}: setpoint show {shlex.quote(one_line(outcome.path))} --hidden"
