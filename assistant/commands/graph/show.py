"""`setpoint graph show`."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.commands.options import as_json, named_workspace, print_json
from assistant.graph_picture import picture
from assistant.graph_show import as_json as view_json
from assistant.graph_show import show
from assistant.rendering.neighbourhood import print_neighbourhood
from assistant.terminal import one_line
from assistant.workspace import Workspace
from graph.schema import Label
from retrieval.errors import SettingsError

KINDS = [label.value for label in Label]


@click.command(
    "show",
    epilog="""\b
Examples:
  setpoint graph show "seeding density"
  setpoint graph show transduction --depth 2 --product "CD19 CAR-T"
  setpoint graph show viability --svg viability.svg
  setpoint graph show viability --layer primekg      with background, marked as such""",
)
@click.argument("entity")
@click.option("--depth", type=click.IntRange(1, 2), default=1, show_default=True, help="How far to go.")
@click.option("--product", help="Only entities of this product.")
@click.option(
    "--label", type=click.Choice([label.value for label in Label], case_sensitive=False), help="Only this kind."
)
@click.option("--layer", "layers", multiple=True, help="Also this background layer; may be repeated.")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a picture.")
@as_json
def command(
    entity: str,
    depth: int,
    product: str | None,
    label: str | None,
    layers: tuple[str, ...],
    svg: Path | None,
    as_json: bool,
) -> None:
    """Draw what is around ENTITY: a name, an alias or, in a layer, an identifier."""
    with Workspace.open(named_workspace(), written=True) as workspace:
        kind = Label(label) if label else None
        view = show(workspace, entity, depth=depth, layers=layers, product=product, label=kind)
    if svg is not None:
        _write(picture(view), svg)
    if as_json:
        print_json(view_json(view))
    elif svg is None:
        print_neighbourhood(view)


def _write(drawn: bytes, file: Path) -> None:
    try:
        file.write_bytes(drawn)
    except OSError as error:
        raise SettingsError(
            f"the picture cannot be written ({error.strerror})", where=str(file), next_step="name another file"
        ) from error
    click.echo(f"written to {one_line(str(file))} (DRAFT)", err=True)
