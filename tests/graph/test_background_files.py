"""Files of background knowledge: rows to the letter, bad ones named and the rest kept, nothing fetched."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator

import pytest

from graph.exchange.edge_list import LONGEST_LINE, read_edge_list
from graph.exchange.imported import LONGEST_NAME, Read, Refused, Stated, sifted
from graph.exchange.read_jsonld import DEEPEST, read_jsonld
from retrieval.errors import UnreadableFile

HEADER = "relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source\n"
ROW = "protein_protein,ppi,0,9796,gene/protein,PHYHIP,NCBI,8889,56992,gene/protein,KIF15,NCBI\n"


def rows(data: bytes | str) -> list[Read]:
    return list(sifted(read_edge_list(io.BytesIO(data.encode() if isinstance(data, str) else data), "kg.csv")))


def ld(document: object) -> list[Read]:
    return list(sifted(read_jsonld(io.BytesIO(json.dumps(document).encode()), "kg.jsonld")))


def refused(read: list[Read]) -> list[str]:
    return [one.place for one in read if isinstance(one, Refused)]


def test_a_row_is_read_to_the_letter() -> None:
    [one] = rows(HEADER + ROW)
    assert isinstance(one, Stated)
    assert (one.place, one.relation, one.display) == ("row 2", "protein_protein", "ppi")
    assert one.subject.identifier == "NCBI:9796"
    assert (one.object.name, one.object.type, one.object.source) == ("KIF15", "gene/protein", "NCBI")


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_order_and_index_of_columns_do_not_matter(delimiter: str) -> None:
    names = "y_name y_source y_type y_id extra relation x_source x_name x_type x_id".split()
    cells = "b S t 2 ? r S a t 1".split()
    [one] = rows("\ufeff" + delimiter.join(names) + "\r\n" + delimiter.join(cells) + "\r\n")
    assert isinstance(one, Stated)
    assert (one.subject.identifier, one.object.identifier, one.display) == ("S:1", "S:2", "")


NO_LISTS = [
    b"",
    b"a,b,c\n1,2,3\n",
    HEADER.replace("x_id", "id").encode(),
    HEADER.replace("x_index", "x_id").encode(),
    HEADER.encode("utf-16"),
    b"\xff\xfe\x00",
    b"\x00" * 50,
]


@pytest.mark.parametrize("data", NO_LISTS)
def test_what_is_no_edge_list_is_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        rows(data)


@pytest.mark.parametrize(
    "bad",
    [
        b"too,few\n",
        ROW.encode().replace(b"\n", b",one too many\n"),
        ROW.encode().replace(b"PHYHIP", b""),
        ROW.encode().replace(b"9796", b" "),
        ROW.encode().replace(b"protein_protein", b""),
        ROW.encode().replace(b"KIF15", b"\xff\xfe"),
        ROW.encode().replace(b"KIF15", b"x" * (LONGEST_NAME + 1)),
        ROW.encode().replace(b"KIF15", b'"a"b'),
        b"x" * (3 * LONGEST_LINE) + b"\n",
    ],
    ids=["few", "many", "no name", "no id", "no relation", "encoding", "long name", "quotes", "long line"],
)
def test_a_bad_row_is_named_and_the_rest_goes_on(bad: bytes) -> None:
    read = rows(HEADER.encode() + ROW.encode() + bad + ROW.encode())
    assert refused(read) == ["row 3"]
    assert [one.place for one in read if isinstance(one, Stated)] == ["row 2", "row 4"]


def test_a_quote_that_never_ends_names_the_rows_it_took() -> None:
    read = rows(HEADER + ROW + ROW.replace("KIF15", '"KIF15') + ROW * 3)
    assert refused(read) == ["rows 3 to 6"]


def test_an_endless_line_is_not_held_in_memory() -> None:
    class Endless(io.BytesIO):
        """A line of a gigabyte after a good row; the most that was asked for at once."""

        left, most = 1 << 30, 0

        def readline(self, size: int | None = -1, /) -> bytes:
            head = super().readline(size)
            if head or not self.left:
                return head
            assert size is not None
            assert size > 0
            self.most = max(self.most, size)
            self.left -= min(size, self.left)
            return b"x" * size

    stream = Endless((HEADER + ROW).encode())
    read = list(read_edge_list(stream, "kg.csv"))
    assert refused(read) == ["row 3"]
    assert stream.most <= 1 << 20


def test_jsonld_of_others() -> None:
    context = {"obo": "http://purl.obolibrary.org/obo/", "label": "http://www.w3.org/2000/01/rdf-schema#label"}
    part = {"@id": "obo:CL_0000084", "@type": "obo:Cell", "label": "T cell", "obo:part_of": {"@id": "obo:UBERON_2"}}
    [one] = ld({"@context": context, "@graph": [part]})
    assert isinstance(one, Stated)
    assert (one.subject.identifier, one.subject.name, one.subject.source) == ("CL:0000084", "T cell", "CL")
    assert (one.relation, one.object.identifier) == ("part_of", "UBERON:2")


def _deep() -> dict[str, object]:
    found: dict[str, object] = {"@id": "urn:x:0"}
    for n in range(DEEPEST + 2):
        found = {"@id": f"urn:x:{n}", "urn:x:p": found}
    return found


def _refused() -> Iterator[object]:
    yield {"@context": "http://example.org/context.jsonld"}
    yield {"@context": ["https://schema.org", {}], "@id": "urn:x:a"}
    yield {"@context": {"@import": "file:///etc/passwd"}}
    yield {"@context": {"p": {"@id": "urn:x:p", "@context": "http://example.org/c"}}}
    yield {
        "@context": {},
        "@graph": [{"@id": "urn:x:a", "urn:x:p": {"@context": "file:///etc/passwd", "@id": "urn:x:b"}}],
    }
    yield _deep()


@pytest.mark.parametrize("document", list(_refused()))
def test_nothing_is_fetched_and_nothing_deep_is_read(document: object) -> None:
    with pytest.raises(UnreadableFile):
        ld(document)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 200_000, b"{" * 10, b'"text"', b"[1, null]"])
def test_what_is_no_jsonld_says_so_or_says_nothing(data: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        assert list(read_jsonld(io.BytesIO(data), "x")) == []
