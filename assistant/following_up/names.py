"""What may be named in a question and what kind of thing it is: from the words of the field and the process graph."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from assistant.following_up.slot import Kind
from assistant.linked.asked import CODE
from graph.process import Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.schema import Label
from graph.store import Wanted
from graph.vocabulary import Vocabulary
from retrieval.terms import STOP_WORDS, fold, stem

_OF_TERM = {
    "attribute": Kind.THING,
    "parameter": Kind.THING,
    "material": Kind.THING,
    "equipment": Kind.THING,
    "method": Kind.THING,
    "limit": Kind.LIMIT,
    "unit operation": Kind.PLACE,
}
_OF_LABEL = {
    Label.PARAMETER: Kind.THING,
    Label.ATTRIBUTE: Kind.THING,
    Label.MATERIAL: Kind.THING,
    Label.EQUIPMENT: Kind.THING,
    Label.METHOD: Kind.THING,
    Label.UNIT_OPERATION: Kind.PLACE,
    Label.RUN: Kind.CODE,
    Label.LOT: Kind.CODE,
    Label.DONOR: Kind.CODE,
    Label.DEVIATION: Kind.CODE,
    Label.STUDY: Kind.CODE,
    Label.DOCUMENT: Kind.CODE,
}
# Words in the names of products that tell no product from another.
_ANY_PRODUCT = frozenset(
    """cell cells product products process processes therapy therapies medicine drug manufacture manufacturing
    production preparation generation""".split()
)
# What a short name leaves out of the name of an attribute.
_MEASURED = re.compile(r"\s+(?:fraction|cells|level|content|concentration|percentage)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w+]*")


@dataclass(frozen=True, slots=True)
class Named:
    """What a wording names: a kind of slot, and within it a sort ("attribute", "run")."""

    kind: Kind
    sort: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the records: its name, its wordings as names are compared, and words that only its names have."""

    name: str
    wordings: frozenset[str]
    words: frozenset[str]


class Names:
    """The names that a question is read with. The graph is asked once, and not at all while it is not in step."""

    def __init__(
        self, vocabulary: Vocabulary, inquiry: Inquiry | None, stated: Callable[[Collection[str]], Iterable[str]]
    ) -> None:
        """`stated` gives the products, as written, that documents (by digest) say they are about."""
        self._vocabulary = vocabulary
        self._inquiry = inquiry
        self._stated = stated

    def find(self, wording: str) -> Named | None:
        """What a wording is the name of."""
        key = _key(wording)
        return self._of_graph.get(key) or self._of_vocabulary.get(key)

    @functools.cached_property
    def products(self) -> tuple[Product, ...]:
        """The products of the records, by name."""
        if self._inquiry is None:
            return ()
        nodes = self._inquiry.store.find(Wanted(labels=[Label.PRODUCT, Label.PROCESS]))
        parts = {n.name: {n.name} for n in nodes if n.label is Label.PRODUCT}
        words = {name: set[str]() for name in parts}
        for node in nodes:
            name = node.name if node.label is Label.PRODUCT else self._inquiry.product(node.context.product)
            for wording in (node.name, *node.aliases) if name in parts else ():
                words[name] |= self._telling(wording)
                if node.label is Label.PRODUCT:
                    parts[name] |= {part.strip() for part in (wording, *wording.split(","))}
        shared = Counter(w for of_one in words.values() for w in of_one)
        return tuple(
            Product(
                name,
                frozenset(naming.loose(w) for w in parts[name]),
                frozenset(w for w in words[name] if shared[w] == 1),
            )
            for name in sorted(parts)
        )

    def _telling(self, wording: str) -> set[str]:
        """The words of a product's or its process's name that are no step and are said of no product whatever."""
        steps = {key for key, named in self._of_vocabulary.items() if named.kind is Kind.PLACE}
        return {w for w in _words(wording) if w not in _ANY_PRODUCT and _key(w) not in steps}

    def product(self, wording: str) -> Product | None:
        """The product of a name, or of words that only the names of one product have."""
        loose = naming.loose(wording)
        exact = [p for p in self.products if loose in p.wordings]
        found = exact or [p for p in self.products if p.words.intersection(_words(wording))]
        return found[0] if len(found) == 1 else None

    def products_of(self, digests: Collection[str]) -> frozenset[str]:
        """The products that documents are about."""
        stated = {self._inquiry.product(p) for p in self._stated(digests)} if self._inquiry and digests else set[str]()
        return frozenset(p.name for p in self.products if any(naming.loose(s) in p.wordings for s in stated))

    def products_with(self, wording: str) -> frozenset[str]:
        """The products that have a thing or step of this name; what is of no certain product counts for none."""
        key = _key(wording)
        found = {self._products_of_names.get(k, frozenset()) for k in {key, *self._same(key)}}
        return frozenset().union(*found)

    def _same(self, key: str) -> frozenset[str]:
        """Other wordings of a term of the field."""
        terms = (t for t in self._vocabulary.terms if any(_key(w) == key for w in t.wordings))
        return frozenset(_key(w) for t in terms for w in t.wordings)

    @functools.cached_property
    def _products_of_names(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for node in self._nodes:
            stated = node.context.product and self.product(node.context.product)
            if stated:
                for wording in (node.name, node.concept, *node.aliases):
                    found.setdefault(_key(wording), set()).add(stated.name)
        return {key: frozenset(names) for key, names in found.items()}

    @functools.cached_property
    def _nodes(self) -> tuple[Node, ...]:
        """Those whose label says more come first: a run's report is called as the run is."""
        order = {label: n for n, label in enumerate(_OF_LABEL)}
        found = self._inquiry.store.find(Wanted(labels=list(_OF_LABEL))) if self._inquiry else []
        return tuple(sorted(found, key=lambda node: order[node.label]))

    @functools.cached_property
    def _of_vocabulary(self) -> Mapping[str, Named]:
        return {
            _key(wording): Named(_OF_TERM[term.kind], term.kind)
            for term in self._vocabulary.terms
            if term.kind in _OF_TERM
            for wording in term.wordings
        }

    @functools.cached_property
    def _of_graph(self) -> Mapping[str, Named]:
        found: dict[str, Named] = {}
        for node in self._nodes:
            named = Named(_OF_LABEL[node.label], node.label.spoken)
            for wording in (node.name, node.concept, *node.aliases):
                found.setdefault(_key(wording), named)
        for node in self._nodes:  # "CD56+" of "CD56+ fraction", where nothing else is called so
            for wording in (node.name, *node.aliases):
                if _MEASURED.search(wording):
                    short = _key(_MEASURED.sub("", wording))
                    found.setdefault(short, Named(_OF_LABEL[node.label], node.label.spoken))
        found.pop("", None)
        return found


@functools.lru_cache(maxsize=20_000)
def _key(wording: str) -> str:
    """Under what a name is kept: its words stemmed; what would read as a function word only in capitals ("NOR")."""
    loose = naming.loose(wording)
    if loose in STOP_WORDS:
        return wording.strip() if wording.isupper() else ""
    return " ".join(stem(word) for word in loose.split())


def _words(text: str) -> list[str]:
    """The words that can tell a product, folded: a code whole, other compounds taken apart; no participles."""
    codes = CODE.findall(text)
    rest = CODE.sub(" ", text).replace("-", " ")
    simple = [w for w in _WORD.findall(rest) if len(w) > 2 or (len(w) == 2 and w.isupper())]
    folded = [fold(w) for w in (*simple, *codes)]
    return [w for w in folded if w not in STOP_WORDS and not w.endswith("ed") and not w.isdigit()]
