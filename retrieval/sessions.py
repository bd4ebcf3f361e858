"""Sessions: whose conversation it is, and which audit record each of its turns is, in order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from retrieval import ledger_tables as t
from retrieval.database import Database
from retrieval.errors import SettingsError, UnknownReference
from retrieval.records import now

# The action of the audit records that turns are.
ANSWER = "ask"


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation of one person. `last` is the number of the audit record of its newest turn, None without one."""

    id: str
    name: str
    who: str
    created: str
    turns: int
    last: int | None


class Sessions:
    """The sessions of one ledger. A name is one person's own: two persons may use the same."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Reading

    def find(self, reference: str, who: str) -> Session | None:
        """The session a person calls so, else the one of this id, whoever began it."""
        s = t.sessions.c
        with self._database.reading() as connection:
            for wanted in ((s.who == who) & (s.name == reference), s.id == reference):
                row = connection.execute(_counted().where(wanted)).mappings().first()
                if row is not None:
                    return _session(row)
        return None

    def all(self, who: str | None = None) -> tuple[Session, ...]:
        """The sessions of a person, or of everybody; the one that was used last comes first."""
        query = _counted() if who is None else _counted().where(t.sessions.c.who == who)
        with self._database.reading() as connection:
            found = [_session(row) for row in connection.execute(query).mappings()]
        return tuple(sorted(found, key=lambda s: (-(s.last or 0), s.name, s.id)))

    def records(self, session: str, newest: int | None = None) -> tuple[int, ...]:
        """The audit records of a session's turns in order; with `newest`, only so many from the end."""
        u = t.turns.c
        query = select(u.record).where(u.session == session).order_by(u.ordinal.desc()).limit(newest)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())[::-1]

    # Writing

    def add_turn(self, reference: str, who: str, record: int) -> int:
        """Put an audit record at the end of a session, which is begun if there is none; returns its place, from 1.

        Call it in the transaction that appended the record: the lock on the end of the trail keeps
        everybody else from taking the same place or beginning the same session.
        """
        with self._database.writing() as connection:
            found = self.find(reference, who)
            session = found.id if found else _begin(connection, reference, who)
            last = connection.scalar(select(func.max(t.turns.c.ordinal)).where(t.turns.c.session == session)) or 0
            connection.execute(insert(t.turns), [{"session": session, "ordinal": last + 1, "record": record}])
            return last + 1

    def rename(self, session: Session, name: str) -> None:
        """Call a session otherwise. Raises SettingsError when the person has another one of that name."""
        with self._database.writing() as connection:
            other = self.find(name, session.who)
            if other is not None and other.id != session.id:
                raise SettingsError(f"there is a session {name!r} already", next_step="choose another name")
            s = t.sessions.c
            changed = connection.execute(update(t.sessions).where(s.id == session.id).values(name=name)).rowcount
        if not changed:
            raise gone(session.name)

    def delete(self, session: Session) -> None:
        """Take a session out with its turns; the audit records of its answers stay."""
        with self._database.writing() as connection:
            connection.execute(delete(t.turns).where(t.turns.c.session == session.id))
            connection.execute(delete(t.sessions).where(t.sessions.c.id == session.id))


def gone(reference: str) -> UnknownReference:
    """The error for a session that is not there."""
    return UnknownReference(f"there is no session {reference!r}", next_step="see `setpoint sessions list`")


def forget_names(connection: Connection, holds_wording: Callable[[str], bool]) -> None:
    """Call every session whose name holds wording of a forgotten document by its id."""
    s = t.sessions.c
    for row in connection.execute(select(s.id, s.name)).all():
        if holds_wording(row.name):
            connection.execute(update(t.sessions).where(s.id == row.id).values(name=row.id))


def prune_turns(connection: Connection) -> int:
    """Take out turns without a session, or whose record is no answer; returns how many."""
    u, a = t.turns.c, t.audit.c
    bare = u.session.not_in(select(t.sessions.c.id)) | u.record.not_in(select(a.id).where(a.action == ANSWER))
    return connection.execute(delete(t.turns).where(bare)).rowcount


def _begin(connection: Connection, name: str, who: str) -> str:
    created = now()
    session = f"s-{hashlib.sha256(f'{created}{who}{name}'.encode()).hexdigest()[:12]}"
    connection.execute(insert(t.sessions), [{"id": session, "name": name, "who": who, "created": created}])
    return session


def _counted() -> Select[tuple[object, ...]]:
    u = t.turns.c
    turns = func.count(u.ordinal).label("turns")
    query = select(t.sessions, turns, func.max(u.record).label("last"))
    return query.outerjoin(t.turns, u.session == t.sessions.c.id).group_by(t.sessions.c.id)


def _session(row: RowMapping) -> Session:
    return Session(row["id"], row["name"], row["who"], row["created"], row["turns"], row["last"])
