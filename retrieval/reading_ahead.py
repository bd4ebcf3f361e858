"""Files in their order, each looked at and, where it will be needed, already being read.

While the caller stores and embeds one file, children read the next ones. What they read is handed
over in the order of the files, so that an ingest decides as if it read one after the other.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace

from retrieval.documents import LoadedFile
from retrieval.errors import UnreadableFile
from retrieval.guard.pool import Pool
from retrieval.guard.wanted import Answer, Wanted, open_regular
from retrieval.loaders import suffix_of
from retrieval.survey import Candidate

# Files that are looked at before their turn, for each child: enough to keep it at work while one
# batch of passages is embedded. Small files take 10 ms to read, a batch of 512 passages 10 s.
_AHEAD = 32
# Bytes that may be read and wait for their turn, so that the memory of this process stays flat:
# what is beyond them is dropped, and read again when it is its turn.
_WAITING_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Looked:
    """A file whose bytes were looked at: their digest, or why they could not be read.

    `problem` is a failure of the file itself or of the disk. `answer` is there when the file is being read.
    """

    candidate: Candidate
    seen_ns: int
    size: int = 0
    digest: str = ""
    problem: UnreadableFile | None = None
    answer: Future[Answer | None] | None = None


class ReadAhead:
    """Looks at files and has them read by a pool."""

    def __init__(self, pool: Pool, needed: Callable[[Looked], bool]) -> None:
        self._pool = pool
        self._needed = needed
        self._lock = threading.Lock()
        self._waiting_bytes = 0

    def each(self, candidates: Iterable[Candidate]) -> Iterator[Looked]:
        """The files in their order. Closed early, it leaves what it has begun to the pool."""
        waiting: deque[Looked] = deque()
        for candidate in candidates:
            waiting.append(self._begun(candidate))
            if len(waiting) > _AHEAD * self._pool.workers:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()

    def look(self, candidate: Candidate) -> Looked:
        """Take the digest of a file, in pieces."""
        seen_ns = time.time_ns()
        try:
            if candidate.problem:
                raise UnreadableFile(candidate.problem, next_step="check the path and its permissions")
            if candidate.size > self._pool.limits.file_bytes(suffix_of(candidate.place.name)):
                self._pool.check(candidate.place.name, candidate.size)
            with open_regular(candidate.place) as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                return Looked(candidate, seen_ns, file.tell(), digest)
        except UnreadableFile as error:
            return Looked(candidate, seen_ns, problem=error)
        except OSError as error:
            return Looked(candidate, seen_ns, problem=_refused(error))

    def loaded(self, looked: Looked) -> LoadedFile:
        """What is in the file. Raises an UnreadableFile, also for what the disk refuses."""
        self._pool.check(looked.candidate.place.name, looked.size)
        try:
            answer = looked.answer.result() if looked.answer is not None else None
            if answer is None:
                answer = self._pool.submit(_wanted(looked)).result()
                assert answer is not None
            elif looked.answer is not None:
                self._take(-answer.size)
            return answer.loaded(self._pool.limits)
        except OSError as error:
            raise _refused(error) from error

    def _begun(self, candidate: Candidate) -> Looked:
        looked = self.look(candidate)
        if looked.problem is not None or not self._needed(looked):
            return looked
        try:
            self._pool.check(candidate.place.name, looked.size)
        except UnreadableFile:  # said when it is its turn
            return looked
        return replace(looked, answer=self._pool.submit(_wanted(looked), self._has_room))

    def _has_room(self, size: int) -> bool:
        with self._lock:
            fits = self._waiting_bytes + size <= _WAITING_BYTES
            self._waiting_bytes += size if fits else 0
            return fits

    def _take(self, change: int) -> None:
        with self._lock:
            self._waiting_bytes += change


def _wanted(looked: Looked) -> Wanted:
    return Wanted(looked.candidate.place, looked.size, looked.digest)


def _refused(error: OSError) -> UnreadableFile:
    return UnreadableFile(error.strerror or str(error), next_step="check the path and its permissions")
