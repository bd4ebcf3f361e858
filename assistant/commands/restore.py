"""`setpoint restore`."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.commands.options import as_json, named_workspace, print_json, say_waiting
from assistant.terminal import one_line
from assistant.upkeep import restore, restored_json
from retrieval.backup.restoring import Restored


@click.command(
    "restore",
    epilog="""\b
Examples:
  setpoint restore library-2025-06-30.setpoint
  setpoint --workspace /srv/library restore library.setpoint --replace""",
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Put it in the place of what the workspace holds.")
@click.option("--wait", "wait_s", type=click.FloatRange(min=0), help="Seconds to wait for another writer.")
@as_json
def command(file: Path, replace: bool, wait_s: float | None, as_json: bool) -> None:
    """Put the backup FILE in the place of what the workspace holds: all of it or nothing. It is
    checked whole before anything is touched. What was forgotten in the workspace stays forgotten, and
    the audit trail says what was replaced."""
    done = restore(
        file,
        named_workspace(),
        replace=replace,
        wait_s=wait_s,
        waiting=say_waiting,
    )
    print_json(restored_json(file, done)) if as_json else _print(done)


def _print(done: Restored) -> None:
    click.echo(f"restored: {done.copied.documents:,} documents as of {one_line(done.manifest.created[:19])} UTC")
    if done.copied.left_out:
        click.echo(f"left out, since they were forgotten here: {len(done.copied.left_out):,} documents")
    if done.copied.unsound:
        click.echo(f"not as they were written, run `setpoint doctor`: {len(done.copied.unsound):,} documents")
    if not done.copied.continued and not done.replaced_head.startswith("0:"):
        click.echo("the audit trail is the backup's; where the replaced one ended stands in its last record")
    if done.aside:
        click.echo(f"the damaged ledger is kept in {one_line(done.aside)}: remove it when you need it no more")
