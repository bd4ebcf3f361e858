"""What a workspace records of itself, and what a person may read of it.

Everything that leaves the workspace (an answer, an export) is recorded before it leaves: what cannot
be recorded is not delivered.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import BinaryIO

from assistant import audit_export
from assistant.audit_export import Exported
from assistant.errors import AuditFailed
from retrieval.errors import SetpointError, SettingsError
from retrieval.ledger import Ledger
from retrieval.records import AuditRecord, AuditVerdict


class Audit:
    """The audit trail of one workspace."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self._ledger = ledger
        self._folder = folder

    def record(
        self,
        action: str,
        subject: str,
        detail: Mapping[str, object],
        also: Callable[[AuditRecord], None] = lambda _: None,
    ) -> AuditRecord:
        """Append a record of this person. Raises AuditFailed; then what it records must not be delivered.

        `action` is a word ("ask", "export", "review"), `subject` an id and never wording of a document:
        both are in the chain for good. What was delivered goes into `detail`. `also` is done in the same
        transaction.
        """
        try:
            with self._ledger.together():
                record = self._ledger.audit.record(who(), action, subject, detail)
                also(record)
            return record
        except SetpointError as error:
            raise AuditFailed(
                f"the audit record could not be written ({error.what})",
                next_step="make the workspace writable; nothing is shown that cannot be recorded",
            ) from error

    def exported(self, what: str, file: str, sha256: str, detail: Mapping[str, object]) -> AuditRecord:
        """Record that a file left the workspace: call it when the file is made and before it is handed out."""
        return self.record("export", what, {"what": what, "file": file, "sha256": sha256, **detail})

    def newest(
        self, limit: int, *, action: str | None = None, by: str | None = None, since: str | None = None
    ) -> tuple[AuditRecord, ...]:
        """The newest records, newest first; `since` is a day or time (UTC, ISO 8601)."""
        return self._ledger.audit.newest(limit, action=action, who=by, since=since)

    def find(self, number: int) -> AuditRecord:
        """One record. Raises UnknownReference if there is none."""
        return self._ledger.audit.find(number)

    def verify(self, noted: str | None = None) -> AuditVerdict:
        """Whether every record is as it was written, and the head is, or comes after, the one noted."""
        return self._ledger.audit.verify(noted)

    def export(self, out: Path) -> Exported:
        """Write the whole trail to a .csv, .xlsx or .jsonl file; recorded before the file is there.

        A trail that does not verify is exported too, and every export says whether it does. Raises
        SettingsError for another ending, a place that cannot be written, or one within the workspace,
        where a forgotten document's wording would stay.
        """
        kind = audit_export.kind_of(out)
        if out.resolve().is_relative_to(self._folder):
            raise SettingsError(
                "an export does not belong into the workspace folder", where=str(out), next_step="name another place"
            )
        with audit_export.beside(out) as part:
            made = self._make(part, kind)
            self.exported("audit", out.name, made.sha256, made.recorded)
            part.replace(out)
        return made

    def export_to(self, stream: BinaryIO) -> Exported:
        """The same as CSV without a byte order mark, for a pipe."""
        with audit_export.apart() as part:
            made = self._make(part, "csv", marked=False)
            self.exported("audit", "-", made.sha256, made.recorded)
            audit_export.copy(part, stream)
        return made

    def _make(self, part: Path, kind: str, *, marked: bool = True) -> Exported:
        with self._ledger.snapshot():
            verdict = self._ledger.audit.verify()
            return audit_export.write(part, kind, self._ledger.audit.walk(), verdict, who(), marked=marked)


def who() -> str:
    """The person at the keyboard, as the system names them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def program_version() -> str:
    """The version of this program that goes into records."""
    return metadata.version("setpoint")
