"""The product of a document that names none: that of the only product whose documents refer to it, else none."""

from __future__ import annotations

import pytest

from graph.extract import extract
from graph.extraction.reading import Reading
from graph.process import EVERY_PRODUCT, Context, Definition, Evidence, Fact, Mention
from graph.resolve import Resolved, Sources, resolve
from graph.schema import Label, Relation
from graph.vocabulary import load_vocabulary
from retrieval.canonical import canonicalise
from retrieval.documents import Block, BlockKind, DocumentKind, Entry, Identity, ReadReport

REPORT = ReadReport(1, 1, 0, 1)


def entry(digest: str, number: str, version: str = "1", kind: DocumentKind = DocumentKind.SOP) -> Entry:
    identity = Identity(number=number, version=version, title=number, kind=kind)
    return Entry(digest, f"{digest}.md", identity, "main", REPORT, "2025-01-01T00:00:00Z")


def speed(digest: str, product: str = "", operation: str = "washing") -> Fact:
    context = Context(product, operation)
    washing = Mention(Label.UNIT_OPERATION, "washing", context)
    return Fact(
        Relation.HAS_PARAMETER, washing, Mention(Label.PARAMETER, "glow speed", context), Evidence(digest, 0, 1, "t")
    )


def protocol(digest: str, product: str, referred: str) -> tuple[Fact, ...]:
    process = Mention(Label.PROCESS, "making", Context(product))
    run = Mention(Label.RUN, f"R-{digest}")
    return (
        Fact(Relation.MAKES, process, Mention(Label.PRODUCT, f"{product}, a product"), Evidence(digest, 0, 1, "t")),
        Fact(Relation.FOLLOWED, run, Mention(Label.DOCUMENT, referred), Evidence(digest, 1, 2, "t")),
    )


def graph(facts: dict[str, tuple[Fact, ...]], definitions: dict[str, tuple[Definition, ...]] | None = None) -> Resolved:
    numbers = {"sop": "SOP-900", "a": "PR-1", "b": "PR-2", "a2": "PR-3"}
    documents = {digest: entry(digest, numbers[digest], "3") for digest in facts}
    return resolve(Sources(documents, facts, definitions or {}, (), load_vocabulary()))


def product_of(found: Resolved) -> str:
    (parameter,) = [n for n in found.nodes if n.label is Label.PARAMETER]
    return parameter.context.product


def test_a_document_that_one_product_refers_to_is_of_it() -> None:
    one = {"sop": (speed("sop"),), "a": protocol("a", "A-1", "SOP-900 v3")}
    found = graph(one)
    assert product_of(found) == "A-1"
    (how,) = [c for c in found.completions if c.document == "sop"]
    assert (how.what, how.value, how.reason) == ("product", "A-1", "only documents of A-1 refer to it: PR-1")
    assert product_of(graph(one | {"a2": protocol("a2", "A-1", "SOP 900")})) == "A-1"


def test_a_document_that_two_products_refer_to_or_none_is_the_sites() -> None:
    two = {
        "sop": (speed("sop"),),
        "a": protocol("a", "A-1", "SOP-900"),
        "b": protocol("b", "B-2", "SOP-900 v2"),
    }
    assert product_of(graph(two)) == ""
    none = {"sop": (speed("sop"),), "a": protocol("a", "A-1", "SOP-901")}
    assert product_of(graph(none)) == ""
    assert not [c for c in graph(none).completions if c.document == "sop"]


def test_a_document_that_says_it_is_general_is_the_sites_whoever_refers_to_it() -> None:
    found = graph({"sop": (speed("sop", EVERY_PRODUCT),), "a": protocol("a", "A-1", "SOP-900")})
    assert product_of(found) == ""
    assert EVERY_PRODUCT not in {n.context.product for n in found.nodes}


def test_a_document_of_its_own_product_is_not_given_another() -> None:
    found = graph({"sop": (speed("sop", "B-2"),), "a": protocol("a", "A-1", "SOP-900")})
    assert product_of(found) == "B-2"


def test_a_parameter_that_takes_its_only_operation_says_so() -> None:
    found = graph({"sop": (speed("sop", "A-1"), speed("sop", "A-1", ""))})
    (how,) = [c for c in found.completions if c.what == "operation"]
    assert (how.name, how.product) == ("glow speed", "A-1")
    assert how.value.casefold().startswith("wash")
    assert how.reason


def test_a_definition_names_its_document() -> None:
    named = Mention(Label.ATTRIBUTE, "ZQX")
    fact = Fact(Relation.MEASURED_BY, named, Mention(Label.METHOD, "SOP-1"), Evidence("sop", 0, 1, "t"))
    found = graph({"sop": (fact,)}, {"sop": (Definition("ZQX", "zonal quench index", Evidence("sop")),)})
    assert [m.reason for m in found.merges if m.name == "ZQX"] == ["defined in SOP-900 v3"]


@pytest.mark.parametrize(
    ("sentence", "general"),
    [
        ("This procedure applies to all products of the site.", True),
        ("It is valid for any cell therapy product.", True),
        ("Counting is done alike, regardless of the product.", True),
        ("Product: all products", True),
        ("Product: general", True),
        ("Product: AB-19", False),
        ("This procedure does not apply to all products.", False),
        ("This procedure applies to all staff.", False),
        ("Wash all product bags.", False),
    ],
)
def test_what_a_document_says_of_its_products(sentence: str, general: bool) -> None:
    blocks = [
        Block(BlockKind.HEADING, "SOP-900 Washing", level=1),
        Block(BlockKind.PARAGRAPH, sentence),
        Block(BlockKind.HEADING, "2 Washing", level=2),
        Block(BlockKind.PARAGRAPH, "The stirring speed must be between 180 and 220 rpm."),
    ]
    reading = Reading(entry("sop", "SOP-900"), canonicalise(blocks), load_vocabulary())
    products = {m.context.product for f in extract(reading).facts for m in (f.subject, f.object)}
    assert (EVERY_PRODUCT in products) is general
