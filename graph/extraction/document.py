"""Every extractor of documents that say how a process is to be run, or what a study found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph.extraction.definitions import read_definitions
from graph.extraction.described import read_described
from graph.extraction.effects_prose import read_effects
from graph.extraction.limits_prose import read_limits_in_prose
from graph.extraction.limits_told import read_limits_told
from graph.extraction.methods_prose import read_methods_in_prose
from graph.extraction.overview import read_overview
from graph.extraction.parameter_tables import read_parameter_tables
from graph.extraction.place import Place, place_of
from graph.extraction.reading import Reading
from graph.extraction.risk import read_risks
from graph.extraction.steps import read_steps
from graph.extraction.study_tables import read_studies
from graph.extraction.uses import read_uses
from graph.extraction.uses_in_steps import read_uses_in_steps
from graph.process import Definition, Fact, Unread
from retrieval.documents import DocumentKind

Found = Fact | Definition | Unread
PARTS: tuple[Callable[[Reading, Place], Iterator[Found]], ...] = (
    read_overview,
    read_described,
    read_parameter_tables,
    read_steps,
    read_uses,
    read_uses_in_steps,
    read_studies,
    read_effects,
    read_risks,
    read_limits_in_prose,
    read_limits_told,
    read_methods_in_prose,
)


def read_document(reading: Reading) -> Iterator[Found]:
    """The facts of a protocol, SOP, specification, risk assessment or study; records of runs are read elsewhere."""
    yield from read_definitions(reading)
    if reading.entry.identity.kind in (DocumentKind.RUN_REPORT, DocumentKind.RECORD):
        return
    place = place_of(reading)
    for part in PARTS:
        yield from part(reading, place)
