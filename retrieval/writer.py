"""One writer at a time: the locks that a command holds while it changes a workspace.

The one on the folder is the operating system's, the one on a ledger that several machines share is
PostgreSQL's: both are gone when their holder is. Who holds a lock is written beside it, for the
message to the one who waits.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable, Generator
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import SetpointError, WorkspaceBusy, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.records import now

POLL_S = 0.1


@contextlib.contextmanager
def writer_lock(folder: Path, task: str, wait_s: float, waiting: Callable[[str], None]) -> Generator[None]:
    """Hold the workspace's folder for writing.

    Waits up to `wait_s` seconds, telling `waiting` who holds it; then raises WorkspaceBusy.
    """
    holder = folder / "writer.json"
    lock = FileLock(folder / "writer.lock")

    def take(timeout_s: float) -> bool:
        try:
            lock.acquire(timeout=timeout_s)
        except Timeout:
            return False
        return True

    try:
        _acquire(take, lambda: _read(holder), wait_s, waiting)
        holder.write_text(_myself(task))
    except OSError as error:
        raise WorkspaceDamaged(
            f"the workspace folder cannot be written ({error.strerror})",
            where=str(folder),
            next_step="check its permissions and the free space",
        ) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # a disk that went away while it was written to
            holder.unlink(missing_ok=True)
        lock.release()


@contextlib.contextmanager
def ledger_lock(ledger: Ledger, task: str, wait_s: float, waiting: Callable[[str], None]) -> Generator[None]:
    """Hold a ledger that other machines may write to; a SQLite file is held with its folder.

    Waits and raises as `writer_lock` does.
    """
    with ledger.exclusive() as exclusive:
        if exclusive is None:
            yield
            return

        def take(timeout_s: float) -> bool:
            latest = time.monotonic() + timeout_s
            while not exclusive():
                if time.monotonic() >= latest:
                    return False
                time.sleep(POLL_S)
            return True

        _acquire(take, ledger.writer, wait_s, waiting)
        ledger.set_writer(_myself(task))
        try:
            yield
        finally:
            with contextlib.suppress(SetpointError):  # a server that went away has let go of the lock too
                ledger.set_writer(None)


def _acquire(
    take: Callable[[float], bool], holder: Callable[[], str | None], wait_s: float, waiting: Callable[[str], None]
) -> None:
    if take(0):
        return
    waiting(_held_by(holder()))
    if not take(wait_s):
        raise WorkspaceBusy(
            f"the workspace is held by {_held_by(holder())}",
            next_step="wait for it to finish, or give more time with --wait",
        )


def _myself(task: str) -> str:
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "task": task, "since": now()})


def _read(holder: Path) -> str | None:
    try:
        return holder.read_text()
    except (OSError, UnicodeDecodeError):
        return None


def _held_by(known: str | None) -> str:
    try:
        holder = json.loads(known or "")
        return f"process {holder['pid']} on {holder['host']} ({holder['task']}, since {holder['since'][:19]} UTC)"
    except (ValueError, KeyError, TypeError):
        return "another process"
