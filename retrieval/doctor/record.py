"""Everything the ledger holds of one document version, side by side, as it stands: right or not."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.canonical import CELL_SEPARATOR
from retrieval.documents import CanonicalText, Line, OcrWord, Passage
from retrieval.passages import cut
from retrieval.records import text_digest


@dataclass(frozen=True)
class StoredRow:
    """A passage's row."""

    id: int
    key: str
    passage: Passage


@dataclass(frozen=True)
class DocumentRecord:
    """One document version.

    `report` is as stored; `cutter` names the rules its passages were cut by, if known; `apart` counts
    the texts kept apart by kind; `vectors` are those of its passages' digests by the present model;
    `sealed` says that all of it but its text and passages is as it was written.
    """

    digest: str
    file: str
    number: str
    title: str
    version: str
    text: str
    text_digest: str
    report: Mapping[str, object]
    lines: tuple[Line, ...]
    ordinals: tuple[int, ...]
    stored: tuple[StoredRow, ...]
    cutter: str | None
    apart: Mapping[str, int]
    pages_pictured: tuple[int, ...]
    ocr_words: tuple[OcrWord, ...]
    vectors: Mapping[str, bytes]
    sealed: bool

    @property
    def where(self) -> str:
        """The document as a person would name it."""
        name = " ".join(filter(None, [self.number, f"version {self.version}" if self.version else ""]))
        return f"{name} ({self.file})" if name else self.file

    @functools.cached_property
    def canonical(self) -> CanonicalText:
        """Text and lines as stored."""
        return CanonicalText(self.text, self.lines)

    @functools.cached_property
    def lines_fault(self) -> str | None:
        """What is wrong with the lines, None when they tile the text as they must."""
        return lines_fault(self.text, self.lines, self.ordinals)

    @functools.cached_property
    def sound(self) -> bool:
        """Whether all that was read is as it was written, so that what is made from it can be made again."""
        return self.sealed and text_digest(self.text) == self.text_digest and self.lines_fault is None

    @functools.cached_property
    def expected(self) -> tuple[Passage, ...]:
        """The passages that the present cutter makes of the text; none where what was read is not sound."""
        return cut(self.canonical, self.title) if self.sound else ()

    @functools.cached_property
    def wording(self) -> dict[str, str]:
        """What is embedded, by its digest, as far as the present cutter can say."""
        return {passage.digest: passage.embedded for passage in self.expected}


def lines_fault(text: str, lines: tuple[Line, ...], ordinals: tuple[int, ...]) -> str | None:
    """Lines are numbered from 0, stand in order inside the text, and all between them is white space."""
    if ordinals != tuple(range(len(lines))):
        return "its lines are not numbered one after the other: some are missing"
    at = 0
    for number, line in enumerate(lines, start=1):
        if not at <= line.start <= line.end <= len(text):
            return f"line {number} (characters {line.start:,} to {line.end:,}) is out of place"
        if text[at : line.start].strip():
            return f"characters {at:,} to {line.start:,} belong to no line"
        if (line.cells or line.kind in ("header", "row")) and CELL_SEPARATOR.join(line.cells) != text[
            line.start : line.end
        ]:
            return f"the cells of line {number} are not its wording"
        at = line.end
    return f"characters {at:,} to {len(text):,} belong to no line" if text[at:].strip() else None
