"""SOP-014, iPSC passage and seeding: v2 (superseded, pdf) and v3 (effective, docx) disagree in ranges."""

from __future__ import annotations

from samples.meridian import facts
from samples.meridian.facts import parameter_grid
from samples.meridian.paper import Bullet, Control, Heading, Paper, Piece, Step, Text, controlled, grid

_TITLE = "Passage and seeding of iPSC"
_OWNER = "A. Sørby, Process Development"


def papers() -> tuple[Paper, ...]:
    return _v2(), _v3()


def _v2() -> Paper:
    control = Control(
        "SOP-014", _TITLE, "2", "2024-02-05", _OWNER, "SOP-014 v1", status="Superseded (replaced 2025-03-01)"
    )
    return controlled(
        "sops/SOP-014_v2_iPSC_passage.pdf",
        control,
        Heading("1 Purpose"),
        Text("Routine passage of iPSC on vitronectin as small clumps, and seeding for expansion."),
        Heading("2 Materials"),
        Bullet("E8-type medium, EDTA 0.5 mM, DPBS without calcium and magnesium, Y-27632"),
        Bullet("Vessels coated with vitronectin"),
        Heading("3 Coating"),
        Step("3.1", f"Coat with {facts.VITRONECTIN.set_point} µg/cm² vitronectin for 60 min at room temperature."),
        Heading("4 Passage"),
        Step("4.1", "Aspirate the medium and rinse twice with DPBS."),
        Step("4.2", "Add EDTA and incubate at room temperature for the time of Table 2."),
        Step("4.3", "Aspirate the EDTA, detach with medium, triturate three to five times."),
        Heading("5 Seeding"),
        Step("5.1", "Estimate the cell number from confluence, or count."),
        Step("5.2", "Seed in medium with Y-27632. Rock the vessel in both directions."),
        grid("Table 1. Media", "Purpose | Medium", ("Passage", "E8-type"), ("First 24 h", "E8-type with Y-27632")),
        parameter_grid(
            "Table 2. Parameters of passage and seeding",
            (facts.SEEDING_V2, facts.EDTA_V2, facts.CONFLUENCE_V2, facts.VITRONECTIN, facts.ROCK),
            "–",
        ),
        Heading("6 Version history"),
        grid(
            "",
            "Version | Date | Change",
            ("1", "2023-01-16", "First issue."),
            ("2", "2024-02-05", "EDTA replaces enzymatic passage."),
        ),
    )


def _v3() -> Paper:
    control = Control("SOP-014", _TITLE, "3", "2025-03-01", _OWNER, "SOP-014 v2")
    return controlled("sops/SOP-014_v3_iPSC_passage.docx", control, *_v3_front(), *_v3_seeding())


def _v3_front() -> tuple[Piece, ...]:
    return (
        Heading("1 Purpose"),
        Text("Routine passage of iPSC on vitronectin as small clumps, and seeding for expansion (PR-201, day −7)."),
        Heading("2 Materials and equipment"),
        Bullet("E8-type medium (M-041), EDTA 0.5 mM (M-043), DPBS without calcium and magnesium, Y-27632 (M-044)"),
        Bullet("Vessels coated with vitronectin (M-042), not older than the hold time of SOP-021"),
        Bullet("INC-05 or INC-07; NC-02"),
        Heading("3 Coating"),
        Step("3.1", f"Coat with {facts.VITRONECTIN.set_point} µg/cm² vitronectin for 60 min at room temperature."),
        Step("3.2", "Use at once, or seal and store at 2 to 8 °C."),
        Heading("4 Passage"),
        Step("4.1", "Check under the microscope: confluence as in Table 2, less than 5 % differentiated area."),
        Step("4.2", "Aspirate the medium and rinse twice with DPBS."),
        Step("4.3", "Add EDTA and incubate at room temperature for the time of Table 2. Do not tap the vessel."),
        Step("4.4", "Aspirate the EDTA, detach with medium, triturate not more than five times with a 10 mL pipette."),
    )


def _v3_seeding() -> tuple[Piece, ...]:
    return (
        Heading("5 Seeding"),
        Heading("5.1 Count", 2),
        Step("5.1.1", "Count every passage on NC-02 (SOP-052). Estimating from confluence is no longer allowed."),
        Heading("5.2 Seeding", 2),
        Step("5.2.1", "Dilute to the seeding density of Table 2 in medium with Y-27632."),
        Step("5.2.2", "Distribute within 30 min after detachment; rock in both directions, three times each."),
        Step("5.2.3", "After 24 h change to medium without Y-27632."),
        grid("Table 1. Media", "Purpose | Medium", ("Passage", "E8-type"), ("First 24 h", "E8-type with Y-27632")),
        parameter_grid(
            "Table 2. Parameters of passage and seeding",
            (facts.SEEDING_V3, facts.EDTA_V3, facts.CONFLUENCE_V3, facts.VITRONECTIN, facts.ROCK),
        ),
        Text(
            "The range of the seeding density follows CHR-031: below 1.5 × 10⁴ cells/cm² the four-day expansion "
            "fell under "
            "five-fold, above 3.0 × 10⁴ cells/cm² the OCT4-positive fraction dropped."
        ),
        Heading("6 Records"),
        Text("Record passage number, confluence, count, seeding density, lots, incubator and operator."),
        Heading("7 Version history"),
        grid(
            "",
            "Version | Date | Change",
            ("2", "2024-02-05", "EDTA replaces enzymatic passage."),
            (
                "3",
                "2025-03-01",
                "Seeding density PAR 1.0–4.0 to 1.5–3.0 × 10⁴ cells/cm² (CHR-031, DEV-2025-002); EDTA time PAR 3–10 "
                "to 3–8 min; "
                "count made mandatory.",
            ),
        ),
    )
