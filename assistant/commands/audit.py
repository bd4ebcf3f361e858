"""`setpoint audit list`, `show`, `verify` and `export`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from assistant import audit_forms as forms
from assistant.commands.options import Day, as_json, named_workspace, print_json
from assistant.rendering.audit import print_export, print_record, print_records, print_verdict
from assistant.rendering.replay import print_replay
from assistant.replaying.form import replayed_json
from assistant.replaying.nouns import Result
from assistant.replaying.replay import replay
from assistant.workspace import NO_MODEL, Workspace

# Exit code of a trail that is not as it was written.
DAMAGED = 4
# Exit code of a replay that does not come out as it was recorded.
DIFFERENT = 1
# Records that `list` shows: a screen.
SHOWN = 20


@click.group(
    "audit",
    epilog="""\b
Examples:
  setpoint audit list --action forget
  setpoint audit show 12
  setpoint audit verify
  setpoint audit replay 12
  setpoint audit export --out trail.xlsx""",
)
def command() -> None:
    """The record of every ingest, question, forgetting and export: who, when, what was delivered."""


@command.command(
    "list",
    epilog="""\b
Examples:
  setpoint audit list
  setpoint audit list --action ask --who ana --since 2025-03-01
  setpoint audit list --limit 1000 --json""",
)
@click.option("--action", help="Only this action: ask, ingest, forget, export, ...")
@click.option("--who", "by", help="Only what this person did.")
@click.option("--since", type=Day(), help="Only from this day (UTC) on.")
@click.option("--limit", type=click.IntRange(min=1), default=SHOWN, show_default=True, help="At most so many.")
@as_json
def list_(action: str | None, by: str | None, since: dt.date | None, limit: int, as_json: bool) -> None:
    """List records, the newest first."""
    with Workspace.open(named_workspace()) as workspace:
        records = workspace.audit.newest(limit, action=action, by=by, since=since.isoformat() if since else None)
    if as_json:
        print_json([forms.line(r) for r in records])
    else:
        print_records(records)


@command.command("show", epilog="\b\nExamples:\n  setpoint audit show 12\n  setpoint audit show 12 --json")
@click.argument("record", type=click.IntRange(min=1))
@as_json
def show(record: int, as_json: bool) -> None:
    """Show RECORD, a number of `audit list`, with everything that was delivered."""
    with Workspace.open(named_workspace()) as workspace:
        found = workspace.audit.find(record)
    if as_json:
        print_json(forms.record(found))
    else:
        print_record(found)


@command.command(
    "verify",
    epilog="""\b
Examples:
  setpoint audit verify
  setpoint audit verify --head 12:9f86d081884c
\b
Exit code 4 when a record was changed, dropped, swapped or added; the first one is named.""",
)
@click.option("--head", help="A head that `audit verify` printed before: the trail must still have it.")
@as_json
def verify(head: str | None, as_json: bool) -> None:
    """Recompute the digest of every record and check that each is chained to the one before it."""
    with Workspace.open(named_workspace()) as workspace:
        verdict = workspace.audit.verify(head)
    if as_json:
        print_json(forms.verdict(verdict))
    else:
        print_verdict(verdict)
    if verdict.problem:
        click.get_current_context().exit(DAMAGED)


@command.command(
    "replay",
    epilog="""\b
Examples:
  setpoint audit replay a-1f0c2d9b7e44
  setpoint audit replay 12 --json
\b
No model is asked: what it said is in the record, and is checked again. Exit code 1 when something
differs, or when what the answer rests on was forgotten since.""",
)
@click.argument("answer")
@as_json
def replay_(answer: str, as_json: bool) -> None:
    """Work ANSWER out again from its record, an id or a number: is its evidence the same, and every verdict?"""
    with Workspace.open(named_workspace(), model=NO_MODEL) as workspace:
        replayed = replay(workspace, answer)
    if as_json:
        print_json(replayed_json(replayed))
    else:
        print_replay(replayed)
    if replayed.result is not Result.SAME:
        click.get_current_context().exit(DIFFERENT)


@command.command(
    "export",
    epilog="""\b
Examples:
  setpoint audit export --out trail.xlsx     opens in a spreadsheet
  setpoint audit export --out trail.jsonl    everything, for a program
  setpoint audit export --out - | head       CSV into a pipe
\b
Cells never start a formula, and are cut at 32,767 characters with a mark. The export says
whether the trail verified (exit code 4 if not), and is itself recorded.""",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, allow_dash=True), help="A .csv, .xlsx or .jsonl file, or -."
)
def export(out: Path) -> None:
    """Write the whole trail to a file."""
    with Workspace.open(named_workspace()) as workspace:
        if str(out) == "-":
            made = workspace.audit.export_to(sys.stdout.buffer)
        else:
            made = workspace.audit.export(out)
            print_export(made, str(out))
    if made.verdict.problem:
        print_verdict(made.verdict)
        click.get_current_context().exit(DAMAGED)
