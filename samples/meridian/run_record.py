"""A run report before it has a format, and its three shapes: paper, workbook and JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

from samples.meridian.deviations import Deviation
from samples.meridian.paper import SYNTHETIC, Grid, Heading, Paper, Piece, Text, grid
from samples.meridian.write_xlsx import Sheet

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run report. A pair with an empty value was left blank by the operator and is printed blank."""

    run: str
    path: str
    header: Pairs
    documents: Pairs
    lots: tuple[tuple[str, str], ...]
    equipment: tuple[str, ...]
    parameters: tuple[tuple[str, str, str], ...]
    course: Grid
    results: Grid
    deviations: tuple[Deviation, ...]
    summary: str


def as_paper(record: RunRecord) -> Paper:
    identity = (
        *record.header,
        ("Documents followed", ", ".join(f"{number} v{version}" for number, version in record.documents)),
        ("Equipment", ", ".join(record.equipment)),
    )
    pieces: tuple[Piece, ...] = (
        Heading("1 Summary"),
        Text(record.summary),
        Heading("2 Materials"),
        Grid("Table 1. Lots used", ("Material", "Lot"), record.lots),
        Heading("3 Process parameters"),
        Grid("Table 2. Process parameters as run", ("Parameter", "Value", "Unit"), record.parameters),
        Heading("4 Time course"),
        record.course,
        Heading("5 Results"),
        record.results,
        Heading("6 Deviations"),
        *_deviations(record),
    )
    return Paper(record.path, f"Run report {record.run}", identity, pieces)


def _deviations(record: RunRecord) -> tuple[Piece, ...]:
    if not record.deviations:
        return (Text("None."),)
    rows = tuple((one.number, one.grade, one.what, one.root_cause, one.capa) for one in record.deviations)
    return (grid("Table 5. Deviations", "Deviation | Class | Description | Root cause | CAPA", *rows),)


def as_sheets(record: RunRecord) -> tuple[Sheet, ...]:
    documents = tuple(("Document followed", f"{number} v{version}") for number, version in record.documents)
    above = (*record.header, *documents, ("Equipment", ", ".join(record.equipment)), ("Summary", record.summary))
    sheets = (
        Sheet("Run", Grid("Lots used", ("Material", "Lot"), record.lots), above),
        Sheet("Parameters", Grid("", ("Parameter", "Value", "Unit"), record.parameters)),
        Sheet("Time course", record.course),
        Sheet("Results", record.results),
    )
    tables = [piece for piece in _deviations(record) if isinstance(piece, Grid)]
    return (*sheets, *(Sheet("Deviations", table) for table in tables))


def as_json(record: RunRecord) -> bytes:
    body = {
        "notice": SYNTHETIC,
        **{name.lower().replace(" ", "_"): value for name, value in record.header},
        "documents_followed": [{"number": number, "version": version} for number, version in record.documents],
        "lots": [{"material": material, "lot": lot} for material, lot in record.lots],
        "equipment": list(record.equipment),
        "summary": record.summary,
        "process_parameters": [
            dict(zip(("parameter", "value", "unit"), row, strict=True)) for row in record.parameters
        ],
        "time_course": [_numbers(record.course.header, row) for row in record.course.rows],
        "results": [dict(zip(map(str.lower, record.results.header), row, strict=True)) for row in record.results.rows],
        "deviations": [
            {"id": one.number, "class": one.grade, "text": one.what, "root_cause": one.root_cause, "capa": one.capa}
            for one in record.deviations
        ],
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def _numbers(header: tuple[str, ...], row: tuple[str, ...]) -> dict[str, str | float | None]:
    return {name: _number(cell) for name, cell in zip(header, row, strict=True)}


def _number(cell: str) -> str | float | None:
    if not cell:
        return None
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell
