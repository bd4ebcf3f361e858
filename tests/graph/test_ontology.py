"""The mapping to open ontologies: every term stands in the files it was looked up in, and every word is ours."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, URIRef

from graph.ontology import load_ontology
from graph.schema import PROPERTIES, Label, LimitKind, Relation


@pytest.fixture(scope="module")
def files(corpora: Path) -> dict[str, rdflib.Graph]:
    """The ontology files of each source, read as they lie there."""
    found: dict[str, rdflib.Graph] = {}
    for name, source in load_ontology().sources.items():
        graph = rdflib.Graph()
        for file in sorted((corpora / source.folder).iterdir()):
            if file.suffix in (".rdf", ".ttl"):
                graph.parse(file)
        found[name] = graph
    return found


def test_every_term_stands_in_the_files(files: dict[str, rdflib.Graph]) -> None:
    for term in load_ontology().everything:
        graph, iri = files[term.source], URIRef(term.iri)
        if term.referenced:
            assert (None, None, iri) in graph or (iri, None, None) in graph, term
            assert (iri, RDF.type, OWL.Class) not in graph or not _labelled(graph, iri), f"{term.iri} is defined here"
        else:
            assert {OWL.Class, OWL.ObjectProperty} & set(graph.objects(iri, RDF.type)), term


def test_versions_are_those_of_the_files(files: dict[str, rdflib.Graph], corpora: Path) -> None:
    for name, source in load_ontology().sources.items():
        versions = {str(o) for p in (OWL.versionIRI, OWL.versionInfo) for o in files[name].objects(None, p)}
        assert any(source.version in version for version in versions), (name, versions)
        readme = (corpora / source.folder.split("/")[0] / "README.md").read_text()
        assert source.revision in readme


def test_every_word_is_of_the_schema() -> None:
    mapped = load_ontology()
    assert set(mapped.labels) <= {label.value for label in Label}
    assert set(mapped.relations) <= {relation.value for relation in Relation}
    assert set(mapped.limits) <= {kind.value for kind in LimitKind}
    assert set(mapped.properties) <= {name for names in PROPERTIES.values() for name in names}


def test_a_near_match_says_why() -> None:
    assert all(term.note for term in load_ontology().everything if not term.match.is_type)


def _labelled(graph: rdflib.Graph, iri: URIRef) -> bool:
    return any(graph.objects(iri, rdflib.RDFS.label))
