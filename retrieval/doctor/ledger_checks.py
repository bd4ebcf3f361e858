"""Checks of the ledger as a whole: its database, the states of files, the audit trail, unfinished work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from retrieval.doctor.findings import REPAIR, Check, Finding, Remedy
from retrieval.ledger_inspection import Inspection
from retrieval.ledger_tables import SCHEMA_VERSION

# The key of `meta` under which a purge is noted that has not been done yet.
PURGE_DUE = "purge_due"
# Where a restore unpacks a backup, inside the workspace.
RESTORING = "restoring"
# What SQLite's integrity_check says of an index alone (sqlite3VdbeIntegrityCk in its pragma.c): the rows are well.
_INDEX_FAULT = re.compile(r"(row \d+ missing from|wrong # of entries in|non-unique entry in) index ")


class DatabaseCheck(Check):
    """The database's own check, its schema version, and rows that belong to no document."""

    name = "database"
    unit = "rows"

    def __init__(self, inspection: Inspection) -> None:
        super().__init__()
        self._inspection = inspection

    def conclude(self) -> Iterator[Finding]:
        """See Check."""
        found = self._inspection.meta().get("schema")
        if found != SCHEMA_VERSION:
            what = f"it has schema version {found}, this program reads {SCHEMA_VERSION}"
            yield self.fault("ledger", what, "use the version of setpoint that made it", Remedy.NONE)
        said_all = self._inspection.integrity()
        only_indexes = all(_INDEX_FAULT.match(said) for said in said_all)
        remedy = Remedy.DATABASE_INDEXES if only_indexes else Remedy.NONE
        step = REPAIR if only_indexes else "restore the workspace from a backup, or ingest anew"
        for said in said_all:
            yield self.fault("ledger", f"the database says: {said}", step, remedy)
        for table, count in self._inspection.ownerless().items():
            what = f"{count:,} rows belong to nothing"
            if table == "audit_payloads":
                yield self.fault(f"table {table}", what, "keep the file and ask who had it", Remedy.NONE)
            else:
                yield self.fault(f"table {table}", what, REPAIR, Remedy.PRUNE)
        self.looked_at = self._inspection.rows()


class FilesCheck(Check):
    """What is known of each file leads to a document, or says why there is none."""

    name = "file states"
    unit = "files"

    def __init__(self, inspection: Inspection) -> None:
        super().__init__()
        self._inspection = inspection

    def conclude(self) -> Iterator[Finding]:
        """See Check."""
        for row in self._inspection.files():
            self.looked_at += 1
            if row.live or row.failed or row.forgotten:
                continue
            if row.marked:
                yield self.note(row.path, "the next ingest reads it again")
            else:
                what = "what was read from it is not in the library"
                yield self.fault(row.path, what, "ingest it again", Remedy.READ_AGAIN)


class AuditCheck(Check):
    """The chain of audit records is whole. It is never mended, only reported."""

    name = "audit trail"
    unit = "records"

    def __init__(self, inspection: Inspection, verify: Callable[[], str | None]) -> None:
        super().__init__()
        self._inspection = inspection
        self._verify = verify

    def conclude(self) -> Iterator[Finding]:
        """See Check."""
        problem = self._verify()
        if problem:
            step = "it cannot be mended: keep a copy of the workspace, and find out who changed it"
            yield self.fault("audit trail", problem, step, Remedy.NONE)
        self.looked_at = self._inspection.audit_records()


class UnfinishedCheck(Check):
    """Work that was interrupted and that the next run would finish."""

    name = "unfinished work"
    unit = "kinds of it"

    def __init__(self, inspection: Inspection, folder: Path) -> None:
        super().__init__()
        self._inspection = inspection
        self._folder = folder

    def conclude(self) -> Iterator[Finding]:
        """See Check."""
        meta = self._inspection.meta()
        self.looked_at = 3
        if PURGE_DUE in meta:
            what = f"deleted pages have waited to be purged since {meta[PURGE_DUE][:19]} UTC"
            yield self.fault("ledger", what, REPAIR, Remedy.PURGE)
        shown, generation = meta.get(f"projection:{self._inspection.model}"), meta.get("generation", "0")
        if generation not in (shown, "0"):
            what = f"it shows generation {shown or 'none'} of the ledger, which is at {generation}"
            yield self.fault("vector store", what, REPAIR, Remedy.STORE)
        if (self._folder / RESTORING).exists():
            what = "an interrupted restore left its copy of the backup"
            yield self.fault(str(self._folder / RESTORING), what, REPAIR, Remedy.LEFTOVER)
