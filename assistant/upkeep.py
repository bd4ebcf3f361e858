"""Keeping a workspace sound: the doctor, backup and restore."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from assistant.answer_json import Json
from assistant.audit import who
from assistant.settings import load_settings
from assistant.workspace import Workspace, find_folder, ledger_url
from graph.building import Brought
from retrieval.backup.manifest import Manifest
from retrieval.backup.restoring import Restored
from retrieval.backup.restoring import restore as put_back
from retrieval.backup.taking import take_backup
from retrieval.doctor.doctor import Doctor, look
from retrieval.doctor.findings import CheckUp, Watch
from retrieval.doctor.graph_check import GraphCare, GraphComparison
from retrieval.errors import ProjectionDamaged, StoreUnreachable
from retrieval.ledger import Ledger
from retrieval.projection import project
from retrieval.writer import ledger_lock, writer_lock


def check_up(
    workspace: Workspace,
    watch: Watch,
    *,
    repair: bool,
    wait_s: float | None = None,
    waiting: Callable[[str], None] = lambda _: None,
) -> CheckUp:
    """Compare ledger, word index, vectors and files item by item, and mend what can be made again."""

    def trail_problem() -> str | None:
        problem = workspace.audit.verify().problem
        return None if problem is None else str(problem)

    doctor = Doctor(
        workspace.ledger,
        workspace.embedder,
        workspace.vectors,
        workspace.folder,
        verify_audit=trail_problem,
        graph=GraphCare(lambda: _graph_comparison(workspace), lambda: workspace.bring_graph(afresh=True)),
        purge=lambda: workspace.ledger.purge(workspace.wait(wait_s)),
    )
    if not repair:
        return look(doctor, workspace.folder, watch)
    with workspace.writing("doctor --repair", wait_s, waiting):
        found = doctor.repair(watch)
        if found.touched:
            workspace.audit.record("repair", str(len(found.touched)), check_up_json(found))
    return found


def _graph_comparison(workspace: Workspace) -> GraphComparison:
    found = workspace.graph_builder.compare()
    faults = (
        (found.unread, "documents were not read for facts"),
        (found.missing, "entities and edges are not in it"),
        (found.extra, "entities and edges are in it that no fact makes"),
        (found.different, "entities and edges carry something else in it"),
    )
    return GraphComparison(found.expected, tuple(f"{count:,} {what}" for count, what in faults if count))


def rebuild_graph(
    workspace: Workspace,
    *,
    read_again: bool = False,
    wait_s: float | None = None,
    waiting: Callable[[str], None] = lambda _: None,
) -> Brought:
    """Make the process graph anew from the facts; with `read_again`, those from the documents' text.

    Raises StoreUnreachable when the graph's server does not answer.
    """
    with workspace.writing("graph rebuild", wait_s, waiting):
        workspace.settle_ledger()
        if read_again:
            workspace.graph_builder.facts.doubt()
        done = workspace.bring_graph(afresh=True)
        workspace.audit.record("graph rebuild", workspace.graph.name, rebuilt_json(done))
    return done


def rebuilt_json(done: Brought) -> Json:
    """The JSON of `graph rebuild`, and what the audit trail keeps of it."""
    return {"documents_read": done.documents, "facts": done.facts, "written": done.put}


def back_up(workspace: Workspace, target: Path, *, force: bool) -> Manifest:
    """Write the ledger, as it stands at one moment, to a file. Writers and readers go on meanwhile."""

    def ready(manifest: Manifest) -> None:
        workspace.audit.record("backup", target.name, backup_json(target, manifest))

    return take_backup(workspace.ledger, target, workspace.folder, force=force, ready=ready)


def restore(
    file: Path,
    named: Path | None,
    *,
    replace: bool,
    wait_s: float | None = None,
    waiting: Callable[[str], None] = lambda _: None,
) -> Restored:
    """Put a backup in the place of what the workspace here or as named holds; it is made if there is none."""
    folder = find_folder(Path.cwd(), named, make=True)
    settings = load_settings(folder.parent)

    def recorder(restored: Restored) -> tuple[str, str, Json]:
        return who(), file.name, restored_json(file, restored)

    wait = settings.wait_s if wait_s is None else wait_s

    def held(ledger: Ledger) -> contextlib.AbstractContextManager[None]:
        return ledger_lock(ledger, "restore", wait, waiting)

    with writer_lock(folder, "restore", wait, waiting):
        done = put_back(file, folder, ledger_url(folder, settings), recorder, replace=replace, held=held)
        workspace = Workspace(folder, settings)
        try:
            project(workspace.ledger, workspace.vectors, workspace.embedder.model, afresh=True)
            workspace.bring_graph(afresh=True)
        except (StoreUnreachable, ProjectionDamaged) as error:
            waiting(f"the ledger is restored, but an index is not in step with it: {error}")
        finally:
            workspace.close()
    return done


def check_up_json(found: CheckUp) -> Json:
    """The JSON of `doctor`."""
    return {
        "sound": found.sound,
        "checks": [
            {
                "check": checked.check,
                "looked_at": checked.looked_at,
                "unit": checked.unit,
                "findings": [
                    {
                        "where": f.where,
                        "what": f.what,
                        "next_step": f.next_step,
                        "note": f.note,
                        "repaired": f.repaired,
                        "did": f.did,
                    }
                    for f in checked.findings
                ],
            }
            for checked in found.checks
        ],
    }


def backup_json(target: Path, manifest: Manifest) -> Json:
    """The JSON of `backup`."""
    return {"file": str(target), **asdict(manifest)}


def restored_json(file: Path, done: Restored) -> Json:
    """The JSON of `restore`, and what the audit trail keeps of it."""
    return {
        "file": str(file),
        "backup": asdict(done.manifest),
        "documents": done.copied.documents,
        "left_out_as_forgotten": list(done.copied.left_out),
        "not_as_written": list(done.copied.unsound),
        "replaced": {
            "documents": done.replaced_documents,
            "audit_head": done.replaced_head,
            "audit_trail_continued": done.copied.continued,
            "damaged_ledger": done.aside,
        },
    }
