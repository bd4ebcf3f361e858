"""Reading the audit tables as the bytes that stand there.

SQLite keeps what it is given: a text column may hold bytes that are no text, or a number. Read as
blobs nothing of it raises, so that a damaged record can be named. PostgreSQL checks types and
encoding itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    RowMapping,
    Select,
    cast,
    func,
    literal,
    select,
)

from retrieval import ledger_tables as t
from retrieval.audit_chain import RawRecord

HEAD = "audit_head"
# Records read at once: flat memory, and few enough queries that their cost is small beside hashing.
BATCH = 500

_TEXTS: tuple[Column[str], ...] = (
    t.audit.c.at,
    t.audit.c.who,
    t.audit.c.action,
    t.audit.c.subject,
    t.audit.c.payload_digest,
    t.audit.c.previous,
    t.audit.c.digest,
)
# The storage classes of a record as written, with its payload and without; "" where they cannot differ.
_KINDS = {"", "text" * len(_TEXTS) + "blob", "text" * len(_TEXTS) + "null"}


def raw_records(dialect: str) -> Select[tuple[object, ...]]:
    """The query for records with their payloads; `raw` reads its rows."""
    payload = t.audit_payloads.c.payload
    joined = t.audit.outerjoin(t.audit_payloads, t.audit_payloads.c.record == t.audit.c.id)
    if dialect != "sqlite":
        return select(t.audit.c.id, *_TEXTS, payload, literal("").label("kinds")).select_from(joined)
    stored = [*_TEXTS, payload]
    kinds: ColumnElement[str] = literal("")
    for column in stored:
        kinds = kinds.concat(func.typeof(column))
    blobs = [cast(column, LargeBinary).label(column.name) for column in stored]
    return select(t.audit.c.id, *blobs, kinds.label("kinds")).select_from(joined)


def raw(row: RowMapping) -> RawRecord:
    """A row of `raw_records`."""
    payload = row["payload"]
    texts = {column.name: _bytes(row[column.name]) for column in _TEXTS}
    return RawRecord(
        row["id"],
        **texts,
        payload=None if payload is None else bytes(payload),
        typed=row["kinds"] in _KINDS,
    )


def walk(connection: Connection, dialect: str) -> Iterator[RawRecord]:
    """Every record in the order of numbers, in batches."""
    query, last = raw_records(dialect).order_by(t.audit.c.id).limit(BATCH), None
    while True:
        after = query if last is None else query.where(t.audit.c.id > last)
        rows = connection.execute(after).mappings().all()
        yield from map(raw, rows)
        highest = max((row["id"] for row in rows), default=0)
        if len(rows) < BATCH or (last is not None and highest <= last):
            return
        last = highest


def stored_head(connection: Connection, dialect: str) -> str | None:
    """The head of the chain as it stands in `meta`, None if there is none or it is not text.

    The table is read through: looked up by its key, SQLite would trust the index and not see the key itself.
    """
    m = t.meta.c
    if dialect != "sqlite":
        return connection.scalar(select(m.value).where(m.key == HEAD))
    kinds = func.typeof(m.key).concat(func.typeof(m.value))
    query = select(cast(m.key, LargeBinary), cast(m.value, LargeBinary), kinds)
    found = [value for key, value, kind in connection.execute(query) if key == HEAD.encode() and kind == "texttext"]
    return found[0].decode("utf-8", "replace") if len(found) == 1 else None


def row_counts(connection: Connection) -> tuple[int, int]:
    """How many records and payloads there are."""
    records = connection.scalar(select(func.count()).select_from(t.audit)) or 0
    return records, connection.scalar(select(func.count()).select_from(t.audit_payloads)) or 0


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode("utf-8", "surrogatepass")
