"""Rows of tables as pieces: each quoted cell with its header, the names of its row, its unit and its time point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.verifying.dated import Point
from assistant.verifying.nouns import Quote
from assistant.verifying.piece import Piece
from assistant.verifying.plain import plain
from assistant.verifying.reading import Reading, read
from graph.comparators import Comparator, comparator_before
from graph.errors import UnreadableValue
from graph.quantities import Quantity, find_quantities, read_quantity
from retrieval.canonical import cell_spans
from retrieval.documents import Line

_BRACKETED = re.compile(r"[(\[]([^()\[\]]*(?:\([^()]*\))?[^()\[\]]*)[)\]]\s*$")
_UNIT_HEADER = re.compile(r"units?|unit of measure|uom", re.IGNORECASE)
# Columns that number a row or a version: what stands there measures nothing.
_NUMBERING = re.compile(
    r"(?:version|rev(?:ision)?|no|nr|#|id|number|step|item|lot|date|page|exp no|trial|day|week)\.?(?: (?:no|number)\.?)?",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"effect|difference|change|coefficient|estimate|slope", re.IGNORECASE)
_DAY_HEADER = re.compile(
    r"(?:(?:study|culture|process|sample|sampling) )?(?P<unit>day|week|passage|trial|exp|cycle)s?\.?(?: ?(?:no|number|#)\.?)?|(?P<no>no\.?|#)",
    re.IGNORECASE,
)
_POINT_CELL = re.compile(r"(?:day ?|d)?(-?\d{1,3})(?:\.0+)?", re.IGNORECASE)
_NUMERIC = re.compile(r"[\s\d.,<>=≤≥~%±x×^*/()\[\]:+\-–−⁰¹²³⁴⁵⁶⁷⁸⁹]*(?:to|at most|at least)?[\s\d.,%\-–−]*")
# A cell of more characters speaks for itself and does not name its row.
_NAME = 20
_UNIT = 16


def cells(quote: Quote, line: Line, around: tuple[Reading, ...], row: int) -> Iterator[Piece]:
    """The quoted cells of a row."""
    headers = line.header or tuple("" for _ in line.cells)
    labels = _labels(line, headers)
    unit = _unit(line, headers)
    points = tuple(_points(line, headers))
    for at, ((start, end), cell) in enumerate(zip(cell_spans(line), line.cells, strict=False)):
        if start >= quote.end or end <= quote.start or not cell.strip():
            continue
        header = headers[at] if at < len(headers) else ""
        cut = quote.canonical.text[max(start, quote.start) : min(end, quote.end)]
        quantities = tuple(_measured(cell, header, unit, labels))
        if cut != cell:
            quantities = tuple(q for q in quantities if _digits(q.text) <= _digits(plain(cut)))
        frame = tuple(read(text) for text in (header, *(text for n, text in labels if n != at)) if text.strip())
        label = labels[0][1] if labels and labels[0][0] != at else ""
        yield Piece(quote, line, read(cut), frame, around, quantities, points, header, label, row)


def _digits(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d[\d.,]*", text))


def _unit(line: Line, headers: Sequence[str]) -> str:
    """What stands in the column of units; in a row without headers, a last cell that could be one."""
    named = next((c for h, c in zip(headers, line.cells, strict=False) if _UNIT_HEADER.fullmatch(h.strip())), None)
    if named is None and not line.header and len(line.cells) > 2:
        last = line.cells[-1].strip()
        return last if not re.search(r"\d", last) and len(last) < _UNIT else ""
    return named or ""


def _labels(line: Line, headers: Sequence[str]) -> list[tuple[int, str]]:
    """The cells of a row that name it: those with words in them, short ones behind their header."""
    found: list[tuple[int, str]] = []
    for at, cell in enumerate(line.cells):
        if cell.strip() and (at == 0 or not _measures(cell)):
            found.append((at, f"{headers[at]} {cell}" if at < len(headers) and len(cell) < _NAME else cell))
    return found


def _measures(cell: str) -> bool:
    """Whether a cell is a number with its unit and nothing else."""
    if _NUMERIC.fullmatch(cell):
        return True
    reading = read(cell)
    if len(reading.quantities) != 1:
        return False
    only = reading.quantities[0]
    return not (reading.text[: only.start] + reading.text[only.end :]).strip(" .,;:[]()")


def _points(line: Line, headers: Sequence[str]) -> Iterator[Point]:
    """Time points that a column gives: 7 under "Day", 19 under "Exp No"."""
    for header, cell in zip(headers, line.cells, strict=False):
        named = _DAY_HEADER.fullmatch(plain(header).strip())
        value = _POINT_CELL.fullmatch(plain(cell).strip())
        if named and value:
            number = int(value.group(1))
            unit = "trial" if named["no"] else named["unit"].casefold().replace("exp", "trial")
            yield Point(unit, number, number, 0, 0)


def _measured(cell: str, header: str, unit: str, labels: Sequence[tuple[int, str]]) -> Iterator[Quantity]:
    if _UNIT_HEADER.fullmatch(header.strip()) or _NUMBERING.fullmatch(header.strip()):
        return
    if not unit and _CHANGE.search(header):
        unit = _unit_of_response(labels)
    bracketed = _BRACKETED.search(header)
    named = bracketed.group(1) if bracketed else unit
    whole = plain(cell)
    side = _side(header)
    found: list[Quantity] = []
    try:
        found.append(read_quantity(whole, plain(named)))
    except UnreadableValue:
        found += read(cell).quantities
        if not found and named:
            found += find_quantities(whole)
    for quantity in found:
        yield quantity
        if (
            named
            and quantity.unit not in ("", "%")
            and not re.search(r"10\D|[^\W\d]", f"{named if '10' in named else ''}{whole}")
        ):
            yield replace(quantity, unit="")  # the number as it stands in the cell
        if side is not Comparator.EQUAL and quantity.value is not None:
            yield _bounded(quantity, side)


def _unit_of_response(labels: Sequence[tuple[int, str]]) -> str:
    """The unit of what an effect is on: "VCN (copies/cell)"; an effect on a percentage is in points."""
    named = next((m.group(1) for _, text in labels if (m := _BRACKETED.search(text))), "")
    return "points" if named.strip() == "%" else named


def _side(header: str) -> Comparator:
    """Which side of its values a header such as "At most" names."""
    bare = re.sub(r"\s*[(\[].*", "", plain(header)).strip()
    return comparator_before(f"{bare} ", len(bare) + 1, 0)[0] if bare else Comparator.EQUAL


def _bounded(quantity: Quantity, side: Comparator) -> Quantity:
    if side in (Comparator.AT_MOST, Comparator.BELOW):
        return replace(quantity, low=None, high_included=side is Comparator.AT_MOST)
    return replace(quantity, high=None, low_included=side is Comparator.AT_LEAST)
