"""Where the process graph is kept: tables in the ledger, or a Neo4j server by its URL."""

from __future__ import annotations

from graph.ledger_store import LedgerGraph
from graph.neo4j_store import Neo4jGraph
from graph.store import GraphStore
from retrieval.ledger import Ledger


def open_graph(url: str | None, ledger: Ledger) -> GraphStore:
    """The store of the settings. Raises SettingsError for a URL that is none; nothing is connected yet."""
    if url is None:
        return LedgerGraph(ledger)
    return Neo4jGraph.open(url, ledger.identity)
