"""Documents made by hand, with digests that do not change: for what is compared with a stored text."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from assistant.exhibits import Exhibit
from retrieval.canonical import canonicalise
from retrieval.documents import (
    Block,
    BlockKind,
    CanonicalText,
    Document,
    DocumentKind,
    Identity,
    ReadReport,
    Status,
    Table,
)

CAPTION = "Table 1: Parameters of the rocking bag"
BLOCKS = (
    Block(BlockKind.HEADING, "SOP-901 Rocking bag", level=1, page=1),
    Block(BlockKind.HEADING, "4 Parameters", level=2, page=2),
    Block(BlockKind.PARAGRAPH, CAPTION, page=2),
    Block(
        BlockKind.TABLE,
        page=2,
        table=Table(("Parameter", "Set point", "PAR"), (("Rocking rate", "14 rpm", "10 to 18 rpm"),), CAPTION),
    ),
    Block(BlockKind.PARAGRAPH, "See [the log](https://elsewhere.example/x) and ![picture](p.png).", page=2),
)
TEXT = canonicalise(BLOCKS)


def document(
    number: str, version: str, status: Status = Status.EFFECTIVE, effective: dt.date | None = dt.date(2025, 3, 10)
) -> Document:
    """A version of an SOP; a draft has no day."""
    day = None if status is Status.DRAFT else effective
    declared = Status.DRAFT if status is Status.DRAFT else None
    identity = Identity(number, "Rocking bag expansion", DocumentKind.SOP, version, declared, day)
    digest = hashlib.sha256(f"{number} {version}".encode()).hexdigest()
    report = ReadReport(2, 5, 1, len(TEXT.text))
    return Document(digest, f"sops/{number}_v{version}.md", identity, "main", report, "2025-03-11", status)


def exhibit(of: Document, canonical: CanonicalText = TEXT) -> Exhibit:
    """Everything under the last heading of a document."""
    lines = [line for line in canonical.lines if line.kind != "heading"]
    return Exhibit(of, canonical, lines[0].start, lines[-1].end)


def said(of: Document, *paragraphs: str, title: str | None = None) -> Exhibit:
    """An exhibit of some paragraphs."""
    canonical = canonicalise(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    named = of if title is None else replace(of, identity=replace(of.identity, title=title))
    return Exhibit(named, canonical, 0, len(canonical.text))
