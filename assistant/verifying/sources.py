"""What quotations offer to a sentence: cells under their headers and sentences, with all that stands around them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dataclasses import replace
from functools import lru_cache

from assistant.verifying.piece import Piece
from assistant.verifying.nouns import Quote
from assistant.verifying.reading import Reading, read
from assistant.verifying.rows import cells
from graph.proposed.stance import sentence_spans
from graph.quantities import Quantity
from retrieval.documents import CanonicalText, Document, Line
from retrieval.terms import stem

# Rows of a document's own header that say what all of it is about.
_ABOUT = re.compile(
    r"product|title|run|batch|cell (?:type|line)|process|donor(?: code)?|document (?:number|no\.?)|material|vector",
    re.I,
)
_OPENING = 16
# Lines before and behind a line that a reader takes in with it, and characters of each.
NEAR = 8
LONGEST_LINE = 400


def _about(document: Document, canonical: CanonicalText) -> tuple[Reading, ...]:
    return tuple(read(text) for text in _about_texts(document, canonical))


def _about_texts(document: Document, canonical: CanonicalText) -> Iterator[str]:
    """What a document says of itself, and what the catalogue knows of it."""
    told = document.identity
    number = f"{told.number or document.name}"
    yield f"{number} {told.kind.value} {told.title} version {told.version or '-'}"
    yield document.file.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ")
    for line in canonical.lines[:_OPENING]:
        text = canonical.text[line.start : line.end]
        name, _, rest = text.partition(":")
        pairs = line.cells if line.cells else ((name, rest) if rest else ())
        for key, value in zip(pairs[::2], pairs[1::2], strict=False):
            if value and _ABOUT.fullmatch(key.strip().replace("_", " ")):
                yield f"{key}: {value}"


def pieces(quotes: Sequence[Quote]) -> tuple[Piece, ...]:
    """The pieces of all quotations."""
    return tuple(piece for number, quote in enumerate(quotes) for piece in _pieces(quote, number * 1_000))


def _pieces(quote: Quote, number: int) -> Iterator[Piece]:
    lines = [n for n in quote.canonical.lines if n.start < quote.end and quote.start < n.end]
    for at, line in enumerate(lines):
        around, section = _around(quote, line), _section(quote.canonical, line)
        if line.cells and line.kind == "row":
            yield from (replace(p, section=section) for p in cells(quote, line, around, number + at))
        else:
            yield from (replace(p, section=section) for p in _sentences(quote, line, around))


def _around(quote: Quote, line: Line) -> tuple[Reading, ...]:
    above = [line.caption, *reversed(line.section), *_introduction(quote.canonical, line)]
    return (*(read(text) for text in above if text), *_about(quote.document, quote.canonical))


def _section(canonical: CanonicalText, line: Line) -> frozenset[str]:
    """The stems of the lines near a line."""
    at = bisect_left(canonical.lines, line.start, key=lambda other: other.start)
    near = canonical.lines[max(0, at - NEAR) : at + NEAR + 1]
    return frozenset().union(*(_stems(canonical.text[n.start : min(n.end, n.start + LONGEST_LINE)]) for n in near))


@lru_cache(maxsize=8_192)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in re.findall(r"[a-z]{3,}", text.lower()))


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
    if at < 0:  # the plain form of the whole is not that of the part: "not earlier than" is "at most"
        quoted = frozenset(re.findall(r"\d[\d.,]*", own.text))
        return tuple(q for q in sentence.quantities if quoted.issuperset(re.findall(r"\d[\d.,]*", q.text)))
    end = at + len(own.text)
    return tuple(q for q in sentence.quantities if _number_within(q, sentence.text, at, end))


def _number_within(quantity: Quantity, text: str, start: int, end: int) -> bool:
    digits = [m for m in re.finditer(r"\d[\d.,]*", text[quantity.start : quantity.end])]
    return bool(digits) and all(start <= quantity.start + m.start() and quantity.start + m.end() <= end for m in digits)
