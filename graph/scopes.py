"""What a mention leaves open of where it holds, completed from the documents around it."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from graph.naming import code_key
from graph.process import EVERY_PRODUCT, Fact
from graph.schema import Label, Relation
from retrieval.documents import Entry

_CODE = re.compile(r"^((?=[A-Z0-9-]*\d)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*)(?=\s*[,;:(–—]|\s+-|$)")
_CODE_LAST = re.compile(r"[(\[]((?=[A-Z0-9-]*\d)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)[)\]]$")
_VERSION = re.compile(r"\s+(?:v|ver\.?|version|rev\.?|revision)\s*\d[\w.]*$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[,;]|\band\b|&)\s*")


@functools.lru_cache(maxsize=20_000)
def product_code(name: str) -> str:
    """The code that a product's name begins or ends with ("MCW-19, autologous CD19 CAR-T"), else the name."""
    text = " ".join(name.split())
    match = _CODE.match(text) or _CODE_LAST.search(text)
    return match.group(1) if match else text


def without_version(document: str) -> str:
    """ "SOP-052 v3" as "SOP-052"."""
    return _VERSION.sub("", document.strip())


@functools.lru_cache(maxsize=20_000)
def methods_of(method: str) -> tuple[str, ...]:
    """The methods named in one cell, without their versions."""
    return tuple(sorted({without_version(part) for part in _AND.split(method) if part.strip()}))


@dataclass(frozen=True, slots=True)
class Completion:
    """What a mention left open and was completed: in a document (its digest) the product, of a parameter the operation.

    `name` is the parameter, empty for all that a document says; `reason` is the rule.
    """

    what: str
    value: str
    reason: str
    document: str = ""
    name: str = ""
    product: str = ""


def completed_products(documents: Mapping[str, Entry], facts: Mapping[str, tuple[Fact, ...]]) -> tuple[Completion, ...]:
    """The product that a document is about: its only one, else the only one whose documents refer to it.

    A document that several products refer to, or that says that it holds for all, is the site's: it is left out.
    """
    own = {digest: _products(some) for digest, some in facts.items()}
    numbers: dict[str, list[str]] = defaultdict(list)
    for digest, entry in documents.items():
        if entry.identity.number:
            numbers[code_key(entry.identity.number)].append(digest)
    referring: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for digest, some in facts.items():
        if len(own[digest]) == 1 and EVERY_PRODUCT not in own[digest]:
            (product,) = own[digest]
            for number in _referred(some):
                for other in numbers.get(number, ()):
                    referring[other][product].add(documents[digest].name if digest in documents else digest)
    found: list[Completion] = []
    for digest in sorted(facts):
        if len(own[digest]) == 1 and EVERY_PRODUCT not in own[digest]:
            found.append(Completion("product", next(iter(own[digest])), "its only product", digest))
        elif not own[digest] and len(referring.get(digest, {})) == 1:
            ((product, by),) = referring[digest].items()
            found.append(
                Completion(
                    "product", product, f"only documents of {product} refer to it: {', '.join(sorted(by))}", digest
                )
            )
    return tuple(found)


def _referred(facts: tuple[Fact, ...]) -> set[str]:
    mentions = (mention for fact in facts for mention in (fact.subject, fact.object))
    return {code_key(without_version(m.name)) for m in mentions if m.label is Label.DOCUMENT}


def _products(facts: tuple[Fact, ...]) -> set[str]:
    found: set[str] = set()
    for fact in facts:
        for mention in (fact.subject, fact.object):
            if mention.context.product:
                found.add(product_code(mention.context.product))
        if fact.relation in {Relation.MADE, Relation.MAKES}:
            found.add(product_code(fact.object.name))
    return found
