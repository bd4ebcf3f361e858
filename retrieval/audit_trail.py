"""The audit trail: records that are only ever added, each chained to the one before it.

What makes the chain sound is in `audit_chain`. Who did what, and on what, is in the chain for good:
a document's wording must never be among it. What was delivered, the payload, stands apart, so that
forgetting a document can take its wording out of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection, insert, select, update

from retrieval import audit_rows
from retrieval import ledger_tables as t
from retrieval.audit_chain import (
    ERASURES,
    FORGET,
    GENESIS,
    ChainCheck,
    RawRecord,
    parse_head,
    parse_noted,
    payload_of,
    record_digest,
    sha256,
)
from retrieval.audit_rows import HEAD
from retrieval.database import Database
from retrieval.errors import SettingsError, UnknownReference, WorkspaceDamaged
from retrieval.records import AuditRecord, AuditVerdict, now
from retrieval.redaction import ForgottenDocument, HoldsWording, redact_payload

__all__ = ["GENESIS", "HEAD", "AuditTrail"]


class AuditTrail:
    """The audit records of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Writing

    def record(self, who: str, action: str, subject: str, detail: Mapping[str, object]) -> AuditRecord:
        """Append a record in a transaction of its own. Raises WorkspaceDamaged if it cannot be written."""
        with self._database.writing() as connection:
            return self.append(connection, who, action, subject, detail)

    def append(
        self, connection: Connection, who: str, action: str, subject: str, detail: Mapping[str, object]
    ) -> AuditRecord:
        """Append a record in the transaction of what it records."""
        last, previous = self._lock(connection)
        who, action, subject = map(_storable, (who, action, subject))
        payload, key, at = payload_of(detail), last + 1, now()
        payload_digest = sha256(payload)
        digest = record_digest(key, at, who, action, subject, payload_digest, previous)
        connection.execute(
            insert(t.audit).values(
                id=key,
                at=at,
                who=who,
                action=action,
                subject=subject,
                payload_digest=payload_digest,
                previous=previous,
                digest=digest,
            )
        )
        connection.execute(insert(t.audit_payloads), [{"record": key, "payload": payload}])
        connection.execute(update(t.meta).where(t.meta.c.key == HEAD).values(value=f"{key}:{digest}"))
        return AuditRecord(key, at, who, action, subject, dict(detail), digest, payload_digest, previous)

    def append_forget(
        self,
        connection: Connection,
        who: str,
        document: ForgottenDocument,
        detail: Mapping[str, object],
        holds_wording: HoldsWording,
    ) -> AuditRecord:
        """Take a document's wording out of all payloads and append the record of that, in one transaction.

        The record's action is "forget", its subject the document's digest; its detail is what is given
        (the reason, say: keep wording out of it) with `digest`, `text_digest` and `erasures`, the
        payload digests before and after by record. All payloads are read, a batch at a time; other
        writers wait meanwhile.
        """
        self._lock(connection)
        erasures: dict[str, list[str]] = {}
        for row in audit_rows.walk(connection, self._database.dialect):
            if row.payload is None:
                continue
            left = redact_payload(row.payload, document, holds_wording)
            if left != row.payload:
                erasures[str(row.id)] = [sha256(row.payload), sha256(left)]
                p = t.audit_payloads.c
                connection.execute(update(t.audit_payloads).where(p.record == row.id).values(payload=left))
        known = {"digest": document.digest, "text_digest": document.text_digest, ERASURES: erasures}
        return self.append(connection, who, FORGET, document.digest, {**detail, **known})

    def _lock(self, connection: Connection) -> tuple[int, str]:
        """Number and digest of the last record; nobody else appends until this transaction ends."""
        query = select(t.meta.c.value).where(t.meta.c.key == HEAD).with_for_update()
        value = connection.execute(query).scalar_one_or_none()
        head = parse_head(str(value))
        if head is None:
            raise WorkspaceDamaged(
                "the head of the audit trail cannot be read",
                next_step="run `setpoint audit verify`, and restore the workspace from a backup",
            )
        return head

    # Reading

    def last(self, action: str, who: str) -> AuditRecord | None:
        """The newest record of one action by one person."""
        newest = self.newest(1, action=action, who=who)
        if newest and not newest[0].readable:
            raise _unreadable(newest[0].id)
        return newest[0] if newest else None

    def newest(
        self, limit: int, *, action: str | None = None, who: str | None = None, since: str | None = None
    ) -> tuple[AuditRecord, ...]:
        """The newest records, newest first; `since` is the first time (UTC, ISO 8601) that counts."""
        a = t.audit.c
        query = audit_rows.raw_records(self._database.dialect).order_by(a.id.desc()).limit(limit)
        query = query if action is None else query.where(a.action == action)
        query = query if who is None else query.where(a.who == who)
        query = query if since is None else query.where(a.at >= since)
        with self._database.reading() as connection:
            return tuple(_record(audit_rows.raw(row)) for row in connection.execute(query))

    def find(self, key: int) -> AuditRecord:
        """A record by its number. Raises UnknownReference if there is none."""
        query = audit_rows.raw_records(self._database.dialect).where(t.audit.c.id == key)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownReference(f"there is no audit record {key}", next_step="see `setpoint audit list`")
        return _record(audit_rows.raw(row))

    def several(self, keys: Collection[int]) -> tuple[AuditRecord, ...]:
        """The records of these numbers in order; one that is not there is left out."""
        found: list[AuditRecord] = []
        wanted = sorted(keys)
        with self._database.reading() as connection:
            for begin in range(0, len(wanted), audit_rows.BATCH):
                some = wanted[begin : begin + audit_rows.BATCH]
                query = audit_rows.raw_records(self._database.dialect).where(t.audit.c.id.in_(some))
                rows = connection.execute(query.order_by(t.audit.c.id))
                found.extend(_record(audit_rows.raw(row)) for row in rows)
        return tuple(found)

    def about(self, subject: str) -> AuditRecord:
        """The newest record on a subject, an answer's id for one. Raises UnknownReference if there is none."""
        a = t.audit.c
        query = audit_rows.raw_records(self._database.dialect).where(a.subject == subject).order_by(a.id.desc())
        with self._database.reading() as connection:
            row = connection.execute(query.limit(1)).first()
        if row is None:
            raise UnknownReference(f"nothing recorded is called {subject!r}", next_step="see `setpoint audit list`")
        return _record(audit_rows.raw(row))

    def walk(self) -> Iterator[AuditRecord]:
        """Every record from the first on, read in batches."""
        with self._database.reading() as connection:
            yield from map(_record, audit_rows.walk(connection, self._database.dialect))

    def verify(self, noted: str | None = None) -> AuditVerdict:
        """Whether the trail is as it was written, and if not, the first bad record.

        Recomputes every digest, in batches. `noted` is a head ("12:3fa4...", the digest cut to 12 hex
        digits or more) that somebody wrote down before: the trail must still have that record. Raises
        SettingsError if it is not of that form, WorkspaceBusy; nothing else, whatever is stored.
        """
        head = None if noted is None else parse_noted(noted)
        if noted is not None and head is None:
            raise SettingsError(
                f"{noted!r} is not the head of a trail",
                next_step="give it as `audit verify` printed it: number, colon, 12 or more hex digits",
            )
        check, dialect = ChainCheck(head), self._database.dialect
        try:
            with self._database.snapshot(), self._database.reading() as connection:
                for row in audit_rows.walk(connection, dialect):
                    check.add(row)
                records, payloads = audit_rows.row_counts(connection)
                return check.verdict(audit_rows.stored_head(connection, dialect), records=records, payloads=payloads)
        except WorkspaceDamaged as error:
            return check.stopped(error.what)


def _record(row: RawRecord) -> AuditRecord:
    """A record as text, whatever is stored: what cannot be read shows as replacement characters."""
    fields = (row.at, row.who, row.action, row.subject, row.digest, row.payload_digest, row.previous)
    at, who, action, subject, digest, payload_digest, previous = (f.decode("utf-8", "replace") for f in fields)
    try:
        detail: object = json.loads(row.payload or b"")
    except (ValueError, RecursionError):
        detail = None
    readable = isinstance(detail, dict)
    found: Mapping[str, object] = detail if isinstance(detail, dict) else {}
    return AuditRecord(row.id, at, who, action, subject, found, digest, payload_digest, previous, readable)


def _unreadable(key: int) -> WorkspaceDamaged:
    return WorkspaceDamaged(
        f"audit record {key} cannot be read",
        next_step="run `setpoint audit verify`, and restore the workspace from a backup",
    )


def _storable(text: str) -> str:
    """Text that every database takes: no NUL, no lone surrogate."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
