"""Mending what a check-up found, from what is sound: text and lines are the source of all the rest.

What was read can only be read again: its file is marked for the next ingest. The audit trail is never touched.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.doctor.findings import Checked, CheckUp, Finding, Remedy
from retrieval.doctor.index_checks import bad_vectors, entries
from retrieval.doctor.ledger_checks import RESTORING
from retrieval.doctor.record import DocumentRecord
from retrieval.embedding import Embedder
from retrieval.errors import StoreUnreachable, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.ledger_inspection import Inspection
from retrieval.ledger_repair import LedgerRepair
from retrieval.projection import project
from retrieval.vectors import VectorStore

# Texts that are embedded and written together, as an ingest does.
BATCH_TEXTS = 512
# A repair may bring to light what was hidden behind the first fault (a vector behind a passage, the
# store behind the vector): so often it looks again.
ROUNDS = 4


@dataclass
class Repair:
    """One repair of one workspace. The caller holds the writer's lock. `purge` is done when one is due."""

    ledger: Ledger
    embedder: Embedder
    store: VectorStore
    folder: Path
    bring_graph: Callable[[], object]
    purge: Callable[[], None]

    def __post_init__(self) -> None:
        self._inspection = Inspection(self.ledger, self.embedder.model)
        self._mend = LedgerRepair(self.ledger, self.embedder.model)

    def run(self, first: CheckUp, look_again: Callable[[], CheckUp]) -> CheckUp:
        """Mend what can be mended; the result is of the last look, with what was done for each finding."""
        did: dict[tuple[str, str], str] = {}
        looks, tried = [first], set[Finding]()
        for _ in range(ROUNDS):
            found = [f for checked in looks[-1].checks for f in checked.findings]
            done = self._round([f for f in found if f not in tried])
            tried.update(found)
            if not done:
                break
            did.update(done)
            looks.append(look_again())
        return merged(looks, did)

    def _round(self, findings: Sequence[Finding]) -> dict[tuple[str, str], str]:
        """Apply every remedy once, what others rest on first; returns what was done, by finding."""
        did: dict[tuple[str, str], str] = {}
        for remedy, apply in self._remedies().items():
            wanted = [f for f in findings if f.remedy is remedy]
            if wanted:
                try:
                    did.update({(f.check, f.where): said for f, said in apply(wanted) if said})
                except (WorkspaceDamaged, StoreUnreachable, ValueError, KeyError, TypeError) as error:
                    did.update({(f.check, f.where): f"tried, but {error}" for f in wanted})
        return did

    def _remedies(self) -> dict[Remedy, Callable[[Sequence[Finding]], Iterator[tuple[Finding, str]]]]:
        return {
            Remedy.DATABASE_INDEXES: self._once(self._mend.rebuild_indexes, "built the database's indexes again"),
            Remedy.LEFTOVER: self._once(lambda: shutil.rmtree(self.folder / RESTORING), "removed it"),
            Remedy.PLACEHOLDER: self._placeholders,
            Remedy.READ_AGAIN: self._read_again,
            Remedy.INDEX_ANEW: self._index_anew,
            Remedy.CUT: self._cut,
            Remedy.PRUNE: self._once(self._mend.prune, "took them out"),
            Remedy.INDEX: self._index,
            Remedy.EMBED: self._embed,
            Remedy.GRAPH: self._once(self.bring_graph, "made it again from the facts"),
            Remedy.PURGE: self._once(self.purge, "purged them"),
            Remedy.STORE: self._once(lambda: self._project(afresh=False), "put the store right from the ledger"),
            Remedy.STORE_ANEW: self._once(lambda: self._project(afresh=True), "made the store anew from the ledger"),
        }

    def _once(self, work: Callable[[], object], said: str) -> Callable[..., Iterator[tuple[Finding, str]]]:
        def apply(findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
            work()
            yield from ((finding, said) for finding in findings)

        return apply

    def _project(self, *, afresh: bool) -> None:
        self.ledger.set_projection(self.embedder.model, -1)  # so that it looks, though the generation is the same
        project(self.ledger, self.store, self.embedder.model, afresh=afresh)

    # What was read

    def _placeholders(self, findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
        for finding in findings:
            self._mend.put_placeholders(finding.document)
        for finding, said in self._read_again(findings):
            yield finding, f"put placeholders for what cannot be decoded; {said}"

    def _read_again(self, findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
        for finding in findings:
            path = self._inspection.file_of(finding.document) if finding.document else finding.where
            if path is None:
                yield finding, "nothing: its file holds another version now; restore a backup, or ingest a copy of it"
            else:
                self._mend.read_again(path)
                yield finding, f"marked {path}, so that the next ingest reads it again"

    # What is made of it

    def _cut(self, findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
        for finding, record in self._records(findings):
            if record.sound:
                self._mend.cut(record)
                yield finding, f"cut it again: {len(record.expected):,} passages"

    def _index(self, findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
        for finding, record in self._records(findings):
            yield finding, f"indexed {self._index_words(record):,} passages again"

    def _index_anew(self, findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
        self._mend.clear_index()
        count = 0
        for digest, _ in self._inspection.digests():
            record = self._inspection.record(digest)
            self._mend.index(entries(record, record.stored))
            count += len(record.stored)
        yield from ((finding, f"made it anew: {count:,} passages") for finding in findings)

    def _index_words(self, record: DocumentRecord) -> int:
        known = entries(record, [row for row in record.stored if row.passage.digest in record.wording])
        if known:
            self._mend.index(known)
        return len(known)

    def _embed(self, findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
        pending: dict[str, str] = {}
        for finding, record in self._records(findings):
            bad = bad_vectors(record, self.embedder)
            texts = {d: w for d, w in record.wording.items() if d in bad or d not in record.vectors}
            dropped = sorted(bad - texts.keys())
            if dropped:  # the next ingest would take them for known
                self._mend.drop_vectors(dropped)
            pending.update(texts)
            if len(pending) >= BATCH_TEXTS:
                self._flush(pending)
            if texts or dropped:
                yield finding, f"embedded {len(texts):,} texts again" if texts else "dropped them"
        self._flush(pending)

    def _flush(self, pending: dict[str, str]) -> None:
        if pending:
            matrix = self.embedder.embed(list(pending.values()))
            self._mend.put_vectors(dict(zip(pending, matrix, strict=True)))
            pending.clear()

    def _records(self, findings: Iterable[Finding]) -> Iterator[tuple[Finding, DocumentRecord]]:
        for finding in findings:
            yield finding, self._inspection.record(finding.document)


def merged(looks: Sequence[CheckUp], did: dict[tuple[str, str], str]) -> CheckUp:
    """The last look, with what was done, and what earlier ones found and it does not: that is repaired."""
    checks: list[Checked] = []
    for last, *earlier in zip(*(look.checks for look in reversed(looks)), strict=True):
        left = {(f.check, f.where) for f in last.findings}
        gone = {f: None for checked in reversed(earlier) for f in checked.findings if (f.check, f.where) not in left}
        mended = [
            replace(f, repaired=True, did=did.get((f.check, f.where), "right again with the rest"))
            for f in gone
            if not f.note or (f.check, f.where) in did
        ]
        standing = [replace(f, did=did.get((f.check, f.where), "")) for f in last.findings]
        checks.append(replace(last, findings=(*mended, *standing)))
    return CheckUp(tuple(checks))
