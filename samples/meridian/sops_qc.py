"""Analytical SOPs: flow cytometry, vector copy number, microbiology."""

from __future__ import annotations

from samples.meridian.paper import Bullet, Control, Heading, Paper, Step, Text, controlled, grid


def papers() -> tuple[Paper, ...]:
    return _flow(), _vcn(), _microbiology()


def _flow() -> Paper:
    control = Control(
        "SOP-061", "Flow cytometry of cell products", "2", "2024-10-14", "QC laboratory, S. Aune", "SOP-061 v1"
    )
    return controlled(
        "sops/SOP-061_v2_flow_cytometry.docx",
        control,
        Heading("1 Panels"),
        grid(
            "Table 1. Panels",
            "Panel | Markers | Fixed and permeabilised | Product",
            ("A", "CD3, CD4, CD8, CD19, CAR detection reagent, viability dye", "no", "MCW-19"),
            ("B", "OCT4, SSEA4, viability dye", "yes", "MCW-CM1, expansion"),
            ("C", "cTnT, OCT4, viability dye", "yes", "MCW-CM1, harvest"),
        ),
        Heading("2 Staining"),
        Step("2.1", "Take 0.5 × 10⁶ cells per tube; wash once at 300 x g for 5 min."),
        Step("2.2", "Stain with viability dye for 10 min at room temperature."),
        Step("2.3", "Add surface antibodies; 20 min at 2 to 8 °C in the dark."),
        Step("2.4", "Panels B and C: fix for 15 min, permeabilise for 20 min, stain inside for 45 min."),
        Step("2.5", "Wash twice and acquire on FC-01 within 4 h; fixed samples within 24 h."),
        Heading("3 Acquisition and gating"),
        Text(
            "Acquire at least 20 000 viable single events. For residual OCT4+ acquire at least 100 000. Set gates "
            "on FMO controls."
        ),
        Heading("4 Performance"),
        grid(
            "Table 2. Intermediate precision",
            "Result | CV (%) | Limit of quantification",
            ("CAR+ of CD3+", "5.5", "1.0 %"),
            ("OCT4+", "2.0", "not applicable"),
            ("cTnT+", "4.0", "2.0 %"),
            ("Residual OCT4+", "25", "0.03 %"),
        ),
        native_lists=True,
    )


def _vcn() -> Paper:
    control = Control(
        "SOP-063",
        "Vector copy number by droplet digital PCR",
        "3",
        "2024-08-19",
        "QC laboratory, H. Iversen",
        "SOP-063 v2",
    )
    return controlled(
        "sops/SOP-063_v3_VCN_ddPCR.md",
        control,
        Heading("1 Principle"),
        Text(
            "A vector sequence (WPRE) and the reference gene RPP30 are counted in the same well. RPP30 has two "
            "copies per cell."
        ),
        Heading("2 Procedure"),
        Step("2.1", "Pellet 2 × 10⁶ cells; store as in SOP-021 if not extracted at once."),
        Step("2.2", "Extract DNA; digest with HindIII; use 50 ng per well, three wells."),
        Step("2.3", "Read on DD-01. A well with fewer than 10 000 accepted droplets is repeated."),
        Step(
            "2.4",
            "VCN = 2 × WPRE / RPP30, divided by the CAR+ fraction: copies per transduced cell, written copies/cell.",
        ),
        Heading("3 Controls and performance"),
        Bullet("Positive control cell line with 2.0 copies/cell must read 1.7 to 2.3."),
        Bullet("No-template control: at most 3 positive droplets."),
        Bullet("Intermediate precision (CV) 6 %; limit of quantification 0.05 copies/cell."),
    )


def _microbiology() -> Paper:
    control = Control(
        "SOP-072", "Endotoxin, mycoplasma and sterility", "2", "2024-12-09", "QC microbiology, L. Berg", "SOP-072 v1"
    )
    return controlled(
        "sops/SOP-072_v2_microbiology.md",
        control,
        Heading("1 Endotoxin"),
        Step("1.1", "Kinetic chromogenic assay; dilute the product 1:50 (CryoStor CS10 interferes below 1:20)."),
        Step("1.2", "Spike recovery must be 50 to 200 %. Standard curve 0.005 to 5 EU/mL, r at least 0.980."),
        Step("1.3", "EU/kg = EU/mL × infused volume (mL) / body weight (kg)."),
        Heading("2 Mycoplasma"),
        Step("2.1", "Nucleic acid amplification from 1 mL of culture with cells, taken before the wash."),
        Step("2.2", "Limit of detection 10 CFU/mL for the nine species tested. Result within 2 working days."),
        Heading("3 Sterility"),
        Step("3.1", "Automated growth detection, aerobic and anaerobic bottle, 14 days at 32.5 °C."),
        Step("3.2", "A positive bottle is a critical deviation; inform QA and the treating site the same day."),
        Heading("4 Sampling plan"),
        grid(
            "",
            "Test | Sample | Stage",
            ("Endotoxin", "0.5 mL", "formulated product"),
            ("Mycoplasma", "1 mL", "end of culture, before wash"),
            ("Sterility", "2 × 1 mL", "formulated product"),
        ),
    )
