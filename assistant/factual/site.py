"""What the graph knows at large, read once a question: things, products, unit operations, stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.concepts import Concept
from assistant.factual.bags import Bag, accounts, bag, is_name
from assistant.factual.gathering import THINGS, names, stated_values
from assistant.factual.products import Products, read_products
from assistant.factual.request import Request
from assistant.factual.stated import Stated
from graph.process import Node
from graph.questions.inquiry import Inquiry
from graph.questions.times import stage_words
from graph.schema import Label
from graph.store import Wanted


@dataclass(frozen=True)
class Site:
    """The graph as questions for single facts see it."""

    inquiry: Inquiry

    @cached_property
    def things(self) -> list[tuple[Node, Bag]]:
        """Every parameter and attribute with the words of its names."""
        found = self.inquiry.store.find(Wanted(labels=THINGS))
        return [(node, bag(*names(self.inquiry, node))) for node in found]

    @cached_property
    def products(self) -> Products:
        """The products, with the words that tell them apart."""
        return read_products(self.inquiry)

    @cached_property
    def operations(self) -> dict[str, Bag]:
        """The words of the unit operations of each product; of those without one under ""."""
        return self.products.operations

    @cached_property
    def stages(self) -> Bag:
        """The words of the stages that attributes are measured at."""
        times = {n.context.time for n, _ in self.things if n.label is Label.ATTRIBUTE and n.context.time}
        return frozenset().union(*map(stage_words, times))

    def known(self, concepts: Sequence[Concept]) -> frozenset[str]:
        """The words of a question that are a whole name of something here."""
        wordings = {w for node, words in self.things if _near(words, concepts) for w in names(self.inquiry, node)}
        return frozenset(c.asked for c in concepts if any(is_name(w, c) for w in wordings))

    def values(self, concepts: Sequence[Concept]) -> list[Stated]:
        """The set points and limits of what these words may name; of everything without words."""
        return stated_values(self.inquiry, self.named(concepts) if concepts else [n for n, _ in self.things])

    def products_named(self, request: Request) -> frozenset[str]:
        """The products that a question names, by number or by words."""
        by_words = [self.products.of(concept) for concept in request.concepts]
        return frozenset().union(self.products.called(request.codes.known), *by_words)

    def named(self, concepts: Sequence[Concept]) -> list[Node]:
        """The things that these words may name."""
        return [n for n, words in self.things if any(accounts(words, c) for c in concepts)]


def _near(words: Bag, concepts: Sequence[Concept]) -> bool:
    return any(accounts(words, c, related=False) for c in concepts)
