"""Which unit operations a protocol describes: those that have a section of their own."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extraction.place import Place
from graph.extraction.reading import Reading
from graph.process import Fact, Mention
from graph.schema import Label, Relation

NAME = "described 1"


def read_described(reading: Reading, place: Place) -> Iterator[Fact]:
    """DESCRIBES between a protocol and the operation of each section, at its heading."""
    if not place.is_process:
        return
    document = Mention(Label.DOCUMENT, reading.version_name)
    for operation in place.operations:
        described = Mention(Label.UNIT_OPERATION, operation.name, place.context(operation.name))
        yield Fact(Relation.DESCRIBES, document, described, reading.at(operation.line, NAME))
