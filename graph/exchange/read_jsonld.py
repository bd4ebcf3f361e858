"""Background knowledge as JSON-LD: every statement between two things that have an IRI.

Nothing is fetched: a document whose context is an address is refused, as is one that is deeper or
larger than a description of the world needs to be. A statement that is written out with its own
properties (rdf:Statement, as our own export does) is one edge and keeps its place there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.exchange.imported import Read, Refused, Stated, Thing
from retrieval.errors import TooLarge, UnreadableFile

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node as Term

# rdflib holds a document about ten times over; an edge list is read in portions and has no such limit.
LARGEST = 64 * 1024 * 1024
DEEPEST = 50
# Terms that would have the reader open another address (JSON-LD 1.1, sections 3.1, 4.1.9).
_CONTEXT, _IMPORT = "@context", "@import"


def read_jsonld(stream: BinaryIO, name: str) -> Iterator[Read]:
    """Every statement between two things, in the order of their IRIs. Raises UnreadableFile or TooLarge."""
    document = _document(stream, name)
    _look_through(document, name)
    graph = _graph(document, name)
    yield from _statements(graph)


def _document(stream: BinaryIO, name: str) -> Any:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooLarge(
            f"JSON-LD of more than {LARGEST // (1024 * 1024)} MB",
            where=name,
            next_step="import it as an edge list in the columns of PrimeKG",
        )
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise UnreadableFile(f"this is no JSON-LD ({why})", where=name, next_step="mend the JSON") from error


def _look_through(document: Any, name: str) -> None:
    """Raise UnreadableFile for what would be fetched, and for depth."""
    due: list[tuple[Any, int]] = [(document, 0)]
    while due:
        value, depth = due.pop()
        if depth > DEEPEST:
            raise UnreadableFile(f"nested more than {DEEPEST} deep", where=name, next_step="flatten the JSON-LD")
        if isinstance(value, dict):
            if _IMPORT in value or _is_remote(value.get(_CONTEXT)):
                raise UnreadableFile(
                    "its context is an address, and nothing is fetched",
                    where=name,
                    next_step="put the context into the file",
                )
            due.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            due.extend((inner, depth + 1) for inner in value)


def _is_remote(context: Any) -> bool:
    found = context if isinstance(context, list) else [context]
    return any(isinstance(one, str) for one in found)


def _graph(document: Any, name: str) -> Graph:
    from rdflib import Dataset
    from rdflib import Graph as RdfGraph
    from rdflib.plugins.parsers.jsonld import to_rdf

    dataset = Dataset(default_union=True)
    try:
        to_rdf(document, dataset, base="urn:setpoint:import:")
        whole = RdfGraph()
        for triple in dataset.triples((None, None, None)):
            whole.add(triple)
    except (Exception, RecursionError) as error:  # what a library raises on a hostile document is its own affair
        raise UnreadableFile(
            f"this is no JSON-LD ({type(error).__name__}: {str(error)[:200]})", where=name, next_step="mend the JSON-LD"
        ) from error
    return whole


def _statements(graph: Graph) -> Iterator[Read]:
    from rdflib import RDF, URIRef

    written_out = set(graph.subjects(RDF.type, RDF.Statement))
    said: set[tuple[Term | None, ...]] = set()
    for one in sorted(written_out, key=str):
        ends = tuple(graph.value(one, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        said.add(ends)
        yield _stated(graph, f"statement {one}", ends)
    for subject, predicate, object_ in sorted(graph):
        ends = (subject, predicate, object_)
        known = subject in written_out or ends in said or predicate == RDF.type
        if (
            isinstance(subject, URIRef)
            and isinstance(object_, URIRef)
            and not known
            and not _is_of_words(graph, subject)
        ):
            yield _stated(graph, f"triple {subject} {predicate}", ends)


def _is_of_words(graph: Graph, subject: Term) -> bool:
    """Whether a thing is a class or relation of a vocabulary, and says nothing of the world."""
    from rdflib import RDF, RDFS

    return bool({RDFS.Class, RDF.Property} & set(graph.objects(subject, RDF.type)))


def _stated(graph: Graph, place: str, ends: tuple[Term | None, ...]) -> Read:
    subject, predicate, object_ = ends
    if subject is None or predicate is None or object_ is None:
        return Refused(place, "a statement without subject, predicate or object")
    relation = _short(str(predicate))
    label = _name(graph, predicate)
    display = "" if label in (relation, str(predicate)) else label
    return Stated(place, relation, display, _thing(graph, subject), _thing(graph, object_))


def _thing(graph: Graph, term: Term) -> Thing:
    from rdflib import RDF

    kinds = sorted(_short(str(kind)) for kind in graph.objects(term, RDF.type))
    ours = [str(kind) for kind in graph.objects(term, RDF.type) if str(kind).startswith("urn:setpoint:")]
    kind = _short(sorted(ours)[0]) if ours else next(iter(kinds), "")
    return Thing(_identifier(str(term)), _name(graph, term), kind, _source(str(term)))


def _name(graph: Graph, term: Term) -> str:
    from rdflib import RDFS, SKOS

    for naming in (RDFS.label, SKOS.prefLabel):
        found = sorted(str(name) for name in graph.objects(term, naming))
        if found:
            return found[0]
    return _short(str(term))


def _short(iri: str) -> str:
    """The last part of an IRI, the whole if it has none."""
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2].rpartition(":")[2] or iri


def _identifier(iri: str) -> str:
    """An OBO IRI as its identifier is written ("CL:0000084"); every other as it stands."""
    space, _, number = _short(iri).partition("_")
    is_obo = iri.startswith("http://purl.obolibrary.org/obo/") and space.isalpha() and number.isdigit()
    return f"{space}:{number}" if is_obo else iri


def _source(iri: str) -> str:
    return (
        _identifier(iri).partition(":")[0] if _identifier(iri) != iri else iri.removesuffix(_short(iri)).rstrip("/#:")
    )
