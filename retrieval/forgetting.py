"""Forgetting a document for good, in two steps that can be interrupted.

`forget` takes it out of every table and out of what the audit trail delivered, in one transaction,
and notes that a purge is due. `purge` then rids the files of the deleted pages: what SQL deletes
stays in free pages, in the write-ahead log and in the segments of a full-text index. Killed between
the two, the next writer purges.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from retrieval import ledger_tables as t
from retrieval import ledger_writes as writes
from retrieval.audit_trail import AuditTrail
from retrieval.database import BUSY_TIMEOUT_S, Database
from retrieval.errors import WorkspaceBusy
from retrieval.lexical import TABLE, LexicalIndex
from retrieval.records import now
from retrieval.redaction import ForgottenDocument
from retrieval.sessions import forget_names
from retrieval.traces import Traces, candidates, traces_of
from retrieval.wording import Wording

# What a forgetting leaves to do, noted in `meta` until it is done.
PURGE_DUE = "purge_due"
VECTORS_DUE = "vectors_due"


def forget(
    connection: Connection, index: LexicalIndex, audit: AuditTrail, digests: Sequence[str], who: str, reason: str
) -> tuple[bytes, ...]:
    """Take document versions out of all tables and out of the audit trail's payloads.

    What stays are their digests with who, when and why. Returns what a proof looks for.
    """
    d = t.documents.c
    kept = connection.execute(select(t.documents).where(d.digest.in_(digests))).mappings().all()
    apart = {digest: _hidden(connection, digest) for digest in digests}
    writes.remove_documents(connection, index, digests)
    connection.execute(delete(t.files).where(t.files.c.digest.in_(digests)))
    writes.prune_vectors(connection)
    writes.prune_proposals(connection)
    # Names of entities are wordings of documents: the graph is made anew from the facts that are left.
    writes.empty_graph(connection)
    others = frozenset(connection.execute(select(d.digest)).scalars())
    patterns: list[bytes] = []
    for row in kept:
        texts = [row["text"], row["title"], *apart[row["digest"]]]
        traces = _traces(connection, index, "\n".join(texts))
        patterns.extend(traces.patterns)
        tombstone = {"digest": row["digest"], "text_digest": row["text_digest"]}
        known_by = {name: row[name] for name in ("file", "number", "version")}
        connection.execute(insert(t.forgotten).values(**tombstone, at=now(), who=who, reason=reason))
        document = ForgottenDocument(**tombstone, **known_by, others=others)
        wording = Wording(texts, traces.words)
        audit.append_forget(connection, who, document, {"reason": reason}, wording)
        forget_names(connection, wording)
    for due in (PURGE_DUE, VECTORS_DUE):
        writes.set_meta(connection, due, now())
    writes.grow(connection)
    return tuple(patterns)


def _hidden(connection: Connection, digest: str) -> list[str]:
    return list(connection.execute(select(t.hidden.c.text).where(t.hidden.c.document == digest)).scalars())


def _traces(connection: Connection, index: LexicalIndex, text: str) -> Traces:
    frequencies = index.frequencies(connection, candidates(text))
    return traces_of(text, (stem for stem, count in frequencies.items() if count))


def purge(database: Database, index: LexicalIndex, wait_s: float) -> None:
    """Rid the database's files of deleted pages, if that is due.

    Raises WorkspaceBusy when a reader held the old pages for longer than `wait_s`; what is forgotten
    is out of all tables then, and the purge stays due.
    """
    with database.reading() as connection:
        due = connection.scalar(select(t.meta.c.value).where(t.meta.c.key == PURGE_DUE))
    if due is None:
        return
    with database.writing() as connection:
        index.compact(connection)
    with database.outside_transactions() as connection:
        if database.dialect == "sqlite":
            _purge_sqlite(connection, wait_s)
        else:
            names = [*t.metadata.tables, TABLE]
            connection.exec_driver_sql(f"VACUUM FULL {', '.join(names)}")
    with database.writing() as connection:
        writes.set_meta(connection, PURGE_DUE, None)


def _purge_sqlite(connection: Connection, wait_s: float) -> None:
    """Write the file anew without free pages, and empty the write-ahead log."""
    connection.exec_driver_sql("VACUUM")
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(wait_s * 1000)}")
    busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
    if busy:
        raise WorkspaceBusy(
            "a reader still holds pages with the forgotten text",
            next_step="when it has finished, run `setpoint doctor --repair`, which purges them",
        )
