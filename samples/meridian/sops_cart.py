"""SOPs of the CAR-T process: transduction (two versions) and a draft for static expansion."""

from __future__ import annotations

from samples.meridian import facts
from samples.meridian.facts import parameter_grid
from samples.meridian.paper import Bullet, Control, Heading, Paper, Step, Text, controlled, grid

_TITLE = "Lentiviral transduction of activated T cells"
_OWNER = "M. Reyes, Vector and Cell Engineering"


def papers() -> tuple[Paper, ...]:
    return _transduction_v4(), _transduction_v5(), _static_expansion_draft()


def _transduction_v4() -> Paper:
    # The copy still says "Effective": nobody restamps a file when its successor is issued.
    control = Control("SOP-127", _TITLE, "4", "2024-06-10", _OWNER, "SOP-127 v3")
    table = parameter_grid(
        "Table 1. Parameters of transduction",
        (facts.MOI_V4, facts.EXPOSURE_V4, facts.PROTAMINE_V4, *facts.SPIN_V4),
    )
    return controlled(
        "sops/SOP-127_v4_Lentiviral_transduction.docx",
        control,
        Heading("1 Purpose"),
        Text("Transduction of CD3/CD28-activated T cells with the CD19 CAR lentiviral vector, with spinoculation."),
        Heading("2 Materials"),
        Bullet("CD19 CAR lentiviral vector (M-010), titre from the certificate of analysis"),
        Bullet("Protamine sulfate, 10 mg/mL"),
        Bullet("T-cell medium TCM-1 (M-016) with IL-7 and IL-15"),
        Heading("3 Parameters"),
        table,
        Heading("4 Procedure"),
        Step("4.1", "Thaw the vector on wet ice; use it within the hold time of SOP-021. Never refreeze."),
        Step("4.2", "Vector volume (mL) = MOI × viable cells ÷ titre (TU/mL)."),
        Step("4.3", f"Add protamine sulfate to {facts.PROTAMINE_V4.set_point} µg/mL, then the vector, drop by drop."),
        Step("4.4", "Spin the plates at 800 x g and 32 °C for 60 min, without brake."),
        Step(
            "4.5", f"Incubate in INC-03 at 37 °C. Vector exposure ends {facts.EXPOSURE_V4.set_point} h after addition."
        ),
        Step("4.6", "Wash once and hand over to expansion."),
        Heading("5 Records"),
        Text("Record vector lot, titre, volume, viable cells and MOI to one decimal in the batch record."),
        Heading("6 Version history"),
        grid("", "Version | Date | Change", ("4", "2024-06-10", "Protamine sulfate replaces hexadimethrine bromide.")),
    )


def _transduction_v5() -> Paper:
    control = Control("SOP-127", _TITLE, "5", "2025-08-15", _OWNER, "SOP-127 v4")
    table = parameter_grid("Table 1. Parameters of transduction", (facts.MOI_V5, facts.EXPOSURE_V5, facts.PROTAMINE_V5))
    return controlled(
        "sops/SOP-127_v5_Lentiviral_transduction.docx",
        control,
        Heading("1 Purpose"),
        Text("Static transduction of CD3/CD28-activated T cells with the CD19 CAR lentiviral vector."),
        Heading("2 Materials"),
        Bullet("CD19 CAR lentiviral vector (M-010), titre from the certificate of analysis"),
        Bullet("Protamine sulfate, 10 mg/mL"),
        Bullet("T-cell medium TCM-1 (M-016) with IL-7 and IL-15"),
        Heading("3 Parameters"),
        table,
        Text(
            "Why the MOI was lowered: in CHR-119 the VCN rose with MOI, and at MOI 6.0 single results exceeded the "
            "limit of "
            "5.0 copies/cell, while CAR+ stayed above 20 % at every MOI tested."
        ),
        Heading("4 Procedure"),
        Step(
            "4.1",
            "Check the version of this SOP in the document system on the day of use; printed packets are not valid.",
        ),
        Step("4.2", "Count the cells twice (SOP-052) within 60 min before addition of the vector."),
        Step("4.3", "Thaw the vector on wet ice; use it within the hold time of SOP-021. Never refreeze."),
        Step("4.4", "Vector volume (mL) = MOI × viable cells ÷ titre (TU/mL). A second person recalculates and signs."),
        Step("4.5", f"Add protamine sulfate to {facts.PROTAMINE_V5.set_point} µg/mL, then the vector, drop by drop."),
        Step("4.6", "Do not centrifuge. Place in INC-03 at 37 °C."),
        Step(
            "4.7",
            f"End the exposure {facts.EXPOSURE_V5.set_point} h after addition; wash once and hand over to expansion.",
        ),
        Heading("5 Records"),
        Text("Record SOP version, vector lot, titre, volume, viable cells and MOI to one decimal in the batch record."),
        Heading("6 Version history"),
        grid(
            "",
            "Version | Date | Change",
            ("4", "2024-06-10", "Protamine sulfate replaces hexadimethrine bromide."),
            (
                "5",
                "2025-08-15",
                "MOI set point 5.0 to 3.0 and PAR 4.0–6.0 to 2.0–5.0 (CHR-119); spinoculation removed; exposure 24 "
                "h to 20 h; "
                "check of version and second count added.",
            ),
        ),
    )


def _static_expansion_draft() -> Paper:
    control = Control(
        "SOP-040",
        "Static expansion of CAR-T cells in G-Rex vessels",
        "1",
        "not yet effective",
        "P. Nowak, Process Development",
        status="Draft",
    )
    return controlled(
        "sops/SOP-040_v1_DRAFT_static_expansion.md",
        control,
        Text("DRAFT for comment. Not for use in manufacture. Values in brackets are proposals without data."),
        Heading("1 Purpose"),
        Text("A static alternative to the rocking bioreactor when RB-01, RB-02 and RB-03 are all occupied."),
        Heading("2 Proposed parameters"),
        grid(
            "Proposals, to be characterised",
            "Parameter | Proposal | Unit",
            ("Seeding density", "[0.5 to 1.0]", "× 10⁶ cells/cm²"),
            ("IL-7", "[20]", "ng/mL"),
            ("IL-15", "[10]", "ng/mL"),
            ("Half medium exchange", "[day 5]", ""),
            ("Day of harvest", "[8 to 10]", "day"),
        ),
        Heading("3 Open points"),
        Bullet("Glucose limits: open, a study is to be planned."),
        Bullet("Comparability with the rocking bioreactor: open."),
    )
