"""The ledger's database: transactions, snapshots, and its errors as ours.

A writer takes its lock when it begins (SQLite: BEGIN IMMEDIATE), so that what it read first still
holds when it writes. All that is read within a snapshot is of one moment.
"""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextvars import ContextVar
from types import FrameType

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from retrieval.errors import SettingsError, WorkspaceBusy, WorkspaceDamaged

# How long a statement waits for another process's short transaction.
BUSY_TIMEOUT_S = 30


def open_engine(url: str) -> Engine:
    """An engine for a SQLAlchemy URL; nothing is connected yet.

    Raises SettingsError for a URL of an unknown kind or a driver that is not installed.
    """
    try:
        engine = create_engine(url, connect_args=_connect_args(url))
    except (SQLAlchemyError, ImportError) as error:
        raise SettingsError(
            f"the ledger URL is not usable ({_first_line(error)})",
            next_step="use sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME (extra: postgres)",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _sqlite_begin)
    return engine


class Database:
    """Transactions on one database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = open_engine(url)
        self._held: ContextVar[Connection | None] = ContextVar("snapshot", default=None)
        self._writing: ContextVar[Connection | None] = ContextVar("transaction", default=None)

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    def has_table(self, connection: Connection, name: str) -> bool:
        """Whether a table is there."""
        return self._engine.dialect.has_table(connection, name)

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Generator[Connection]:
        """A connection for reading: the one of the snapshot around it, else one of its own."""
        held = self._held.get()
        with translated():
            if held is not None:
                yield held
                return
            with self._engine.connect() as connection:
                yield connection

    @contextlib.contextmanager
    def snapshot(self) -> Generator[None]:
        """Everything this thread reads inside the block is of one moment; writers go on meanwhile."""
        if self._held.get() is not None:
            yield
            return
        with contextlib.ExitStack() as stack:
            with translated():
                connection = stack.enter_context(self._engine.connect())
                if self.dialect != "sqlite":
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
            token = self._held.set(connection)
            try:
                yield
            finally:
                self._held.reset(token)

    @contextlib.contextmanager
    def writing(self) -> Generator[Connection]:
        """One transaction that writes: all of it or nothing. Ctrl-C waits for its end.

        Within another one it is a part of that; what is read inside sees what was written.
        """
        around = self._writing.get()
        if around is not None:
            yield around
            return
        with (
            uninterrupted(),
            translated(),
            self._engine.connect() as connection,
            connection.execution_options(writing=True).begin(),
        ):
            writing, held = self._writing.set(connection), self._held.set(connection)
            try:
                yield connection
            finally:
                self._held.reset(held)
                self._writing.reset(writing)

    @contextlib.contextmanager
    def exclusive(self, key: int) -> Generator[Callable[[], bool] | None]:
        """A try for PostgreSQL's lock number `key`, which is held until the block is left.

        None for SQLite, whose one file is held with its folder.
        """
        if self.dialect == "sqlite":
            yield None
            return
        with self.outside_transactions() as connection:
            try:
                yield lambda: bool(connection.scalar(select(func.pg_try_advisory_lock(key))))
            finally:
                connection.execute(select(func.pg_advisory_unlock(key)))

    @contextlib.contextmanager
    def outside_transactions(self) -> Generator[Connection]:
        """A connection whose statements are no transaction, as VACUUM wants it."""
        with translated(), self._engine.connect() as connection:
            if self.dialect == "sqlite":
                yield connection.execution_options(bare=True)
            else:
                yield connection.execution_options(isolation_level="AUTOCOMMIT")


def _connect_args(url: str) -> dict[str, object]:
    return {"timeout": BUSY_TIMEOUT_S} if url.startswith("sqlite") else {}


def _sqlite_pragmas(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # pyright: ignore[reportAttributeAccessIssue]  # we say BEGIN ourselves
    cursor = connection.cursor()
    # secure_delete writes zeros over what is deleted: see `forgetting`.
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("bare"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")


def _write_ahead(cursor: DBAPICursor) -> None:
    """Switch to WAL. SQLite does not wait for another process that does so too, so we do."""
    latest = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > latest:
                raise
            time.sleep(0.02)
        else:
            return


@contextlib.contextmanager
def uninterrupted() -> Generator[None]:
    """Hold Ctrl-C back until the block is left: SQLAlchemy's commit cannot be stopped half-way.

    Only the main thread is interrupted by signals; elsewhere there is nothing to hold back.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: held.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held and callable(before):
        before(*held[0])


@contextlib.contextmanager
def translated() -> Generator[None]:
    """Every database error leaves as one of ours."""
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error):
            raise WorkspaceBusy(
                "another process holds the ledger", next_step="wait for it to finish and try again"
            ) from error
        raise WorkspaceDamaged(
            f"the ledger cannot be read or written ({_first_line(error)})",
            next_step="check the disk and the folder's permissions, or the server of the ledger URL",
        ) from error
    except DatabaseError as error:
        raise WorkspaceDamaged(
            f"the ledger is damaged ({_first_line(error)})", next_step="restore it from a backup, or ingest anew"
        ) from error


def _first_line(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    return str(original).strip().splitlines()[0] if str(original).strip() else type(original).__name__
