"""Specifications, risk assessment, logs and lists of the quality unit."""

from __future__ import annotations

import csv
import io

from samples.meridian import facts, stock
from samples.meridian.deviations import DEVIATIONS
from samples.meridian.paper import SYNTHETIC, Control, Grid, Heading, Paper, Text, controlled, grid

_SPEC_HEADER = ("Attribute", "Class", "Method", "Acceptance criterion", "Stage")


def spec_cart() -> Paper:
    control = Control(
        "SPEC-001",
        "Release specification MCW-19, CD19 CAR-T",
        "4",
        "2025-01-06",
        "E. Haugland, Quality Assurance",
        "SPEC-001 v3",
    )
    return controlled("quality/SPEC-001_v4_CD19_CAR-T.xlsx", control, Grid("", _SPEC_HEADER, facts.SPEC_CART))


def spec_cm() -> Paper:
    control = Control(
        "SPEC-002",
        "Release specification MCW-CM1, iPSC-derived cardiomyocytes",
        "2",
        "2025-02-17",
        "E. Haugland, Quality Assurance",
        "SPEC-002 v1",
    )
    return controlled(
        "quality/SPEC-002_v2_iPSC-CM.docx",
        control,
        Heading("1 Acceptance criteria"),
        Grid("Table 1. Acceptance criteria", _SPEC_HEADER, facts.SPEC_CM),
        Heading("2 Notes"),
        Text(
            "OCT4+ is tested twice with opposite meaning: as identity of the iPSC at the end of expansion and as an "
            "impurity at harvest."
        ),
        Text("A result that fails at the end of expansion stops the run."),
        Heading("3 Version history"),
        grid(
            "",
            "Version | Date | Change",
            ("1", "2024-05-06", "First issue."),
            ("2", "2025-02-17", "cTnT+ raised from ≥ 75 % to ≥ 80 % after the lactate selection was introduced."),
        ),
    )


# failure mode, step, effect, cause, severity, occurrence, detection, control
_MODES: tuple[tuple[str, str, str, str, int, int, int, str], ...] = (
    (
        "MOI too high",
        "Transduction",
        "VCN above limit",
        "wrong vector volume or wrong SOP version",
        9,
        3,
        4,
        "recalculation by a second person",
    ),
    (
        "MOI too low",
        "Transduction",
        "CAR+ below limit",
        "titre on certificate too high",
        7,
        3,
        4,
        "titre of a retained vial",
    ),
    (
        "Vector held too long after thaw",
        "Transduction",
        "loss of titre, CAR+ low",
        "equipment occupied",
        6,
        4,
        3,
        "timer in batch record",
    ),
    (
        "Perfusion stops",
        "Expansion",
        "glucose depleted, viability low",
        "clamp V3 closed after bag exchange",
        8,
        3,
        5,
        "low-flow alarm",
    ),
    (
        "pH below range",
        "Expansion",
        "slow growth, less central memory",
        "CO2 overlay, sensor drift",
        6,
        3,
        6,
        "online pH, daily offline sample",
    ),
    (
        "Late receipt of leukapheresis",
        "Apheresis receipt",
        "low viability and CD3+",
        "transport delay",
        7,
        4,
        2,
        "logger, time limit",
    ),
    ("DMSO contact too long", "Formulation", "post-thaw viability low", "resealing of bags", 7, 4, 4, "timer"),
    (
        "Freezer programme interrupted",
        "Cryopreservation",
        "post-thaw viability low",
        "nitrogen supply",
        7,
        3,
        2,
        "freezer alarm",
    ),
    (
        "Bag seal leaks",
        "Cryopreservation",
        "loss of sterility",
        "worn sealing head",
        10,
        2,
        4,
        "visual check of every seal",
    ),
    (
        "Mix-up of donors",
        "all",
        "wrong product to patient",
        "label error",
        10,
        1,
        3,
        "chain-of-identity check by two persons",
    ),
)


def fmea() -> Paper:
    control = Control(
        "FMEA-101",
        "Process risk assessment, CD19 CAR-T (PR-101 v2)",
        "3",
        "2025-04-07",
        "J. Lindqvist, MSAT",
        "FMEA-101 v2",
    )
    rows = tuple((m[1], m[0], m[3], m[2], *map(str, m[4:7]), str(m[4] * m[5] * m[6]), m[7]) for m in _MODES)
    header = ("Step", "Failure mode", "Cause", "Effect", "S", "O", "D", "RPN", "Present control")
    scale = grid(
        "Scale FS-02 v1, effective 2024-01-15 (S severity, O occurrence, D detection)",
        "Score | Severity | Occurrence | Detection",
        ("1", "no effect", "never seen", "always detected before the next step"),
        ("4", "rework in the step", "less than 1 in 20 runs", "detected before release, usually"),
        ("7", "batch may fail a CQA", "1 in 10 runs", "detected by release testing only"),
        ("10", "harm to the patient", "every run", "not detectable"),
    )
    note = Text(
        "Scores by consensus of J. Lindqvist, M. Reyes, K. Tveit, E. Haugland. Action needed from RPN 100, or from "
        "severity 9 on. Scores are judgements, not measurements."
    )
    return controlled("quality/FMEA-101_v3.xlsx", control, note, Grid("", header, rows), scale)


def equipment_sheet() -> Grid:
    header = ("Equipment", "Description", "Location", "Qualified until", "Calibration interval", "Remark")
    return Grid("", header, stock.EQUIPMENT)


def deviation_log() -> bytes:
    head = ("deviation", "opened", "run_or_unit", "class", "description", "root_cause", "capa", "status", "owner")
    rows = [(d.number, d.opened, d.where, d.grade, d.what, d.root_cause, d.capa, d.status, d.owner) for d in DEVIATIONS]
    return _comma(head, rows)


def materials() -> bytes:
    head = ("material", "name", "vendor", "lot", "received", "expiry", "storage", "remark")
    rows = [(x.code, x.material, x.vendor, x.lot, x.received, x.expiry, x.storage, x.remark) for x in stock.LOTS]
    return _comma(head, rows)


def _comma(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    out.write(f"# {SYNTHETIC}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()
