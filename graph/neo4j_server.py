"""A connection to a Neo4j server: transactions that are tried again, time limits, and its errors as ours."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, LiteralString, TypeVar, cast

from graph.neo4j_address import Address
from retrieval.errors import ProjectionDamaged, SetpointError, SettingsError, StoreUnreachable

if TYPE_CHECKING:
    from neo4j import Driver, Result

# How long a server may take to accept a connection, and the driver to hand one out.
CONNECT_S = 5.0
ACQUIRE_S = 10.0
# How long the driver goes on trying after a deadlock, a change of leader or a lost connection.
RETRY_S = 15.0
# After this the server stops a transaction. The longest is a deletion or a whole layer being read.
TRANSACTION_S = 300.0

REBUILD = "run `setpoint graph rebuild`"
_REACH = "start the server, or mend graph_url in the settings, and try again"

Taken = TypeVar("Taken")


class AlreadyThere(ProjectionDamaged):
    """What a statement made is there already, or would be there twice; nothing of the statement was written."""


class Neo4jServer:
    """The driver of one address; connected when first asked something."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._driver: Driver | None = None

    @property
    def place(self) -> str:
        """Its URL without user and password."""
        return self._address.place

    def read(self, statement: str, take: Callable[[Result], Taken], **parameters: object) -> Taken:
        """What `take` makes of the rows, in a transaction that only reads."""
        return self._run(statement, take, parameters, reads=True)

    def write(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """Run a statement in a transaction of its own; what it returned."""
        return self._run(statement, lambda result: [dict(record) for record in result], parameters, reads=False)

    def close(self) -> None:
        """Give back every connection."""
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def _run(
        self, statement: str, take: Callable[[Result], Taken], parameters: Mapping[str, object], *, reads: bool
    ) -> Taken:
        from neo4j import Query, RoutingControl

        with self._translated():
            query = Query(cast("LiteralString", statement), timeout=TRANSACTION_S)
            return self._connected().execute_query(
                query,
                dict(parameters),
                routing_=RoutingControl.READ if reads else RoutingControl.WRITE,
                database_=self._address.database,
                result_transformer_=take,
            )

    def _connected(self) -> Driver:
        """The driver, which has reached the server once: one that is not there is not waited for."""
        if self._driver is None:
            from neo4j import GraphDatabase, NotificationMinimumSeverity

            driver = GraphDatabase.driver(
                self._address.place,
                auth=self._address.auth,
                connection_timeout=CONNECT_S,
                connection_acquisition_timeout=ACQUIRE_S,
                max_transaction_retry_time=RETRY_S,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
                telemetry_disabled=True,
                user_agent="setpoint",
            )
            try:
                driver.verify_connectivity()
            except BaseException:
                driver.close()
                raise
            self._driver = driver
        return self._driver

    @contextlib.contextmanager
    def _translated(self) -> Generator[None]:
        from neo4j.exceptions import DriverError, Neo4jError

        try:
            yield
        except SetpointError:
            raise
        except Exception as error:
            if not isinstance(error, OSError | Neo4jError | DriverError) and not _of_driver(error):
                raise
            raise _as_ours(self.place, error) from error


def _of_driver(error: Exception) -> bool:
    """Whether the driver raised it: some of its errors (of a handshake, say) are not in its public tree."""
    return type(error).__module__.partition(".")[0] == "neo4j"


def _as_ours(place: str, error: Exception) -> SetpointError:
    from neo4j.exceptions import (
        AuthError,
        ConfigurationError,
        ConstraintError,
        Forbidden,
        Neo4jError,
        UnsupportedServerProduct,
    )

    code = (error.code or "") if isinstance(error, Neo4jError) else ""
    says = _first_line(error)
    if isinstance(error, AuthError | Forbidden):
        return SettingsError(
            "the Neo4j server refuses the user or the password", where=place, next_step="mend graph_url in the settings"
        )
    if code.endswith("DatabaseNotFound"):
        return SettingsError(f"no such database ({says})", where=place, next_step="mend the path of graph_url")
    if isinstance(error, ConfigurationError) and not isinstance(error, UnsupportedServerProduct):
        return SettingsError(f"the graph URL is not usable ({says})", where=place, next_step="mend graph_url")
    if isinstance(error, ConstraintError):
        return AlreadyThere(f"the graph holds something twice ({says})", where=place, next_step=REBUILD)
    return StoreUnreachable(f"the Neo4j server does not answer as it should ({says})", where=place, next_step=_REACH)


def _first_line(error: Exception) -> str:
    from neo4j.exceptions import Neo4jError

    # What the driver says of itself is in its text; `message` has words of the standard there.
    message = error.message if isinstance(error, Neo4jError) else str(error)
    lines = (message or "").strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
