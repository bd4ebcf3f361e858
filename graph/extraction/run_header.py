"""Run headers: what was made when, from which donor, by which documents, with which equipment and lots."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extraction.day_order import iso_date
from graph.extraction.reading import Reading
from graph.extraction.record_pairs import Pair
from graph.extraction.record_words import Means
from graph.extraction.references import listed, references
from graph.extraction.run_record import RunRecord, run_record
from graph.process import Evidence, Fact, Mention, details
from graph.schema import Label, Relation

_RULE = "run header 1"
# Start and end stand near the product in a header; further apart, the product's line is the evidence.
_NEAR = 600


def read_run_header(reading: Reading) -> Iterator[Fact]:
    """The facts of a record's header; nothing for a document that is the record of no one run."""
    record = run_record(reading)
    if record is None:
        return
    run = Mention(Label.RUN, record.run)
    start, end = record.named_at
    document = Mention(Label.DOCUMENT, reading.version_name)
    yield Fact(Relation.DESCRIBES, document, run, reading.within(start, end, _RULE))
    yield from _made(reading, record, run)
    for pair in record.pairs:
        yield from _from_pair(reading, run, pair)


def _from_pair(reading: Reading, run: Mention, pair: Pair) -> Iterator[Fact]:
    at = reading.within(pair.start, pair.end, _RULE)
    means = pair.means[0]
    if means is Means.FOLLOWED:
        yield from followed(run, pair.value, at)
    elif means is Means.EQUIPMENT:
        for name in listed(pair.value):
            yield Fact(Relation.USED, run, Mention(Label.EQUIPMENT, name), at)
    elif means is Means.DONOR and pair.key.strip().casefold() != "subject":  # "Subject" heads a memo as well
        yield Fact(Relation.OF_DONOR, run, Mention(Label.DONOR, pair.value), at)


def followed(run: Mention, text: str, at: Evidence) -> Iterator[Fact]:
    """Each document that a run followed, with its version as written."""
    for reference in references(text):
        document = Mention(Label.DOCUMENT, reference.name)
        yield Fact(Relation.FOLLOWED, run, document, at, details(version=reference.version))


def _made(reading: Reading, record: RunRecord, run: Mention) -> Iterator[Fact]:
    product = record.first(Means.PRODUCT)
    if product is None:
        return
    started, ended = record.first(Means.STARTED), record.first(Means.ENDED)
    dates = [pair for pair in (started, ended) if pair is not None]
    start, end = min(p.start for p in (product, *dates)), max(p.end for p in (product, *dates))
    if end - start > _NEAR:
        start, end = product.start, product.end
    written = [pair.value for pair in record.pairs]
    yield Fact(
        Relation.MADE,
        run,
        Mention(Label.PRODUCT, product.value),
        reading.within(start, end, _RULE),
        details(
            started=iso_date(started.value, written) if started else "",
            ended=iso_date(ended.value, written) if ended else "",
        ),
    )
