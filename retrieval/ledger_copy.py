"""The ledger's rows from one database into another, whatever kind each is: the copy of a backup and its way back.

Rows are copied, never files: so a backup holds no free pages, and what is restored has passed through
the ledger's own tables and types.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import JSON, Connection, Float, Integer, LargeBinary, Table, delete, func, insert, select, text, update

from retrieval import ledger_tables as t
from retrieval import ledger_writes as writes
from retrieval.audit_trail import HEAD
from retrieval.database import Database
from retrieval.doctor.index_checks import entries
from retrieval.errors import WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.ledger_inspection import OWNED, Inspection
from retrieval.records import Forgotten
from retrieval.state_digest import state_digest

# Rows that are held in memory together: a document's text or a page's picture can be some megabytes.
ROWS_AT_ONCE = 1_000
LARGE_ROWS_AT_ONCE = 20
_LARGE = (t.documents, t.pictures, t.audit_payloads)


@dataclass(frozen=True, slots=True)
class Present:
    """What a ledger keeps of itself when its records are replaced; `head` is that of its audit trail."""

    identity: str
    generation: int
    head: str
    forgotten: tuple[Forgotten, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Copied:
    """What was written into a ledger: `left_out` are digests that were forgotten there.

    `continued` says that the audit trail there goes on from the copy's, so that it was kept whole.
    """

    documents: int
    left_out: tuple[str, ...]
    unsound: tuple[str, ...]
    continued: bool


def present(ledger: Ledger) -> Present:
    """What a ledger is, for what takes its place."""
    database, _ = ledger.inside
    with database.snapshot(), database.reading() as connection:
        meta = {row.key: row.value for row in connection.execute(select(t.meta))}
        forgotten = tuple(Forgotten(**row) for row in connection.execute(select(t.forgotten)).mappings())
        documents = connection.scalar(select(func.count()).select_from(t.documents)) or 0
    return Present(meta["ledger"], int(meta["generation"]), meta[HEAD], forgotten, documents)


def copy_out(ledger: Ledger, file: Path) -> dict[str, str | int]:
    """Write a ledger, as it stands at one moment, into a new SQLite file; returns what the manifest says of it.

    Raises WorkspaceDamaged if it cannot be read whole.
    """
    source, _ = ledger.inside
    target = Database(f"sqlite:///{file}")
    try:
        with source.snapshot(), source.reading() as rows, target.writing() as into:
            t.metadata.create_all(into)
            counts = {
                table.name: _copy_table(rows, into, table, _belongs(table, set())) for table in t.metadata.sorted_tables
            }
            head = str(rows.execute(select(t.meta.c.value).where(t.meta.c.key == HEAD)).scalar_one())
            digest = state_digest(source)
        if state_digest(target) != digest:
            raise WorkspaceDamaged("the copy is not what was copied", next_step="check the disk, and try again")
    except (ValueError, TypeError) as error:
        raise WorkspaceDamaged(
            f"the ledger cannot be read whole ({error})", next_step="run `setpoint doctor --repair` first"
        ) from error
    finally:
        target.close()
    with closing(sqlite3.connect(file)) as single:
        single.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    return {
        "documents": counts["documents"],
        "passages": counts["passages"],
        "vectors": counts["vectors"],
        "audit_records": counts["audit"],
        "state_digest": digest,
        "audit_head": head,
    }


@contextmanager
def opened_copy(file: Path) -> Generator[Ledger]:
    """A copy as a ledger, for reading. It has no word index."""
    ledger = Ledger(Database(f"sqlite:///{file}"))
    try:
        yield ledger
    finally:
        ledger.close()


def copy_in(source: Ledger, target: Ledger, kept: Present, record: Callable[[Connection, Copied], object]) -> Copied:
    """Replace a ledger's records by those of a copy, in one transaction with the record of it.

    What was forgotten there stays forgotten, and the ledger stays itself: its identity does not change,
    and its generation grows. An audit trail that goes on from the copy's is kept; else the copy's is taken.
    """
    rows_of, _ = source.inside
    into_, index = target.inside
    with rows_of.snapshot(), rows_of.reading() as rows, into_.writing() as into:
        left_out = _forgotten_in(rows, kept)
        continued = _goes_on(rows, into)
        trail = {t.audit.name, t.audit_payloads.name} if continued else set[str]()
        own = trail | {t.meta.name, t.forgotten.name}
        if into_.dialect == "sqlite":
            index.clear(into)
        for table in reversed(t.metadata.sorted_tables):
            if table.name not in own:
                into.execute(delete(table))
        for table in t.metadata.sorted_tables:
            if table.name not in own:
                _copy_table(rows, into, table, _belongs(table, left_out))
        if left_out:
            used = select(t.passages.c.digest).where(t.passages.c.digest == t.vectors.c.digest)
            into.execute(delete(t.vectors).where(~used.exists()))
            writes.prune_proposals(into)
        unsound = _index_words(source, into, target, left_out)
        _put_meta(rows, into, kept, continued=continued)
        _put_forgotten(rows, into, kept)
        if into_.dialect == "postgresql":
            _advance_sequence(into)
        copied = Copied(
            into.scalar(select(func.count()).select_from(t.documents)) or 0, tuple(sorted(left_out)), unsound, continued
        )
        record(into, copied)
    return copied


def _forgotten_in(rows: Connection, kept: Present) -> set[str]:
    """Documents of the copy that were forgotten in the ledger it goes to, by their file or by their text."""
    gone = {f.digest for f in kept.forgotten} | {f.text_digest for f in kept.forgotten}
    found = rows.execute(select(t.documents.c.digest, t.documents.c.text_digest))
    return {row.digest for row in found if row.digest in gone or row.text_digest in gone}


def _goes_on(rows: Connection, into: Connection) -> bool:
    """Whether the copy's last audit record stands in the trail of the ledger it goes to."""
    # The head is locked, so that no record is added beside this transaction.
    into.execute(select(t.meta.c.value).where(t.meta.c.key == HEAD).with_for_update())
    head = str(rows.execute(select(t.meta.c.value).where(t.meta.c.key == HEAD)).scalar_one())
    number, _, digest = head.partition(":")
    if number == "0":
        return True
    return into.scalar(select(t.audit.c.digest).where(t.audit.c.id == int(number))) == digest


def _belongs(table: Table, left_out: set[str]) -> Callable[[dict[str, object]], bool]:
    if table in (t.graph_nodes, t.graph_edges):  # the site's own graph is made again from the facts
        return lambda row: row["layer"] != writes.SITE_LAYER
    if not left_out:
        return lambda _: True
    if table is t.documents or table is t.files:
        return lambda row: row["digest"] not in left_out
    if table in OWNED:
        return lambda row: row["document"] not in left_out
    return lambda _: True


def _copy_table(rows: Connection, into: Connection, table: Table, wanted: Callable[[dict[str, object]], bool]) -> int:
    count = 0
    for some in _read(rows, table):
        taken = [row for row in some if wanted(row)]
        if taken:
            into.execute(insert(table), taken)
            count += len(taken)
    return count


def _read(rows: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    """Rows in portions. Raises TypeError for a value that its column cannot hold: SQLite would store it."""
    size = LARGE_ROWS_AT_ONCE if table in _LARGE else ROWS_AT_ONCE
    kinds = {column.name: _kinds(column.type, nullable=bool(column.nullable)) for column in table.columns}
    found = rows.execute(select(table), execution_options={"yield_per": size})
    for portion in found.mappings().partitions():
        some = [dict(row) for row in portion]
        for row in some:
            for name, kind in kinds.items():
                if kind and not isinstance(row[name], kind):
                    raise TypeError(f"{table.name}.{name} holds a {type(row[name]).__name__}")
        yield [{str(name): value for name, value in row.items()} for row in some]


def _kinds(of: object, *, nullable: bool) -> tuple[type, ...]:
    if isinstance(of, JSON):
        return ()
    held: tuple[type, ...] = (str,)
    if isinstance(of, Integer):
        held = (int,)
    elif isinstance(of, Float):
        held = (int, float)
    elif isinstance(of, LargeBinary):
        held = (bytes, memoryview)
    return (*held, type(None)) if nullable else held


def _index_words(source: Ledger, into: Connection, target: Ledger, left_out: set[str]) -> tuple[str, ...]:
    """Make the word index; returns the files of documents that are not as they were written."""
    _, index = target.inside
    inspection = Inspection(source, model="")
    unsound: list[str] = []
    for digest, file in inspection.digests():
        if digest in left_out:
            continue
        record = inspection.record(digest)
        index.add(into, entries(record, record.stored))
        if not record.sound:
            unsound.append(file)
    return tuple(unsound)


def _put_meta(rows: Connection, into: Connection, kept: Present, *, continued: bool) -> None:
    of_copy = {row.key: row.value for row in rows.execute(select(t.meta))}
    m = t.meta.c
    values = {"generation": str(max(kept.generation, int(of_copy["generation"])) + 1), "ledger": kept.identity}
    if not continued:
        values[HEAD] = of_copy[HEAD]
    for key, value in values.items():
        into.execute(update(t.meta).where(m.key == key).values(value=value))
    into.execute(delete(t.meta).where(m.key.like("projection:%")))


def _put_forgotten(rows: Connection, into: Connection, kept: Present) -> None:
    """What was forgotten here, and what had been forgotten when the copy was made."""
    of_copy = [Forgotten(**row) for row in rows.execute(select(t.forgotten)).mappings()]
    all_of_them = {f.digest: f for f in (*of_copy, *kept.forgotten)}
    into.execute(delete(t.forgotten))
    if all_of_them:
        into.execute(insert(t.forgotten), [asdict(f) for f in all_of_them.values()])


def _advance_sequence(into: Connection) -> None:
    """PostgreSQL numbers passages on from the largest number."""
    into.execute(
        text(
            "SELECT setval(pg_get_serial_sequence('passages', 'id'), COALESCE(max(id), 1), max(id) IS NOT NULL) "
            "FROM passages"
        )
    )
