"""The seal of a document version: one digest over everything that was read from its file.

Written with the version and never changed, it tells the doctor a record that is as it was written
from one that is not. Left out are what may change later: the path, the collection, the time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A row as it is written and as the database gives it back: the types of its columns are known there only.
Row = Mapping[Any, Any]

_IDENTITY = ("digest", "number", "title", "kind", "version", "declared", "effective", "supersedes", "text_digest")
_LINE = (
    *("ordinal", "kind", "start", "end", "level", "page", "section"),
    *("table_number", "row_number", "label", "caption", "cells"),
)
_WORD = ("page", "start", "end", "left", "top", "width", "height")


@dataclass(frozen=True, slots=True)
class SealedRows:
    """The rows of one document version, by table."""

    document: Row
    lines: Sequence[Row]
    hidden: Sequence[Row]
    pictures: Sequence[Row]
    ocr_words: Sequence[Row]


def seal_of(rows: SealedRows) -> str:
    """SHA-256 over the rows of a version, the same before it is written and after it is read."""
    whole = hashlib.sha256()
    parts: Iterable[object] = (
        [rows.document[name] for name in _IDENTITY],
        rows.document["report"],
        *([row[name] for name in _LINE] for row in sorted(rows.lines, key=lambda r: r["ordinal"])),
        *([row["ordinal"], row["kind"], row["where"], row["text"]] for row in sorted(rows.hidden, key=_ordinal)),
        *([row["page"], row["dpi"], _digest(row["png"])] for row in sorted(rows.pictures, key=lambda r: r["page"])),
        *(
            [*(int(row[name]) for name in _WORD), float(row["confidence"])]
            for row in sorted(rows.ocr_words, key=lambda r: r["start"])
        ),
    )
    for part in parts:
        whole.update(json.dumps(part, ensure_ascii=True, sort_keys=True).encode() + b"\n")
    return whole.hexdigest()


def _ordinal(row: Row) -> int:
    return int(row["ordinal"])


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
