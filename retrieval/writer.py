"""One writer at a time: the lock that `ingest` holds on a workspace.

The lock is the operating system's, so it is gone when its holder is. Who holds it is written
beside it, for the message to the one who waits.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Callable, Generator
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import WorkspaceBusy, WorkspaceDamaged
from retrieval.records import now


@contextlib.contextmanager
def writer_lock(folder: Path, task: str, wait_s: float, waiting: Callable[[str], None]) -> Generator[None]:
    """Hold the workspace for writing.

    Waits up to `wait_s` seconds, telling `waiting` who holds it; then raises WorkspaceBusy.
    """
    holder = folder / "writer.json"
    lock = FileLock(folder / "writer.lock")
    try:
        _acquire(lock, holder, wait_s, waiting)
        holder.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "task": task, "since": now()}))
    except OSError as error:
        raise WorkspaceDamaged(
            f"the workspace folder cannot be written ({error.strerror})",
            where=str(folder),
            next_step="check its permissions and the free space",
        ) from error
    try:
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, holder: Path, wait_s: float, waiting: Callable[[str], None]) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting(_held_by(holder))
        try:
            lock.acquire(timeout=wait_s)
        except Timeout as error:
            raise WorkspaceBusy(
                f"the workspace is held by {_held_by(holder)}",
                next_step="wait for it to finish, or give more time with --wait",
            ) from error


def _held_by(holder: Path) -> str:
    try:
        known = json.loads(holder.read_text())
        return f"process {known['pid']} on {known['host']} ({known['task']}, since {known['since'][:19]} UTC)"
    except (OSError, ValueError, KeyError):
        return "another process"
