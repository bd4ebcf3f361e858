"""Checks of what is made from the passages: the word index and the cached vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from retrieval.doctor.findings import REPAIR, Check, Finding, Remedy, several
from retrieval.doctor.record import DocumentRecord, StoredRow
from retrieval.embedding import Embedder
from retrieval.ledger_inspection import Inspection
from retrieval.lexical import LexicalEntry
from retrieval.lexical_entries import entries_of, title_of
from retrieval.records import passage_key

# How far the length of a unit vector in single precision may be from 1.
LENGTH_TOLERANCE = 1e-3


class LexicalIndexCheck(Check):
    """Each passage has its entry with exactly its stems, and no entry is without a passage."""

    name = "lexical index"
    unit = "passages"

    def __init__(self, inspection: Inspection) -> None:
        super().__init__()
        self._inspection = inspection

    def examine(self, record: DocumentRecord) -> Iterator[Finding]:
        """See Check. Of a passage whose wording cannot be made again, nothing is expected."""
        known = [row for row in record.stored if row.passage.digest in record.wording]
        self.looked_at += len(known)
        wrong = self._inspection.wrong_entries(entries(record, known))
        if wrong:
            places = [_place(row) for row in known if row.id in wrong]
            what = f"{len(wrong):,} of {len(known):,} passages are not in the word index as they read"
            yield self.fault(record.where, f"{what}: {several(places)}", REPAIR, Remedy.INDEX, record.digest)

    def conclude(self) -> Iterator[Finding]:
        """See Check."""
        damage = self._inspection.index_damage()
        if damage:
            yield self.fault("word index", f"it is damaged ({damage})", REPAIR, Remedy.INDEX_ANEW)
        strays = self._inspection.stray_entries()
        if strays:
            what = f"{strays:,} entries belong to no passage"
            yield self.fault("word index", what, REPAIR, Remedy.PRUNE)


class VectorCacheCheck(Check):
    """Each passage has a vector of the present model: right dimension, finite, of unit length."""

    name = "vector cache"
    unit = "passages"

    def __init__(self, inspection: Inspection, embedder: Embedder) -> None:
        super().__init__()
        self._inspection = inspection
        self._embedder = embedder

    def examine(self, record: DocumentRecord) -> Iterator[Finding]:
        """See Check."""
        self.looked_at += len(record.stored)
        missing = [row for row in record.stored if row.passage.digest not in record.vectors]
        bad = bad_vectors(record, self._embedder)
        unfit = [row for row in record.stored if row.passage.digest in bad]
        for rows, what in ((missing, "no vector"), (unfit, "a vector that cannot be one")):
            if rows:
                places = several([_place(row) for row in rows])
                said = (
                    f"{len(rows):,} of {len(record.stored):,} passages have {what} of {self._embedder.model}: {places}"
                )
                again = all(row.passage.digest in record.wording for row in rows) or not record.sound
                remedy = Remedy.EMBED if again else Remedy.CUT  # the wording of an earlier cutter is not known
                yield self.fault(record.where, said, REPAIR, remedy, record.digest)

    def conclude(self) -> Iterator[Finding]:
        """See Check."""
        strays = self._inspection.stray_vectors()
        if strays:
            what = f"{strays:,} cached vectors belong to no passage"
            yield self.note("vector cache", what, f"{REPAIR} to drop them", Remedy.PRUNE)


def bad_vectors(record: DocumentRecord, embedder: Embedder) -> set[str]:
    """Digests of those vectors of a document that its embedder cannot have made."""
    if not record.vectors:
        return set()
    width = embedder.dimensions * np.dtype(np.float32).itemsize
    bad = {digest for digest, blob in record.vectors.items() if len(blob) != width}
    rest = [digest for digest in record.vectors if digest not in bad]
    if not rest:
        return bad
    matrix = np.frombuffer(b"".join(record.vectors[d] for d in rest), np.float32).reshape(len(rest), -1)
    with np.errstate(all="ignore"):
        fits = np.abs(np.linalg.norm(matrix.astype(np.float64), axis=1) - 1) <= LENGTH_TOLERANCE
    suspect = [digest for digest, fit in zip(rest, fits, strict=True) if not fit]
    # A model may have no direction for a wording (no word in it): then it is not the vector's fault.
    known = [digest for digest in suspect if digest in record.wording]
    if not known:
        return bad | set(suspect)
    again = embedder.embed([record.wording[digest] for digest in known])
    own = {d for d, vector in zip(known, again, strict=True) if vector.tobytes() == record.vectors[d]}
    return bad | (set(suspect) - own)


def entries(record: DocumentRecord, rows: Sequence[StoredRow]) -> list[LexicalEntry]:
    """What the word index must hold for passages; where the wording cannot be made again, their bare text."""
    known = [
        replace(p, embedded=record.wording.get(p.digest, record.text[p.start : p.end]))
        for p in (row.passage for row in rows)
    ]
    ids = {passage_key(record.digest, row.passage): row.id for row in rows}
    return list(entries_of(record.digest, title_of(record.number, record.title, record.file), known, ids))


def _place(row: StoredRow) -> str:
    return f"characters {row.passage.start:,} to {row.passage.end:,}"
