"""Cutting a document into passages along its structure.

A table row is a passage of its own (rows of a long table in groups), a step keeps its sub-steps,
paragraphs of one section go together up to a size. Passages never cross a heading and tile the
document: every line but a heading or table header belongs to exactly one passage. A heading
without anything under it is a passage, since a title can be all there is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from retrieval.documents import CanonicalText, Line, Passage

# Names the rules of this module: raise it when the same document would be cut differently.
CUT_VERSION = "3"
# Characters a passage of prose is filled up to: about 220 word pieces, inside the 256 that
# all-MiniLM-L6-v2 reads. Chosen by token recall on chunking_eval (see bench/chunking.py).
TARGET = 1_000
# A longer run of text is cut at a sentence end.
LONGEST = 1_400
# A passage shorter than this is embedded under its document's title as well: a table row or a
# single step does not say which product or process it is about. Longer ones are left as they are,
# so that the same text in two documents is embedded once.
SHORT = 400
# Rows of a table with more rows than this share passages: a log of 10,000 lines is not 10,000 facts.
ROWS_APART = 120

_ROW_KINDS = frozenset({"row"})


def cut(canonical: CanonicalText, title: str = "") -> tuple[Passage, ...]:
    """The passages of a document in order; `title` says what a short one is about.

    Deterministic: equal text and lines give equal passages and digests.
    """
    passages: list[Passage] = []
    for first, last in _groups(canonical):
        for start, end in _pieces(canonical, first, last):
            passages.append(_passage(canonical, title, first, last, start, end))
    return tuple(passages)


def _groups(canonical: CanonicalText) -> Iterator[tuple[int, int]]:
    """First and last line (inclusive) of each passage before over-long ones are cut."""
    lines = canonical.lines
    long_tables = _long_tables(lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.kind == "heading":
            if index + 1 == len(lines) or _closes(lines, index):
                yield index, index
            index += 1
        elif line.kind in ("header", "caption"):
            index += 1
        elif line.kind in _ROW_KINDS:
            last = _rows_end(lines, index) if line.table in long_tables else index
            yield index, last
            index = last + 1
        else:
            last = _prose_end(lines, index)
            yield index, last
            index = last + 1


def _closes(lines: tuple[Line, ...], index: int) -> bool:
    """A heading that the next heading, not below it, follows at once."""
    following = lines[index + 1]
    return following.kind == "heading" and following.level <= lines[index].level


def _long_tables(lines: tuple[Line, ...]) -> frozenset[int]:
    counts: dict[int, int] = {}
    for line in lines:
        if line.kind == "row":
            counts[line.table] = counts.get(line.table, 0) + 1
    return frozenset(table for table, count in counts.items() if count > ROWS_APART)


def _rows_end(lines: tuple[Line, ...], first: int) -> int:
    last = first
    while (
        last + 1 < len(lines)
        and lines[last + 1].kind == "row"
        and lines[last + 1].table == lines[first].table
        and lines[last + 1].end - lines[first].start <= TARGET
    ):
        last += 1
    return last


def _prose_end(lines: tuple[Line, ...], first: int) -> int:
    """Take lines up to the target; do not part a step from its sub-steps if it can be helped."""
    last = first
    while last + 1 < len(lines):
        following = lines[last + 1]
        if following.kind not in ("paragraph", "step") or following.section != lines[first].section:
            break
        size = following.end - lines[first].start
        sub_step = following.kind == "step" and following.level > 1
        if size > (LONGEST if sub_step else TARGET):
            break
        last += 1
    return last


def _pieces(canonical: CanonicalText, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The span of the group, in pieces at sentence ends where it is too long."""
    start, end = canonical.lines[first].start, canonical.lines[last].end
    while end - start > LONGEST:
        stop = _sentence_end(canonical.text, start + TARGET // 2, start + TARGET)
        yield start, stop
        start = stop
        while start < end and canonical.text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _sentence_end(text: str, low: int, high: int) -> int:
    for mark in ("\n", ". ", "? ", "! ", "; ", ", ", " "):
        at = text.rfind(mark, low, high)
        if at > 0:
            return at + len(mark.rstrip()) if mark.strip() else at
    return high


def _passage(canonical: CanonicalText, title: str, first: int, last: int, start: int, end: int) -> Passage:
    line = canonical.lines[first]
    wording = _embedded(canonical, title, first, start, end)
    digest = hashlib.sha256(wording.encode()).hexdigest()
    return Passage(start, end, first, last, line.section, line.page, wording, digest)


def _embedded(canonical: CanonicalText, title: str, first: int, start: int, end: int) -> str:
    """The wording under its nearest heading; cells of a row behind their header cells."""
    line = canonical.lines[first]
    if line.kind == "row" and (start, end) == (line.start, line.end):
        body = readable_row(line)
    else:
        body = canonical.text[start:end]
    above = [line.section[-1]] if line.section else []
    if line.kind == "row" and line.caption and line.caption not in above:
        above.append(line.caption)
    if len(body) < SHORT and title and title not in above:
        above.insert(0, title)
    return "\n".join([*above, body])


def readable_row(line: Line) -> str:
    """A table row as "header: cell" pairs, empty cells left out."""
    pairs: list[str] = []
    for index, cell in enumerate(line.cells):
        name = line.header[index] if index < len(line.header) else ""
        if cell:
            pairs.append(f"{name}: {cell}" if name and name != cell else cell)
    return "; ".join(pairs)
