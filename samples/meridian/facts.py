"""The numbers of the site, each stated once. Papers, runs and checks read them from here."""

from __future__ import annotations

from dataclasses import dataclass

from samples.meridian.paper import Grid

E4 = "× 10⁴ cells/cm²"
E5 = "× 10⁵ cells/cm²"
MIO = "× 10⁶ cells/mL"


@dataclass(frozen=True, slots=True)
class Span:
    """A range as written; an end that is None is open."""

    low: str | None
    high: str | None

    def text(self, joint: str = " to ") -> str:
        if self.low is None:
            return f"at most {self.high}"
        return f"at least {self.low}" if self.high is None else f"{self.low}{joint}{self.high}"

    def holds(self, other: Span) -> bool:
        low, high = float(self.low or "-inf"), float(self.high or "inf")
        return low <= float(other.low or "-inf") and float(other.high or "inf") <= high


@dataclass(frozen=True, slots=True)
class Parameter:
    """A process parameter with its set point, NOR and PAR in one document version."""

    name: str
    klass: str
    set_point: str
    nor: Span
    par: Span
    unit: str

    def __post_init__(self) -> None:
        if not self.par.holds(self.nor):
            raise ValueError(f"{self.name}: NOR {self.nor.text()} is not inside PAR {self.par.text()}")

    def row(self, joint: str = " to ") -> tuple[str, ...]:
        return self.name, self.klass, self.set_point, self.nor.text(joint), self.par.text(joint), self.unit


def _p(name: str, klass: str, set_point: str, nor: str, par: str, unit: str) -> Parameter:
    return Parameter(name, klass, set_point, _span(nor), _span(par), unit)


def _span(text: str) -> Span:
    """Reads "1..2", "..2" (at most) and "1.." (at least)."""
    low, high = text.split("..")
    return Span(low or None, high or None)


def parameter_grid(caption: str, parameters: tuple[Parameter, ...], joint: str = " to ") -> Grid:
    header = ("Parameter", "Class", "Set point", "NOR", "PAR", "Unit")
    return Grid(caption, header, tuple(parameter.row(joint) for parameter in parameters))


# --- CAR-T, PR-101 v2
RECEIPT = (
    _p("Time from end of collection to start of selection", "CPP", "24", "..30", "..48", "h"),
    _p("Shipper temperature on receipt", "KPP", "5", "3..7", "2..8", "°C"),
)
SELECTION = (
    _p("Bead incubation time", "KPP", "30", "28..32", "25..40", "min"),
    _p("Bead incubation temperature", "KPP", "22", "20..24", "19..25", "°C"),
    _p("CD3+ purity after selection", "KPP", "95", "92..", "90..", "%"),
)
ACTIVATION = (
    _p("Cell density at activation", "CPP", "1.0", "0.8..1.2", "0.5..1.5", MIO),
    _p("CD3/CD28 activation reagent", "CPP", "10", "9..11", "8..15", "µL/mL"),
    _p("Activation time before transduction", "CPP", "24", "22..26", "18..30", "h"),
    _p("IL-7 concentration", "KPP", "10", "9..11", "5..20", "ng/mL"),
    _p("IL-15 concentration", "KPP", "5", "4..6", "2.5..10", "ng/mL"),
)
EXPANSION = (
    _p("Inoculation density", "CPP", "0.30", "0.25..0.40", "0.20..0.50", MIO),
    _p("Temperature", "CPP", "37.0", "36.8..37.2", "36.5..37.5", "°C"),
    _p("pH", "CPP", "7.20", "7.10..7.30", "7.00..7.40", ""),
    _p("Dissolved oxygen", "KPP", "50", "40..60", "30..80", "% air saturation"),
    _p("Rocking rate", "KPP", "10", "8..12", "6..15", "rpm"),
    _p("Rocking angle", "KPP", "6", "5..7", "4..8", "°"),
    _p("Perfusion rate from day 5", "KPP", "0.5", "0.4..0.6", "0.3..1.0", "vessel volumes/day"),
    _p("Glucose, daily sample", "KPP", "3.0", "2.0..", "1.0..", "g/L"),
    _p("Lactate, daily sample", "KPP", "1.2", "..1.8", "..2.5", "g/L"),
    _p("Day of harvest", "CPP", "9", "8..9", "8..10", "day"),
)
PR101_DMSO = _p("DMSO contact time before freezing", "CPP", "25", "..35", "..45", "min")
FORMULATION = (
    _p("Centrifugation at harvest", "KPP", "400", "380..420", "350..450", "x g"),
    _p("Viable cell concentration in the bag", "CPP", "30", "25..35", "20..40", MIO),
    PR101_DMSO,
    _p("Fill volume per bag", "KPP", "20.0", "19.5..20.5", "19.0..21.0", "mL"),
)
TRANSDUCTION_DENSITY = _p("Cell density at transduction", "CPP", "1.0", "0.8..1.2", "0.5..1.5", MIO)

# --- Lentiviral transduction, SOP-127
MOI_V4 = _p("MOI", "CPP", "5.0", "4.5..5.5", "4.0..6.0", "TU/cell")
MOI_V5 = _p("MOI", "CPP", "3.0", "2.5..3.5", "2.0..5.0", "TU/cell")
EXPOSURE_V4 = _p("Vector exposure time", "CPP", "24", "22..26", "20..28", "h")
EXPOSURE_V5 = _p("Vector exposure time", "CPP", "20", "18..22", "16..24", "h")
PROTAMINE_V4 = _p("Protamine sulfate", "KPP", "10", "9..11", "8..12", "µg/mL")
PROTAMINE_V5 = _p("Protamine sulfate", "KPP", "8", "7..9", "5..12", "µg/mL")
SPIN_V4 = (
    _p("Spinoculation force", "KPP", "800", "780..820", "700..900", "x g"),
    _p("Spinoculation time", "KPP", "60", "55..65", "45..75", "min"),
    _p("Spinoculation temperature", "KPP", "32", "31..33", "30..34", "°C"),
)

# --- Cryopreservation, SOP-033 v4
SOP033_DMSO = _p("DMSO contact time before freezing", "CPP", "20", "..25", "..30", "min")
FREEZING = (
    SOP033_DMSO,
    _p("CryoStor CS10 temperature at addition", "KPP", "4", "3..7", "2..8", "°C"),
    _p("Cooling rate, 4 to −40 °C", "CPP", "1.0", "0.9..1.1", "0.8..1.5", "°C/min"),
    _p("Cooling rate, −40 to −100 °C", "KPP", "10", "8..12", "5..15", "°C/min"),
    _p("Transfer from freezer to vapour phase", "KPP", "5", "..10", "..15", "min"),
)

# --- iPSC, SOP-014 and PR-201 v3
SEEDING_V2 = _p("Seeding density", "CPP", "2.0", "1.5..3.0", "1.0..4.0", E4)
SEEDING_V3 = _p("Seeding density", "CPP", "2.0", "1.8..2.5", "1.5..3.0", E4)
EDTA_V2 = _p("EDTA incubation time", "KPP", "6", "4..8", "3..10", "min")
EDTA_V3 = _p("EDTA incubation time", "KPP", "5", "4..6", "3..8", "min")
VITRONECTIN = _p("Vitronectin coating", "KPP", "0.5", "0.45..0.6", "0.4..0.8", "µg/cm²")
ROCK = _p("ROCK inhibitor Y-27632", "KPP", "10", "9..11", "5..12", "µM")
CONFLUENCE_V3 = _p("Confluence at passage", "KPP", "75", "70..80", "60..85", "%")
CONFLUENCE_V2 = _p("Confluence at passage", "KPP", "75", "65..85", "60..90", "%")
CULTURE = (
    _p("Incubator temperature", "CPP", "37.0", "36.8..37.2", "36.5..37.5", "°C"),
    _p("CO2", "KPP", "5.0", "4.8..5.2", "4.5..5.5", "%"),
    _p("Seeding density after thaw", "KPP", "4.0", "3.5..4.5", "3.0..5.0", E4),
    VITRONECTIN,
    _p("Medium exchange interval", "KPP", "24", "22..26", "18..30", "h"),
)
DIFFERENTIATION = (
    _p("Seeding density for differentiation", "CPP", "1.5", "1.3..1.7", "1.0..2.0", E5),
    _p("CHIR99021 concentration", "CPP", "8", "7..9", "6..10", "µM"),
    _p("CHIR99021 exposure time", "CPP", "24", "23..25", "20..26", "h"),
    _p("IWP4 concentration", "CPP", "5", "4.5..5.5", "4..7", "µM"),
    _p("IWP4 exposure time", "KPP", "48", "46..50", "44..52", "h"),
    _p("Lactate selection, sodium lactate", "KPP", "4", "3.8..4.2", "3..5", "mM"),
    _p("Day of harvest", "CPP", "15", "14..15", "14..16", "day"),
)
CM_HARVEST = (
    _p("Dissociation time at 37 °C", "CPP", "10", "8..12", "6..15", "min"),
    _p("Centrifugation at harvest", "KPP", "200", "190..210", "180..250", "x g"),
    _p("Cell concentration in the vial", "KPP", "5.0", "4.5..5.5", "4.0..6.0", MIO),
)


def parameter(parameters: tuple[Parameter, ...], name: str) -> Parameter:
    return next(one for one in parameters if one.name == name)


# --- Hold times, SOP-021 v2: what is held, where, limit
HOLDS: tuple[tuple[str, str, str], ...] = (
    ("Leukapheresis, from end of collection to start of selection", "2 to 8 °C", "48 h"),
    ("Selected T cells in selection buffer", "19 to 25 °C", "6 h"),
    ("Lentiviral vector after thaw", "on wet ice", "2 h"),
    ("Washed harvest before CryoStor CS10 is added", "2 to 8 °C", "4 h"),
    ("iPSC suspension with ROCK inhibitor before seeding", "19 to 25 °C", "30 min"),
    ("Vitronectin-coated vessels, sealed", "2 to 8 °C", "7 days"),
    ("Complete iPSC medium (with supplement)", "2 to 8 °C", "14 days"),
    ("CHIR99021 stock in DMSO, single-use aliquots", "−20 °C or below", "6 months"),
    ("Cell pellet for VCN", "−70 °C or below", "30 days"),
)

# --- Specifications: attribute, class, method, criterion, stage
Criterion = tuple[str, str, str, str, str]
SPEC_CART: tuple[Criterion, ...] = (
    ("Viability", "CQA", "SOP-052", "≥ 80 %", "Harvest (day 9)"),
    ("Viability", "CQA", "SOP-052", "≥ 70 %", "Post-thaw"),
    ("Vector copy number (VCN)", "CQA", "SOP-063", "≤ 5.0 copies/cell", "Harvest (day 9)"),
    ("CAR+ of CD3+", "CQA", "SOP-061", "≥ 20 %", "Harvest (day 9)"),
    ("CD3+ of viable cells", "CQA", "SOP-061", "≥ 90 %", "Harvest (day 9)"),
    ("CD4:CD8 ratio", "characterisation", "SOP-061", "report result", "Harvest (day 9)"),
    ("Residual CD19+ B cells", "CQA", "SOP-061", "≤ 1.0 %", "Harvest (day 9)"),
    ("Potency, IFN-γ release", "CQA", "SOP-066", "≥ 500 pg/mL", "Post-thaw"),
    ("CAR+ viable cells per bag", "CQA", "SOP-052, SOP-061", "≥ 1.0 × 10⁸ cells", "Formulated product"),
    ("Endotoxin", "CQA", "SOP-072", "< 5 EU/kg", "Formulated product"),
    ("Mycoplasma", "CQA", "SOP-072", "not detected", "Harvest (day 9)"),
    ("Sterility", "CQA", "SOP-072", "no growth in 14 days", "Formulated product"),
    ("Replication-competent lentivirus (RCL)", "CQA", "contract laboratory", "not detected", "Harvest (day 9)"),
    ("Appearance", "CQA", "visual", "cloudy suspension, no visible particles", "Formulated product"),
)
SPEC_CM: tuple[Criterion, ...] = (
    ("OCT4+", "CQA", "SOP-061", "≥ 95 %", "End of expansion (day −3)"),
    ("SSEA4+", "CQA", "SOP-061", "≥ 90 %", "End of expansion (day −3)"),
    ("Karyotype", "CQA", "G-banding, 20 metaphases", "normal", "Cell bank and every 10 passages"),
    ("Viability", "CQA", "SOP-052", "≥ 85 %", "Harvest (day 15)"),
    ("cTnT+", "CQA", "SOP-061", "≥ 80 %", "Harvest (day 15)"),
    ("Residual OCT4+", "CQA", "SOP-061", "≤ 0.1 %", "Harvest (day 15)"),
    ("Viability", "CQA", "SOP-052", "≥ 70 %", "Post-thaw"),
    ("Endotoxin", "CQA", "SOP-072", "< 0.5 EU/mL", "Final vial"),
    ("Mycoplasma", "CQA", "SOP-072", "not detected", "Harvest (day 15)"),
    ("Sterility", "CQA", "SOP-072", "no growth in 14 days", "Final vial"),
)


def criterion(spec: tuple[Criterion, ...], name: str, stage: str = "") -> str:
    """The criterion of an attribute, at the stage whose name starts so."""
    return next(row[3] for row in spec if row[0] == name and row[4].startswith(stage))
