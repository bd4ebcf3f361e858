"""What a backup says of itself, and what is wrong with one that cannot be restored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from retrieval.errors import UnreadableFile
from retrieval.ledger_tables import EARLIER_VERSIONS, SCHEMA_VERSION

FORMAT = "setpoint backup"
FORMAT_VERSION = 1
# A manifest is a few hundred bytes; what claims to be one and is larger is none.
LARGEST_MANIFEST = 64 * 1024


class BackupDamaged(UnreadableFile):
    """A backup file is not one, was cut short or changed, or holds what no backup holds."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`size` and `sha256` are those of the ledger inside; `audit_head` is its last record and digest."""

    setpoint: str
    schema: str
    created: str
    documents: int
    passages: int
    vectors: int
    audit_records: int
    state_digest: str
    audit_head: str
    size: int
    sha256: str

    def to_json(self) -> str:
        """As it stands in the backup."""
        return json.dumps({"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}, indent=2)


def parse(data: bytes, where: str) -> Manifest:
    """The manifest of a backup. Raises BackupDamaged for anything else."""
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise damaged("its manifest cannot be read", where) from error
    if not isinstance(read, Mapping) or read.get("format") != FORMAT:
        raise damaged("it is not a backup of setpoint", where)
    if read.get("format_version") != FORMAT_VERSION:
        raise BackupDamaged(
            f"it has backup format {str(read.get('format_version'))[:20]}, this program reads {FORMAT_VERSION}",
            where=where,
            next_step="use the version of setpoint that made it",
        )
    values: dict[str, object] = {}
    for field in fields(Manifest):
        value, kind = read.get(field.name), int if field.type == "int" else str
        if type(value) is not kind or (isinstance(value, int) and value < 0):
            raise damaged(f"its manifest says nothing usable of {field.name!r}", where)
        values[field.name] = value
    manifest = Manifest(**values)  # pyright: ignore[reportArgumentType]  # each was looked at above
    if manifest.schema not in (SCHEMA_VERSION, *EARLIER_VERSIONS):
        raise BackupDamaged(
            f"it holds a ledger of schema version {manifest.schema[:20]}, this program reads {SCHEMA_VERSION}",
            where=where,
            next_step="use the version of setpoint that made it",
        )
    return manifest


def damaged(what: str, where: str) -> BackupDamaged:
    """The error for a file that cannot be restored."""
    return BackupDamaged(what, where=where, next_step="take another backup; nothing in the workspace was changed")
