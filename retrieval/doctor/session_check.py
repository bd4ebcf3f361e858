"""The check of sessions: every turn is the answer of a session, and none is missing between two others."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.doctor.findings import REPAIR, Check, Finding, Remedy
from retrieval.ledger_inspection import Inspection, TurnRow
from retrieval.sessions import ANSWER


class SessionCheck(Check):
    """Every turn belongs to a session and to the audit record of an answer."""

    name = "sessions"
    unit = "turns"

    def __init__(self, inspection: Inspection) -> None:
        super().__init__()
        self._inspection = inspection

    def conclude(self) -> Iterator[Finding]:
        """See Check."""
        before: TurnRow | None = None
        for row in self._inspection.turns():
            self.looked_at += 1
            where = f"session {row.session}, turn {row.ordinal}"
            expected = before.ordinal + 1 if before and before.session == row.session else 1
            if row.name is None:
                yield self.fault(where, "it belongs to no session", REPAIR, Remedy.PRUNE)
            elif row.action != ANSWER:
                yield self.fault(where, "its record in the audit trail is no answer", REPAIR, Remedy.PRUNE)
            elif row.ordinal > expected:
                what = f"the turns before it, from {expected} on, are gone"
                yield self.note(where, what, "restore the workspace from a backup if you need them")
            before = row
