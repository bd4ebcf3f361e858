"""What every question is asked with: the store, the documents, the words of the field; and how things are found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from graph.errors import UnknownEntity
from graph.process import Edge, Evidence, Node
from graph.questions import naming
from graph.questions.records import Records
from graph.schema import Label
from graph.store import GraphStore, Wanted
from graph.vocabulary import Vocabulary
from retrieval.documents import Status

# Names offered for one that is not known; more are no help.
NEAREST = 5
# Likeness (0 to 100, rapidfuzz's WRatio) under which a name is no likely slip; only what is offered
# depends on it, never what is answered.
LIKE = 60


@dataclass(frozen=True)
class Inquiry:
    """The graph and the records it is made from, as of one day."""

    store: GraphStore
    records: Records
    vocabulary: Vocabulary
    _products: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    _spellings: dict[frozenset[Label], frozenset[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    # Standing

    def status(self, edge: Edge) -> Status | None:
        """The standing of the version that an edge was read in; None when that is no longer here."""
        return self.records.status(edge.evidence)

    def by_status(self, edges: Iterable[Edge]) -> dict[Status, list[Edge]]:
        """Edges by the standing of their documents; those of documents that are gone are left out."""
        found: dict[Status, list[Edge]] = {}
        for edge in edges:
            status = self.status(edge)
            if status is not None:
                found.setdefault(status, []).append(edge)
        return {status: found[status] for status in Status if status in found}

    def best(self, evidence: Sequence[Evidence]) -> Status | None:
        """The standing of a statement made in several places: in force if one of them is."""
        there = {self.records.status(e) for e in evidence}
        return next((status for status in Status if status in there), None)

    # Products

    def product(self, text: str) -> str:
        """One name a product: "MCW-19, autologous CD19 CAR-T" and "MCW-19" where the graph knows them as one."""
        if not text:
            return ""
        if not self._products:
            self._products[""] = ""
            for node in self.store.find(Wanted(labels=[Label.PRODUCT])):
                for wording in (node.name, node.concept, *node.aliases):
                    self._products[naming.loose(wording)] = node.name
        return self._products.get(naming.loose(text), text)

    def same_product(self, one: str, other: str) -> bool:
        """Whether two products, as stated, are one."""
        return naming.loose(self.product(one)) == naming.loose(self.product(other))

    def spellings(self, labels: Collection[Label], products: Iterable[str]) -> frozenset[str]:
        """Every way in which entities of these labels state one of these products, or none at all."""
        kinds = frozenset(labels)
        if kinds not in self._spellings:
            self._spellings[kinds] = self.store.products(kinds)
        wanted = {naming.loose(self.product(one)) for one in products}
        return frozenset(s for s in self._spellings[kinds] if not s or naming.loose(self.product(s)) in wanted)

    def products(self, asked: str) -> frozenset[str]:
        """Every way in which the graph writes a product that was asked for, what is not stated included.

        Raises UnknownEntity. What names no product is evidence that a reader must see beside it.
        """
        nodes = self.store.find(Wanted(labels=[Label.PRODUCT]))
        called = [n for n in nodes if naming.is_called(n, [asked])]
        called = called or [n for n in nodes if any(naming.within(asked, w) for w in (n.name, *n.aliases))]
        if not called:
            raise self.unknown("product", asked, nodes)
        names = {w for n in called for w in (n.name, n.concept, *n.aliases)}
        return frozenset({"", *names})

    # Things by name

    def things(self, labels: Collection[Label], name: str | None, product: str | None = None) -> list[Node]:
        """The entities of these labels, those of a name and product where they are given.

        A name may carry its place ("seeding density in expansion"). Raises UnknownEntity.
        """
        products = self.products(product) if product else None
        if name is None:
            return self.store.find(Wanted(labels=labels, products=products))
        found = self.called(labels, name, products)
        if not found:
            raise self.unknown(" or ".join(sorted(label.spoken for label in labels)), name, self._all(labels))
        return found

    def called(self, labels: Collection[Label], name: str, products: Collection[str] | None = None) -> list[Node]:
        """The entities of a name, alias or abbreviation; none when nothing is called so."""
        names = naming.wordings(name, self.vocabulary)
        found = self.store.find(Wanted(labels=labels, concepts=naming.concepts(names), products=products))
        if found:
            return found
        # An alias that a document or a person gave, or another way of writing: looked for only now.
        there = self.store.find(Wanted(labels=labels, products=products))
        concepts = {n.concept for n in there if naming.is_called(n, names)}
        if concepts:
            return [n for n in there if n.concept in concepts]
        parted = naming.qualified(name)
        placed = self.called(labels, parted[0], products) if parted else []
        placed = [n for n in placed if parted and naming.holds_in(n.context, parted[1])]
        # Last, a part of a name ("expansion"): all that have it, so that none is chosen for the reader.
        return placed or [n for n in there if any(naming.within(name, w) for w in (n.name, *n.aliases))]

    def unknown(self, kind: str, name: str, among: Iterable[Node]) -> UnknownEntity:
        """The error for a name that nothing has, with the names that are nearest."""
        from rapidfuzz import fuzz, process

        wordings = sorted({w for n in among for w in (n.name, *n.aliases)})
        near = process.extract(name, wordings, scorer=fuzz.WRatio, processor=naming.loose, limit=NEAREST)
        names = [wording for wording, likeness, _ in near if likeness >= LIKE]
        step = f"did you mean {', '.join(names)}?" if names else "see what there is without naming one"
        return UnknownEntity(f"the graph has no {kind} called {name!r}", next_step=step)

    def _all(self, labels: Collection[Label]) -> list[Node]:
        return self.store.find(Wanted(labels=labels))
