"""`setpoint doctor`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from assistant.commands.options import as_json, named_workspace, print_json, say_waiting
from assistant.rendering.check_up import print_check_up
from assistant.upkeep import check_up, check_up_json
from assistant.workspace import Workspace

UNSOUND = 4


@click.command(
    "doctor",
    epilog="""\b
Examples:
  setpoint doctor
  setpoint doctor --repair
  setpoint doctor --json""",
)
@click.option("--repair", is_flag=True, help="Make again what differs, and say what was done.")
@click.option("--wait", "wait_s", type=click.FloatRange(min=0), help="Seconds to wait for another writer (--repair).")
@as_json
def command(repair: bool, wait_s: float | None, as_json: bool) -> None:
    """Compare the ledger, the word index, the vectors and the files with each other, item by item.
    Without --repair nothing is changed. Exit code 4: something is wrong, or could not be repaired."""
    with Workspace.open(named_workspace(), written=True) as workspace, _bar() as bar:
        found = check_up(
            workspace,
            bar,
            repair=repair,
            wait_s=wait_s,
            waiting=say_waiting,
        )
    print_json(check_up_json(found)) if as_json else print_check_up(found)
    if not found.sound:
        click.get_current_context().exit(UNSOUND)


class Bar:
    """A bar on standard error: documents looked at."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def documents(self, total: int) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task("Comparing", total=total)

    def document_done(self) -> None:
        if self._task is not None:
            self._progress.advance(self._task)


@contextlib.contextmanager
def _bar() -> Generator[Bar]:
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        yield Bar(progress)
