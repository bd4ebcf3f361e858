"""A check-up: every check in turn over every document, one document in memory at a time."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.doctor.findings import REPAIR, Check, Checked, CheckUp, Finding, Remedy, Watch
from retrieval.errors import WorkspaceBusy, WorkspaceDamaged
from retrieval.ledger_inspection import Inspection, Undecodable

_ELSE_RESTORE = f"{REPAIR}; if that does not help, restore the workspace from a backup, or ingest anew"


@dataclass
class _Running:
    """A check at work: one that failed is not asked again."""

    check: Check
    findings: list[Finding]
    failed: bool = False

    def take(self, look: Callable[[], Iterable[Finding]], where: str) -> None:
        if self.failed:
            return
        try:
            self.findings.extend(look())
        except WorkspaceBusy:
            raise
        except (WorkspaceDamaged, ValueError, KeyError, TypeError) as error:  # rows that mean nothing raise anything
            self.failed = True
            said = error.what if isinstance(error, WorkspaceDamaged) else str(error)
            self.findings.append(
                self.check.fault(where, f"it cannot be looked at ({said})", _ELSE_RESTORE, Remedy.NONE)
            )


def check_up(inspection: Inspection, checks: Sequence[Check], watch: Watch) -> CheckUp:
    """Show every document to every check, then let each look at the whole.

    Raises WorkspaceBusy when the ledger is held; damage of any kind is a finding.
    """
    running = [_Running(check, []) for check in checks]
    digests = _digests(inspection, running[0])
    watch.documents(len(digests))
    for digest, file in digests:
        _examine(inspection, running, digest, file)
        watch.document_done()
    for one in running:
        failed, one.failed = one.failed, False  # what it could not see of a document may show in the whole
        one.take(one.check.conclude, one.check.name)
        one.failed = one.failed or failed
    return CheckUp(tuple(Checked(r.check.name, r.check.looked_at, r.check.unit, tuple(r.findings)) for r in running))


def _digests(inspection: Inspection, first: _Running) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def look() -> Iterator[Finding]:
        found.extend(inspection.digests())
        yield from ()

    first.take(look, "documents")
    return found


def _examine(inspection: Inspection, running: Sequence[_Running], digest: str, file: str) -> None:
    try:
        record = inspection.record(digest)
    except WorkspaceBusy:
        raise
    except WorkspaceDamaged as error:
        remedy = Remedy.PLACEHOLDER if isinstance(error, Undecodable) else Remedy.READ_AGAIN
        step = f"{REPAIR}, then ingest its file again"
        owner = next((r for r in running if r.check.name == "documents"), running[0])
        owner.check.looked_at += 1
        owner.findings.append(owner.check.fault(file, error.what, step, remedy, digest))
        return
    for one in running:
        one.take(functools.partial(one.check.examine, record), record.where)
