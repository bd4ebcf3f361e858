"""The audit trail: records that are only ever added, each chained to the one before it.

A record's digest is the SHA-256 of its fields and of the digest before it; what was delivered (the
payload) is in the chain by its own digest. The head of the chain stands in `meta`, so that a
missing last record shows too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from retrieval import ledger_tables as t
from retrieval.database import Database
from retrieval.records import AuditRecord, now

# What the first record is chained to.
GENESIS = "0" * 64
HEAD = "audit_head"


class AuditTrail:
    """The audit records of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, who: str, action: str, subject: str, detail: Mapping[str, object]) -> AuditRecord:
        """Append a record in a transaction of its own. Raises WorkspaceDamaged if it cannot be written."""
        with self._database.writing() as connection:
            return self.append(connection, who, action, subject, detail)

    def append(
        self, connection: Connection, who: str, action: str, subject: str, detail: Mapping[str, object]
    ) -> AuditRecord:
        """Append a record in the transaction of what it records."""
        head = select(t.meta.c.value).where(t.meta.c.key == HEAD).with_for_update()
        last, _, previous = str(connection.execute(head).scalar_one()).partition(":")
        payload = json.dumps(detail, ensure_ascii=False, sort_keys=True).encode()
        key, at, payload_digest = int(last) + 1, now(), hashlib.sha256(payload).hexdigest()
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
        connection.execute(insert(t.audit_payloads).values(record=key, payload=payload))
        connection.execute(update(t.meta).where(t.meta.c.key == HEAD).values(value=f"{key}:{digest}"))
        return AuditRecord(key, at, who, action, subject, dict(detail), digest)

    def last(self, action: str, who: str) -> AuditRecord | None:
        """The newest record of one action by one person."""
        a = t.audit.c
        query = (
            select(t.audit, t.audit_payloads.c.payload)
            .join(t.audit_payloads, t.audit_payloads.c.record == a.id)
            .where(a.action == action, a.who == who)
            .order_by(a.id.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        detail = json.loads(bytes(row["payload"]))
        return AuditRecord(row["id"], row["at"], row["who"], row["action"], row["subject"], detail, row["digest"])


def record_digest(key: int, at: str, who: str, action: str, subject: str, payload_digest: str, previous: str) -> str:
    """The digest that chains a record: SHA-256 of its fields as a JSON array."""
    fields = json.dumps([key, at, who, action, subject, payload_digest, previous], ensure_ascii=True)
    return hashlib.sha256(fields.encode()).hexdigest()
