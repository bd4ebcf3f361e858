"""Looking at the ledger's rows as they stand, right or not: what the doctor reads.

Nothing here takes a row for what it should be: what cannot be decoded is said, not raised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Table, func, select, text
from sqlalchemy.exc import DatabaseError

from retrieval import ledger_rows as rows_of
from retrieval import ledger_tables as t
from retrieval.doctor.record import DocumentRecord, StoredRow
from retrieval.errors import WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.lexical import LexicalEntry
from retrieval.seal import SealedRows, seal_of

# Everything that belongs to a document version.
OWNED = (t.lines, t.passages, t.hidden, t.pictures, t.ocr_words, t.facts, t.definitions, t.extractions)


class Undecodable(WorkspaceDamaged):
    """A row holds what its column cannot mean."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file's state as far as the doctor looks at it: `marked` when the next ingest reads it again."""

    path: str
    failed: bool
    marked: bool
    live: bool
    forgotten: bool


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn as far as the doctor looks at it: the name of its session and the action of its record, None if gone."""

    session: str
    ordinal: int
    name: str | None
    action: str | None


class Inspection:
    """Reads of one ledger, within the snapshot around them if there is one."""

    def __init__(self, ledger: Ledger, model: str) -> None:
        self._database, self._index = ledger.inside
        self.model = model

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._database.dialect

    # The database

    def integrity(self) -> list[str]:
        """What SQLite's own check says is wrong; on PostgreSQL that every table can be read."""
        with self._database.reading() as connection:
            if self.dialect == "sqlite":
                said = connection.execute(text("PRAGMA integrity_check(20)")).scalars().all()
                return [str(line) for line in said if line != "ok"]
            for table in t.metadata.sorted_tables:
                connection.execute(select(func.count()).select_from(table)).scalar_one()
        return []

    def ownerless(self) -> dict[str, int]:
        """How many rows of each table belong to no document version."""
        found: dict[str, int] = {}
        with self._database.reading() as connection:
            for table in OWNED:
                lacks = table.c.document.not_in(select(t.documents.c.digest))
                found[table.name] = connection.scalar(select(func.count()).select_from(table).where(lacks)) or 0
            payloads = t.audit_payloads.c.record.not_in(select(t.audit.c.id))
            found["audit_payloads"] = (
                connection.scalar(select(func.count()).select_from(t.audit_payloads).where(payloads)) or 0
            )
        return {name: count for name, count in found.items() if count}

    def rows(self) -> int:
        """How many rows all tables have."""
        with self._database.reading() as connection:
            return sum(
                connection.scalar(select(func.count()).select_from(table)) or 0 for table in t.metadata.sorted_tables
            )

    def meta(self) -> dict[str, str]:
        """What the ledger notes of itself."""
        with self._database.reading() as connection:
            return {row.key: row.value for row in connection.execute(select(t.meta))}

    def audit_records(self) -> int:
        """How many records the audit trail has."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(t.audit)) or 0

    def turns(self) -> Iterator[TurnRow]:
        """Every turn of every session, in order."""
        u, a, s = t.turns.c, t.audit.c, t.sessions.c
        query = select(u.session, u.ordinal, s.name, a.action).select_from(t.turns)
        query = query.outerjoin(t.sessions, s.id == u.session).outerjoin(t.audit, a.id == u.record)
        with self._database.reading() as connection:
            for row in connection.execute(query.order_by(u.session, u.ordinal)):
                yield TurnRow(row.session, row.ordinal, row.name, row.action)

    # Documents

    def digests(self) -> list[tuple[str, str]]:
        """Digest and file of every document version, in the order of the catalogue."""
        d = t.documents.c
        with self._database.reading() as connection:
            return [(row.digest, row.file) for row in connection.execute(select(d.digest, d.file).order_by(d.file))]

    def record(self, digest: str) -> DocumentRecord:
        """Everything of one version. Raises Undecodable, or WorkspaceDamaged where the database cannot read it."""
        try:
            with self._database.reading() as connection:
                record = self._record(connection, digest)
            assert record.sound in (True, False)  # so that what it rests on is decoded here
        except (ValueError, KeyError, TypeError) as error:
            raise Undecodable(f"it cannot be decoded ({error})") from error
        return record

    def _record(self, connection: Connection, digest: str) -> DocumentRecord:
        def owned(table: Table, order: str) -> list[RowMapping]:
            query = select(table).where(table.c.document == digest).order_by(table.c[order])
            return list(connection.execute(query).mappings())

        row = connection.execute(select(t.documents).where(t.documents.c.digest == digest)).mappings().one()
        rows_of.entry(row)  # raises where the catalogue would
        if not isinstance(row["text"], str):
            raise TypeError("its text is none")
        lines, passages = owned(t.lines, "ordinal"), owned(t.passages, "start")
        hidden, pictures, words = owned(t.hidden, "ordinal"), owned(t.pictures, "page"), owned(t.ocr_words, "start")
        return DocumentRecord(
            digest=digest,
            file=row["file"],
            number=row["number"],
            title=row["title"],
            version=row["version"],
            text=row["text"],
            text_digest=row["text_digest"],
            report=row["report"],
            lines=tuple(rows_of.lines_by_document(lines).get(digest, ())),
            ordinals=tuple(line["ordinal"] for line in lines),
            stored=tuple(StoredRow(p["id"], p["key"], rows_of.stored({**p, "wording": ""}).passage) for p in passages),
            cutter=self._cutter(connection, digest),
            apart=Counter(rows_of.hidden(item).kind.value for item in hidden),
            pages_pictured=tuple(picture["page"] for picture in pictures),
            ocr_words=tuple(rows_of.ocr_word(word) for word in words),
            vectors=self._vectors(connection, digest),
            sealed=seal_of(SealedRows(row, lines, hidden, pictures, words)) == row["seal"],
        )

    def _cutter(self, connection: Connection, digest: str) -> str | None:
        readers = connection.execute(select(t.files.c.reader).where(t.files.c.digest == digest)).scalars()
        return next((reader.rpartition("/")[2] for reader in readers if reader), None)

    def _vectors(self, connection: Connection, digest: str) -> dict[str, bytes]:
        p, v = t.passages.c, t.vectors.c
        query = select(v.digest, v.vector).join(t.passages, p.digest == v.digest)
        rows = connection.execute(query.where(p.document == digest, v.model == self.model))
        return {row.digest: bytes(row.vector) for row in rows}

    # The word index and the vector cache

    def wrong_entries(self, entries: list[LexicalEntry]) -> set[int]:
        """Passage ids of entries that the word index lacks or holds otherwise."""
        with self._database.reading() as connection:
            return self._index.wrong(connection, entries)

    def stray_entries(self) -> int:
        """How many entries of the word index belong to no passage."""
        with self._database.reading() as connection:
            return len(self._index.strays(connection))

    def index_damage(self) -> str | None:
        """What is wrong with the word index itself."""
        try:
            with self._database.writing() as connection:
                return self._index.damage(connection)
        except DatabaseError as error:
            return str(error.orig)

    def stray_vectors(self) -> int:
        """How many cached vectors belong to no passage."""
        used = select(t.passages.c.digest).where(t.passages.c.digest == t.vectors.c.digest)
        query = select(func.count()).select_from(t.vectors).where(~used.exists())
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    # Files

    def files(self) -> Iterator[FileRow]:
        """The state of every file ever looked at."""
        f, d = t.files.c, t.documents.c
        query = select(
            f.path, f.failure, f.reader, d.digest.label("document"), t.forgotten.c.digest.label("gone")
        ).outerjoin(t.documents, d.digest == f.digest)
        query = query.outerjoin(t.forgotten, t.forgotten.c.digest == f.digest).order_by(f.path)
        with self._database.reading() as connection:
            for row in connection.execute(query).mappings():
                yield FileRow(
                    path=row["path"],
                    failed=row["failure"] is not None,
                    marked=not row["reader"],
                    live=row["document"] is not None,
                    forgotten=row["gone"] is not None,
                )

    def file_of(self, digest: str) -> str | None:
        """The file that an ingest would read a version from again: its own path, if that still holds it."""
        f, d = t.files.c, t.documents.c
        query = select(f.path).join(t.documents, (d.file == f.path) & (d.digest == f.digest)).where(d.digest == digest)
        with self._database.reading() as connection:
            return connection.scalar(query)
