"""Nouns of the process graph: what a document says, and what the graph makes of it.

A `Fact` is what one place of one document version says: a relation between two things as they are
named there (`Mention`), with the span where it was read. Resolution turns mentions into entities
(`Node`) and facts into edges (`Edge`), one edge a fact: evidence is never merged. All values are
frozen, and ids are digests of content.
"""

from __future__ import annotations

import hashlib
import json
import operator
from dataclasses import dataclass, fields, replace

from graph.errors import Unlawful
from graph.schema import DETAILS, ENDS, PROPERTIES, SCOPE, Label, Relation

Value = str | float | int | bool | None
Details = tuple[tuple[str, Value], ...]


def details(**values: Value) -> Details:
    """Named values in one order, so that equal content is equal; what is None or empty is left out."""
    return tuple(sorted((name, value) for name, value in values.items() if value is not None and value != ""))


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when a mention holds, as written; empty where the document does not say.

    `operation` is the unit operation, `time` a time point or stage ("day 5", "harvest"), `document`
    the number of a document ("SOP-014") or a version of it ("SOP-014 v3").
    """

    product: str = ""
    operation: str = ""
    step: str = ""
    time: str = ""
    method: str = ""
    document: str = ""

    def only(self, names: tuple[str, ...]) -> Context:
        """The context with nothing but these parts."""
        return Context(**{name: getattr(self, name) for name in names})


NOWHERE = Context()
# The product of a document that says itself that it holds for every product: resolved to none.
EVERY_PRODUCT = "all products"
# What the extractor of every fact that a model read begins with.
BY_MODEL = "model "


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing as a document names it; its context holds no more than the scope of its label."""

    label: Label
    name: str
    context: Context = NOWHERE
    details: Details = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise Unlawful(f"a {self.label} without a name")
        object.__setattr__(self, "context", self.context.only(SCOPE.get(self.label, ())))
        _allowed(self.label, self.details, DETAILS.get(self.label, frozenset()))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something was read: a span of the canonical text of a document version (`document` is its digest).

    What a person asserted has no document; `by` and `at` say who and when. `extractor` names the rule
    that read it, with its version; for what was imported it names the source.
    """

    document: str = ""
    start: int = 0
    end: int = 0
    extractor: str = ""
    by: str = ""
    at: str = ""

    @property
    def by_model(self) -> bool:
        """Whether a model read it, and no rule of the code."""
        return self.extractor.startswith(BY_MODEL)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one place of one document version says."""

    relation: Relation
    subject: Mention
    object: Mention
    evidence: Evidence
    properties: Details = ()

    def __post_init__(self) -> None:
        lawful(self.relation, self.subject.label, self.object.label, self.properties)


@dataclass(frozen=True, slots=True)
class Definition:
    """An abbreviation that a document defines: "vector copy number (VCN)"."""

    short: str
    long: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell or phrase that should have been a fact and could not be read, and why: an unknown unit."""

    what: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read from one document version."""

    facts: tuple[Fact, ...] = ()
    definitions: tuple[Definition, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """An entity of the graph.

    `concept` is the name that all its wordings resolve to, folded; entities of one concept in different
    contexts are different nodes. `aliases` are its other wordings. `layer` is empty for the site's own
    record, else the name of the background that it was imported with.
    """

    id: str
    label: Label
    name: str
    concept: str
    context: Context = NOWHERE
    aliases: tuple[str, ...] = ()
    details: Details = ()
    layer: str = ""

    def detail(self, name: str) -> Value:
        """One of its details, None if it has none of this name."""
        return dict(self.details).get(name)


@dataclass(frozen=True, slots=True)
class Edge:
    """One piece of evidence for a relation between two entities (`subject` and `object` are ids)."""

    id: str
    relation: Relation
    subject: str
    object: str
    evidence: Evidence
    properties: Details = ()
    layer: str = ""

    def property(self, name: str) -> Value:
        """One of its properties, None if it has none of this name."""
        return dict(self.properties).get(name)


def lawful(relation: Relation, subject: Label, object_: Label, properties: Details) -> None:
    """Raise Unlawful unless the closed schema has this relation between these labels with these properties."""
    starts, ends = ENDS[relation]
    if subject not in starts or object_ not in ends:
        raise Unlawful(f"{relation} cannot join {subject} to {object_}", next_step="see graph/schema.py")
    _allowed(relation, properties, PROPERTIES.get(relation, frozenset()))


def node_of(label: Label, name: str, concept: str, scope: Context, *, details: Details = (), layer: str = "") -> Node:
    """An entity with its id: the digest of label, concept, scope, details and layer."""
    content = [label.value, concept, *_parts(scope), [list(pair) for pair in details], layer]
    return Node(digest_of(content), label, name, concept, scope, (), details, layer)


def edge_of(relation: Relation, subject: str, object_: str, evidence: Evidence, properties: Details = ()) -> Edge:
    """An edge with its id: the digest of what it says and where that was read."""
    content = [relation.value, subject, object_, [list(p) for p in properties], *_parts(evidence)]
    return Edge(digest_of(content), relation, subject, object_, evidence, properties)


def in_layer(edge: Edge, layer: str) -> Edge:
    """The edge as part of a background layer: another edge, with an id of its own."""
    return replace(edge, id=digest_of([edge.id, layer]), layer=layer)


# Made once: json.dumps makes one at each call that does not take its defaults.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def digest_of(content: object) -> str:
    """SHA-256 of a JSON value, 32 hex digits.

    Escaped to ASCII, two lone surrogates would be the character that a pair of them stands for.
    """
    text = _ENCODER.encode(content)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


# The fields of each, in order, read in one step: digests are made by the hundred thousand.
_READ = {kind: operator.attrgetter(*(f.name for f in fields(kind))) for kind in (Context, Evidence)}


def _parts(of: Context | Evidence) -> tuple[Value, ...]:
    return _READ[type(of)](of)


def _allowed(what: str, given: Details, allowed: frozenset[str]) -> None:
    unknown = [name for name, _ in given if name not in allowed]
    if unknown:
        raise Unlawful(f"{what} does not carry {', '.join(unknown)}", next_step="see graph/schema.py")
