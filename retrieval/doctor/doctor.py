"""The doctor of one workspace: all checks, and the repair."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retrieval.doctor.checkup import check_up
from retrieval.doctor.document_checks import Apart, Documents, Passages
from retrieval.doctor.findings import Check, Checked, CheckUp, Finding, Watch
from retrieval.doctor.graph_check import NO_GRAPH, GraphCare, GraphCheck
from retrieval.doctor.index_checks import LexicalIndexCheck, VectorCacheCheck
from retrieval.doctor.ledger_checks import AuditCheck, DatabaseCheck, FilesCheck, UnfinishedCheck
from retrieval.doctor.repair import Repair
from retrieval.doctor.session_check import SessionCheck
from retrieval.doctor.store_check import StoreCheck
from retrieval.embedding import Embedder
from retrieval.errors import WorkspaceBusy
from retrieval.ledger import Ledger
from retrieval.ledger_inspection import Inspection
from retrieval.vectors import VectorStore
from retrieval.writer import writer_lock


@dataclass(frozen=True)
class Doctor:
    """Compares what a workspace holds, item by item.

    `verify_audit` returns what is wrong with the audit trail, or None; `purge` rids the ledger's files
    of deleted pages; `graph` compares the process graph and puts it right.
    """

    ledger: Ledger
    embedder: Embedder
    store: VectorStore
    folder: Path
    verify_audit: Callable[[], str | None]
    purge: Callable[[], None]
    graph: GraphCare = NO_GRAPH

    def examine(self, watch: Watch, *, still: bool) -> CheckUp:
        """One look, all of the ledger at one moment. Nothing is changed.

        `still` says that the caller holds the writer's lock: else another process may be writing, and
        what it has begun (the vector store, unfinished work) is not looked at.
        """
        inspection = Inspection(self.ledger, self.embedder.model)
        with self.ledger.snapshot():
            found = check_up(inspection, self._checks(inspection, still=still), watch)
        if still:
            return found
        busy = "not compared: another process is writing"
        later = "run it again when that has finished"
        skipped = (
            Checked(of.name, 0, of.unit, (Finding(of.name, of.name, busy, later, note=True),))
            for of in (StoreCheck, GraphCheck)
        )
        return CheckUp((*found.checks, *skipped))

    def repair(self, watch: Watch) -> CheckUp:
        """Look, mend, and look again until nothing can be mended. The caller holds the writer's lock."""
        mend = Repair(self.ledger, self.embedder, self.store, self.folder, self.graph.bring, self.purge)
        return mend.run(self.examine(watch, still=True), lambda: self.examine(watch, still=True))

    def _checks(self, inspection: Inspection, *, still: bool) -> list[Check]:
        checks: list[Check] = [
            DatabaseCheck(inspection),
            Documents(),
            Passages(),
            Apart(),
            LexicalIndexCheck(inspection),
            VectorCacheCheck(inspection, self.embedder),
            FilesCheck(inspection),
            AuditCheck(inspection, self.verify_audit),
            SessionCheck(inspection),
        ]
        if still:
            checks.append(StoreCheck(self.ledger, self.store, self.embedder.model))
            checks.append(GraphCheck(self.graph.compare))
            checks.append(UnfinishedCheck(inspection, self.folder))
        return checks


def look(doctor: Doctor, folder: Path, watch: Watch) -> CheckUp:
    """One look, standing still if no other process writes."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(writer_lock(folder, "doctor", 0, lambda _: None))
            still = True
        except WorkspaceBusy:
            still = False
        return doctor.examine(watch, still=still)
