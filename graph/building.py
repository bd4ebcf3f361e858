"""Bringing the graph into step with the ledger: read what is due, resolve, and write the difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.alike import Likeness
from graph.assertions import of_forgotten, without_wording
from graph.extract import EXTRACTOR_VERSION, extract
from graph.extraction.reading import Reading
from graph.ledger_facts import LedgerFacts
from graph.process import Extraction, digest_of
from graph.proposed.reader import ModelReader, with_proposed
from graph.resolve import RESOLVER_VERSION, Resolved, Sources, resolve
from graph.store import Contents, GraphStore
from graph.sums import edge_sum, node_sum
from graph.vocabulary import Vocabulary
from retrieval.documents import Document
from retrieval.ledger import Ledger

# Told how many documents were read for facts, and of how many.
Progress = Callable[[int, int], None]
# Documents whose facts are read and written together: their texts are in memory at the same time.
AT_ONCE = 50
# Characters of the digest of open passages that are kept beside that of the reader: a column holds 64.
_MISSING = 31


@dataclass(frozen=True, slots=True)
class Brought:
    """What was done: document versions read, facts there are, entities and edges written and taken out."""

    documents: int = 0
    facts: int = 0
    put: int = 0
    removed: int = 0


def unwatched(_done: int, _of: int) -> None:
    """Progress that nobody watches."""


class GraphBuilder:
    """Makes the facts those of the ledger's documents (`extract_due`), and a store show their graph (`bring`).

    With a model, its facts stand beside those of the extractors once they stood the checks. With a likeness,
    names that it finds alike are one.
    """

    def __init__(
        self,
        ledger: Ledger,
        store: GraphStore,
        vocabulary: Vocabulary,
        model: ModelReader | None = None,
        likeness: Likeness | None = None,
    ) -> None:
        self.likeness = likeness
        self.ledger = ledger
        self.store = store
        self.vocabulary = vocabulary
        self.model = model
        self.facts = LedgerFacts(ledger)

    def state(self) -> str:
        """What the graph is made from, as one digest: documents, extractors, vocabulary, what persons said."""
        with self.ledger.snapshot():
            said = [(a.id, a.withdrawn is None) for a in self.facts.assertions(withdrawn=True)]
            made_by = [self._reader, RESOLVER_VERSION, *([self.likeness.model] if self.likeness else [])]
            # A model may have been asked about a part of the passages, and about more of them later.
            asked = [sorted(self.facts.extracted_by().items())] if self.model else []
            return digest_of([self.ledger.identity, self.ledger.generation(), *made_by, said, *asked])

    def in_step(self) -> bool:
        """Whether the store says that it shows the present state. Raises StoreUnreachable, ProjectionDamaged."""
        return self.store.noted() == self.state()

    def bring(self, *, afresh: bool = False) -> Brought:
        """Resolve the facts, and write what differs; with `afresh` the store is emptied first.

        Does nothing when the store is in step. Safe to interrupt at any point: what it shows is noted
        last. Raises StoreUnreachable or ProjectionDamaged.
        """
        if not afresh and self.in_step():
            return Brought(facts=self.facts.count())
        self.store.note(None)
        if afresh:
            self.store.reset()
        state, resolved = self.resolved()
        put, removed = write_difference(self.store, resolved)
        self.store.note(state)
        return Brought(facts=self.facts.count(), put=put, removed=removed)

    def extract_due(self, progress: Progress = unwatched) -> int:
        """Read the facts of every document version that these extractors have not read; returns how many."""
        due = self.due()
        if self.model is not None:
            self.model.begin()
        for start in range(0, len(due), AT_ONCE):
            some = due[start : start + AT_ONCE]
            texts = self.ledger.canonical(entry.digest for entry in some)
            readings: list[Reading] = []
            read: dict[str, Extraction] = {}
            for number, entry in enumerate(some, start=start + 1):
                if entry.digest in texts:
                    readings.append(Reading(entry, texts[entry.digest], self.vocabulary))
                    read[entry.digest] = extract(readings[-1])
                progress(number, len(due))
            self._put(read, readings)
        return len(due)

    def _put(self, read: dict[str, Extraction], readings: list[Reading]) -> None:
        """Keep what was read, with what the model adds; a version it was not wholly asked about stays due."""
        if self.model is None:
            self.facts.put(read, self._reader)
            return
        proposed = self.model.read(self.ledger, readings)
        for digest, facts in proposed.facts.items():
            read[digest] = with_proposed(read[digest], facts)
        self.facts.put({d: e for d, e in read.items() if d not in proposed.open}, self._reader)
        for digest, missing in proposed.open.items():
            self.facts.put({digest: read[digest]}, f"{self._reader}:{missing[:_MISSING]}")

    def due(self) -> list[Document]:
        """The document versions that these extractors have not read."""
        known = self.facts.extracted_by()
        return [entry for entry in self.ledger.catalogue() if not self._is_read(known.get(entry.digest, ""))]

    def _is_read(self, by: str) -> bool:
        """Whether this reader left that mark; a version with open passages is read as far as nothing may be asked."""
        partly = self.model is not None and not self.model.asks and by.startswith(f"{self._reader}:")
        return by == self._reader or partly

    def resolved(self) -> tuple[str, Resolved]:
        """The present state and the graph that it makes, both of one moment."""
        with self.ledger.snapshot():
            facts = self.facts
            documents = {entry.digest: entry for entry in self.ledger.catalogue()}
            made_from = Sources(documents, facts.facts(), facts.definitions(), facts.assertions(), self.vocabulary)
            return self.state(), resolve(made_from, self.likeness)

    def forget_said(self, mark: str, held: Callable[[str], bool]) -> int:
        """Delete what persons said of names that no document holds any more; returns how much.

        A reason that `held` says has wording of a forgotten document gives way to `mark`. Call it in the
        transaction that takes the documents out.
        """
        said = self.facts.assertions(withdrawn=True)
        if not said:
            return 0
        documents = {entry.digest: entry for entry in self.ledger.catalogue()}
        # Resolved without them: an assertion must not be what keeps its own wording known.
        graph = resolve(Sources(documents, self.facts.facts(), self.facts.definitions(), (), self.vocabulary))
        names = frozenset((node.label, name) for node in graph.nodes for name in (node.name, *node.aliases))
        gone = {one.id for one in of_forgotten(names, said)}
        self.facts.forget_assertions(gone)
        for one in said:
            worded = without_wording(one, mark, held)
            if one.id not in gone and worded != one:
                self.facts.reword(worded)
        return len(gone)

    def compare(self) -> Difference:
        """How the store differs from what the facts make; nothing is changed."""
        _, resolved = self.resolved()
        there = self.store.contents(anew=True)
        expected = Contents({n.id: node_sum(n) for n in resolved.nodes}, {e.id: edge_sum(e) for e in resolved.edges})
        missing, extra, different = 0, 0, 0
        for want, have in ((expected.nodes, there.nodes), (expected.edges, there.edges)):
            missing += len(want.keys() - have.keys())
            extra += len(have.keys() - want.keys())
            different += sum(have[i] != want[i] for i in want.keys() & have.keys())
        return Difference(len(expected.nodes) + len(expected.edges), missing, extra, different, len(self.due()))

    @property
    def _reader(self) -> str:
        """What a document's facts depend on beside its text: the extractors, the vocabulary, the model if any."""
        return digest_of([EXTRACTOR_VERSION, self.vocabulary.digest, *([self.model.version] if self.model else [])])


@dataclass(frozen=True, slots=True)
class Difference:
    """A store against the facts: ids that are missing, too many or carry something else; documents not yet read."""

    expected: int
    missing: int
    extra: int
    different: int
    unread: int


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
