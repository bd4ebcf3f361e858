"""Lots: which material each is of, and which run consumed it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.day_order import iso_date
from graph.extraction.reading import Reading
from graph.extraction.record_pairs import is_blank
from graph.extraction.record_tables import Column, RecordTable, cell, record_tables
from graph.extraction.record_words import Means
from graph.extraction.run_identity import run_name
from graph.extraction.run_record import run_record
from graph.process import Details, Fact, Mention, details
from graph.schema import Label, Relation
from retrieval.documents import Line

_RULE = "stock 1"
_LOT = re.compile(r"[^\s,;][^,;\n]{0,59}")
_LONGEST = 300  # characters of a cell with lots
_LOT_KEY = re.compile(
    r"(?P<material>[^:]{2,60}?)[\s_]+(?:lot|batch)(?:[\s_]*(?:no|number|nr|id|#)\.?)?"
    r"|(?:lot|batch)(?: no\.?| number| id)? (?:of|for) (?:the )?(?P<of>.{2,60})",
    re.IGNORECASE,
)
_NO_MATERIAL = re.compile(
    r"(?:the|this|manufacturing|production|material|vendor|supplier|(?:drug |final |finished )?product|"
    r"affected|our|own)",
    re.IGNORECASE,
)


def read_stock(reading: Reading) -> Iterator[Fact]:
    """Lots with their materials from tables of stock and of lots used, and from keys "Vector lot: LV-2291"."""
    record = run_record(reading)
    run = Mention(Label.RUN, record.run) if record else None
    for table in record_tables(reading):
        if _lists_lots(table):
            yield from _lots(reading, table, run)
    if run is not None:
        yield from _lots_of_keys(reading, run)


def _lists_lots(table: RecordTable) -> bool:
    lot = table.column(Means.LOT)
    if lot is None or not (table.has(Means.MATERIAL) or _named_beside_catalogue(table)):
        return False
    return not table.has(Means.DEVIATION) and not table.has(Means.ROOT_CAUSE)


def _named_beside_catalogue(table: RecordTable) -> Column | None:
    """The column "name" of a list of materials, beside their codes."""
    if not (table.has(Means.MATERIAL) or table.has(Means.CATALOGUE)):
        return None
    return next((c for c in table.columns if c.name.casefold() in ("name", "description", "bezeichnung")), None)


def _lots(reading: Reading, table: RecordTable, run: Mention | None) -> Iterator[Fact]:
    named = _named_beside_catalogue(table) or table.column(Means.MATERIAL)
    lots, runs = table.column(Means.LOT), table.column(Means.RUN)
    own_run = runs is not None and runs is not lots
    written = [
        cell(row, c) for row in table.rows for c in table.columns if {Means.RECEIVED, Means.EXPIRY} & set(c.means)
    ]
    for row in table.rows:
        material, numbers = cell(row, named), cell(row, lots)
        if is_blank(material) or is_blank(numbers) or len(numbers) > _LONGEST:
            continue
        of_row = _run_of(cell(row, runs)) if own_run else run
        for number in _LOT.findall(numbers):
            lot = Mention(Label.LOT, number.strip())
            at = reading.at(row, _RULE)
            if of_row is not None:
                yield Fact(Relation.CONSUMED, of_row, lot, at)
            yield Fact(Relation.LOT_OF, lot, Mention(Label.MATERIAL, material), at, _about(table, row, written))


def _run_of(text: str) -> Mention | None:
    name = run_name(text)
    return Mention(Label.RUN, name) if name else None


def _about(table: RecordTable, row: Line, written: list[str]) -> Details:
    received, expiry = cell(row, table.column(Means.RECEIVED)), cell(row, table.column(Means.EXPIRY))
    return details(
        received=iso_date(received, written) if not is_blank(received) else "",
        expiry=iso_date(expiry, written) if not is_blank(expiry) else "",
        vendor=cell(row, table.column(Means.VENDOR)),
        storage=cell(row, table.column(Means.STORAGE)),
        remark=cell(row, table.column(Means.REMARK)),
    )


def _lots_of_keys(reading: Reading, run: Mention) -> Iterator[Fact]:
    """Header keys that name a material and its lot: "Vector lot", "Lot of the vector"."""
    for start, end, key, value in _keyed(reading):
        match = _LOT_KEY.fullmatch(key.strip().replace("_", " "))
        material = (match["material"] or match["of"] or "").strip() if match else ""
        if not material or _NO_MATERIAL.fullmatch(material) or is_blank(value) or not any(c.isdigit() for c in value):
            continue
        for number in _LOT.findall(value):
            lot, at = Mention(Label.LOT, number.strip()), reading.within(start, end, _RULE)
            yield Fact(Relation.CONSUMED, run, lot, at)
            yield Fact(Relation.LOT_OF, lot, Mention(Label.MATERIAL, material), at)


def _keyed(reading: Reading) -> Iterator[tuple[int, int, str, str]]:
    for line in reading.canonical.lines:
        if line.kind in ("row", "header") and len(line.cells) in (2, 4) and line.end - line.start < 400:
            for index in range(0, len(line.cells), 2):
                yield line.start, line.end, line.cells[index], line.cells[index + 1]
        elif line.kind in ("paragraph", "step") and line.end - line.start < 400:
            key, colon, value = reading.text(line).partition(":")
            if colon and len(key) <= 80:
                yield line.start, line.end, key, value.strip()
