"""What files that are made to harm cost: time to the end, memory of the process that asked.

Each file of bench.bombs is read by a pool of one child, as an ingest reads it: digest first, then
the guard. A canary file outside and a server on this machine must be touched by nobody.

To reach: each ends within 10 s, and the memory of this process grows by less than 200 MB.

    python -m bench.guard_bombs [--only PART-OF-NAME] [--keep DIR]
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from pathlib import Path

import psutil

from bench.bombs import write_bombs
from bench.figures import Figure, print_figures
from retrieval.errors import UnreadableFile
from retrieval.guard.pool import Pool
from retrieval.reading_ahead import ReadAhead
from retrieval.survey import Candidate

CANARY = "canary-7c1f2e"


class Growth:
    """The most that the memory of this process grows by while it is watched."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._start = self._process.memory_info().rss
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Growth:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.005):
            self.most = max(self.most, self._process.memory_info().rss - self._start)

    @property
    def megabytes(self) -> float:
        """In MB."""
        return self.most / 1e6


@contextlib.contextmanager
def listening() -> Generator[tuple[str, list[object]]]:
    """A server that answers nobody; its address, and who called."""
    callers: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, caller = server.accept()
                    callers.append(caller)
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", callers
        server.shutdown(socket.SHUT_RDWR)


def read(pool: Pool, place: Path) -> str:
    """Read a file as an ingest does; what became of it, in a line."""
    ahead, size = ReadAhead(pool, lambda _: False), place.stat().st_size
    looked = ahead.look(Candidate(place.name, place, size, 0, None))
    try:
        if looked.problem is not None:
            raise looked.problem
        loaded = ahead.loaded(looked)
    except UnreadableFile as error:
        return f"{type(error).__name__}: {error}"
    assert CANARY not in repr(loaded), f"{place.name} read the canary"
    return f"read: {len(loaded.blocks)} blocks, {len(loaded.skipped)} parts skipped"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="part of the name of those to measure")
    parser.add_argument("--keep", type=Path, help="write the bombs here and leave them")
    chosen = parser.parse_args(arguments)
    worst_s, worst_mb = 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder, listening() as (server, callers):
        secret = Path(folder) / "secret.txt"
        secret.write_text(CANARY, "utf-8")
        place = chosen.keep or Path(folder) / "bombs"
        names = [name for name in write_bombs(place, secret, server) if chosen.only in name]
        for name in names:
            with contextlib.closing(Pool(workers=1)) as pool, Growth() as growth:
                began = time.monotonic()
                said = read(pool, place / name)
                seconds = time.monotonic() - began
            worst_s, worst_mb = max(worst_s, seconds), max(worst_mb, growth.megabytes)
            print(f"{name:28} {seconds:5.1f} s {growth.megabytes:5.0f} MB  {said[:110]}", flush=True)
        called = len(callers)
    figures = [
        Figure(f"the slowest of {len(names)}", worst_s, "s", most=10.0),
        Figure("the most memory", worst_mb, "MB", most=200.0),
        Figure("calls to the server", float(called), "", most=0.0),
    ]
    print_figures("Files that are made to harm, each in a pool of its own", figures)


if __name__ == "__main__":
    main()
