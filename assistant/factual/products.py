"""Which product a question speaks of: by name, or by words that only one product has in its names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.concepts import Concept
from assistant.factual.bags import Bag, accounts, bag, content
from assistant.factual.words import BELONGING, FRAMING
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.schema import Label, Relation
from graph.store import Wanted, Way


@dataclass(frozen=True, slots=True)
class Products:
    """The products with the words of their names and of the processes that make them."""

    words: dict[str, Bag]
    operations: dict[str, Bag]

    def of(self, concept: Concept) -> frozenset[str]:
        """The products that a word names, none when it is a word of all of them or of none."""
        for related in (False, True):
            named = frozenset(name for name, words in self.words.items() if accounts(words, concept, related=related))
            if not named:
                named = frozenset(name for name in self.words if self._with_operation(name, concept))
            if named:
                return named if len(named) < max(len(self.words), 2) else frozenset()
        return frozenset()

    def _with_operation(self, name: str, concept: Concept) -> bool:
        """Whether a phrase is of words of a product and of its unit operations: "cardiac differentiation"."""
        own, steps = self.words[name], self.operations.get(name, frozenset()) - BELONGING
        return any(set(phrase) <= own | steps and own & set(phrase) for phrase in concept.wordings)

    def called(self, codes: Iterable[str]) -> frozenset[str]:
        """The products of these names."""
        asked = {naming.loose(code) for code in codes}
        return frozenset(name for name in self.words if naming.loose(name) in asked)


def read_products(inquiry: Inquiry) -> Products:
    """The products of the graph; words that name unit operations tell no products apart."""
    found = inquiry.store.find(Wanted(labels=[Label.PRODUCT, Label.PROCESS, Label.UNIT_OPERATION]))
    products = {n.id: n for n in found if n.label is Label.PRODUCT}
    operations = bag(*(w for n in found if n.label is Label.UNIT_OPERATION for w in (n.name, *n.aliases)))
    own = {n.id: content(bag(n.name, *n.aliases)) for n in products.values()}
    processes = {n.id: n for n in found if n.label is Label.PROCESS}
    for edge in inquiry.store.edges(processes, Way.OUT, [Relation.MAKES]):
        if edge.object in own:
            words = bag(processes[edge.subject].name, *processes[edge.subject].aliases)
            own[edge.object] |= content(words) - operations - FRAMING - BELONGING
    steps: dict[str, Bag] = {}
    for node in (n for n in found if n.label is Label.UNIT_OPERATION):
        product = inquiry.product(node.context.product)
        steps[product] = steps.get(product, frozenset()) | bag(node.name, *node.aliases)
    return Products({inquiry.product(products[i].name): words for i, words in own.items()}, steps)
