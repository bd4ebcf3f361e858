"""`setpoint graph …`: the closed set of questions about the process, and what is done with the graph."""

from __future__ import annotations

import click

from assistant.commands.lazy import LazyGroup

# name: (module:attribute, short help as `setpoint graph --help` shows it)
COMMANDS: dict[str, tuple[str, str]] = {
    "rebuild": ("assistant.commands.graph.rebuild", "Make the graph anew from the facts in the ledger."),
}


@click.group("graph", cls=LazyGroup, table=COMMANDS)
def command() -> None:
    """What the documents say about the process: parameters, attributes, limits, effects, runs and what links them."""
