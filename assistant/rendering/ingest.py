"""What an ingest would read, and what it did read."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from rich.text import Text

from assistant.console import plain_console
from assistant.rendering.hidden import name_of
from assistant.terminal import one_line
from retrieval.documents import HiddenKind, Skipped
from retrieval.ingest_report import FileOutcome, IngestReport, State
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
    done = (
        f"{report.embedded} passages embedded, {report.reused} reused, {report.facts:,} facts, {report.seconds:.1f} s"
    )
    console.print(Text(f"{', '.join(parts or ['nothing to read'])}   ({done})"))
    for outcome in report.outcomes:
        for label, style, said in _remarks(outcome):
            line = Text(f"  {label:<9}  ", style=style)
            line.append(f"{one_line(outcome.path)}  {one_line(said)}", style="none")
            console.print(line, soft_wrap=True)  # whole: a path that is cut names nothing
    for note in report.notes:
        console.print(Text(f"  note       {one_line(note)}"), soft_wrap=True)


def _remarks(outcome: FileOutcome) -> Iterator[tuple[str, str, str]]:
    """What a person should know of a file: a word for it, its colour, and what was found."""
    if outcome.state is State.UNCHANGED:
        return
    if outcome.reason:
        yield ("forgotten" if outcome.state is State.FORGOTTEN else "not read"), "red", outcome.reason
    read = outcome.report if outcome.state is not State.DUPLICATE else None
    if read and read.skipped:
        yield "partly", "yellow", _skipped(read.skipped)
    if read and read.hidden:
        yield "hidden", "yellow", _hidden(outcome, read.hidden)
    if outcome.note:
        yield "note", "none", outcome.note


def _skipped(skipped: Sequence[Skipped]) -> str:
    parts = [f"{s.where}: {s.reason}" for s in skipped[:3]]
    more = f" (and {len(skipped) - 3} more)" if len(skipped) > 3 else ""
    return one_line("; ".join(parts) + more)


def _hidden(outcome: FileOutcome, hidden: Sequence[tuple[HiddenKind, int]]) -> str:
    """ "3 comments, 1 hidden row: setpoint show FILE --hidden"."""
    counts = ", ".join(f"{count} {name_of(kind, count)}" for kind, count in hidden)
    return f"{counts}: setpoint show {shlex.quote(one_line(outcome.path))} --hidden"
