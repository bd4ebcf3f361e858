"""`setpoint graph export`, `import`, `layers`, `link` and `unlink`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from assistant.commands.options import as_json, named_workspace, print_json, say_waiting
from assistant.graph_background import READERS, Imported, Writing, drop_layer, import_layer, layers, link, unlink
from assistant.graph_exchange import FORMATS, export_graph, export_graph_to, form_of
from assistant.terminal import one_line
from assistant.workspace import Workspace
from graph.schema import Label
from retrieval.errors import SettingsError

# Exit code when some rows could not be read.
SOME_FAILED = 1

waits: Callable[[Callable[..., None]], Callable[..., None]] = click.option(
    "--wait", "wait_s", type=click.FloatRange(min=0), help="Seconds to wait for another writer."
)


@click.command(
    "export",
    epilog="""\b
Examples:
  setpoint graph export --out process.jsonld
  setpoint graph export --format csv --out process      a new folder with nodes.csv and edges.csv
  setpoint graph export --format graphml > process.graphml
  setpoint graph export --out all.cypher --layer primekg
\b
The same graph gives the same bytes but for the time in the header. An export is a draft, says so,
and is recorded. Wording of documents leaves the house only with --quotes.""",
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="By the ending of the file when not given.")
@click.option("--out", type=click.Path(path_type=Path), help="A file, for CSV also a new folder; else standard output.")
@click.option("--layer", "wanted", multiple=True, help="Also this background layer; may be repeated.")
@click.option("--quotes", is_flag=True, help="Put the cited wording beside each statement.")
def export(form: str | None, out: Path | None, wanted: tuple[str, ...], quotes: bool) -> None:
    """Write the process graph to a file: JSON-LD, GraphML, CSV or Cypher, with the evidence of each statement."""
    form = form_of(out, form)
    with Workspace.open(named_workspace(), written=True) as workspace:
        if out is None or str(out) == "-":
            made = export_graph_to(workspace, form, sys.stdout.buffer, layers=wanted, quotes=quotes)
        else:
            made = export_graph(workspace, form, out, layers=wanted, quotes=quotes)
    where = one_line(str(out)) if out else "standard output"
    click.echo(f"{made.nodes:,} entities and {made.edges:,} statements written to {where} (DRAFT)", err=True)


@click.command(
    "import",
    epilog="""\b
Examples:
  setpoint graph import kg.csv --layer primekg
  setpoint graph import terms.jsonld --layer obi
  setpoint graph import --remove primekg
\b
An edge list has the columns relation, x_id, x_type, x_name, x_source, y_id, y_type, y_name, y_source,
and display_relation if there is one. JSON-LD carries its own context: nothing is fetched. Rows that
cannot be read are named and left out (exit code 1). Background is never the site's record, and no
answer rests on it.""",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--layer", "layer", help="The name of the layer, after its source: primekg.")
@click.option("--format", "form", type=click.Choice(list(READERS)), help="By the ending of the file when not given.")
@click.option("--replace", is_flag=True, help="In place of the layer that has this name.")
@click.option("--remove", metavar="NAME", help="Remove a layer as a whole instead.")
@waits
@as_json
def import_(
    file: Path | None,
    layer: str | None,
    form: str | None,
    replace: bool,
    remove: str | None,
    wait_s: float | None,
    as_json: bool,
) -> None:
    """Read background knowledge from FILE into a layer of its own, beside the site's record."""
    if bool(remove) == bool(file) or bool(file) != bool(layer):
        raise SettingsError("one of the two is wanted", next_step="import FILE --layer NAME, or import --remove NAME")
    held = Writing(wait_s, say_waiting)
    with Workspace.open(named_workspace(), written=True) as workspace:
        if remove:
            _print_removed(remove, drop_layer(workspace, remove, held=held), as_json)
            return
        assert file is not None
        assert layer is not None
        made = import_layer(workspace, file, layer, form, replace=replace, held=held)
    _print_imported(made, as_json)
    if made.refused:
        click.get_current_context().exit(SOME_FAILED)


@click.command("layers", epilog="\b\nExamples:\n  setpoint graph layers\n  setpoint graph layers --json")
@as_json
def layers_(as_json: bool) -> None:
    """List the layers of background knowledge, with how many links lead to each from the site's entities."""
    with Workspace.open(named_workspace(), written=True) as workspace:
        found = layers(workspace)
    if as_json:
        print_json({"layers": [{"name": one.name, "edges": one.edges, "links": one.links} for one in found]})
        return
    if not found:
        click.echo("no background was imported", err=True)
    for one in found:
        click.echo(f"{one_line(one.name)}  {one.edges:,} statements, {one.links:,} links from the site's entities")


def _linking(command: Callable[..., None]) -> Callable[..., None]:
    """What both commands of a link take."""
    kinds = click.Choice([label.value for label in Label if label is not Label.BACKGROUND], case_sensitive=False)
    command = click.option("--label", type=kinds, help="The kind of ENTITY, where its name is of several.")(command)
    command = click.option("--reason", required=True, help="Why; it is recorded.")(command)
    command = click.option("--layer", required=True, help="The layer that has the identifier.")(command)
    command = click.argument("identifier")(command)
    return click.argument("entity")(command)


@click.command(
    "link",
    epilog="""\b
Examples:
  setpoint graph link "T cell activation" GO:0042110 --layer primekg --reason "checked against GO" """,
)
@_linking
@waits
@as_json
def link_(
    entity: str, identifier: str, layer: str, reason: str, label: str | None, wait_s: float | None, as_json: bool
) -> None:
    """Say that ENTITY of the site is what a layer calls IDENTIFIER. Names alone never link."""
    held = Writing(wait_s, say_waiting)
    with Workspace.open(named_workspace(), written=True) as workspace:
        said = link(workspace, entity, identifier, layer, reason, label=Label(label) if label else None, held=held)
    body = dict(said.body)
    if as_json:
        print_json({"id": said.id, **body, "reason": said.reason, "who": said.who, "at": said.at})
    else:
        click.echo(one_line(f"{body['label']} {body['concept']} linked to {identifier} of {layer}"))


@click.command(
    "unlink",
    epilog="""\b
Examples:
  setpoint graph unlink "T cell activation" GO:0042110 --layer primekg --reason "another sense" """,
)
@_linking
@waits
@as_json
def unlink_(
    entity: str, identifier: str, layer: str, reason: str, label: str | None, wait_s: float | None, as_json: bool
) -> None:
    """Take back what was said with `link`."""
    held = Writing(wait_s, say_waiting)
    with Workspace.open(named_workspace(), written=True) as workspace:
        count = unlink(workspace, entity, identifier, layer, reason, label=Label(label) if label else None, held=held)
    if as_json:
        print_json({"withdrawn": count})
    else:
        click.echo(one_line(f"{entity} is no longer linked to {identifier} of {layer}"))


def _print_removed(layer: str, edges: int, as_json: bool) -> None:
    if as_json:
        print_json({"layer": layer, "removed": edges})
    else:
        click.echo(f"the layer {one_line(layer)} with {edges:,} statements is removed")


def _print_imported(made: Imported, as_json: bool) -> None:
    for refused in made.first:
        click.echo(one_line(f"{made.file}, {refused.place}: {refused.why}"), err=True)
    if made.refused > len(made.first):
        click.echo(f"… {made.refused - len(made.first):,} more", err=True)
    if as_json:
        rows = [{"place": refused.place, "reason": refused.why} for refused in made.first]
        counts = {"nodes": made.nodes, "edges": made.edges, "refused": made.refused, "first_refused": rows}
        print_json({"layer": made.layer, "file": made.file, "sha256": made.sha256, **counts})
        return
    left_out = f", {made.refused:,} rows left out" if made.refused else ""
    click.echo(f"{made.nodes:,} entities and {made.edges:,} statements in the layer {made.layer}{left_out}")
