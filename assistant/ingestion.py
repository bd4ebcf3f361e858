"""Reading files and folders into a workspace."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answer_json import Json, read_report
from assistant.fact_reading import FactReading
from assistant.workspace import Workspace
from graph.ledger_facts import LedgerFacts
from retrieval.errors import ProjectionDamaged, SettingsError, StoreUnreachable
from retrieval.guard.limits import Limits
from retrieval.guard.pool import Pool
from retrieval.ingest import Ingest
from retrieval.ingest_report import FileOutcome, IngestReport, Progress, State
from retrieval.loaders.reading import Reading
from retrieval.ocr import tesseract
from retrieval.survey import Candidate
from retrieval.survey import survey as look_through


@dataclass(frozen=True, slots=True)
class Wanted:
    """How files are to be read: under which collection, whether also those that were forgotten, whether by OCR.

    None for `collection` or `ocr` leaves it to the settings. `model` also reads facts from passages of prose.
    """

    collection: str | None = None
    even_forgotten: bool = False
    ocr: bool | None = None
    model: FactReading | None = None


AS_USUAL = Wanted()


def survey(workspace: Workspace, paths: Sequence[Path], ocr: bool | None = None) -> list[Candidate]:
    """What an ingest of these paths would look at. Raises SettingsError when OCR is asked for in vain."""
    reading = _reading(workspace, ocr)
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise SettingsError("there is no such file or folder", where=str(missing[0]), next_step="check the path")
    return look_through(paths, workspace.root, workspace.ledger, ocr=reading.ocr)


def ingest(
    workspace: Workspace,
    paths: Sequence[Path],
    progress: Progress,
    wanted: Wanted = AS_USUAL,
    *,
    wait_s: float | None = None,
    waiting: Callable[[str], None] = lambda _: None,
) -> IngestReport:
    """Read files and folders into the library, one writer at a time."""
    with workspace.writing("ingest", wait_s, waiting):
        workspace.settle_ledger()
        run = Ingest(
            workspace.ledger,
            workspace.embedder,
            wanted.collection or workspace.settings.collection,
            progress,
            _pool(workspace, wanted.ocr),
            even_forgotten=wanted.even_forgotten,
        )
        candidates = survey(workspace, paths, wanted.ocr)
        changed = [c.path for c in candidates if not c.looks_unchanged]
        if changed:  # recorded before anything is written: one that is killed leaves a record too
            workspace.audit.record("ingest begun", str(len(changed)), {"files": [{"file": path} for path in changed]})
        with _asking(workspace, wanted.model):
            report = _with_graph(workspace, run.run(candidates), progress)
        workspace.settle_ledger()
        if wanted.model is not None or any(o.state is not State.UNCHANGED for o in report.outcomes):
            detail = {**report_json(report, wanted.model), "versions": dict(workspace.versions)}
            workspace.audit.record("ingest", str(len(report.outcomes)), detail)
        return _with_vectors(workspace, report)


@contextlib.contextmanager
def _asking(workspace: Workspace, model: FactReading | None) -> Generator[None]:
    """Facts are read with a model inside of this; that it was is noted before anything of it is kept."""
    if model is not None:
        LedgerFacts(workspace.ledger).read_with(model.name)
        workspace.reader = model.reader()
    try:
        yield
    finally:
        workspace.reader = None


def _pool(workspace: Workspace, ocr: bool | None) -> Pool:
    """What reads files; it starts nothing until there is one."""
    chosen = workspace.settings
    limits = Limits(chosen.parse_memory_mb, chosen.parse_stall_s, chosen.max_file_mb)
    return Pool(limits, _reading(workspace, ocr))


def _reading(workspace: Workspace, ocr: bool | None) -> Reading:
    """How files are to be read: as was asked for, else as the settings say."""
    if not (workspace.settings.ocr if ocr is None else ocr):
        return Reading()
    tesseract.require(workspace.settings.ocr_language)
    return Reading(ocr=True, language=workspace.settings.ocr_language)


def _with_graph(workspace: Workspace, report: IngestReport, progress: Progress) -> IngestReport:
    """The report with its facts, once the graph is in step, or with what keeps it: answers do not wait for it."""
    try:
        brought = workspace.bring_graph(progress.linked)
    except (StoreUnreachable, ProjectionDamaged) as error:
        note = f"the process graph is not in step: {error}"
        facts = workspace.graph_builder.facts.count()
        return replace(report, facts=facts, notes=(*report.notes, note), behind=True)
    return replace(report, facts=brought.facts)


def _with_vectors(workspace: Workspace, report: IngestReport) -> IngestReport:
    """The report, once the vectors are in step, or with what keeps them: answers do not wait for them."""
    try:
        healed = workspace.bring_vectors().healed
    except (StoreUnreachable, ProjectionDamaged) as error:
        return replace(report, notes=(*report.notes, f"the vector index is not in step: {error}"), behind=True)
    return replace(report, notes=(*report.notes, f"the vector index was made anew: {healed}")) if healed else report


def report_json(report: IngestReport, model: FactReading | None = None) -> Json:
    """The JSON of `ingest`: what became of each file, and of what a model was asked."""
    return {
        "documents": [_outcome(o) for o in report.outcomes],
        "embedded": report.embedded,
        "reused": report.reused,
        "facts": report.facts,
        "seconds": round(report.seconds, 3),
        "notes": list(report.notes),
        **({} if model is None else {"model": model.json()}),
    }


def _outcome(o: FileOutcome) -> Json:
    return {
        "file": o.path,
        "document": o.identity.number or None,
        "version": o.identity.version or None,
        "digest": o.digest,
        "state": o.state.value,
        "reason": o.reason,
        "note": o.note,
        "read": read_report(o.report) if o.report else None,
    }
