"""Between the ledger's rows and its nouns. No query stands here, and no rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from retrieval.documents import (
    DocumentKind,
    Entry,
    Hidden,
    HiddenKind,
    Identity,
    Line,
    OcrWord,
    PagePicture,
    Passage,
    ReadReport,
    Skipped,
    Status,
)
from retrieval.records import FileState, NewDocument, StoredPassage, passage_key
from retrieval.seal import SealedRows, seal_of

# A row as SQLAlchemy gives it: the types of its columns are known to the database only.
Row = Mapping[Any, Any]


def entry(row: Row) -> Entry:
    """A line of the catalogue."""
    identity = Identity(
        number=row["number"],
        title=row["title"],
        kind=DocumentKind(row["kind"]),
        version=row["version"],
        declared=Status(row["declared"]) if row["declared"] else None,
        effective=dt.date.fromisoformat(row["effective"]) if row["effective"] else None,
        supersedes=row["supersedes"],
    )
    kept = dict(row["report"])
    skipped = tuple(Skipped(**item) for item in kept.pop("skipped"))
    hidden = tuple((HiddenKind(kind), count) for kind, count in kept.pop("hidden"))
    ocr_pages = tuple(kept.pop("ocr_pages"))
    report = ReadReport(**kept, skipped=skipped, hidden=hidden, ocr_pages=ocr_pages)
    return Entry(row["digest"], row["file"], identity, row["collection"], report, row["added"])


def version_rows(new: NewDocument) -> SealedRows:
    """The rows of a document version, its own sealed with those that belong to it."""
    digest = new.entry.digest
    rows = SealedRows(
        _document_row(new),
        [line_row(digest, n, line) for n, line in enumerate(new.canonical.lines)],
        hidden_rows(digest, new.hidden),
        picture_rows(digest, new.pictures),
        ocr_rows(digest, new.ocr_words),
    )
    return replace(rows, document={**rows.document, "seal": seal_of(rows)})


def _document_row(new: NewDocument) -> dict[str, object]:
    entry, identity = new.entry, new.entry.identity
    return {
        "digest": entry.digest,
        "file": entry.file,
        "number": identity.number,
        "title": identity.title,
        "kind": identity.kind.value,
        "version": identity.version,
        "declared": identity.declared.value if identity.declared else None,
        "effective": identity.effective.isoformat() if identity.effective else None,
        "supersedes": identity.supersedes,
        "collection": entry.collection,
        "text": new.canonical.text,
        "text_digest": new.text_digest,
        "report": asdict(entry.report),
        "added": entry.added,
    }


def line_row(document: str, ordinal: int, line: Line) -> dict[str, object]:
    """The columns of a line; the header of a table stands on its header line only."""
    return {
        "document": document,
        "ordinal": ordinal,
        "kind": line.kind,
        "start": line.start,
        "end": line.end,
        "level": line.level,
        "page": line.page,
        "section": list(line.section),
        "table_number": line.table,
        "row_number": line.row,
        "label": line.label,
        "caption": line.caption,
        "cells": list(line.cells),
    }


def lines_by_document(rows: Iterable[Row]) -> dict[str, list[Line]]:
    """Lines in order, by document, each table row with the header of its table."""
    lines: dict[str, list[Line]] = {}
    header: tuple[str, ...] = ()
    headed: tuple[str, int] | None = None
    for row in rows:
        cells = tuple(row["cells"])
        table = (row["document"], row["table_number"])
        if row["kind"] == "header":
            header, headed = cells, table
        of_table = row["kind"] == "row" and table == headed
        line = Line(
            kind=row["kind"],
            start=row["start"],
            end=row["end"],
            level=row["level"],
            page=row["page"],
            section=tuple(row["section"]),
            table=row["table_number"],
            row=row["row_number"],
            label=row["label"],
            caption=row["caption"],
            header=header if of_table else (),
            cells=cells,
        )
        lines.setdefault(row["document"], []).append(line)
    return lines


def passage_row(document: str, passage: Passage) -> dict[str, object]:
    """The columns of a passage."""
    return {
        "key": passage_key(document, passage),
        "document": document,
        "start": passage.start,
        "end": passage.end,
        "first_line": passage.first_line,
        "last_line": passage.last_line,
        "section": list(passage.section),
        "page": passage.page,
        "digest": passage.digest,
    }


def stored(row: Row) -> StoredPassage:
    """A passage with its wording. What was embedded is not kept: `passages.cut` makes it again."""
    passage = Passage(
        start=row["start"],
        end=row["end"],
        first_line=row["first_line"],
        last_line=row["last_line"],
        section=tuple(row["section"]),
        page=row["page"],
        embedded="",
        digest=row["digest"],
    )
    return StoredPassage(row["id"], row["key"], row["document"], passage, row["wording"])


def hidden_rows(document: str, found: Iterable[Hidden]) -> list[dict[str, object]]:
    """The columns of what was kept apart."""
    return [
        {"document": document, "ordinal": n, "kind": h.kind.value, "where": h.where, "text": h.text}
        for n, h in enumerate(found)
    ]


def hidden(row: Row) -> Hidden:
    """A text that was kept apart."""
    return Hidden(HiddenKind(row["kind"]), row["where"], row["text"])


def picture_rows(document: str, pictures: Iterable[PagePicture]) -> list[dict[str, object]]:
    """The columns of pages' pictures."""
    return [{"document": document, **asdict(picture)} for picture in pictures]


def picture(row: Row) -> PagePicture:
    """The picture of a page."""
    return PagePicture(row["page"], row["dpi"], bytes(row["png"]))


def ocr_rows(document: str, words: Iterable[OcrWord]) -> list[dict[str, object]]:
    """The columns of words read by OCR."""
    return [{"document": document, **asdict(word)} for word in words]


def ocr_word(row: Row) -> OcrWord:
    """A word read by OCR."""
    return OcrWord(**{name: row[name] for name in OcrWord.__dataclass_fields__})


def file_row(state: FileState) -> dict[str, object]:
    """The columns of a file's state; nanoseconds as text, since they pass 2**63 in no database alike."""
    return {
        "path": state.path,
        "size": state.size,
        "mtime_ns": str(state.mtime_ns),
        "seen_ns": str(state.seen_ns),
        "digest": state.digest,
        "reader": state.reader,
        "collection": state.collection,
        "failure": list(state.failure) if state.failure else None,
    }


def file_state(row: Row) -> FileState:
    """How a file looked when it was last read."""
    failure = row["failure"]
    return FileState(
        path=row["path"],
        size=row["size"],
        mtime_ns=int(row["mtime_ns"]),
        seen_ns=int(row["seen_ns"]),
        digest=row["digest"],
        reader=row["reader"],
        collection=row["collection"],
        failure=(str(failure[0]), str(failure[1])) if failure else None,
    )
