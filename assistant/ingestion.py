"""Reading files and folders into a workspace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answer_json import Json, read_report
from assistant.workspace import Workspace
from retrieval.errors import ProjectionDamaged, SettingsError, StoreUnreachable
from retrieval.guard.limits import Limits
from retrieval.guard.pool import Pool
from retrieval.ingest import FileOutcome, Ingest, IngestReport, Progress, State
from retrieval.projection import project
from retrieval.survey import Candidate
from retrieval.survey import survey as look_through


@dataclass(frozen=True, slots=True)
class Wanted:
    """How files are to be read: under which collection, and whether also those that were forgotten."""

    collection: str | None = None
    even_forgotten: bool = False


AS_USUAL = Wanted()


def survey(workspace: Workspace, paths: Sequence[Path]) -> list[Candidate]:
    """What an ingest of these paths would look at."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise SettingsError("there is no such file or folder", where=str(missing[0]), next_step="check the path")
    return look_through(paths, workspace.root, workspace.ledger)


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
            _pool(workspace),
            even_forgotten=wanted.even_forgotten,
        )
        report = run.run(survey(workspace, paths))
        workspace.settle_ledger()
        if any(o.state is not State.UNCHANGED for o in report.outcomes):
            detail = {**report_json(report), "versions": dict(workspace.versions)}
            workspace.audit.record("ingest", str(len(report.outcomes)), detail)
        return _with_vectors(workspace, report)


def _pool(workspace: Workspace) -> Pool:
    """What reads files; it starts nothing until there is one."""
    chosen = workspace.settings
    return Pool(Limits(chosen.parse_memory_mb, chosen.parse_stall_s, chosen.max_file_mb))


def _with_vectors(workspace: Workspace, report: IngestReport) -> IngestReport:
    """The report, once the vectors are in step, or with what keeps them: answers do not wait for them."""
    try:
        healed = project(workspace.ledger, workspace.vectors, workspace.embedder.model).healed
    except (StoreUnreachable, ProjectionDamaged) as error:
        return replace(report, notes=(f"the vector index is not in step: {error}",), behind=True)
    return replace(report, notes=(f"the vector index was made anew: {healed}",)) if healed else report


def report_json(report: IngestReport) -> Json:
    """The JSON of `ingest`: what became of each file."""
    return {
        "documents": [_outcome(o) for o in report.outcomes],
        "embedded": report.embedded,
        "reused": report.reused,
        "facts": 0,
        "seconds": round(report.seconds, 3),
        "notes": list(report.notes),
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
