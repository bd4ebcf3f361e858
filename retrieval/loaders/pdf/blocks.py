"""Lines of a page to headings, steps and paragraphs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.documents import Block
from retrieval.loaders.labels import BULLETS, Label, leading_label, without_bullet
from retrieval.loaders.parts import heading, paragraph, step
from retrieval.loaders.pdf.hyphens import joined_lines
from retrieval.loaders.pdf.page_text import Line

_LARGER = 1.12  # times the size of most text
_TITLE_LIMIT = 110
_ENDED = (".", ":", ";", "!", "?")


@dataclass(frozen=True, slots=True)
class Typography:
    """What most text of the document looks like."""

    size: float
    bold: bool
    heading_sizes: tuple[float, ...]  # larger than the text, largest first
    vocabulary: frozenset[str] = field(repr=False)


def typography_of(lines: Sequence[Line], vocabulary: frozenset[str]) -> Typography:
    """The size that most characters have, and the larger ones."""
    counts: dict[float, int] = {}
    heavy = 0
    for line in lines:
        counts[line.size] = counts.get(line.size, 0) + len(line.text)
        heavy += len(line.text) if line.bold else 0
    size = max(counts, key=lambda s: counts[s], default=10.0)
    larger = sorted({s for s in counts if s >= _LARGER * size}, reverse=True)
    return Typography(size, heavy > 0.5 * sum(counts.values()), tuple(larger), vocabulary)


def blocks_of(lines: Sequence[Line], style: Typography, page: int) -> Iterator[Block]:
    """Blocks of consecutive lines."""
    indents: list[float] = []
    pitch = _pitch(lines)
    for group in _groups(lines, style, pitch):
        yield _block(group, style, page, indents)


def _pitch(lines: Sequence[Line]) -> float:
    """Distance of lines inside a paragraph: the lower quartile of all distances."""
    steps = sorted(
        b.baseline - a.baseline
        for a, b in itertools.pairwise(lines)
        if 0.8 * a.size < b.baseline - a.baseline < 2.6 * a.size
    )
    return steps[len(steps) // 4] if steps else 14.0


def _groups(lines: Sequence[Line], style: Typography, pitch: float) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and _parts(group, line, style, pitch):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _parts(group: Sequence[Line], line: Line, style: Typography, pitch: float) -> bool:
    """Whether a new block starts with `line`."""
    before = group[-1]
    if not 0 < line.baseline - before.baseline <= 1.35 * max(pitch, line.size):
        return True
    if _looks_other(group, line, style):
        return True
    if _is_item(line):
        return _starts_item(group, line)
    if line.size >= _LARGER * style.size:  # a title that is wrapped, centred or not
        return False
    if _is_item(group[0]):
        return _leaves_item(group, line)
    return _indented(before, line) or not (_is_full(before, line) or _runs_on(before, line))


def _starts_item(group: Sequence[Line], line: Line) -> bool:
    """Not so a number that the end of a line has put first ("in 2 to\n5. Mix")."""
    if line.text[0] in BULLETS or (_is_item(group[0]) and abs(line.x0 - group[0].x0) < 3):
        return True
    return not _is_full(group[-1], line) or group[-1].text.endswith(_ENDED)


def _looks_other(group: Sequence[Line], line: Line, style: Typography) -> bool:
    """Another size, or bold beside not bold, as at the end of a heading."""
    before = group[-1]
    if line.bold != before.bold and (_is_headlike(group, style) or (line.bold and before.text.endswith(_ENDED))):
        return True
    return abs(line.size - before.size) > 0.6


def _indented(before: Line, line: Line) -> bool:
    return line.x0 - before.x0 > 0.8 * line.size and before.text.endswith(_ENDED)


def _leaves_item(group: Sequence[Line], line: Line) -> bool:
    """Whether a line is outside the step: hanging indents belong to it."""
    first, before = group[0], group[-1]
    if line.x0 > first.x0 + 3:
        return not _is_full(before, line) and line.text[0].isupper()
    if any(other.x0 > first.x0 + 3 for other in group[1:]):
        return True
    return not _is_full(before, line) and not _runs_on(before, line)


def _is_full(before: Line, line: Line) -> bool:
    """The first word of `line` would not have fitted on the line before it."""
    word = line.words[0]
    return before.x1 + 0.25 * before.size + (word.x1 - word.x0) > before.right - 0.5 * before.size


def _runs_on(before: Line, line: Line) -> bool:
    return line.text[0].islower() and not before.text.endswith(_ENDED)


def _is_item(line: Line) -> bool:
    return without_bullet(line.text) is not None or leading_label(line.text) is not None


def _is_headlike(group: Sequence[Line], style: Typography) -> bool:
    """Larger than the text, or bold where the text is not."""
    line = group[0]
    if line.size >= _LARGER * style.size:
        return True
    return line.bold and not style.bold and line.size >= 0.95 * style.size


def _block(group: Sequence[Line], style: Typography, page: int, indents: list[float]) -> Block:
    text = joined_lines([line.text for line in group], style.vocabulary)
    bare = without_bullet(text)
    depth = 0 if bare else _heading_depth(group, text, style)
    if depth:
        indents.clear()
        return heading(text, depth, page)
    label = leading_label(text)
    if bare or label:
        level = _level(group[0].x0, indents)
        return step(bare or text, max(level, label.depth if label and label.dotted else 1), page)
    return paragraph(text, page)


def _level(x: float, indents: list[float]) -> int:
    """Nesting by indent, against the items since the last heading."""
    while indents and indents[-1] > x + 5:
        indents.pop()
    if not indents or x > indents[-1] + 5:
        indents.append(x)
    return len(indents)


def _heading_depth(group: Sequence[Line], text: str, style: Typography) -> int:
    if len(text) > _TITLE_LIMIT or not re.search(r"[^\W\d_]{2}", text):
        return 0
    label = leading_label(text)
    larger = group[0].size >= _LARGER * style.size
    if not larger and (text.endswith((".", ",", ";")) or len(group) > 2):
        return 0
    if not _is_headlike(group, style):
        return label.depth if label and _is_plain_heading(label) else 0
    if label:
        return label.depth
    if larger:
        return min(style.heading_sizes.index(group[0].size) + 1, 4) if group[0].size in style.heading_sizes else 1
    return min(len(style.heading_sizes) + 1, 4)


def _is_plain_heading(label: Label) -> bool:
    """ "5.2 Seeding" or "1. PURPOSE" in the type of the text."""
    if re.search(r"\d", label.rest) or len(label.rest.split()) > 8:
        return False
    return label.rest.isupper() or (label.dotted and label.rest[0].isupper())
