"""`setpoint status`."""

from __future__ import annotations

import click

from assistant.commands.options import as_json, named_workspace, print_json
from assistant.rendering.answer import print_pairs
from assistant.workspace import Workspace


@click.command("status", epilog="\b\nExamples:\n  setpoint status\n  setpoint status --json")
@as_json
def command(as_json: bool) -> None:
    """Show counts, models and backends of the workspace."""
    with Workspace.open(named_workspace()) as workspace:
        status = workspace.status()
    if as_json:
        print_json(status)
    else:
        print_pairs(status)
