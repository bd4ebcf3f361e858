"""`setpoint graph alias` and `setpoint graph unmerge`."""

from __future__ import annotations

import click

from assistant.aliasing import Naming, Said, alias, merges, merges_json, unmerge
from assistant.commands.options import as_json, named_workspace, print_json, say_waiting
from assistant.terminal import one_line
from assistant.workspace import Workspace
from graph.schema import Label

_LABELS = click.Choice([label.value for label in Label if label is not Label.BACKGROUND], case_sensitive=False)


@click.command(
    "alias",
    epilog="""\b
Examples:
  setpoint graph alias "cell yield" "harvest yield" --label Attribute --reason "same assay"
  setpoint graph alias --list""",
)
@click.argument("name", required=False)
@click.argument("other", required=False)
@click.option("--label", type=_LABELS, help="What the names are names of.")
@click.option("--product", default="", help="Only in this product.")
@click.option("--reason", help="Why; kept in the audit trail.")
@click.option("--list", "wants_list", is_flag=True, help="List every wording with what it stands for, and why.")
@as_json
def alias_command(
    name: str | None,
    other: str | None,
    label: str | None,
    product: str,
    reason: str | None,
    wants_list: bool,
    as_json: bool,
) -> None:
    """Say that OTHER stands for the same thing as NAME, both as they are written in documents."""
    if not wants_list and not (name and other and label and reason):
        raise click.UsageError("give NAME, OTHER, --label and --reason, or --list")
    with Workspace.open(named_workspace(), written=True) as workspace:
        if not (name and other and label and reason):
            listed = merges(workspace)
            if as_json:
                print_json(merges_json(listed))
            for one in () if as_json else listed:
                click.echo(one_line(f"{one.label}: {one.name} = {one.concept} ({one.reason})"))
            return
        said = alias(workspace, Naming(Label(label), name, other, product), reason, say_waiting)
    _print(said, as_json)


@click.command("unmerge")
@click.argument("name")
@click.argument("other")
@click.option("--label", type=_LABELS, required=True, help="What the names are names of.")
@click.option("--product", default="", help="The product of the alias that is taken back.")
@click.option("--reason", required=True, help="Why; kept in the audit trail.")
@as_json
def unmerge_command(name: str, other: str, label: str, product: str, reason: str, as_json: bool) -> None:
    """Keep OTHER apart from NAME, whatever made them one; an alias between them is taken back."""
    with Workspace.open(named_workspace(), written=True) as workspace:
        said = unmerge(workspace, Naming(Label(label), name, other, product), reason, say_waiting)
    _print(said, as_json)


def _print(said: Said, as_json: bool) -> None:
    if as_json:
        body = {"label": said.label.value, "name": said.name, "other": said.other}
        print_json({"id": said.id, "kind": said.kind, **body, "took_back": said.withdrawn, "warning": said.warning})
        return
    done = "one thing" if said.kind == "alias" else "two things"
    click.echo(one_line(f"{said.name} and {said.other} are {done} now"))
    if said.warning:
        click.echo(f"look again: {said.warning}", err=True)
