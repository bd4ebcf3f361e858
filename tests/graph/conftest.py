"""The graph stores that one suite of tests runs on."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.ledger_store import LedgerGraph
from graph.memory_store import MemoryGraph
from graph.neo4j_store import Neo4jGraph
from graph.store import GraphStore
from retrieval.ledger import Ledger
from tests.conftest import postgres_schema

STORES = ("memory", "sqlite", "postgresql", "neo4j")
Opener = Callable[[], GraphStore]


@pytest.fixture(params=STORES)
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Makes empty stores of one kind, each for another workspace; what they hold is gone after the test."""
    make = {"memory": _memory, "sqlite": _sqlite, "postgresql": _postgresql, "neo4j": _neo4j}[request.param]
    with contextlib.ExitStack() as stack:

        def open_store() -> GraphStore:
            store = make(request, stack, tmp_path)
            store.check()
            stack.callback(store.close)
            stack.callback(emptied, store)
            return store

        yield open_store


def _memory(_request: pytest.FixtureRequest, _stack: contextlib.ExitStack, _folder: Path) -> GraphStore:
    return MemoryGraph()


def _sqlite(_request: pytest.FixtureRequest, stack: contextlib.ExitStack, folder: Path) -> GraphStore:
    return _in_ledger(f"sqlite:///{folder / uuid.uuid4().hex}.db", stack)


def _postgresql(request: pytest.FixtureRequest, stack: contextlib.ExitStack, _folder: Path) -> GraphStore:
    return _in_ledger(stack.enter_context(postgres_schema(request.getfixturevalue("postgres_server"))), stack)


def _neo4j(request: pytest.FixtureRequest, _stack: contextlib.ExitStack, _folder: Path) -> GraphStore:
    return Neo4jGraph.open(request.getfixturevalue("neo4j_url"), uuid.uuid4().hex)


def _in_ledger(url: str, stack: contextlib.ExitStack) -> GraphStore:
    ledger = Ledger.open(url)
    stack.callback(ledger.close)
    return LedgerGraph(ledger)


@pytest.fixture
def store(new_store: Opener) -> GraphStore:
    """An empty store of each kind."""
    return new_store()


def emptied(store: GraphStore) -> None:
    """Take everything out of a store."""
    for layer in store.layers():
        store.remove_layer(layer)
    store.reset()
