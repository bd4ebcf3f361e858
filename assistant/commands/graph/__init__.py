"""`setpoint graph …`: the closed set of questions about the process, and what is done with the graph."""

from __future__ import annotations

import click

from assistant.commands.lazy import LazyGroup

_HERE = "assistant.commands.graph"
# name: (module:attribute, short help as `setpoint graph --help` shows it)
COMMANDS: dict[str, tuple[str, str]] = {
    "parameters": (
        f"{_HERE}.questions:parameters",
        "Parameters of a step or product: class, set point, limits.",
    ),
    "attributes": (
        f"{_HERE}.questions:attributes",
        "Attributes: acceptance criterion, method, stage, class.",
    ),
    "limits": (
        f"{_HERE}.questions:limits",
        "Limits with their whole context; superseded ones with --all.",
    ),
    "effects": (
        f"{_HERE}.questions:effects",
        "Which parameters affect an attribute, and what contradicts it.",
    ),
    "steps": (
        f"{_HERE}.questions:steps",
        "Operations of a process, steps of an operation or SOP, in order.",
    ),
    "runs": (f"{_HERE}.runs:runs", "Runs by limit broken, lot, donor, equipment, document, date."),
    "lots": (f"{_HERE}.runs:lots", "Lots of a material, and the runs that consumed them."),
    "deviations": (f"{_HERE}.runs:deviations", "Deviations with root cause and CAPA."),
    "shared": (f"{_HERE}.runs:shared", "What failing runs share and passing ones do not."),
    "trace": (f"{_HERE}.runs:trace", "Everything that the records say of a run."),
    "impact": (f"{_HERE}.changes:impact", "What a change touches, hop by hop."),
    "diff": (f"{_HERE}.changes:diff", "What changed between two versions of a document."),
    "unknowns": (f"{_HERE}.questions:unknowns", "What the records leave open."),
    "alias": (
        f"{_HERE}.aliases:alias_command",
        "Say that two names stand for one thing, or list why names do.",
    ),
    "unmerge": (f"{_HERE}.aliases:unmerge_command", "Keep two names apart, or take an alias back."),
    "show": (f"{_HERE}.show", "Draw what is around an entity: as a tree, and as an SVG picture."),
    "export": (f"{_HERE}.exchange:export", "Write the graph as JSON-LD, GraphML, CSV or Cypher."),
    "import": (f"{_HERE}.exchange:import_", "Read background knowledge as a layer of its own."),
    "layers": (f"{_HERE}.exchange:layers_", "List the layers of background knowledge."),
    "link": (f"{_HERE}.exchange:link_", "Say that an entity is what a layer calls by an identifier."),
    "unlink": (f"{_HERE}.exchange:unlink_", "Take back what was said with link."),
    "rebuild": (f"{_HERE}.rebuild", "Make the graph anew from the facts in the ledger."),
}


@click.group(
    "graph",
    cls=LazyGroup,
    table=COMMANDS,
    epilog="""\b
Examples:
  setpoint graph parameters --step Expansion --product MCW-19
  setpoint graph effects --attribute VCN
  setpoint graph runs --lot LV-2291 --json
  setpoint graph diff SOP-127 v4 v5
  setpoint graph show MOI --svg moi.svg""",
)
def command() -> None:
    """What the documents say about the process: parameters, attributes, limits, effects, runs and what links them."""
