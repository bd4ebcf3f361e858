"""Reading files into the ledger: what changed, and only that.

A file that looks as it did when it was last read costs one `stat`; one whose bytes are the same
costs a digest. A document is written with its passages and their vectors in one transaction, so
a reader sees all of it or none. Files are parsed by the pool of the guard, ahead of their turn;
passages are embedded in batches across files, each distinct wording once. A file that cannot be
read is reported and costs nothing that was stored before.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.canonical import canonicalise
from retrieval.documents import Entry, LoadedFile
from retrieval.embedding import Embedder
from retrieval.errors import NoText, UnreadableFile
from retrieval.guard.pool import Pool
from retrieval.identity import identify
from retrieval.ingest_report import FileOutcome, IngestReport, Progress, State, read_report
from retrieval.ledger import Ledger
from retrieval.passages import cut
from retrieval.reading_ahead import Looked, ReadAhead
from retrieval.records import FileState, Forgotten, NewDocument, now, text_digest
from retrieval.survey import Candidate, reader_version

# New passages that are collected before they are embedded together: enough to sort by length,
# few enough to lose little when interrupted.
BATCH_PASSAGES = 512


@dataclass
class Ingest:
    """One run over surveyed files. `pool` reads them, as it was told to (`Pool.reading`).

    What was forgotten is not read again, unless `even_forgotten`.
    """

    ledger: Ledger
    embedder: Embedder
    collection: str
    progress: Progress
    pool: Pool = field(default_factory=Pool)
    even_forgotten: bool = False
    _catalogue: dict[str, Entry] = field(init=False)
    _forgotten: dict[str, Forgotten] = field(init=False)
    _ahead: ReadAhead = field(init=False)
    _pending: list[NewDocument] = field(default_factory=list[NewDocument])
    _pending_texts: dict[str, str] = field(default_factory=dict[str, str])
    _touched: list[FileState] = field(default_factory=list[FileState])
    _outcomes: dict[str, FileOutcome] = field(default_factory=dict[str, FileOutcome])
    _same: dict[str, str] = field(default_factory=dict[str, str])
    _begun: set[str] = field(default_factory=set[str])
    _embedded: int = 0
    _reused: int = 0

    def __post_init__(self) -> None:
        self._catalogue = {entry.digest: entry for entry in self.ledger.catalogue()}
        self._forgotten = {} if self.even_forgotten else self.ledger.forgotten()
        self._ahead = ReadAhead(self.pool, self._is_needed)

    def run(self, candidates: Sequence[Candidate]) -> IngestReport:
        """Read what changed. Interrupted, it leaves every document that was written complete."""
        began = time.monotonic()
        unchanged = {c.path: c for c in candidates if c.looks_unchanged and self._kept(c.known)}
        changed = [c for c in candidates if c.path not in unchanged]
        self._outcomes = {path: self._unchanged(c) for path, c in unchanged.items()}
        self.progress.files(len(changed))
        with contextlib.closing(self.pool):
            for looked in self._ahead.each(changed):
                path = looked.candidate.path
                self._outcomes[path] = self._read(looked)
                self.progress.file_done(path)
                if len(self._pending_texts) >= BATCH_PASSAGES:
                    self._flush()
            # A copy of a file that has changed since holds what is no longer stored under the other's name.
            for candidate in candidates:
                if candidate.path in self._same and self._same[candidate.path] not in self._catalogue:
                    self._outcomes[candidate.path] = self._read(self._ahead.look(replace(candidate, known=None)))
        self._flush()
        if self._touched:
            self.ledger.put_files(self._touched)
        outcomes = tuple(self._outcomes[path] for path in sorted(self._outcomes))
        return IngestReport(outcomes, self._embedded, self._reused, time.monotonic() - began)

    def _kept(self, known: FileState | None) -> bool:
        """Whether the ledger has what was read of a file, or why it could not be read."""
        return known is not None and (known.failure is not None or known.digest in self._catalogue)

    def _unchanged(self, candidate: Candidate) -> FileOutcome:
        known = candidate.known
        assert known is not None
        if known.failure:
            reason = "; ".join(filter(None, known.failure))
            return FileOutcome(candidate.path, State.FAILED, reason=reason, digest=known.digest)
        entry = self._catalogue[known.digest]
        self._same[candidate.path] = known.digest
        return FileOutcome(candidate.path, State.UNCHANGED, entry.identity, entry.report, digest=known.digest)

    def _is_needed(self, looked: Looked) -> bool:
        """Whether what is in a file will most likely be asked for; asked in the order of the files."""
        digest, known = looked.digest, looked.candidate.known
        if digest in self._forgotten:
            return False
        read = known is not None and known.digest == digest and known.reader == reader_version() and self._kept(known)
        same = read and not looked.candidate.awaits_ocr
        twin = self._catalogue.get(digest)
        needed = not same and (twin is None or twin.file == looked.candidate.path) and digest not in self._begun
        if needed:
            self._begun.add(digest)
        return needed

    def _read(self, looked: Looked) -> FileOutcome:
        candidate = looked.candidate
        if looked.problem is not None:
            return self._failed(candidate, looked.problem)
        state = FileState(
            path=candidate.path,
            size=looked.size,
            mtime_ns=candidate.mtime_ns,
            seen_ns=looked.seen_ns,
            digest=looked.digest,
            reader=reader_version(),
            collection=self.collection,
        )
        known = candidate.known
        same = known is not None and (known.digest, known.reader) == (state.digest, state.reader)
        if known and same and self._kept(known) and not candidate.awaits_ocr:
            self._touched.append(replace(state, failure=known.failure))
            return self._unchanged(candidate)
        twin = self._catalogue.get(state.digest)
        if twin is not None and twin.file != candidate.path:
            self._touched.append(state)
            self._same[candidate.path] = state.digest
            note = f"same bytes as {twin.file}"
            return FileOutcome(
                candidate.path, State.DUPLICATE, twin.identity, twin.report, note=note, digest=state.digest
            )
        if state.digest in self._forgotten:
            return _not_again(candidate, self._forgotten[state.digest])
        try:
            return self._add(candidate, state, self._ahead.loaded(looked))
        except UnreadableFile as error:
            if error.lasting:
                self._touched.append(replace(state, failure=(error.what, error.next_step)))
            return self._failed(candidate, error, state.digest)

    def _failed(self, candidate: Candidate, error: UnreadableFile, digest: str | None = None) -> FileOutcome:
        note = "what was read of it before is kept" if self._read_before(candidate.path, candidate.known) else None
        return FileOutcome(candidate.path, State.FAILED, reason=str(error), note=note, digest=digest)

    def _add(self, candidate: Candidate, state: FileState, loaded: LoadedFile) -> FileOutcome:
        canonical = canonicalise(loaded.blocks)
        if not canonical.text.strip():
            raise NoText("there is no text in it", next_step="check that it is the file you meant")
        saved_anew = self._forgotten.get(text_digest(canonical.text))
        if saved_anew is not None:
            return _not_again(candidate, saved_anew)
        identity = identify(candidate.place.name, loaded)
        report = read_report(loaded, len(canonical.text))
        entry = Entry(state.digest, candidate.path, identity, self.collection, report, now())
        replaced, note = self._replaced(candidate, entry)
        new = NewDocument(
            entry,
            canonical,
            cut(canonical, identity.title),
            state,
            tuple(replaced),
            hidden=loaded.hidden,
            pictures=loaded.pictures,
            ocr_words=loaded.ocr_words,
        )
        self._pending.append(new)
        fresh = {p.digest: p.embedded for p in new.passages if p.digest not in self._pending_texts}
        self._pending_texts.update(fresh)
        self.progress.passages(len(fresh))
        for digest in replaced:
            self._catalogue.pop(digest, None)
        self._catalogue[state.digest] = entry
        changed = bool(replaced) or (candidate.known is not None and candidate.known.failure is None)
        became = State.CHANGED if changed else State.ADDED
        return FileOutcome(candidate.path, became, identity, report, note=note, digest=state.digest)

    def _replaced(self, candidate: Candidate, entry: Entry) -> tuple[list[str], str | None]:
        """Versions that this one takes the place of.

        The earlier content of the same path goes, unless it is another version of the same
        number: then both stay, and the older one is superseded.
        """
        if entry.digest in self._catalogue:
            return [entry.digest], None
        earlier = self._read_before(candidate.path, candidate.known)
        if earlier is None:
            return [], None if candidate.known else self._newer_than(entry)
        own, other = entry.identity, earlier.identity
        if own.number and own.number == other.number and own.version != other.version:
            return [], f"version {other.version} of the same file is kept beside it"
        return [earlier.digest], None

    def _read_before(self, path: str, known: FileState | None) -> Entry | None:
        """The document that this path gave last, also when it could not be read since."""
        if known is None:
            return None
        own = [entry for entry in self._catalogue.values() if entry.file == path]
        return next((e for e in own if e.digest == known.digest), max(own, key=lambda e: e.added, default=None))

    def _newer_than(self, entry: Entry) -> str | None:
        number = entry.identity.number
        others = [e.identity for e in self._catalogue.values() if number and e.identity.number == number]
        if not others or not entry.identity.version:
            return None
        versions = ", ".join(sorted({other.version for other in others if other.version}))
        return f"{number} is also here as version {versions}" if versions else None

    def _flush(self) -> None:
        """Embed what is pending and write each document with its vectors in one transaction."""
        if not self._pending:
            return
        known = self.ledger.known_vectors(self._pending_texts, self.embedder.model)
        missing = {d: text for d, text in self._pending_texts.items() if d not in known}
        self.progress.embedded(len(self._pending_texts) - len(missing))
        matrix = self.embedder.embed(list(missing.values()), self.progress.embedded)
        vectors: dict[str, NDArray[np.float32]] = dict(zip(missing, matrix, strict=True))
        self._embedded += len(missing)
        self._reused += sum(len(new.passages) for new in self._pending) - len(missing)
        for new in self._pending:
            mine = {p.digest: vectors.pop(p.digest) for p in new.passages if p.digest in vectors}
            self.ledger.add(new, mine, self.embedder.model)
        self._pending.clear()
        self._pending_texts.clear()


def _not_again(candidate: Candidate, forgotten: Forgotten) -> FileOutcome:
    """A forgotten document that still lies in the folder. Nothing is noted of its file."""
    reason = f"forgotten on {forgotten.at[:10]} by {forgotten.who} ({forgotten.reason})"
    note = "take the file out of the folder, or read it with --even-forgotten"
    return FileOutcome(candidate.path, State.FORGOTTEN, reason=reason, note=note, digest=forgotten.digest)
