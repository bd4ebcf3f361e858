"""`setpoint verify`."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Generator, Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.checking.check_file import check_file, is_claims, record
from assistant.checking.nouns import Checked, Outcome
from assistant.commands.options import as_json, named_workspace, print_json_line
from assistant.rendering.checked import print_checked, print_tally
from assistant.workspace import Workspace

# Exit code when a sentence is not supported, as for any command of whose inputs some failed.
SOME_UNSUPPORTED = 1


@click.command(
    "verify",
    epilog="""\b
Examples:
  setpoint verify claims.jsonl
  setpoint verify claims.jsonl --json | jq 'select(.verdict != "supported")'
  setpoint verify draft.md
\b
A line of claims (.jsonl):
  {"id": "1", "text": "MOI is set to 3.0.", "citations": [{"document": "SOP-127",
   "version": "5", "quote": "MOI | CPP | 3.0"}]}
"file" may stand for "document"; without "version" the one in force is meant.
"derived" may hold [{"operation": "mean", "operands": ["3.1 %", "3.3 %"], "result": "3.2 %"}].
\b
A text (.md, .txt): every sentence and table row is looked for in the library. What names its
record behind it, [SOP-127 v5] or (SOP-127), is looked for there alone. Headings, questions and
what introduces a list state nothing and are shown as not checked.
\b
Exit code 0: all supported; 1: some not, each with its line and reason; 2: FILE cannot be read.
Each verdict is recorded in the audit trail before it is shown.""",
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@as_json
def command(file: Path, as_json: bool) -> None:
    """Check FILE: claims with their quotations, a JSON object a line, or a text, sentence by sentence.
    Whatever the records do not say is named, with the reason."""
    is_claims(file)
    tally: Counter[Outcome] = Counter()
    with Workspace.open(named_workspace()) as workspace, _bar(file) as bar:
        for checked in _shown(check_file(workspace, file), bar):
            tally[checked.outcome] += 1
            print_json_line(record(checked)) if as_json else print_checked(checked)
    if not as_json:
        print_tally(tally)
    if tally[Outcome.UNSUPPORTED]:
        click.get_current_context().exit(SOME_UNSUPPORTED)


def _shown(checked: Iterable[Checked], bar: Progress) -> Generator[Checked]:
    for one in checked:
        bar.update(bar.task_ids[0], completed=one.drafted.line)
        yield one


@contextlib.contextmanager
def _bar(file: Path) -> Generator[Progress]:
    """Lines done, on standard error; only on a terminal to which nothing else is printed meanwhile."""
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    apart = sys.stderr.isatty() and not sys.stdout.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=not apart, transient=True) as progress:
        with file.open("rb") as stream:
            lines = sum(1 for _ in stream) if apart else None
        progress.add_task("Checking", total=lines)
        yield progress
