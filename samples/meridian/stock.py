"""Material lots and equipment of the site."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lot:
    """A received lot of a material."""

    code: str
    material: str
    vendor: str
    lot: str
    received: str
    expiry: str
    storage: str
    remark: str = ""


VECTOR_TITRE = {"LV-2207": 3.2e8, "LV-2254": 2.9e8, "LV-2270": 3.4e8, "LV-2291": 4.1e8}

_VECTOR = ("M-010", "CD19 CAR lentiviral vector", "Halden Vector Services")
_CS10 = ("M-031", "CryoStor CS10", "BioLife Solutions")
_ACT = ("M-012", "CD3/CD28 activation reagent", "Kestrel Reagents")
_IL15 = ("M-015", "IL-15, recombinant human", "Kestrel Reagents")
_VTN = ("M-042", "Vitronectin, recombinant human", "Norrland Matrix")
_CHIR = ("M-045", "CHIR99021", "Tarn Chemicals")

LOTS: tuple[Lot, ...] = (
    Lot(*_VECTOR, "LV-2207", "2024-11-05", "2026-10-31", "−70 °C or below", "titre 3.2 × 10⁸ TU/mL"),
    Lot(*_VECTOR, "LV-2254", "2025-02-20", "2027-01-31", "−70 °C or below", "titre 2.9 × 10⁸ TU/mL"),
    Lot(*_VECTOR, "LV-2270", "2025-04-14", "2027-03-31", "−70 °C or below", "titre 3.4 × 10⁸ TU/mL"),
    Lot(*_VECTOR, "LV-2291", "2025-05-02", "2027-04-30", "−70 °C or below", "titre 4.1 × 10⁸ TU/mL"),
    Lot(*_CS10, "CS10-24K07", "2024-11-26", "2026-11-30", "2 to 8 °C"),
    Lot(
        *_CS10,
        "CS10-25C11",
        "2025-03-31",
        "2027-03-31",
        "2 to 8 °C",
        "logger of transport: 11 h at 12 to 14 °C, accepted",
    ),
    Lot(*_ACT, "AR-5520", "2024-12-10", "2025-12-31", "2 to 8 °C"),
    Lot(*_ACT, "AR-5713", "2025-05-19", "2026-05-31", "2 to 8 °C"),
    Lot("M-011", "CD4/CD8 selection beads", "Kestrel Reagents", "SB-3107", "2024-12-02", "2025-12-31", "2 to 8 °C"),
    Lot(
        "M-014", "IL-7, recombinant human", "Kestrel Reagents", "I7-0884", "2024-12-10", "2026-06-30", "−20 °C or below"
    ),
    Lot(*_IL15, "I15-0412", "2024-12-10", "2026-06-30", "−20 °C or below"),
    Lot(*_IL15, "I15-0467", "2025-06-16", "2026-12-31", "−20 °C or below"),
    Lot("M-016", "T-cell medium TCM-1", "Fennmark Media", "TC-8841", "2024-12-16", "2025-12-31", "2 to 8 °C"),
    Lot("M-041", "iPSC medium E8-type", "Fennmark Media", "E8-6120", "2024-12-18", "2025-10-31", "2 to 8 °C"),
    Lot(*_VTN, "VN-1190", "2024-12-04", "2025-12-31", "−70 °C or below"),
    Lot(*_VTN, "VN-1233", "2025-05-12", "2026-05-31", "−70 °C or below"),
    Lot("M-043", "EDTA 0.5 mM in DPBS", "Fennmark Media", "ED-0771", "2024-12-18", "2026-12-31", "15 to 25 °C"),
    Lot("M-044", "Y-27632", "Tarn Chemicals", "YR-2205", "2024-10-08", "2026-10-31", "−20 °C or below"),
    Lot(*_CHIR, "CH-0091", "2024-10-08", "2026-10-31", "−20 °C or below", "purity 99.2 % (HPLC)"),
    Lot(*_CHIR, "CH-0104", "2025-05-06", "2027-05-31", "−20 °C or below", "purity 99.4 % (HPLC)"),
    Lot("M-046", "IWP4", "Tarn Chemicals", "IW-0037", "2024-10-08", "2026-10-31", "−20 °C or below"),
    Lot(
        "M-051",
        "iPSC working cell bank WCB-7",
        "own",
        "WCB-7",
        "2024-09-12",
        "",
        "vapour phase, −150 °C or below",
        "passage 22, 46,XX",
    ),
)

# --- Equipment: id, name, room, qualified until, calibration interval, remark
EQUIPMENT: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("RB-01", "Rocking bioreactor, 2 L bag", "Suite A", "2026-01-31", "12 months", "pH sensor replaced 2025-05-12"),
    ("RB-02", "Rocking bioreactor, 2 L bag", "Suite A", "2026-01-31", "12 months", ""),
    ("RB-03", "Rocking bioreactor, 2 L bag", "Suite A", "2026-03-31", "12 months", ""),
    ("MS-01", "Magnetic cell selector", "Suite A", "2025-11-30", "12 months", ""),
    ("INC-03", "CO2 incubator", "Suite A", "2025-12-31", "6 months", "T-cell activation and transduction only"),
    ("INC-05", "CO2 incubator", "Suite B", "2025-12-31", "6 months", ""),
    (
        "INC-07",
        "CO2 incubator",
        "Suite B",
        "2025-12-31",
        "6 months",
        "in service from 2025-03-14; out of service since 2025-08-11 (DEV-2025-015)",
    ),
    ("CF-01", "Controlled-rate freezer", "Cryo room", "2026-02-28", "12 months", ""),
    ("CF-02", "Controlled-rate freezer", "Cryo room", "2026-02-28", "12 months", ""),
    ("LN-04", "Vapour-phase storage tank", "Cryo room", "2026-06-30", "12 months", "alarm at −150 °C"),
    ("NC-02", "Automated cell counter", "QC laboratory", "2026-04-30", "6 months", ""),
    ("FC-01", "Flow cytometer, 3 lasers", "QC laboratory", "2026-05-31", "6 months", ""),
    ("DD-01", "Droplet digital PCR reader", "QC laboratory", "2026-05-31", "12 months", ""),
    ("CE-06", "Centrifuge, swing-out", "Suite A", "2026-02-28", "12 months", ""),
)
