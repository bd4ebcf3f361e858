"""What a file of background knowledge says, before it is a layer: statements between things, and what is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.process import NOWHERE, Edge, Evidence, Node, details, edge_of, in_layer, node_of
from graph.schema import Label, Relation

# Longer than any name of an entity in public graphs; an identifier is looked up by an index, and
# PostgreSQL's hold a third of a page (2704 bytes).
LONGEST_NAME = 2000
LONGEST_IDENTIFIER = 400
LONGEST_WORD = 200


@dataclass(frozen=True, slots=True)
class Thing:
    """One end of a statement as the file has it; `identifier` with its source before it: "NCBI:1234"."""

    identifier: str
    name: str
    type: str
    source: str

    @property
    def trouble(self) -> str:
        """Why it cannot be an entity; empty if it can."""
        if not self.identifier.strip() or not self.name.strip():
            return "an end without identifier or name"
        long = (len(self.name) > LONGEST_NAME, len(self.identifier) > LONGEST_IDENTIFIER)
        if any(long) or max(len(self.type), len(self.source)) > LONGEST_WORD:
            return f"longer than a name ({LONGEST_NAME} characters) or an identifier ({LONGEST_IDENTIFIER}) can be"
        return ""


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of the file; `place` is where in the file: "row 12"."""

    place: str
    relation: str
    display: str
    subject: Thing
    object: Thing

    @property
    def trouble(self) -> str:
        """Why it cannot be an edge; empty if it can."""
        if not self.relation.strip():
            return "no relation"
        if max(len(self.relation), len(self.display)) > LONGEST_WORD:
            return f"a relation of more than {LONGEST_WORD} characters"
        return self.subject.trouble or self.object.trouble


@dataclass(frozen=True, slots=True)
class Refused:
    """A place of the file that says nothing that can be kept, and why."""

    place: str
    why: str


Read = Stated | Refused


def sifted(read: Iterable[Read]) -> Iterator[Read]:
    """The same with what cannot be kept refused."""
    for one in read:
        trouble = one.trouble if isinstance(one, Stated) else ""
        yield Refused(one.place, trouble) if trouble else one


class LayerMaker:
    """Turns statements into entities and edges of one layer. An entity's first name is its name."""

    def __init__(self, layer: str, source: str) -> None:
        self._layer = layer
        self._source = source
        self._known: dict[Thing, str] = {}
        self.names: dict[str, Node] = {}

    def node(self, thing: Thing) -> tuple[str, Node | None]:
        """The id of a thing, and its entity if it was not met before."""
        known = self._known.get(thing)
        if known is not None:
            return known, None
        values = details(type=thing.type, identifier=thing.identifier, source=thing.source)
        node = node_of(Label.BACKGROUND, thing.name, thing.identifier, NOWHERE, details=values, layer=self._layer)
        self._known[thing] = node.id
        if node.id in self.names:
            return node.id, None
        self.names[node.id] = node
        return node.id, node

    def edge(self, stated: Stated, subject: str, object_: str) -> Edge:
        """The edge of a statement, with the file and the place as its evidence."""
        values = details(relation=stated.relation, display=stated.display)
        evidence = Evidence(extractor=f"{self._source} {stated.place}")
        return in_layer(edge_of(Relation.RELATED, subject, object_, evidence, values), self._layer)

    def batches(self, read: Iterable[Read], at_once: int = 5000) -> Iterator[tuple[list[Node], list[Edge]]]:
        """Entities and edges in portions, the entities of a portion's edges never after it."""
        nodes: list[Node] = []
        edges: list[Edge] = []
        for stated in read:
            if isinstance(stated, Refused):
                continue
            ends: list[str] = []
            for thing in (stated.subject, stated.object):
                identity, new = self.node(thing)
                ends.append(identity)
                if new is not None:
                    nodes.append(new)
            edges.append(self.edge(stated, *ends))
            if len(edges) == at_once:
                yield nodes, edges
                nodes, edges = [], []
        if edges:
            yield nodes, edges
