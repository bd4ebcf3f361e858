"""The ledger: one relational database that holds what was read, and the only seam to SQLAlchemy.

SQLite in a file by default (WAL: readers are never blocked by the one writer), PostgreSQL by URL.
Everything of one document version is written in one transaction. Every method that reads sees
complete documents; within `snapshot` all of them see the same moment.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, literal, or_, select

from retrieval import ledger_rows as rows_of
from retrieval import ledger_tables as t
from retrieval import ledger_writes as writes
from retrieval.audit_trail import GENESIS, HEAD, AuditTrail
from retrieval.database import Database
from retrieval.documents import CanonicalText, Document, Hidden, OcrWord, PagePicture
from retrieval.errors import WorkspaceDamaged
from retrieval.forgetting import forget, purge
from retrieval.lexical import LexicalIndex, PostgresIndex, SqliteIndex, batched
from retrieval.records import FileState, Forgotten, NewDocument, StoredPassage
from retrieval.sessions import Sessions
from retrieval.state_digest import state_digest
from retrieval.versions import standing

# Lets one process at a time make the tables; the number is ours alone in a database.
_MAKING = "SELECT pg_advisory_xact_lock(7033817)"


class Ledger:
    """Documents, text, passages, vectors cache, file states and audit in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index: LexicalIndex = SqliteIndex() if database.dialect == "sqlite" else PostgresIndex()
        self.audit = AuditTrail(database)
        self.sessions = Sessions(database)

    @classmethod
    def open(cls, url: str) -> Ledger:
        """Open or make the ledger at a SQLAlchemy URL.

        Raises SettingsError for a URL of an unknown kind, WorkspaceDamaged if the database
        cannot be opened or was made by another schema version.
        """
        ledger = cls(Database(url))
        ledger._prepare()
        return ledger

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()

    @property
    def inside(self) -> tuple[Database, LexicalIndex]:
        """The database and its word index, for those who check, mend and copy what is in them."""
        return self._database, self._index

    def snapshot(self) -> contextlib.AbstractContextManager[None]:
        """Everything this thread reads inside the block is of one moment; writers go on meanwhile."""
        return self._database.snapshot()

    @contextlib.contextmanager
    def together(self) -> Generator[None]:
        """Everything this thread writes inside the block is one transaction: all of it or nothing."""
        with self._database.writing():
            yield

    def _prepare(self) -> None:
        with self._database.reading() as connection:
            found = self._schema(connection)
        if found is None:
            with self._database.writing() as connection:
                if self._database.dialect == "postgresql":
                    connection.exec_driver_sql(_MAKING)
                found = self._schema(connection)  # another process may have made it meanwhile
                if found is None:
                    self._make(connection)
                    return
        if found in t.EARLIER_VERSIONS:
            self.add_tables()
        elif found != t.SCHEMA_VERSION:
            raise WorkspaceDamaged(
                f"the ledger has schema version {found}, this program reads {t.SCHEMA_VERSION}",
                next_step="use the version of setpoint that made it, or ingest into a new workspace",
            )

    def add_tables(self) -> None:
        """Bring a ledger of an earlier schema to this one, which has tables more and no other change."""
        with self._database.writing() as connection:
            if self._database.dialect == "postgresql":
                connection.exec_driver_sql(_MAKING)
            t.metadata.create_all(connection)
            writes.set_meta(connection, "schema", t.SCHEMA_VERSION)

    def _schema(self, connection: Connection) -> str | None:
        known = self._database.has_table(connection, "meta")
        return connection.scalar(select(t.meta.c.value).where(t.meta.c.key == "schema")) if known else None

    def _make(self, connection: Connection) -> None:
        t.metadata.create_all(connection)
        self._index.create(connection)
        connection.execute(insert(t.meta), [{"key": "schema", "value": t.SCHEMA_VERSION}])
        connection.execute(insert(t.meta), [{"key": "generation", "value": "0"}])
        connection.execute(insert(t.meta), [{"key": "ledger", "value": uuid.uuid4().hex}])
        connection.execute(insert(t.meta), [{"key": HEAD, "value": f"0:{GENESIS}"}])

    # Reading

    def state_digest(self) -> str:
        """The same for two ledgers that hold the same records, however they came to."""
        return state_digest(self._database)

    @property
    def identity(self) -> str:
        """The name of this ledger among others, 32 hex digits, given when it was made."""
        with self._database.reading() as connection:
            return str(connection.execute(select(t.meta.c.value).where(t.meta.c.key == "ledger")).scalar_one())

    def generation(self) -> int:
        """A number that grows with every change to the documents."""
        with self._database.reading() as connection:
            return int(connection.execute(select(t.meta.c.value).where(t.meta.c.key == "generation")).scalar_one())

    def catalogue(self, as_of: dt.date | None = None) -> tuple[Document, ...]:
        """Every document version ordered by file name, with its status on a day (today when None)."""
        c = t.documents.c
        columns = [column for column in t.documents.columns if column is not c.text]
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(c.file, c.digest)).mappings()
            entries = [rows_of.entry(row) for row in rows]
        statuses = standing({e.digest: e.identity for e in entries}, as_of)
        return tuple(
            Document(e.digest, e.file, e.identity, e.collection, e.report, e.added, statuses[e.digest]) for e in entries
        )

    def text(self, digest: str) -> str:
        """The canonical text of a document version."""
        with self._database.reading() as connection:
            return connection.execute(select(t.documents.c.text).where(t.documents.c.digest == digest)).scalar_one()

    def canonical(self, digests: Iterable[str]) -> dict[str, CanonicalText]:
        """Text and lines of several document versions, in two queries."""
        wanted = list(digests)
        with self._database.reading() as connection:
            texts = connection.execute(
                select(t.documents.c.digest, t.documents.c.text).where(t.documents.c.digest.in_(wanted))
            ).all()
            rows = connection.execute(
                select(t.lines).where(t.lines.c.document.in_(wanted)).order_by(t.lines.c.document, t.lines.c.ordinal)
            ).mappings()
            lines = rows_of.lines_by_document(rows)
        return {digest: CanonicalText(text, tuple(lines.get(digest, ()))) for digest, text in texts}

    def holds(self, wording: str) -> bool:
        """Whether any document version, by its text, title or file, or any file has this wording, to the letter."""
        d, position = t.documents.c, func.instr if self._database.dialect == "sqlite" else func.strpos
        documents = or_(*(position(column, wording) > 0 for column in (d.text, d.title, d.file, d.number)))
        files = position(t.files.c.path, wording) > 0
        with self._database.reading() as connection:
            found = (
                connection.scalar(select(literal(1)).select_from(table).where(wanted).limit(1))
                for table, wanted in ((t.documents, documents), (t.files, files))
            )
            return any(found)

    def hidden(self, digest: str) -> tuple[Hidden, ...]:
        """What a reader of the file does not see, in reading order."""
        query = select(t.hidden).where(t.hidden.c.document == digest).order_by(t.hidden.c.ordinal)
        with self._database.reading() as connection:
            return tuple(rows_of.hidden(row) for row in connection.execute(query).mappings())

    def picture(self, digest: str, page: int) -> PagePicture | None:
        """The picture of a page that was read by OCR."""
        c = t.pictures.c
        with self._database.reading() as connection:
            row = connection.execute(select(t.pictures).where(c.document == digest, c.page == page)).mappings().first()
        return rows_of.picture(row) if row else None

    def ocr_words(self, digests: Iterable[str]) -> dict[str, tuple[OcrWord, ...]]:
        """The words of document versions that were read by OCR, in order; other versions are left out."""
        c = t.ocr_words.c
        query = select(t.ocr_words).where(c.document.in_(list(digests))).order_by(c.document, c.start)
        found: dict[str, list[OcrWord]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query).mappings():
                found.setdefault(row["document"], []).append(rows_of.ocr_word(row))
        return {digest: tuple(words) for digest, words in found.items()}

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Passages by id, with their wording cut out of the documents' text by the database."""
        p, d = t.passages.c, t.documents.c
        wording = func.substr(d.text, p.start + 1, p.end - p.start)
        query = select(t.passages, wording.label("wording")).join(t.documents, d.digest == p.document)
        with self._database.reading() as connection:
            rows = connection.execute(query.where(p.id.in_(list(ids)))).mappings().all()
        return {row["id"]: rows_of.stored(row) for row in rows}

    def passage_places(self, documents: Iterable[str]) -> dict[int, tuple[str, int, int]]:
        """Document and span of every passage of some documents, by id."""
        p = t.passages.c
        query = select(p.id, p.document, p.start, p.end).where(p.document.in_(list(documents)))
        with self._database.reading() as connection:
            return {i: (document, start, end) for i, document, start, end in connection.execute(query)}

    def passage_ids(self, digest: str) -> dict[str, int]:
        """Keys and ids of the passages of one document version."""
        p = t.passages.c
        with self._database.reading() as connection:
            rows = connection.execute(select(p.key, p.id).where(p.document == digest))
            return {row.key: row.id for row in rows}

    def ids_by_key(self, keys: Iterable[str]) -> dict[str, int]:
        """Passage ids for the keys that a vector store returned."""
        p = t.passages.c
        with self._database.reading() as connection:
            rows = connection.execute(select(p.key, p.id).where(p.key.in_(list(keys))))
            return {row.key: row.id for row in rows}

    def find_words(self, stems: Sequence[str], limit: int) -> list[int]:
        """Ids of passages that hold any of the stems, best first."""
        with self._database.reading() as connection:
            return self._index.search(connection, stems, limit)

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many passages each stem stands."""
        with self._database.reading() as connection:
            return self._index.frequencies(connection, stems)

    def counts(self) -> dict[str, int]:
        """Documents, passages, distinct passage texts and cached vectors."""
        with self._database.reading() as connection:
            return {
                "documents": connection.scalar(select(func.count()).select_from(t.documents)) or 0,
                "passages": connection.scalar(select(func.count()).select_from(t.passages)) or 0,
                "distinct_passages": connection.scalar(select(func.count(func.distinct(t.passages.c.digest)))) or 0,
                "vectors": connection.scalar(select(func.count()).select_from(t.vectors)) or 0,
            }

    def files(self) -> dict[str, FileState]:
        """The state of every file ever looked at, by path."""
        with self._database.reading() as connection:
            rows = connection.execute(select(t.files)).mappings().all()
        return {row["path"]: rows_of.file_state(row) for row in rows}

    # Vectors

    def known_vectors(self, digests: Iterable[str], model: str) -> set[str]:
        """Those text digests that have a vector of this model."""
        v, known, wanted = t.vectors.c, set[str](), list(set(digests))
        with self._database.reading() as connection:
            for chunk in batched(wanted, 500):
                query = select(v.digest).where(v.model == model, v.digest.in_(chunk))
                known.update(connection.execute(query).scalars())
        return known

    def passage_vectors(
        self, model: str, documents: Iterable[str] | None = None
    ) -> tuple[list[int], list[str], list[str], NDArray[np.float32]]:
        """Ids, keys, document digests and vectors (one row each) of passages, all or of some documents."""
        p, v = t.passages.c, t.vectors.c
        query = select(p.id, p.key, p.document, v.vector).join(t.vectors, v.digest == p.digest).where(v.model == model)
        if documents is not None:
            query = query.where(p.document.in_(list(documents)))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        if not rows:
            return [], [], [], np.zeros((0, 1), np.float32)
        ids, keys, owners, blobs = zip(*rows, strict=True)
        matrix = np.frombuffer(b"".join(blobs), np.float32).reshape(len(ids), -1)
        return list(ids), list(keys), list(owners), matrix

    # Writing

    def add(self, new: NewDocument, vectors: Mapping[str, NDArray[np.float32]], model: str) -> None:
        """Write a document version with its vectors, and take out those it replaces, in one transaction."""
        with self._database.writing() as connection:
            writes.remove_documents(connection, self._index, new.replaces)
            writes.put_document(connection, self._index, new)
            writes.put_vectors(connection, vectors, model)
            writes.put_file(connection, new.file)
            writes.grow(connection)

    def set_projection(self, name: str, generation: int) -> None:
        """Note that a projection (Chroma, the graph) shows the documents of a generation."""
        with self._database.writing() as connection:
            writes.set_meta(connection, f"projection:{name}", str(generation))

    def projection(self, name: str) -> int | None:
        """The generation that a projection shows, None if it was never made."""
        with self._database.reading() as connection:
            found = connection.scalar(select(t.meta.c.value).where(t.meta.c.key == f"projection:{name}"))
        return None if found is None else int(found)

    def put_files(self, states: Iterable[FileState]) -> None:
        """Remember how files looked, in one transaction."""
        with self._database.writing() as connection:
            for state in states:
                writes.put_file(connection, state)

    def remove(self, digests: Iterable[str]) -> None:
        """Take document versions out with their lines, passages and lexical entries."""
        with self._database.writing() as connection:
            writes.remove_documents(connection, self._index, list(digests))
            writes.grow(connection)

    def prune_vectors(self) -> int:
        """Drop cached vectors of texts that no passage has any more; returns how many."""
        with self._database.writing() as connection:
            return writes.prune_vectors(connection)

    # Writers on several machines

    def exclusive(self) -> contextlib.AbstractContextManager[Callable[[], bool] | None]:
        """A try for the lock of this ledger on a server; None for a file."""
        return self._database.exclusive(int(self.identity[:15], 16))

    def writer(self) -> str | None:
        """What the present writer said of itself."""
        with self._database.reading() as connection:
            return connection.scalar(select(t.meta.c.value).where(t.meta.c.key == "writer"))

    def set_writer(self, holder: str | None) -> None:
        """Say who writes."""
        with self._database.writing() as connection:
            writes.set_meta(connection, "writer", holder)

    # Forgetting

    def forget(self, digests: Sequence[str], who: str, reason: str) -> tuple[bytes, ...]:
        """Remove document versions for good: see `forgetting.forget`. `purge` must follow."""
        with self._database.writing() as connection:
            return forget(connection, self._index, self.audit, list(digests), who, reason)

    def forgotten(self) -> dict[str, Forgotten]:
        """What was forgotten, by the digest of the file and by that of its text."""
        with self._database.reading() as connection:
            rows = connection.execute(select(t.forgotten)).mappings().all()
        found = [Forgotten(**row) for row in rows]
        return {**{f.text_digest: f for f in found}, **{f.digest: f for f in found}}

    def is_due(self, task: str) -> bool:
        """Whether a task that a forgetting left is still to be done."""
        with self._database.reading() as connection:
            return connection.scalar(select(t.meta.c.value).where(t.meta.c.key == task)) is not None

    def done(self, task: str) -> None:
        """Note that it was done."""
        if self.is_due(task):
            with self._database.writing() as connection:
                writes.set_meta(connection, task, None)

    def purge(self, wait_s: float) -> None:
        """Rid the database's files of everything deleted, if that is due: see `forgetting.purge`."""
        purge(self._database, self._index, wait_s)
