"""From what documents state to one graph: mentions to entities, facts to edges.

A pure function of its sources: the same documents in any order give the same graph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph.alike import Likeness
from graph.assertions import Assertion
from graph.concepts import Key
from graph.merging import Merge
from graph.process import EVERY_PRODUCT, Context, Definition, Edge, Fact, Mention, Node, edge_of, node_of
from graph.schema import SCOPE, Label
from graph.scopes import Completion, completed_products, methods_of, product_code
from graph.time_points import time_point
from graph.vocabulary import Vocabulary
from graph.wordings import concepts_of
from retrieval.documents import Entry
from retrieval.terms import fold

# Raised when the same facts resolve to another graph: the store is made again then.
RESOLVER_VERSION = "4"


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a graph is made from; facts and definitions by the digest of their document version."""

    documents: Mapping[str, Entry]
    facts: Mapping[str, tuple[Fact, ...]]
    definitions: Mapping[str, tuple[Definition, ...]]
    assertions: tuple[Assertion, ...]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Resolved:
    """The graph: entities and edges in the order of their ids, why wordings are one thing, and what was completed."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    merges: tuple[Merge, ...] = ()
    completions: tuple[Completion, ...] = ()


def resolve(sources: Sources, likeness: Likeness | None = None) -> Resolved:
    """The graph that the sources make; `likeness` says how alike names are to a model, if one is at hand."""
    return _Resolution(sources, likeness).resolved()


class _Resolution:
    """One resolution: concepts first, then the scopes that they make, then entities and edges."""

    def __init__(self, sources: Sources, likeness: Likeness | None) -> None:
        self.sources = sources
        self.completions = list(completed_products(sources.documents, sources.facts))
        self.products = {one.document: one.value for one in self.completions}
        uses: Counter[tuple[Label, str, str]] = Counter()
        for document, some in sources.facts.items():
            for fact in some:
                for mention in (fact.subject, fact.object):
                    uses[mention.label, _plain(mention), document] += 1
                    if mention.context.operation:
                        uses[Label.UNIT_OPERATION, mention.context.operation, document] += 1
                    for method in methods_of(mention.context.method):
                        uses[Label.METHOD, method, document] += 1
        named = {digest: _version_name(entry) for digest, entry in sources.documents.items()}
        self.concepts = concepts_of(uses, sources.definitions, sources.assertions, sources.vocabulary, likeness, named)
        self.operations = self._operations()
        self.local = {document for document, _ in self.concepts.local}
        self.completed: dict[tuple[str, str], Completion] = {}
        self.known: dict[tuple[Mention, str, str], str] = {}
        self.nodes: dict[str, Node] = {}
        self.names: dict[str, Counter[str]] = defaultdict(Counter)

    def resolved(self) -> Resolved:
        """The entities and edges of all facts."""
        edges: dict[str, Edge] = {}
        for document in sorted(self.sources.facts):
            for fact in self.sources.facts[document]:
                subject, object_ = (self._entity(m, document) for m in (fact.subject, fact.object))
                edge = edge_of(fact.relation, subject, object_, fact.evidence, fact.properties)
                edges[edge.id] = edge
        shown = self._shown()
        nodes = tuple(self._with_names(self.nodes[i], shown) for i in sorted(self.nodes))
        completions = (*self.completions, *(self.completed[at] for at in sorted(self.completed)))
        return Resolved(nodes, tuple(edges[i] for i in sorted(edges)), tuple(self.concepts.merges), completions)

    def _operations(self) -> dict[tuple[str, Key], set[str]]:
        """Under which operations of a product a parameter is named."""
        found: dict[tuple[str, Key], set[str]] = defaultdict(set)
        for document, some in self.sources.facts.items():
            for fact in some:
                for mention in (fact.subject, fact.object):
                    if mention.label is Label.PARAMETER and mention.context.operation:
                        product = self._product(mention.context.product, document)
                        root = self.concepts.root(mention.label, mention.name, document, product)
                        found[product, root].add(self._operation(mention.context.operation, document, product))
        return found

    def _entity(self, mention: Mention, document: str) -> str:
        """The id of what a mention names; worked out once for all documents that mean the same by it."""
        place = (mention, self.products.get(document, ""), document if document in self.local else "")
        identity = self.known.get(place)
        if identity is None:
            identity = self.known[place] = self._made(mention, document)
        self.names[identity][mention.name] += 1
        return identity

    def _made(self, mention: Mention, document: str) -> str:
        name = _plain(mention)
        scope = SCOPE.get(mention.label, ())
        product = self._product(mention.context.product, document)
        root = self.concepts.root(mention.label, name, document, product)
        context = self._context(mention, root, product, document).only(scope)
        best = self.concepts.names[root]
        node = node_of(mention.label, best, fold(best).strip() or best, context, details=mention.details)
        self.nodes.setdefault(node.id, node)
        return node.id

    def _context(self, mention: Mention, root: Key, product: str, document: str) -> Context:
        given = mention.context
        operation = self._operation(given.operation, document, product)
        if mention.label is Label.PARAMETER and not operation:
            known = self.operations.get((product, root), set())
            operation = next(iter(known)) if len(known) == 1 else ""
            if operation:
                name, rule = self.concepts.names[root], "the only operation that the product's documents name for it"
                self.completed[product, name] = Completion("operation", operation, rule, name=name, product=product)
        methods = sorted({self._name(Label.METHOD, m, document, product) for m in methods_of(given.method)})
        return Context(product, operation, given.step, time_point(given.time), ", ".join(methods), given.document)

    def _product(self, given: str, document: str) -> str:
        if given == EVERY_PRODUCT:
            return ""
        return product_code(given) if given else self.products.get(document, "")

    def _operation(self, given: str, document: str, product: str) -> str:
        return self._name(Label.UNIT_OPERATION, given, document, product) if given else ""

    def _name(self, label: Label, name: str, document: str, product: str) -> str:
        return self.concepts.names[self.concepts.root(label, name, document, product)]

    def _shown(self) -> dict[tuple[str, str], str]:
        """What the site calls each unit operation of a product, by the name that it resolves to."""
        operations = (node for node in self.nodes.values() if node.label is Label.UNIT_OPERATION)
        return {(node.context.product, node.name): self._most_used(node) for node in operations}

    def _with_names(self, node: Node, operations: Mapping[tuple[str, str], str]) -> Node:
        """The entity under the name that the site uses most, here and in its context; its id stays."""
        name = self._most_used(node)
        context = node.context
        if context.operation:
            known = operations.get((context.product, context.operation), context.operation)
            context = replace(context, operation=known)
        others = tuple(sorted({*self.names[node.id], node.name} - {name}))
        return replace(node, name=name, context=context, aliases=others)

    def _most_used(self, node: Node) -> str:
        """The most used wording, ties by length and alphabet; a product goes by its code."""
        if node.label is Label.PRODUCT:
            return node.name
        return min(self.names[node.id].items(), key=lambda used: (-used[1], len(used[0]), used[0]))[0]


def _plain(mention: Mention) -> str:
    """The name that is resolved: a product goes by its code."""
    return product_code(mention.name) if mention.label is Label.PRODUCT else mention.name


def _version_name(entry: Entry) -> str:
    """ "SOP-063 v3", or the name alone of a document without versions."""
    return f"{entry.name} v{entry.identity.version}" if entry.identity.version else entry.name
