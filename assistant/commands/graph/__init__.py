"""`setpoint graph …`: the closed set of questions about the process, and what is done with the graph."""

from __future__ import annotations

import click

from assistant.commands.lazy import LazyGroup

# name: (module:attribute, short help as `setpoint graph --help` shows it)
COMMANDS: dict[str, tuple[str, str]] = {
    "alias": (
        "assistant.commands.graph.aliases:alias_command",
        "Say that two names stand for one thing, or list why names do.",
    ),
    "unmerge": ("assistant.commands.graph.aliases:unmerge_command", "Keep two names apart, or take an alias back."),
    "show": ("assistant.commands.graph.show", "Draw what is around an entity: as a tree, and as an SVG picture."),
    "export": ("assistant.commands.graph.exchange:export", "Write the graph as JSON-LD, GraphML, CSV or Cypher."),
    "import": ("assistant.commands.graph.exchange:import_", "Read background knowledge as a layer of its own."),
    "layers": ("assistant.commands.graph.exchange:layers_", "List the layers of background knowledge."),
    "link": ("assistant.commands.graph.exchange:link_", "Say that an entity is what a layer calls by an identifier."),
    "unlink": ("assistant.commands.graph.exchange:unlink_", "Take back what was said with link."),
    "rebuild": ("assistant.commands.graph.rebuild", "Make the graph anew from the facts in the ledger."),
}


@click.group("graph", cls=LazyGroup, table=COMMANDS)
def command() -> None:
    """What the documents say about the process: parameters, attributes, limits, effects, runs and what links them."""
