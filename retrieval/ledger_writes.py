"""What is written to the ledger, each within the transaction that it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select, update

from retrieval import ledger_rows as rows_of
from retrieval import ledger_tables as t
from retrieval.lexical import LexicalIndex
from retrieval.lexical_entries import entries_of, title_of
from retrieval.records import FileState, NewDocument

# The layer of the site's own record in the graph's tables; others are background.
SITE_LAYER = ""


def put_document(connection: Connection, index: LexicalIndex, new: NewDocument) -> None:
    """A document version with its lines, passages, lexical entries and what is kept apart."""
    digest, version = new.entry.digest, rows_of.version_rows(new)
    connection.execute(insert(t.documents), [version.document])
    for table, rows in (
        (t.lines, version.lines),
        (t.passages, [rows_of.passage_row(digest, p) for p in new.passages]),
        (t.hidden, version.hidden),
        (t.pictures, version.pictures),
        (t.ocr_words, version.ocr_words),
    ):
        if rows:
            connection.execute(insert(table), rows)
    _put_terms(connection, index, new)
    # Read again on purpose, it is no longer forgotten.
    f = t.forgotten.c
    connection.execute(delete(t.forgotten).where((f.digest == digest) | (f.text_digest == new.text_digest)))


def _put_terms(connection: Connection, index: LexicalIndex, new: NewDocument) -> None:
    digest, identity, p = new.entry.digest, new.entry.identity, t.passages.c
    ids = {row.key: row.id for row in connection.execute(select(p.key, p.id).where(p.document == digest))}
    title = title_of(identity.number, identity.title, new.entry.file)
    index.add(connection, list(entries_of(digest, title, new.passages, ids)))


def put_vectors(connection: Connection, vectors: Mapping[str, NDArray[np.float32]], model: str) -> None:
    """Vectors of texts that have none yet."""
    if not vectors:
        return
    v = t.vectors.c
    known = set(connection.execute(select(v.digest).where(v.model == model, v.digest.in_(list(vectors)))).scalars())
    rows = [{"digest": d, "model": model, "vector": v.tobytes()} for d, v in vectors.items() if d not in known]
    if rows:
        connection.execute(insert(t.vectors), rows)


def remove_documents(connection: Connection, index: LexicalIndex, digests: Sequence[str]) -> None:
    """Document versions with everything that belongs to them."""
    p = t.passages.c
    for digest in digests:
        ids = list(connection.execute(select(p.id).where(p.document == digest)).scalars())
        index.remove(connection, ids)
        connection.execute(delete(t.documents).where(t.documents.c.digest == digest))


def prune_vectors(connection: Connection) -> int:
    """Cached vectors of texts that no passage has any more; returns how many."""
    used = select(t.passages.c.digest).where(t.passages.c.digest == t.vectors.c.digest)
    return connection.execute(delete(t.vectors).where(~used.exists())).rowcount


def prune_proposals(connection: Connection) -> int:
    """What a model proposed for texts that no passage has any more; returns how many."""
    m, p = t.model_extractions, t.passages.c
    used = select(p.digest).where(p.digest == m.c.passage)
    return connection.execute(delete(m).where(~used.exists())).rowcount


def empty_graph(connection: Connection) -> None:
    """The graph of the site's own record out of the tables: it is made again from the facts. Background stays."""
    for table in (t.graph_edges, t.graph_nodes):
        connection.execute(delete(table).where(table.c.layer == SITE_LAYER))


def put_file(connection: Connection, state: FileState) -> None:
    """How a file looked."""
    connection.execute(delete(t.files).where(t.files.c.path == state.path))
    connection.execute(insert(t.files), [rows_of.file_row(state)])


def grow(connection: Connection) -> None:
    """Note that the documents changed."""
    row = t.meta.c.key == "generation"
    now = int(connection.execute(select(t.meta.c.value).where(row)).scalar_one())
    connection.execute(update(t.meta).where(row).values(value=str(now + 1)))


def set_meta(connection: Connection, key: str, value: str | None) -> None:
    """A value about the ledger itself; None takes it out."""
    connection.execute(delete(t.meta).where(t.meta.c.key == key))
    if value is not None:
        connection.execute(insert(t.meta), [{"key": key, "value": value}])
