"""From a document version to the facts it states, without a model: every extractor in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from graph.extraction.campaigns import read_campaigns
from graph.extraction.deviations import read_deviations
from graph.extraction.document import read_document
from graph.extraction.machine_log import read_machine_logs
from graph.extraction.measurements import read_measurements
from graph.extraction.reading import Reading
from graph.extraction.results_prose import read_results_in_prose
from graph.extraction.run_header import read_run_header
from graph.extraction.run_lists import read_run_lists
from graph.extraction.stock import read_stock
from graph.extraction.time_course import read_time_courses
from graph.process import Definition, Extraction, Fact, Unread

# Raised when an extractor reads differently: documents read by an earlier one are read again.
EXTRACTOR_VERSION = "2"

Found = Fact | Definition | Unread
Extractor = Callable[[Reading], Iterable[Found]]

# In the order in which their facts are kept; each reads one kind of place.
EXTRACTORS: tuple[Extractor, ...] = (
    read_document,
    read_run_header,
    read_run_lists,
    read_campaigns,
    read_stock,
    read_measurements,
    read_results_in_prose,
    read_time_courses,
    read_deviations,
    read_machine_logs,
)


def extract(reading: Reading) -> Extraction:
    """Everything the extractors find, each fact once."""
    found = list(dict.fromkeys(thing for extractor in EXTRACTORS for thing in extractor(reading)))
    return Extraction(
        tuple(thing for thing in found if isinstance(thing, Fact)),
        tuple(thing for thing in found if isinstance(thing, Definition)),
        tuple(thing for thing in found if isinstance(thing, Unread)),
    )
