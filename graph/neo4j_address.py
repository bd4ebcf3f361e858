"""The address of a Neo4j server, taken apart, so that its password goes to the driver and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from retrieval.errors import SettingsError

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
# Neo4j's own rule for names of databases.
_DATABASE = re.compile(r"[A-Za-z][A-Za-z0-9.-]{2,62}")
_WRITE = "write bolt://USER:PASSWORD@HOST:PORT or neo4j://…, with /DATABASE if it is not the server's own, as graph_url"
_ESCAPE = "write special characters of the password in percent form (@ is %40, / is %2F, # is %23, : is %3A)"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is, and who asks. `place` may be shown to anyone."""

    place: str
    database: str | None
    auth: tuple[str, str] | None = field(repr=False)


def address_of(url: str) -> Address:
    """Take a graph_url apart; SettingsError, which never shows what could be a password, if it is not usable."""
    try:
        parts = urlsplit(url)
        usable = parts.port is None or parts.port > 0
    except ValueError:
        parts, usable = None, False
    if parts is None or not usable:
        raise SettingsError("the graph URL cannot be read", next_step=_ESCAPE)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise SettingsError("the graph URL is not that of a Neo4j server", next_step=_WRITE)
    return Address(_place(parts), _database(parts), _auth(parts))


def _place(parts: SplitResult) -> str:
    if parts.query or parts.fragment or "@" in parts.path:
        raise SettingsError("the graph URL has a part that is not understood after the host", next_step=_ESCAPE)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}"


def _database(parts: SplitResult) -> str | None:
    name = parts.path.strip("/")
    if name and not _DATABASE.fullmatch(name):
        raise SettingsError("the path of the graph URL is no name of a database", next_step=_WRITE)
    return name or None


def _auth(parts: SplitResult) -> tuple[str, str] | None:
    if parts.username is None and parts.password is None:
        return None
    if not parts.username or parts.password is None:
        raise SettingsError("the graph URL names a user or a password without the other", next_step=_WRITE)
    return unquote(parts.username), unquote(parts.password)
