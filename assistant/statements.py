"""Statements: the sentences and table rows of passages, each with the words that stand around it.

A statement is what can be quoted. Whether it answers depends on its own words first, then on what
a reader of the page would see above and beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.row_conditions import RowCondition, Tables, row_conditions, telling_columns
from graph.extraction.headers import Meaning, column
from graph.quantities import Quantity, find_quantities
from retrieval.documents import CanonicalText, Document, Line
from retrieval.terms import tokens

Bag = frozenset[str]

# A sentence ends at . ! ? or ; before white space and a capital, digit or bracket, but not after
# the abbreviations of protocols ("approx. 5", "Fig. 2", "e.g. PBS", "No. 3", "cat. 1254").
_SENTENCE_END = re.compile(
    r"(?<!^\d)(?<!^\d\d)(?<!\s[A-Za-z])"
    + "".join(
        rf"(?<!\b{word})"
        for short in (
            "approx",
            "fig",
            "e.g",
            "i.e",
            "no",
            "cat",
            "ca",
            "vs",
            "dr",
            "et al",
            "conc",
            "temp",
            "ref",
            "resp",
        )
        for word in (re.escape(short), re.escape(short.capitalize()))
    )
    + r"[.!?](?=\s+[\"'(\[A-Z0-9])"
)


# A sentence longer than this is quoted in parts: lists without stops, code, run-on text.
LONGEST = 420
# A sentence shorter than this is not quoted alone.
SHORTEST = 20
# Characters at the head of a line that speak for all of it ("Day 0: ...").
LEAD = 60
# Lines a document opens with that are taken as its topic, and characters of each.
OPENING_LINES = 10
TOPIC = 800
_BRACKETED_UNIT = re.compile(r"[(\[]([^)\]]*)[)\]]\s*$")
_BARE_NUMBER = re.compile(r"\d\s*$")
# Lines before and after a line that a reader takes in with it.
BESIDE = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """A quotable stretch of one line.

    `own` are the stems of the quotation (and of the header cells of a row), `above` those of the
    headings, caption and title over it, `near` those of the sentences beside it, of the step it
    belongs to and of the line that introduces its list or table, `passage` those of the lines
    before and after it in its section, `topic` those of the document's opening; `title_names`
    are the names in its title (a product, a cell type).
    `around` is the wording that `above` and `near` are made of, `conditions` the cells of a row that
    tell it from the other rows of its table.
    """

    document: Document
    line: Line
    ordinal: int
    start: int
    end: int
    text: str
    own: Bag
    above: Bag
    near: Bag
    passage: Bag
    topic: Bag
    title_names: Bag
    around: str
    quantities: tuple[Quantity, ...]
    conditions: tuple[RowCondition, ...] = ()

    @property
    def is_row(self) -> bool:
        return self.line.kind == "row"


def statements(document: Document, canonical: CanonicalText, ordinals: Iterable[int]) -> Iterator[Statement]:
    """The statements on the given lines of a document."""
    name = tokens(f"{document.name} {document.identity.title} {document.identity.kind} {document.file}")
    title = frozenset(name)
    topic = _topic(canonical)
    tables = telling_columns(canonical)
    for ordinal in ordinals:
        line = canonical.lines[ordinal]
        if line.kind in ("row", "paragraph", "step", "heading"):
            above = title | _bag(*line.section, line.caption)
            yield from _on_line(document, canonical, ordinal, above, topic, title_names(document), tables)


def _on_line(
    document: Document, canonical: CanonicalText, ordinal: int, above: Bag, topic: Bag, names: Bag, tables: Tables
) -> Iterator[Statement]:
    line = canonical.lines[ordinal]
    text = canonical.text[line.start : line.end]
    intro = _introduction(canonical, ordinal)
    passage = _bag(*_neighbours(canonical, ordinal))
    if line.kind == "row":
        spans = [(0, len(text))] if sum(bool(cell.strip()) for cell in line.cells) > 1 else []
    else:
        spans = [span for span in sentences(text) if not _is_code(text[slice(*span)])]
    for number, (start, end) in enumerate(spans):
        quote = text[start:end]
        beside = [text[a:b] for a, b in spans[max(0, number - 1) : number + 2] if (a, b) != (start, end)]
        if number > 1:
            beside.append(text[: min(spans[0][1], LEAD)])
        yield Statement(
            document=document,
            line=line,
            ordinal=ordinal,
            start=line.start + start,
            end=line.start + end,
            text=quote,
            own=_bag(quote, *_spoken(line.header)),
            above=above,
            near=_bag(*intro, *beside),
            passage=passage,
            topic=topic,
            title_names=names,
            around="\n".join([*line.section, line.caption, *line.header, *intro, *beside]),
            quantities=tuple(row_quantities(line) if line.kind == "row" else find_quantities(quote)),
            conditions=row_conditions(line, tables) if line.kind == "row" else (),
        )


def sentences(text: str, shortest: int = SHORTEST) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of a text: a short one stays with the next, one that is too long is in parts."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match.end() - start >= shortest:
            yield from _parts(text, start, match.end())
            start = match.end()
            while start < len(text) and text[start].isspace():
                start += 1
    if start < len(text):
        yield from _parts(text, start, len(text))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, in parts at semicolons, commas or spaces where it is too long."""
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in ("; ", ": ", ", ", " "))
        stop = cut + 1 if cut > 0 else start + LONGEST
        yield start, stop
        start = stop
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def row_quantities(line: Line) -> Iterator[Quantity]:
    """The quantities of a row, a bare number with the unit of its row ("Unit") or header ("Time (min)").

    Their places are those within the cell with its unit, not within the line.
    """
    pairs = list(zip(line.header, line.cells, strict=False)) or [("", cell) for cell in line.cells]
    of_row = next((cell for name, cell in pairs if name.strip().casefold() in ("unit", "units")), "")
    for name, cell in pairs:
        bracketed = _BRACKETED_UNIT.search(name)
        unit = bracketed.group(1) if bracketed else of_row
        bare = unit and cell != of_row and _BARE_NUMBER.search(cell)
        yield from find_quantities(f"{cell} {unit}" if bare else cell)


def title_names(document: Document) -> Bag:
    """Words of the title with a capital or digit inside: "iPSC", "CAR-T", "MCW-19"."""
    words = re.findall(r"[\w-]+", document.identity.title)
    named = [w for w in words if any(ch.isupper() or ch.isdigit() for ch in w[1:]) and not w.isdigit()]
    return _bag(*named)


def _spoken(header: Sequence[str]) -> Iterator[str]:
    """The headers that say something of the row: "Unit" and "No." do not, their words would make up others."""
    return (name for name in header if column(name).meaning not in (Meaning.UNIT, Meaning.NUMBER))


def _is_code(text: str) -> bool:
    """Program text, by its share of signs that prose does without; it is not quoted as an answer."""
    return len(text) > 80 and sum(ch in "_(){}=;#<>" for ch in text) > 0.05 * len(text)


def _topic(canonical: CanonicalText) -> Bag:
    """What the document says it is about: its opening, before the first step, table or section."""
    opening: list[str] = []
    for number, line in enumerate(canonical.lines[:OPENING_LINES]):
        if line.kind not in ("heading", "paragraph") or (line.kind == "heading" and number > 1):
            break
        opening.append(canonical.text[line.start : line.end][:TOPIC])
    return _bag(*opening)


def _neighbours(canonical: CanonicalText, ordinal: int) -> list[str]:
    """The lines beside a line, within its section or table."""
    lines = canonical.lines
    line = lines[ordinal]
    beside = lines[max(0, ordinal - BESIDE) : ordinal + BESIDE + 1]
    return [canonical.text[b.start : b.end] for b in beside if b.section == line.section and b is not line]


def _introduction(canonical: CanonicalText, ordinal: int) -> list[str]:
    """The parent step, and the line that ends in a colon or stands over the table."""
    lines = canonical.lines
    line = lines[ordinal]
    found: list[str] = []
    level = line.level
    index = ordinal - 1
    while index >= 0 and lines[index].section == line.section and ordinal - index < 40:
        before = lines[index]
        wording = canonical.text[before.start : before.end]
        same_table = line.table and before.table == line.table
        if before.kind == "step" and line.kind == "step" and before.level < level:
            found.append(wording)
            level = before.level
        elif before.kind in ("paragraph", "step") and not same_table:
            if wording.rstrip().endswith(":") or line.kind == "row":
                found.append(wording)
            if line.kind != "step" or before.kind == "paragraph":
                break
        index -= 1
    return found


def _bag(*texts: str) -> Bag:
    return frozenset(stem for text in texts for stem in tokens(text))


def lines_between(canonical: CanonicalText, first: int, last: int, start: int, end: int) -> Sequence[int]:
    """Ordinals of the lines from first to last that touch the span."""
    return [n for n in range(first, last + 1) if canonical.lines[n].start < end and start < canonical.lines[n].end]
