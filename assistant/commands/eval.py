"""`setpoint eval`."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from assistant.commands.options import named_workspace, print_json
from assistant.evaluation.comparing import Comparison, compare, keep, kept_at, read_report
from assistant.evaluation.figures import Figures, figures
from assistant.evaluation.gold import Gold, GoldFile, read_gold
from assistant.evaluation.report import report
from assistant.evaluation.running import Run, run
from assistant.evaluation.spans import Library
from assistant.evaluation.thresholds import Threshold, missed
from assistant.rendering.evaluation import print_evaluation
from assistant.terminal import one_line
from assistant.workspace import Workspace
from retrieval.errors import SettingsError, UnknownReference

MISSED = 1
INTERRUPTED = 130


@click.command(
    "eval",
    epilog="""\b
Examples:
  setpoint eval samples/questions.jsonl
  setpoint eval gold.jsonl --split dev --list
  setpoint eval gold.jsonl --json run.json --compare before.json
  setpoint eval gold.jsonl --threshold accuracy=85% --threshold stale=0
\b
Every answer goes into the audit record like any other, and one record "eval"
names the file and the figures. The last whole run of a file is kept in the
workspace, in evaluations/, and compared with the next one: verdicts and figures,
no wording of the records.""",
)
@click.argument("gold", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--model", help="The language model to ask, as provider:name; none to do without.")
@click.option("--split", help="Only the questions of this split, such as dev.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first N questions; such a run is not kept.")
@click.option("--json", "out", type=click.Path(allow_dash=True), help="Write every verdict and figure here; - prints.")
@click.option("--compare", "other", help="A file that --json wrote, or last (the default, when there is one).")
@click.option("--threshold", "wanted", multiple=True, help="NAME=VALUE that must be met, else exit code 1.")
@click.option("--list", "listed", is_flag=True, help="Print every question that went wrong, and why.")
def command(  # noqa: PLR0913, PLR0917  (one option each)
    gold: Path,
    model: str | None,
    split: str | None,
    limit: int | None,
    out: str | None,
    other: str | None,
    wanted: tuple[str, ...],
    listed: bool,
) -> None:
    """Ask every question of GOLD, a file of JSON lines, and hold the answers against it: accuracy, evidence,
    refusals, stale values, effects of planted instructions, time and cost."""
    thresholds = [Threshold.read(text) for text in wanted]
    file = read_gold(gold)
    questions = file.of_split(split)[:limit]
    before = read_report(Path(other)) if other and other != "last" else None
    began = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with Workspace.open(named_workspace(), model=model) as workspace:
        if model is not None:
            workspace.maker.line()  # a model that was named and cannot be used is an error, not a note
        place = kept_at(workspace.folder, file, split)
        before = before or _last(place, required=other == "last")
        done = _ask(workspace, questions, f"eval {began}")
        document = report(file, split, done, began)
        compared = compare(before, document) if before else None
        document["compared"] = compared.as_json() if compared else None
        _record(workspace, file, document, figures(done.outcomes))
    failed = missed(thresholds, figures(done.outcomes))
    document["missed"] = list(failed)
    if limit is None and not done.interrupted:
        keep(place, document)
    _hand_out(document, done, compared, failed, out, listed)
    if done.interrupted or failed:
        click.get_current_context().exit(INTERRUPTED if done.interrupted else MISSED)


def _ask(workspace: Workspace, questions: tuple[Gold, ...], called: str) -> Run:
    library = Library(workspace.documents(), lambda digest: workspace.place(digest).canonical.text)
    done = run(questions, workspace.ask, library, called, _say)
    for session in done.sessions:
        with contextlib.suppress(UnknownReference):  # it was never begun: interrupted, or its question failed
            workspace.sessions.delete(session)
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    for id_, what in done.missing:
        click.echo(f"{id_}: evidence that is not in this library: {one_line(what)[:120]}", err=True)
    return done


def _say(number: int, of: int, gold: Gold) -> None:
    """One line that is written over on a terminal; in a log every twentieth question."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[Kasking {number} of {of}: {one_line(gold.question)[:60]}", nl=False, err=True)
    elif number % 20 == 1:
        click.echo(f"asking {number} of {of}", err=True)


def _last(place: Path, *, required: bool) -> Mapping[str, object] | None:
    if place.exists():
        return read_report(place)
    if required:
        raise SettingsError(
            "there is no earlier run of this file", where=str(place), next_step="run it without --compare"
        )
    return None


def _record(workspace: Workspace, file: GoldFile, document: Mapping[str, object], found: Figures) -> None:
    kept = ("gold_sha256", "split", "began", "interrupted", "modes", "models", "figures")
    came_to = f"{found.right} of {found.answerable} right, {found.refused} of {found.unanswerable} refused"
    detail = {"file": file.path.name, "came_to": came_to, **{name: document[name] for name in kept}}
    workspace.audit.record("eval", file.digest[:12], detail)


def _hand_out(
    document: Mapping[str, object],
    done: Run,
    compared: Comparison | None,
    failed: tuple[str, ...],
    out: str | None,
    listed: bool,
) -> None:
    if out == "-":
        print_json(document)
        return
    print_evaluation(done, compared, failed, listed=listed)
    if out:
        keep(Path(out), json.loads(json.dumps(document)))
        click.echo(f"written to {out}", err=True)
