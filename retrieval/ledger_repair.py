"""Mending the ledger's rows: each step is a transaction of its own, so that an interrupted repair is one half done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, String, Table, delete, insert, select, text, type_coerce, update

from retrieval import ledger_rows as rows_of
from retrieval import ledger_tables as t
from retrieval.doctor.record import DocumentRecord
from retrieval.documents import DocumentKind, ReadReport, Status
from retrieval.ledger import Ledger
from retrieval.ledger_inspection import OWNED
from retrieval.lexical import LexicalEntry
from retrieval.lexical_entries import entries_of, title_of
from retrieval.sessions import prune_turns


class LedgerRepair:
    """Writes that make what is derived agree with what was read. The caller holds the writer's lock."""

    def __init__(self, ledger: Ledger, model: str) -> None:
        self._database, self._index = ledger.inside
        self._model = model

    # What was read

    def read_again(self, path: str) -> None:
        """Mark a file so that the next ingest reads it, however it looks."""
        with self._database.writing() as connection:
            connection.execute(update(t.files).where(t.files.c.path == path).values(reader=""))

    def put_placeholders(self, digest: str) -> None:
        """Replace what cannot be decoded in the rows of a version, and break its seal, so that it stays a fault."""
        d = t.documents.c
        as_written = select(d.kind, d.declared, type_coerce(d.report, String).label("report"))
        with self._database.writing() as connection:
            row = connection.execute(as_written.where(d.digest == digest)).mappings().one()
            changes: dict[str, object] = {"seal": "", "effective": None, "report": asdict(ReadReport(0, 0, 0, 0))}
            if row["kind"] not in list(DocumentKind):
                changes["kind"] = DocumentKind.OTHER.value
            if row["declared"] not in [None, *Status]:
                changes["declared"] = None
            connection.execute(update(t.documents).where(d.digest == digest).values(changes))
            if self._database.dialect == "sqlite":
                for column in (t.lines.c.section, t.lines.c.cells, t.passages.c.section):
                    _empty_lists(connection, column.table, column.name, digest)
            connection.execute(delete(t.hidden).where(t.hidden.c.document == digest))

    # What is made of it

    def cut(self, record: DocumentRecord) -> None:
        """Write the passages of a version anew, with their entries in the word index."""
        p = t.passages.c
        with self._database.writing() as connection:
            self._index.remove(connection, [row.id for row in record.stored])
            connection.execute(delete(t.passages).where(p.document == record.digest))
            if record.expected:
                connection.execute(
                    insert(t.passages), [rows_of.passage_row(record.digest, passage) for passage in record.expected]
                )
            ids = {
                row.key: row.id for row in connection.execute(select(p.key, p.id).where(p.document == record.digest))
            }
            title = title_of(record.number, record.title, record.file)
            self._index.add(connection, list(entries_of(record.digest, title, record.expected, ids)))
            _grow(connection)

    def index(self, entries: Sequence[LexicalEntry]) -> None:
        """Write entries of the word index anew."""
        with self._database.writing() as connection:
            self._index.remove(connection, [entry.passage_id for entry in entries])
            self._index.add(connection, entries)

    def clear_index(self) -> None:
        """Make the word index anew, empty."""
        with self._database.writing() as connection:
            self._index.clear(connection)

    def put_vectors(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Put vectors of the present model in place of whatever is there."""
        with self._database.writing() as connection:
            self._drop(connection, list(vectors))
            rows = [{"digest": d, "model": self._model, "vector": v.tobytes()} for d, v in vectors.items()]
            connection.execute(insert(t.vectors), rows)

    def drop_vectors(self, digests: Sequence[str]) -> None:
        """Drop vectors of the present model."""
        with self._database.writing() as connection:
            self._drop(connection, digests)

    def _drop(self, connection: Connection, digests: Sequence[str]) -> None:
        v = t.vectors.c
        for digest in digests:
            connection.execute(delete(t.vectors).where(v.digest == digest, v.model == self._model))

    # What belongs to nothing

    def prune(self) -> int:
        """Take out rows, entries and vectors that belong to no document or passage; returns how many."""
        with self._database.writing() as connection:
            pruned = 0
            for table in OWNED:
                lacks = table.c.document.not_in(select(t.documents.c.digest))
                pruned += connection.execute(delete(table).where(lacks)).rowcount
            pruned += prune_turns(connection)
            strays = self._index.strays(connection)
            self._index.remove(connection, strays)
            used = select(t.passages.c.digest).where(t.passages.c.digest == t.vectors.c.digest)
            return pruned + len(strays) + connection.execute(delete(t.vectors).where(~used.exists())).rowcount

    def rebuild_indexes(self) -> None:
        """Build the database's own indexes again."""
        if self._database.dialect == "sqlite":
            with self._database.writing() as connection:
                connection.execute(text("REINDEX"))


def _empty_lists(connection: Connection, table: Table, column: str, digest: str) -> None:
    undecodable = text(
        f"UPDATE {table.name} SET {column} = '[]' "  # noqa: S608  # names of our own tables
        f"WHERE document = :digest AND NOT (json_valid({column}) AND json_type({column}) = 'array')"
    )
    connection.execute(undecodable, {"digest": digest})


def _grow(connection: Connection) -> None:
    row = t.meta.c.key == "generation"
    now = int(connection.execute(select(t.meta.c.value).where(row)).scalar_one())
    connection.execute(update(t.meta).where(row).values(value=str(now + 1)))
