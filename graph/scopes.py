"""What a mention leaves open of where it holds, completed from the documents around it."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping

from graph.naming import code_key
from graph.process import Fact
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


def products_by_document(documents: Mapping[str, Entry], facts: Mapping[str, tuple[Fact, ...]]) -> dict[str, str]:
    """The product that a document is about: its only one, else the only one whose documents refer to it.

    A document that several products refer to is the site's, and in none.
    """
    own = {digest: _products(some) for digest, some in facts.items()}
    numbers: dict[str, list[str]] = defaultdict(list)
    for digest, entry in documents.items():
        if entry.identity.number:
            numbers[code_key(entry.identity.number)].append(digest)
    referring: dict[str, set[str]] = defaultdict(set)
    for digest, some in facts.items():
        if len(own[digest]) == 1:
            for number in _referred(some):
                for other in numbers.get(number, ()):
                    referring[other] |= own[digest]
    found = {digest: own[digest] or referring.get(digest, set[str]()) for digest in facts}
    return {digest: next(iter(products)) for digest, products in found.items() if len(products) == 1}


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
