"""`setpoint forget`."""

from __future__ import annotations

import click

from assistant import answer_json
from assistant.commands.options import as_json, named_workspace, print_json, say_waiting
from assistant.render_forgetting import print_forgetting
from assistant.workspace import Workspace

NOT_PROVEN = 4


@click.command(
    "forget",
    epilog="""\b
Examples:
  setpoint forget "SOP-014 v2" --reason "sent in error, contains patient data"
  setpoint forget SOP-014 --reason "withdrawn by QA"     every version
  setpoint forget records/scan.pdf --reason "wrong site"
\b
The text goes from every file of the workspace; the audit trail keeps the digest, who, when and
why. The file itself is not touched, and is not read again while it lies in a folder that is
ingested (ingest --even-forgotten reads it). Backups made before still hold the text.""",
)
@click.argument("document")
@click.option("--reason", required=True, help="Why; kept in the audit trail.")
@click.option("--wait", "wait_s", type=click.FloatRange(min=0), help="Seconds to wait for other writers and readers.")
@as_json
def command(document: str, reason: str, wait_s: float | None, as_json: bool) -> None:
    """Remove DOCUMENT for good: a number (every version), a version or a file. Every file of the
    workspace is searched for what may be left of it."""
    if not reason.strip():
        raise click.UsageError("the reason is empty")
    with Workspace.open(named_workspace()) as workspace:
        done = workspace.forget(document, reason.strip(), wait_s=wait_s, waiting=say_waiting)
    if as_json:
        print_json(answer_json.forgetting(done))
    else:
        print_forgetting(done)
    if done.proof is not None and not done.proven:
        click.get_current_context().exit(NOT_PROVEN)
