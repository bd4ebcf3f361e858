"""The audit trail as a file: CSV and XLSX for a spreadsheet, JSON Lines for a program.

Records are written one at a time. Every form carries the head of the chain and whether the trail
verified when it was exported: CSV in its last two columns, XLSX in a second sheet, JSON Lines in
its last line.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assistant import audit_forms as forms
from assistant.spreadsheet import Cell, write_csv, write_xlsx
from assistant.terminal import plain_json
from retrieval.errors import SettingsError
from retrieval.records import AuditRecord, AuditVerdict, now

KINDS = ("csv", "xlsx", "jsonl")

COLUMNS = (
    "record",
    "at (UTC)",
    "who",
    "action",
    "subject",
    "question, reason or file",
    "outcome",
    "delivered",
    "documents",
    "as of",
    "product",
    "session",
    "mode",
    "model",
    "versions",
    "detail (JSON)",
    "payload digest",
    "previous digest",
    "digest",
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many records, of a trail in which state, and the digest of the file."""

    kind: str
    records: int
    verdict: AuditVerdict
    sha256: str

    @property
    def recorded(self) -> Mapping[str, object]:
        """What the record of the export says of it."""
        problem = self.verdict.problem
        return {
            "format": self.kind,
            "records": self.records,
            "head": self.verdict.head,
            "verified": problem is None,
            "problem": str(problem) if problem else None,
        }


def kind_of(out: Path) -> str:
    """The form that a file name asks for. Raises SettingsError for another ending."""
    kind = out.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise SettingsError(
            "the trail cannot be exported in this form", where=out.name, next_step="name a .csv, .xlsx or .jsonl file"
        )
    return kind


def write(
    part: Path, kind: str, records: Iterable[AuditRecord], verdict: AuditVerdict, who: str, *, marked: bool = True
) -> Exported:
    """Write all records of a trail to a file; `marked` puts a byte order mark before CSV."""
    counted = _Counted(records)
    about = {**forms.verdict(verdict), "exported": now(), "by": who}
    if kind == "jsonl":
        _write_jsonl(part, counted, about)
    elif kind == "xlsx":
        sheets = {"Audit trail": (COLUMNS, map(_row, counted)), "Verification": (("what", "value"), _pairs(about))}
        write_xlsx(part, sheets)
    else:
        _write_csv(part, counted, verdict, "utf-8-sig" if marked else "utf-8")
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Exported(kind, counted.count, verdict, digest)


@contextlib.contextmanager
def beside(out: Path) -> Generator[Path]:
    """A place beside a file for what will replace it; removed if it did not.

    Raises SettingsError if it cannot be written.
    """
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    with _writable(out):
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def apart() -> Generator[Path]:
    """A place outside the workspace for what goes into a pipe. Raises SettingsError if it cannot be written."""
    with _writable(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory(prefix="setpoint-") as folder:
        yield Path(folder) / "export"


def copy(part: Path, stream: BinaryIO) -> None:
    """Hand a file out."""
    with part.open("rb") as file:
        shutil.copyfileobj(file, stream)
    stream.flush()


@contextlib.contextmanager
def _writable(place: Path) -> Generator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SettingsError(
            f"the export cannot be written ({error.strerror or error})",
            where=str(place),
            next_step="name another place",
        ) from error


class _Counted:
    def __init__(self, records: Iterable[AuditRecord]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[AuditRecord]:
        for record in self._records:
            self.count += 1
            yield record


def _write_csv(part: Path, records: Iterable[AuditRecord], verdict: AuditVerdict, encoding: str) -> None:
    """With a byte order mark in a file: without it Excel reads UTF-8 as the local code page, and µ as Âµ."""
    state = (verdict.head, f"NO: {verdict.problem}" if verdict.problem else "yes")
    with part.open("w", encoding=encoding, newline="") as file:
        write_csv(file, (*COLUMNS, "trail head", "trail verified"), ((*_row(r), *state) for r in records))


def _write_jsonl(part: Path, records: Iterable[AuditRecord], about: Mapping[str, object]) -> None:
    with part.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(_json(forms.record(record)) + "\n")
        file.write(_json({"trail": about}) + "\n")


def _row(r: AuditRecord) -> tuple[Cell, ...]:
    asked = (_text(r, key) for key in ("as_of", "product", "session", "mode", "model", "versions"))
    return (
        r.id,
        r.at,
        r.who,
        r.action,
        r.subject,
        forms.about(r),
        forms.outcome(r),
        forms.delivered(r),
        forms.documents(r),
        *asked,
        _json(r.detail) if r.readable else "cannot be read",
        r.payload_digest,
        r.previous,
        r.digest,
    )


def _text(r: AuditRecord, key: str) -> Cell:
    found = r.detail.get(key)
    if isinstance(found, dict):
        return ", ".join(f"{name} {value}" for name, value in found.items())
    return str(found) if found else None


def _pairs(about: Mapping[str, object]) -> Iterator[tuple[Cell, Cell]]:
    for name, value in about.items():
        if isinstance(value, bool | int | str):
            yield name, value
        elif value:
            yield name, _json(value)


def _json(value: object) -> str:
    return (
        plain_json(json.dumps(value, ensure_ascii=False, sort_keys=True)).encode("utf-8", "backslashreplace").decode()
    )
