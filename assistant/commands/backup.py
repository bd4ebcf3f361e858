"""`setpoint backup`."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.commands.options import as_json, named_workspace, print_json
from assistant.terminal import one_line
from assistant.upkeep import back_up, backup_json
from assistant.workspace import Workspace


@click.command(
    "backup",
    epilog="""\b
Examples:
  setpoint backup library-2025-06-30.setpoint
  setpoint backup library.setpoint --force --json""",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Put it in the place of a file of this name.")
@as_json
def command(file: Path, force: bool, as_json: bool) -> None:
    """Write the library, as it stands at this moment, to FILE: documents, vectors, audit trail. An
    ingest may go on meanwhile. Settings are left out, and so is what a restore makes anew: the word
    index and the vector store."""
    with Workspace.open(named_workspace(), written=True) as workspace:
        manifest = back_up(workspace, file, force=force)
    if as_json:
        print_json(backup_json(file, manifest))
        return
    size = file.stat().st_size / 1e6
    held = f"{manifest.documents:,} documents, {manifest.passages:,} passages, {manifest.audit_records:,} audit records"
    click.echo(f"backup written: {one_line(str(file))} ({size:,.1f} MB; {held}; settings are left out)")
