"""`setpoint graph rebuild`."""

from __future__ import annotations

import click

from assistant.commands.options import as_json, named_workspace, print_json, say_waiting
from assistant.upkeep import rebuild_graph, rebuilt_json
from assistant.workspace import Workspace


@click.command("rebuild", epilog="\b\nExamples:\n  setpoint graph rebuild\n  setpoint graph rebuild --read-again")
@click.option("--read-again", is_flag=True, help="Read the facts out of the documents' text again first.")
@click.option("--wait", "wait_s", type=click.FloatRange(min=0), help="Seconds to wait for another writer.")
@as_json
def command(read_again: bool, wait_s: float | None, as_json: bool) -> None:
    """Make the process graph anew from the facts in the ledger, wherever it is kept. What persons said of
    names and what was imported as background stays."""
    with Workspace.open(named_workspace(), written=True) as workspace:
        done = rebuild_graph(workspace, read_again=read_again, wait_s=wait_s, waiting=say_waiting)
    if as_json:
        print_json(rebuilt_json(done))
    else:
        click.echo(f"{done.put:,} entities and edges made from {done.facts:,} facts; {done.documents} documents read")
