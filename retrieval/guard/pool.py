"""The pool: a few children, a thread for each, and a watch over their time."""

from __future__ import annotations

import os
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from retrieval import loaders
from retrieval.documents import LoadedFile
from retrieval.errors import TooLarge
from retrieval.guard.limits import Limits
from retrieval.guard.process import Child
from retrieval.guard.wanted import Answer, Wanted
from retrieval.loaders.reading import PLAIN, Reading

# Parsing runs beside embedding, which uses every core: more children than this find no work to do
# on the two cores of the machine of bench/ingest_ratio, and each takes 80 MB.
_MOST_CHILDREN = 4
_WATCH_S = 0.1


class Pool:
    """Reads files in children. Costs nothing until a file is given; close it when all are read."""

    def __init__(self, limits: Limits | None = None, reading: Reading = PLAIN, workers: int = 0) -> None:
        self.limits = limits or Limits()
        if reading.ocr:
            self.limits = self.limits.with_ocr()
        self.reading = reading
        self.workers = workers or max(1, min(_MOST_CHILDREN, (os.cpu_count() or 1) - 1))
        self._children: list[Child] = []
        self._idle: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None
        self._scratch: Path | None = None
        self._closing = threading.Event()

    @property
    def starts(self) -> int:
        """How many processes were started so far."""
        return sum(child.starts for child in self._children)

    @property
    def processes(self) -> list[int]:
        """The numbers of the processes that there are."""
        return [child.pid for child in self._children if child.pid is not None]

    def check(self, name: str, size: int) -> None:
        """Refuse what need not be opened. Raises UnknownFormat, NoText for pictures, or TooLarge."""
        loaders.check_name(name)
        suffix = loaders.suffix_of(name)
        most = self.limits.file_bytes(suffix)
        if size > most:
            raise TooLarge(
                f"the file has {size / 1e6:,.0f} MB; {suffix} files of at most {most / 1e6:,.0f} MB are read",
                next_step="split it, or raise max_file_mb",
            )

    def submit(self, wanted: Wanted, keep: Callable[[int], bool] | None = None) -> Future[Answer | None]:
        """Have a file read. The future raises what `Child.read` raises.

        `keep` is asked whether an answer of so many bytes may wait for who wants it; if not, it is
        dropped and the future holds None.
        """
        if self._threads is None:
            self._open()
        assert self._threads is not None
        return self._threads.submit(self._read, wanted, keep)

    def read(self, wanted: Wanted) -> LoadedFile:
        """Have a file read, and wait for it."""
        answer = self.submit(wanted).result()
        assert answer is not None
        return answer.loaded(self.limits)

    def close(self) -> None:
        """End all children and wait for the threads. The pool opens again with the next file."""
        if self._threads is None:
            return
        self._closing.set()
        for child in self._children:
            child.close()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.bury()
        self._threads = None
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None

    def _open(self) -> None:
        if self.reading.ocr:
            self._scratch = Path(tempfile.mkdtemp(prefix="setpoint-")).resolve()
        self._closing = threading.Event()
        self._idle = queue.SimpleQueue()
        self._children += [Child(self.limits, self.reading, self._scratch) for _ in range(self.workers)]
        for child in self._children[-self.workers :]:
            self._idle.put(child)
        # Threads that last: Linux ends a child together with the thread that started it.
        self._threads = ThreadPoolExecutor(self.workers, "guard")
        threading.Thread(target=self._watch, args=(self._closing,), name="guard-watch", daemon=True).start()

    def _read(self, wanted: Wanted, keep: Callable[[int], bool] | None) -> Answer | None:
        child = self._idle.get()
        try:
            answer = child.read(wanted)
            return answer if keep is None or keep(answer.size) else None
        finally:
            self._idle.put(child)

    def _watch(self, closing: threading.Event) -> None:
        while not closing.wait(_WATCH_S):
            for child in self._children:
                child.end_if_late(time.monotonic())
