"""Which terms of open ontologies (IOF BioPharma, MCBO) the words of the graph are; see `ontology.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

import yaml


class Match(StrEnum):
    """How a word of the graph stands to a term: the same, a kind of it, or near it."""

    EXACT = "exact"
    BROAD = "broad"
    CLOSE = "close"

    @property
    def is_type(self) -> bool:
        """Whether everything that we call by our word is also what they call by theirs."""
        return self is not Match.CLOSE


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an ontology: its IRI, and how ours stands to it; `referenced` if it is defined elsewhere."""

    iri: str
    match: Match
    source: str
    note: str = ""
    referenced: bool = False


@dataclass(frozen=True, slots=True)
class Ontology:
    """The files of a version in which terms were looked up; `folder` is where they lie among the corpora."""

    name: str
    version: str
    revision: str
    prefix: str
    folder: str


Terms = Mapping[str, tuple[Term, ...]]


@dataclass(frozen=True, slots=True)
class Mapped:
    """The whole mapping, by labels, classes, kinds of limits, relations and properties."""

    namespace: str
    sources: Mapping[str, Ontology]
    labels: Terms
    classes: Terms
    limits: Terms
    relations: Terms
    properties: Terms

    @property
    def everything(self) -> tuple[Term, ...]:
        """Every term that is named."""
        groups = (self.labels, self.classes, self.limits, self.relations, self.properties)
        return tuple(term for group in groups for terms in group.values() for term in terms)


@functools.cache
def load_ontology() -> Mapped:
    """The packaged mapping."""
    raw = yaml.safe_load(resources.files("graph").joinpath("ontology.yaml").read_bytes())
    sources = {name: Ontology(**values) for name, values in raw["sources"].items()}

    def terms(part: str) -> Terms:
        return {word: tuple(_term(one, sources) for one in found) for word, found in raw[part].items()}

    return Mapped(
        raw["namespace"],
        sources,
        terms("labels"),
        terms("classes"),
        terms("limits"),
        terms("relations"),
        terms("properties"),
    )


def _term(raw: Mapping[str, Any], sources: Mapping[str, Ontology]) -> Term:
    iri = sources[raw["source"]].prefix + raw["term"]
    return Term(iri, Match(raw["match"]), raw["source"], raw.get("note", ""), raw.get("referenced", False))
