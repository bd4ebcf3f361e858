"""One digest of everything the ledger knows, for comparing two ledgers.

Two ledgers that hold the same records have the same digest, however and in whatever order they came
to hold them: clock times, row numbers and the last bits of a vector (which depend on the batch it
was computed in) are left out, and so is the audit trail, which tells how.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import Column, Connection, Table, select

from retrieval import ledger_tables as t
from retrieval.database import Database

# What depends on when or in which order things were done, by table. A copy of an earlier schema lacks the last
# tables; the digest that it was made with did not count them.
_LEFT_OUT = {
    t.documents: {"added"},
    t.lines: set[str](),
    t.passages: {"id"},
    t.vectors: {"vector"},
    t.files: {"seen_ns"},
    t.hidden: set[str](),
    t.pictures: set[str](),
    t.ocr_words: set[str](),
    t.forgotten: {"at"},
    t.facts: set[str](),
    t.definitions: set[str](),
    t.extractions: set[str](),
    t.model_extractions: set[str](),
    t.assertions: {"at"},
    t.sessions: {"created"},
    t.turns: set[str](),
}


def state_digest(database: Database) -> str:
    """SHA-256 over all records of a ledger, in one snapshot."""
    whole = hashlib.sha256()
    with database.snapshot(), database.reading() as connection:
        for table, left_out in _LEFT_OUT.items():
            if not database.has_table(connection, table.name):
                continue
            columns = [c for c in table.columns if c.name not in left_out]
            whole.update(table.name.encode())
            for row in sorted(_rows(connection, table, columns)):
                whole.update(row)
    return whole.hexdigest()


def _rows(connection: Connection, table: Table, columns: list[Column[object]]) -> Iterator[bytes]:
    for row in connection.execute(select(*columns).select_from(table)):
        values = [hashlib.sha256(v).hexdigest() if isinstance(v, bytes) else v for v in row]
        yield hashlib.sha256(json.dumps(values, ensure_ascii=True).encode()).digest()
