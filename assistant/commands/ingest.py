"""`setpoint ingest`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from assistant.commands.options import as_json, named_workspace, print_json, say_waiting
from assistant.fact_reading import FactReading
from assistant.ingestion import Wanted, ingest, report_json, survey
from assistant.rendering.ingest import print_ingest, print_plan
from assistant.terminal import one_line
from assistant.workspace import Workspace
from retrieval.ingest_report import State

SOME_FAILED = 1


@click.command(
    "ingest",
    epilog="""\b
Examples:
  setpoint ingest records/
  setpoint ingest records/ extra/SOP-014_v3.docx --dry-run
  setpoint ingest records/ --ocr      scanned pages and pictures too
  setpoint ingest records/ --model --model-calls 200   facts of prose too
  setpoint ingest records/ --json > report.json""",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--collection", help="The collection to file them under (default: main).")
@click.option("--even-forgotten", is_flag=True, help="Read again what was forgotten.")
@click.option("--dry-run", is_flag=True, help="Show what would be read; change nothing.")
@click.option("--wait", "wait_s", type=click.FloatRange(min=0), help="Seconds to wait for another writer.")
@click.option("--ocr", is_flag=True, default=None, help="Read scanned pages and pictures too (needs Tesseract).")
@click.option("--model", "with_model", is_flag=True, help="Have the language model read facts from prose too.")
@click.option("--model-calls", type=click.IntRange(min=1), help="Calls of the model at most (default: no limit).")
@as_json
def command(  # noqa: PLR0913 - one argument an option
    paths: tuple[Path, ...],
    *,
    collection: str | None,
    even_forgotten: bool,
    dry_run: bool,
    wait_s: float | None,
    ocr: bool | None,
    with_model: bool,
    model_calls: int | None,
    as_json: bool,
) -> None:
    """Read PATHS, files and folders, into the library. Unchanged files cost nothing; a file that
    cannot be read is named and stops nothing (exit code 1).

    With --model, facts that a model finds in prose are kept once code has found them there word for word;
    no passage is asked about twice."""
    if model_calls is not None and not with_model:
        raise click.UsageError("--model-calls needs --model")
    with Workspace.open(named_workspace(), make=True) as workspace:
        model = FactReading.of(workspace.settings, model_calls) if with_model else None
        if dry_run:
            plan = survey(workspace, paths, ocr)
            print_json([{"file": c.path, "plan": c.plan} for c in plan]) if as_json else print_plan(plan)
            return
        with _bars() as bars:
            if model is not None:
                model.progress = bars.asked
            report = ingest(
                workspace,
                paths,
                bars,
                Wanted(collection, even_forgotten, ocr, model),
                wait_s=wait_s,
                waiting=say_waiting,
            )
        for note in model.notes(workspace.documents()) if model else ():
            click.echo(one_line(note), err=True)
    if as_json:
        print_json(report_json(report, model))
    else:
        print_ingest(report)
    if report.count(State.FAILED) or report.behind:
        click.get_current_context().exit(SOME_FAILED)


class Bars:
    """Bars on standard error: files read, passages embedded, documents read for facts, passages asked about."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._files: TaskID | None = None
        self._passages: TaskID | None = None
        self._linking: TaskID | None = None
        self._asking: TaskID | None = None

    def files(self, total: int) -> None:
        if total:
            self._files = self._progress.add_task("Reading", total=total, rate="")

    def file_done(self, path: str) -> None:
        if self._files is not None:
            self._progress.advance(self._files)

    def passages(self, more: int) -> None:
        if self._passages is None:
            self._passages = self._progress.add_task("Embedding", total=0, rate="")
        task = self._progress.tasks[self._passages]
        self._progress.update(self._passages, total=(task.total or 0) + more)

    def embedded(self, count: int) -> None:
        if self._passages is None:
            return
        self._progress.advance(self._passages, count)
        speed = self._progress.tasks[self._passages].speed
        self._progress.update(self._passages, rate=f"{speed:.0f}/s" if speed else "")

    def linked(self, done: int, of: int) -> None:
        if self._linking is None:
            self._linking = self._progress.add_task("Linking", total=of, rate="")
        self._progress.update(self._linking, completed=done, total=of)

    def asked(self, done: int, of: int) -> None:
        if self._asking is None:
            self._asking = self._progress.add_task("Asking", total=of, rate="")
        self._progress.update(self._asking, completed=done, total=of)


@contextlib.contextmanager
def _bars() -> Generator[Bars]:
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        yield Bars(progress)
