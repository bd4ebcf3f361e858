"""Bringing the graph into step with the ledger: read what is due, resolve, and write the difference."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from graph.extract import EXTRACTOR_VERSION, extract
from graph.extraction.reading import Reading
from graph.ledger_facts import LedgerFacts
from graph.process import Extraction
from graph.resolve import Resolved, Sources, resolve
from graph.store import GraphStore
from graph.sums import edge_sum, node_sum
from graph.vocabulary import Vocabulary
from retrieval.ledger import Ledger

# Documents whose facts are read and written together: their texts are in memory at the same time.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Brought:
    """What was done: document versions read, facts there are, entities and edges written and taken out."""

    documents: int
    facts: int
    put: int
    removed: int


def bring(
    ledger: Ledger, store: GraphStore, vocabulary: Vocabulary, progress: Callable[[int], None] = lambda _: None
) -> Brought:
    """Make the facts those of the ledger's documents, and the store show the graph that they make.

    Safe to interrupt: what the store shows is noted last.
    """
    facts = LedgerFacts(ledger)
    read = extract_due(ledger, facts, vocabulary, progress)
    resolved = resolve(sources(ledger, facts, vocabulary))
    put, removed = write_difference(store, resolved)
    return Brought(read, facts.count(), put, removed)


def reader_of(vocabulary: Vocabulary) -> str:
    """What a document's facts depend on beside its text: the extractors and the vocabulary."""
    return hashlib.sha256(f"{EXTRACTOR_VERSION}:{vocabulary.digest}".encode()).hexdigest()[:32]


def extract_due(ledger: Ledger, facts: LedgerFacts, vocabulary: Vocabulary, progress: Callable[[int], None]) -> int:
    """Read the facts of every document version that was not read by these extractors; returns how many."""
    reader, known = reader_of(vocabulary), facts.extracted_by()
    due = [entry for entry in ledger.catalogue() if known.get(entry.digest) != reader]
    for start in range(0, len(due), AT_ONCE):
        some = due[start : start + AT_ONCE]
        texts = ledger.canonical(entry.digest for entry in some)
        read: dict[str, Extraction] = {}
        for entry in some:
            if entry.digest in texts:
                read[entry.digest] = extract(Reading(entry, texts[entry.digest], vocabulary))
            progress(1)
        facts.put(read, reader)
    return len(due)


def sources(ledger: Ledger, facts: LedgerFacts, vocabulary: Vocabulary) -> Sources:
    """What the graph is made from, at one moment."""
    with ledger.snapshot():
        documents = {entry.digest: entry for entry in ledger.catalogue()}
        return Sources(documents, facts.facts(), facts.definitions(), facts.assertions(), vocabulary)


def write_difference(store: GraphStore, resolved: Resolved) -> tuple[int, int]:
    """Make the site's layer of a store show this graph; returns how many were written and taken out."""
    there = store.contents()
    nodes = [node for node in resolved.nodes if there.nodes.get(node.id) != node_sum(node)]
    edges = [edge for edge in resolved.edges if there.edges.get(edge.id) != edge_sum(edge)]
    gone_edges = set(there.edges) - {edge.id for edge in resolved.edges}
    gone_nodes = set(there.nodes) - {node.id for node in resolved.nodes}
    store.merge(nodes, edges)
    store.remove(gone_nodes, gone_edges)
    return len(nodes) + len(edges), len(gone_nodes) + len(gone_edges)
