"""`setpoint documents`."""

from __future__ import annotations

import datetime as dt

import click

from assistant import answer_json
from assistant.commands.options import Day, as_json, named_workspace, print_json
from assistant.rendering.answer import print_documents
from assistant.workspace import Workspace


@click.command(
    "documents", epilog="\b\nExamples:\n  setpoint documents\n  setpoint documents --as-of 2025-01-15 --json"
)
@click.option("--as-of", type=Day(), help="Show the status each version had on this day.")
@as_json
def command(as_of: dt.date | None, as_json: bool) -> None:
    """List the documents with version, status and what was read of them."""
    with Workspace.open(named_workspace()) as workspace:
        documents = workspace.documents(as_of)
    if as_json:
        print_json([answer_json.document(d) for d in documents])
    else:
        print_documents(documents)
