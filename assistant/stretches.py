"""How much of a document is laid out around a place: the whole table or section where it is short, else its vicinity.

A stretch falls on the ends of lines. Only a line that is longer than any stretch may be is cut, at the passage.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from assistant.exhibits import Exhibit
from retrieval.documents import CanonicalText, Document, Line

# A table or section up to this many characters (some 800 tokens) is laid out whole: the tables of parameters and
# specifications of the sample records have at most 2,300, the sections of the lab protocols 1,900 in the median.
WHOLE = 2_400
# Of a longer one, so many characters around the place: a passage (1,000) with what stands before and after it.
VICINITY = 1_400
# A single line up to this length is never cut.
LONGEST_LINE = 4_000


def stretch(document: Document, canonical: CanonicalText, start: int, end: int) -> Exhibit:
    """The stretch to lay out for a span of a document."""
    lines = canonical.lines
    first, last = _lines(canonical, start, end)
    low, high = _section(lines, first, last)
    if lines[first].table and lines[high].end - lines[low].start > WHOLE:
        low, high = _table(lines, first, last)
    if lines[high].end - lines[low].start > WHOLE:
        low, high = _vicinity(lines, (first, last), (low, high))
    begins, ends = lines[low].start, lines[high].end
    if ends - begins > LONGEST_LINE:
        begins, ends = max(begins, start), min(ends, max(end, start + 1), start + LONGEST_LINE)
    return Exhibit(document, canonical, begins, ends)


def without(exhibit: Exhibit, others: Sequence[Exhibit]) -> Exhibit | None:
    """What of an exhibit no other one shows: its longest run of such lines; None if nothing is left."""
    over = [o for o in others if o.document.digest == exhibit.document.digest]
    if not any(o.start < exhibit.end and exhibit.start < o.end for o in over):
        return exhibit
    runs: list[list[Line]] = [[]]
    for line in lines_of(exhibit):
        if any(o.start < line.end and line.start < o.end for o in over):
            runs.append([])
        else:
            runs[-1].append(line)
    longest = max(runs, key=lambda run: run[-1].end - run[0].start if run else 0)
    if not longest:
        return None
    return Exhibit(exhibit.document, exhibit.canonical, longest[0].start, longest[-1].end)


def lines_of(exhibit: Exhibit) -> Sequence[Line]:
    """The lines that an exhibit shows, in order."""
    first, last = _lines(exhibit.canonical, exhibit.start, exhibit.end)
    return exhibit.canonical.lines[first : last + 1]


def _lines(canonical: CanonicalText, start: int, end: int) -> tuple[int, int]:
    """The first and last line that a span touches."""
    first = max(0, bisect_right(canonical.lines, start, key=lambda line: line.start) - 1)
    last = max(first, bisect_left(canonical.lines, end, key=lambda line: line.start) - 1)
    return first, last


def _table(lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """The table that holds a line, with its caption and header."""
    low, high = first, last
    while low > 0 and lines[low - 1].table == lines[first].table:
        low -= 1
    while high + 1 < len(lines) and lines[high + 1].table == lines[first].table:
        high += 1
    return low, high


def _section(lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """The lines around that stand directly under the same heading, tables among them."""
    low, high = first, last
    while low > 0 and _joins(lines[low - 1], lines[first]):
        low -= 1
    while high + 1 < len(lines) and _joins(lines[high + 1], lines[last]):
        high += 1
    return low, high


def _joins(neighbour: Line, line: Line) -> bool:
    return neighbour.section == line.section and neighbour.kind != "heading"


def _vicinity(lines: Sequence[Line], touched: tuple[int, int], within: tuple[int, int]) -> tuple[int, int]:
    """The touched lines, with those after and before them in turn while there is room."""
    low, high = touched
    grew = True
    while grew:
        grew = False
        if high < within[1] and lines[high + 1].end - lines[low].start <= VICINITY:
            high, grew = high + 1, True
        if low > within[0] and lines[high].end - lines[low - 1].start <= VICINITY:
            low, grew = low - 1, True
    return low, high
