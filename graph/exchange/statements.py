"""What every export is made from: entities and statements, read from a store in one order, in portions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from graph.layers import asked
from graph.process import Edge, Node
from graph.schema import Label
from graph.store import SITE, GraphStore, Wanted, Way

# Entities whose edges are read at once: the edges of a portion are in memory together.
PORTION = 1000

# What stands on everything that leaves the graph: extraction proposes, and nobody has signed it.
DRAFT = "DRAFT: read from documents by a program, not reviewed"


@dataclass(frozen=True, slots=True)
class Header:
    """What an export says of itself. `made` is a time of day, and stands nowhere else in the file."""

    tool: str
    workspace: str
    made: str
    layers: tuple[str, ...] = (SITE,)
    quotes: bool = False
    status: str = DRAFT

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """The same as names and values, what differs between two exports of one graph last."""
        return (
            ("status", self.status),
            ("tool", self.tool),
            ("workspace_digest", self.workspace),
            ("layers", ", ".join(layer or "site" for layer in self.layers)),
            ("quotes", "yes" if self.quotes else "no"),
            ("made", self.made),
        )


@dataclass(frozen=True, slots=True)
class Cited:
    """A document version as evidence names it."""

    number: str
    version: str
    status: str
    file: str


@dataclass(frozen=True, slots=True)
class Statement:
    """An edge with the document version that it was read in, and the wording where that is asked for."""

    edge: Edge
    cited: Cited | None = None
    quote: str = ""


Texts = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Export:
    """A graph as it is exported. Reading it twice gives the same in the same order.

    `texts` gives the canonical texts of document versions; without it no wording leaves the house.
    """

    store: GraphStore
    header: Header
    documents: Mapping[str, Cited]
    texts: Texts | None = None
    counts: dict[str, int] = field(default_factory=lambda: {"nodes": 0, "edges": 0})

    def nodes(self) -> Iterator[Node]:
        """Every entity, by label, concept and id."""
        self.counts["nodes"] = 0
        for label in sorted(Label):
            found = self.store.find(Wanted(labels=(label,), layers=self.header.layers))
            self.counts["nodes"] += len(found)
            yield from found

    def statements(self) -> Iterator[Statement]:
        """Every edge, by the order of the entities that it starts from; both ends are among the entities."""
        self.counts["edges"] = 0
        portion: list[str] = []
        for node in self.nodes():
            portion.append(node.id)
            if len(portion) == PORTION:
                yield from self._of(portion)
                portion = []
        yield from self._of(portion)

    def _of(self, portion: list[str]) -> Iterator[Statement]:
        edges = self.store.edges(portion, Way.OUT, layers=asked(self.header.layers))
        order = {identity: place for place, identity in enumerate(portion)}
        edges.sort(key=lambda edge: order[edge.subject])
        self.counts["edges"] += len(edges)
        texts = self.texts({e.evidence.document for e in edges if e.evidence.document}) if self.texts else {}
        for edge in edges:
            evidence = edge.evidence
            quote = texts.get(evidence.document, "")[evidence.start : evidence.end]
            yield Statement(edge, self.documents.get(evidence.document), quote)
