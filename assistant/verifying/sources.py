"""What quotations offer to a sentence: cells under their headers and sentences, with all that stands around them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.verifying.dated import Day, Point
from assistant.verifying.nouns import Quote
from assistant.verifying.plain import plain
from assistant.verifying.reading import Reading, read
from graph.comparators import Comparator, comparator_before
from graph.errors import UnreadableValue
from graph.proposed.stance import sentence_spans
from graph.quantities import Quantity, find_quantities, read_quantity
from retrieval.canonical import cell_spans
from retrieval.documents import CanonicalText, Document, Line

_BRACKETED = re.compile(r"[(\[]([^()\[\]]*(?:\([^()]*\))?[^()\[\]]*)[)\]]\s*$")
_UNIT_HEADER = re.compile(r"units?|unit of measure|uom", re.IGNORECASE)
_DAY_HEADER = re.compile(
    r"(?:(?:study|culture|process|sample|sampling) )?(?P<unit>day|week|passage|trial|exp)s?\.?(?: ?(?:no|number|#)\.?)?|(?P<no>no\.?|#)",
    re.I,
)
_POINT_CELL = re.compile(r"[dD]?(?:ay ?)?(-?\d{1,3})(?:\.0+)?")
_NUMERIC = re.compile(r"[\s\d.,<>=≤≥~%±x×^*/()\[\]:+\-–−⁰¹²³⁴⁵⁶⁷⁸⁹]*(?:to|at most|at least)?[\s\d.,%\-–−]*")
# Rows of a document's own header that say what all of it is about.
_ABOUT = re.compile(
    r"product|title|run|batch|cell (?:type|line)|process|donor(?: code)?|document (?:number|no\.?)|material|vector",
    re.I,
)
_OPENING = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """A quoted cell or sentence.

    `own` is what is quoted; `frame` are the texts that speak for it: the labels of its row and its header, or the
    rest of its sentence. `around` are the caption, the headings and the document's own names, nearest first.
    """

    quote: Quote
    line: Line
    own: Reading
    frame: tuple[Reading, ...]
    around: tuple[Reading, ...]
    quantities: tuple[Quantity, ...]
    points: tuple[Point, ...] = ()
    header: str = ""
    label: str = ""
    row: int = -1

    @property
    def days(self) -> tuple[Day, ...]:
        """The dates of the piece and its frame."""
        return tuple(d for r in (self.own, *self.frame) for d in r.days)


def _about(document: Document, canonical: CanonicalText) -> tuple[Reading, ...]:
    return tuple(read(text) for text in _about_texts(document, canonical))


def _about_texts(document: Document, canonical: CanonicalText) -> Iterator[str]:
    """What a document says of itself, and what the catalogue knows of it."""
    told = document.identity
    number = f"{told.number or document.name}"
    yield f"{number} {told.kind.value} {told.title} version {told.version or '-'} v{told.version or '-'} {told.supersedes}"
    yield document.file.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ")
    for line in canonical.lines[:_OPENING]:
        text = canonical.text[line.start : line.end]
        name, _, rest = text.partition(":")
        cells = line.cells if line.cells else ((name, rest) if rest else ())
        for key, value in zip(cells[::2], cells[1::2], strict=False):
            if value and _ABOUT.fullmatch(key.strip().replace("_", " ")):
                yield f"{key}: {value}"


def pieces(quotes: Sequence[Quote]) -> tuple[Piece, ...]:
    """The pieces of all quotations."""
    return tuple(piece for number, quote in enumerate(quotes) for piece in _pieces(quote, number * 1_000))


def _pieces(quote: Quote, number: int) -> Iterator[Piece]:
    lines = [n for n in quote.canonical.lines if n.start < quote.end and quote.start < n.end]
    for at, line in enumerate(lines):
        around = _around(quote, line)
        if line.cells and line.kind == "row":
            yield from _cells(quote, line, around, number + at)
        else:
            yield from _sentences(quote, line, around)


def _around(quote: Quote, line: Line) -> tuple[Reading, ...]:
    above = [line.caption, *reversed(line.section), *_introduction(quote.canonical, line)]
    return (*(read(text) for text in above if text), *_about(quote.document, quote.canonical))


def _introduction(canonical: CanonicalText, line: Line) -> Iterator[str]:
    """The parent of a step, and a line with a colon that introduces a list."""
    at = bisect_left(canonical.lines, line.start, key=lambda other: other.start)
    level = line.level
    for before in reversed(canonical.lines[max(0, at - 30) : at]):
        text = canonical.text[before.start : before.end]
        if before.section != line.section:
            return
        if before.kind == "step" and line.kind == "step" and before.level < level:
            level = before.level
            yield text
        elif before.kind == "paragraph" and text.rstrip().endswith(":"):
            yield text
            return


# --- rows


def _cells(quote: Quote, line: Line, around: tuple[Reading, ...], row: int) -> Iterator[Piece]:
    headers = line.header or tuple("" for _ in line.cells)
    spans = list(cell_spans(line))
    labels = _labels(line, headers)
    unit = next((c for h, c in zip(headers, line.cells, strict=False) if _UNIT_HEADER.fullmatch(h.strip())), None)
    if unit is None and not line.header and len(line.cells) > 2:
        unit = _last_unit(line)
    points = tuple(_points(line, headers))
    for at, ((start, end), cell) in enumerate(zip(spans, line.cells, strict=False)):
        if start >= quote.end or end <= quote.start or not cell.strip():
            continue
        header = headers[at] if at < len(headers) else ""
        cut = quote.canonical.text[max(start, quote.start) : min(end, quote.end)]
        quantities = (
            tuple(_quantities(cell, header, unit or "")) if _UNIT_HEADER.fullmatch(header.strip()) is None else ()
        )
        if cut != cell:
            kept = {q.text for q in find_quantities(plain(cut))}
            quantities = tuple(q for q in quantities if q.text in kept)
        frame = tuple(read(text) for text in (header, *(text for n, text in labels if n != at)) if text.strip())
        label = labels[0][1] if labels and labels[0][0] != at else ""
        yield Piece(quote, line, read(cut), frame, around, quantities, points, header, label, row)


def _last_unit(line: Line) -> str | None:
    from_end = line.cells[-1].strip()
    return from_end if from_end and not re.search(r"\d", from_end) and len(from_end) < 16 else None


def _labels(line: Line, headers: Sequence[str]) -> list[tuple[int, str]]:
    """The cells of a row that name it: those with words in them, and short."""
    found: list[tuple[int, str]] = []
    for at, cell in enumerate(line.cells):
        if cell.strip() and not _NUMERIC.fullmatch(cell) or (at == 0 and cell.strip()):
            found.append((at, f"{headers[at]} {cell}" if at < len(headers) and len(cell) < 20 else cell))
    return found


def _points(line: Line, headers: Sequence[str]) -> Iterator[Point]:
    for header, cell in zip(headers, line.cells, strict=False):
        named = _DAY_HEADER.fullmatch(plain(header).strip())
        value = _POINT_CELL.fullmatch(plain(cell).strip())
        if named and value:
            unit = "trial" if named["no"] or named["unit"].casefold() in ("trial", "exp") else named["unit"].casefold()
            yield Point(unit, int(value.group(1)), int(value.group(1)), 0, 0)
            if named["no"]:
                yield Point("run", int(value.group(1)), int(value.group(1)), 0, 0)


def _quantities(cell: str, header: str, unit: str) -> Iterator[Quantity]:
    bracketed = _BRACKETED.search(header)
    named = bracketed.group(1) if bracketed else unit
    whole = plain(cell)
    side = _header_side(header)
    try:
        found = [read_quantity(whole, plain(named))]
    except UnreadableValue:
        found = list(read(cell).quantities)
        if not found and named:
            found = list(find_quantities(whole))
    for quantity in found:
        yield _bounded(quantity, side)


def _header_side(header: str) -> Comparator:
    words = plain(header)
    bare = re.sub(r"\s*[(\[].*", "", words).strip()
    return comparator_before(f"{bare} ", len(bare) + 1, 0)[0] if bare else Comparator.EQUAL


def _bounded(quantity: Quantity, side: Comparator) -> Quantity:
    """A value under a header such as "At most" is a bound."""
    if side is Comparator.EQUAL or quantity.value is None:
        return quantity
    if side in (Comparator.AT_MOST, Comparator.BELOW):
        return replace(quantity, low=None, high_included=side is Comparator.AT_MOST)
    return replace(quantity, high=None, low_included=side is Comparator.AT_LEAST)


# --- prose


def _sentences(quote: Quote, line: Line, around: tuple[Reading, ...]) -> Iterator[Piece]:
    text = quote.canonical.text[line.start : line.end]
    for start, end in sentence_spans(text):
        first, last = max(line.start + start, quote.start), min(line.start + end, quote.end)
        if first >= last:
            continue
        cut, sentence = quote.canonical.text[first:last], text[start:end]
        whole, own = read(sentence), read(cut)
        yield Piece(quote, line, own, (whole,) if cut != sentence else (), around, _within(whole, own), whole.points)


def _within(sentence: Reading, own: Reading) -> tuple[Quantity, ...]:
    """The quantities of a sentence whose numbers are quoted, with their comparators and units as they stand there."""
    if sentence is own or sentence.text == own.text:
        return sentence.quantities
    at = sentence.text.find(own.text)
    if at < 0:
        return own.quantities
    end = at + len(own.text)
    return tuple(q for q in sentence.quantities if _number_within(q, sentence.text, at, end))


def _number_within(quantity: Quantity, text: str, start: int, end: int) -> bool:
    digits = [m for m in re.finditer(r"\d[\d.,]*", text[quantity.start : quantity.end])]
    return bool(digits) and all(start <= quantity.start + m.start() and quantity.start + m.end() <= end for m in digits)
