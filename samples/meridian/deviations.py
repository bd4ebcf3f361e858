"""Deviations of 2025, once: the log and the run reports read them from here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation record."""

    number: str
    opened: str
    where: str
    grade: str
    what: str
    root_cause: str
    capa: str
    status: str
    owner: str


DEVIATIONS: tuple[Deviation, ...] = (
    Deviation(
        "DEV-2025-001", "2025-01-14", "CT-104", "minor",
        "Collection time on the leukapheresis label is 1 h later than on the collection form.",
        "The collection site printed the label in UTC.",
        "CAPA-2025-001: label template shows the time zone.", "closed 2025-02-10", "EH",
    ),
    Deviation(
        "DEV-2025-002", "2025-02-08", "IP-022", "major",
        "OCT4+ 92.8 % at end of expansion (limit at least 95 %). The run was stopped on day −3.",
        "Seeding density was estimated from confluence; the later count gave 3.4 × 10⁴ cells/cm² and the layer was "
        "overgrown.",
        "CAPA-2025-002: SOP-014 v3 with a narrower range and a mandatory count.", "closed 2025-03-14", "AS",
    ),
    Deviation(
        "DEV-2025-005", "2025-03-11", "CT-108", "minor",
        "Shipper at 9.1 °C for 25 min (PAR 2 to 8 °C).",
        "The courier opened the shipper at customs.",
        "No CAPA; viability and CD3+ on receipt were as usual.", "closed 2025-03-28", "EH",
    ),
    Deviation(
        "DEV-2025-008", "2025-04-30", "IP-024", "major",
        "CHIR99021 exposure 27.5 h (PAR 20 to 26 h); cTnT+ at harvest 71 % (limit at least 80 %).",
        "The early shift was not told the time of addition; the medium change waited for the late shift.",
        "CAPA-2025-004: time of removal on the shift board and an alarm on the suite clock.", "closed 2025-06-20", "AS",
    ),
    Deviation(
        "DEV-2025-009", "2025-05-06", "CT-111", "major",
        "Glucose 0.6 g/L on day 7 (PAR at least 1.0 g/L); viability at harvest below 80 %.",
        "Clamp V3 stayed closed after the exchange of the medium bag on day 6; the low-flow alarm was acknowledged "
        "without a check of the line.",
        "CAPA-2025-005: low-flow alarm latches until a second person confirms flow; clamp check added to the "
        "checklist.",
        "closed 2025-07-04", "KT",
    ),
    Deviation(
        "DEV-2025-010", "2025-05-14", "CT-112", "minor",
        "Vector on wet ice for 2 h 35 min after thaw (limit 2 h).",
        "Centrifuge CE-06 was occupied by another batch.",
        "CAPA-2025-006: centrifuge booking before the vector is thawed. Titre of a retained vial was within 8 %.",
        "closed 2025-06-11", "MR",
    ),
    Deviation(
        "DEV-2025-013", "2025-07-31", "CT-116", "minor",
        "CF-02 paused for 4 min at −32 °C during freezing.",
        "The liquid nitrogen supply valve was iced up.",
        "CAPA-2025-008: dry-gas purge of the valve before every programme.", "closed 2025-08-22", "KT",
    ),
    Deviation(
        "DEV-2025-015", "2025-08-11", "INC-07", "major",
        "Half-yearly calibration: CO2 5.9 % by reference analyser at a display of 5.0 %. Unit taken out of service.",
        "under investigation", "open", "open", "TM",
    ),
    Deviation(
        "DEV-2025-017", "2025-09-16", "CT-118", "critical",
        "VCN 5.4 copies/cell (limit at most 5.0 copies/cell). MOI was 5.6 (PAR of SOP-127 v5: 2.0 to 5.0 TU/cell).",
        "The batch record packet was printed on 2025-08-11 and held SOP-127 v4; the version was not checked on the "
        "day of use.",
        "CAPA-2025-009: packets are printed on the day of issue only; QA withdraws printed SOPs when a version "
        "changes.",
        "open, due 2025-10-31", "EH",
    ),
)  # fmt: skip


def of_run(run: str) -> tuple[Deviation, ...]:
    return tuple(one for one in DEVIATIONS if one.where == run)
