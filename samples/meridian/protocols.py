"""The two process protocols: PR-101 (CAR-T, docx) and PR-201 (iPSC-CM, pdf)."""

from __future__ import annotations

from samples.meridian import facts
from samples.meridian.facts import parameter, parameter_grid
from samples.meridian.paper import Control, Heading, Paper, Piece, Step, Text, controlled, grid


def papers() -> tuple[Paper, ...]:
    return _cart(), _ipsc()


def _cart() -> Paper:
    control = Control(
        "PR-101",
        "Manufacture of autologous CD19 CAR-T cells (MCW-19)",
        "2",
        "2024-11-18",
        "J. Lindqvist, MSAT",
        "PR-101 v1",
    )
    return controlled(
        "protocols/PR-101_v2_CD19_CAR-T.docx",
        control,
        *_cart_overview(),
        *_cart_front(),
        *_cart_expansion(),
        *_cart_end(),
    )


def _cart_overview() -> tuple[Piece, ...]:
    return (
        Heading("1 Purpose and scope"),
        Text(
            "This protocol describes the manufacture of MCW-19, an autologous CD19-directed CAR-T product, from "
            "receipt "
            "of the leukapheresis to the frozen bags. One donor is one batch."
        ),
        Heading("2 Process overview"),
        grid(
            "Overview of the stages",
            "Day | Unit operation | Main equipment | Governing SOP",
            ("0", "Apheresis receipt", "logger reader", "SOP-021"),
            ("0", "T-cell selection (CD4/CD8)", "MS-01", "this protocol"),
            ("0 to 1", "Activation (CD3/CD28)", "INC-03", "this protocol"),
            ("1 to 2", "Lentiviral transduction", "INC-03", "SOP-127"),
            ("2 to 9", "Expansion", "RB-01, RB-02 or RB-03", "this protocol"),
            ("9", "Harvest and wash", "CE-06", "this protocol"),
            ("9", "Formulation and cryopreservation", "CF-01 or CF-02", "SOP-033"),
            ("9 to 30", "QC release", "QC laboratory", "SPEC-001"),
        ),
        Heading("3 Definitions"),
        Text(
            "CPP: critical process parameter. KPP: key process parameter. NOR: normal operating range. PAR: proven "
            "acceptable range, for one parameter while the others are at their set points. A result outside the PAR "
            "is a "
            "deviation; a result outside the NOR but inside the PAR is recorded and trended."
        ),
    )


def _cart_front() -> tuple[Piece, ...]:
    reagent, hours = (
        parameter(facts.ACTIVATION, "CD3/CD28 activation reagent"),
        parameter(facts.ACTIVATION, "Activation time before transduction"),
    )
    return (
        Heading("4 Apheresis receipt (day 0)"),
        Step("4.1", "Check the chain-of-identity label against the order; two persons sign."),
        Step("4.2", "Read the transport logger. Record the lowest and highest temperature."),
        Step("4.3", "Record the time from end of collection. See Table 1 for the limit."),
        Step("4.4", "Sample 1.0 mL for cell count (SOP-052), CD3+ (SOP-061) and retention."),
        parameter_grid("Table 1. Apheresis receipt and T-cell selection", facts.RECEIPT + facts.SELECTION),
        Heading("5 T-cell selection (day 0)"),
        Step("5.1", "Wash the leukapheresis once with selection buffer to reduce platelets."),
        Step("5.2", "Add CD4 and CD8 beads, one vial of each per 4 × 10⁹ nucleated cells."),
        Step("5.3", "Incubate on the rocker at the temperature and for the time of Table 1."),
        Step("5.4", "Run programme TS-2 on MS-01 and collect the positive fraction."),
        Step("5.5", "Count the cells and measure CD3+ purity. Keep surplus cells frozen as back-up."),
        Heading("6 Activation (day 0 to 1)"),
        Step("6.1", "Resuspend 120 × 10⁶ viable cells in T-cell medium TCM-1 at the density of Table 2."),
        Step("6.2", "Add IL-7 and IL-15."),
        Step(
            "6.3",
            f"Add {reagent.set_point} {reagent.unit} of CD3/CD28 activation reagent and mix by inversion, ten times.",
        ),
        Step("6.4", f"Incubate in INC-03 at 37.0 °C and 5 % CO2 for {hours.set_point} h before transduction."),
        parameter_grid("Table 2. Activation", facts.ACTIVATION),
        Heading("7 Transduction (day 1 to 2)"),
        Step("7.1", "Count the cells and adjust to the density of Table 3."),
        Step("7.2", "Calculate the vector volume from MOI, viable cells and the titre on the lot's certificate."),
        Step("7.3", "Transduce according to the effective version of SOP-127. Check the version on the day of use."),
        Step("7.4", "At the end of the exposure, wash the cells once with TCM-1 before they enter the bioreactor."),
        parameter_grid("Table 3. Transduction (MOI and exposure time: see SOP-127)", (facts.TRANSDUCTION_DENSITY,)),
    )


def _cart_expansion() -> tuple[Piece, ...]:
    return (
        Heading("8 Expansion (day 2 to 9)"),
        Heading("8.1 Inoculation", 2),
        Step("8.1.1", "Prime the bag with 300 mL TCM-1 with IL-7 and IL-15 and let it equilibrate for at least 2 h."),
        Step("8.1.2", "Inoculate on day 2 to a working volume of 400 mL. Check the inoculation density (Table 4)."),
        Heading("8.2 Culture", 2),
        Step("8.2.1", "On day 4, bring the volume to 1000 mL with fresh complete medium."),
        Step(
            "8.2.2", "On day 5, start the perfusion. After each exchange of a medium bag, check that clamp V3 is open."
        ),
        Step("8.2.3", "Sample once a day at 09:00 for viable cell density, viability, glucose, lactate and pH."),
        Step(
            "8.2.4", "If glucose is below 2.0 g/L, raise the perfusion rate to 0.8 vessel volumes/day and inform MSAT."
        ),
        parameter_grid("Table 4. Expansion in the rocking bioreactor", facts.EXPANSION),
    )


def _cart_end() -> tuple[Piece, ...]:
    dmso = facts.PR101_DMSO
    return (
        Heading("9 Harvest and wash (day 9)"),
        Step("9.1", "Count the cells and sample for mycoplasma. The viability at harvest must meet SPEC-001."),
        Step("9.2", "Stop perfusion, collect the culture and spin at 400 x g for 10 min, brake 4."),
        Step("9.3", "Wash twice in wash buffer with 1 % human serum albumin. Sample for VCN, CAR+, CD3+ and RCL."),
        Step("9.4", "Washed cells may wait at 2 to 8 °C (limit: SOP-021)."),
        Heading("10 Formulation and cryopreservation (day 9)"),
        Step("10.1", "Add cold CryoStor CS10 slowly, over 3 to 5 min, to the concentration of Table 5."),
        Step("10.2", f"From the first contact with DMSO to the start of freezing: {dmso.par.text()} {dmso.unit}."),
        Step("10.3", "Fill bags and retention vials; freeze according to SOP-033."),
        parameter_grid("Table 5. Harvest, formulation and freezing", facts.FORMULATION),
        Heading("11 QC release"),
        Text("Release testing and acceptance criteria: SPEC-001. A batch is released by the Qualified Person."),
        Heading("12 Version history"),
        grid(
            "",
            "Version | Date | Change",
            ("1", "2024-03-04", "First issue."),
            ("2", "2024-11-18", "Perfusion from day 5 instead of daily feeds; harvest on day 9 instead of day 10."),
        ),
    )


def _ipsc() -> Paper:
    control = Control(
        "PR-201",
        "Expansion of iPSC and differentiation to cardiomyocytes (MCW-CM1)",
        "3",
        "2025-03-10",
        "A. Sørby, Process Development",
        "PR-201 v2",
    )
    return controlled("protocols/PR-201_v3_iPSC-CM.pdf", control, *_ipsc_expansion(), *_ipsc_differentiation())


def _ipsc_expansion() -> tuple[Piece, ...]:
    thaw = parameter(facts.CULTURE, "Seeding density after thaw")
    return (
        Heading("1 Purpose and scope"),
        Text(
            "MCW-CM1 is made from working cell bank WCB-7 by expansion on vitronectin in E8-type medium and "
            "differentiation to cardiomyocytes by Wnt modulation (CHIR99021, then IWP4). Day 0 is the day of CHIR99021."
        ),
        Heading("2 Thaw"),
        Step("2.1", "Thaw one vial in the 37 °C bath until a sliver of ice is left, in less than 2 min."),
        Step("2.2", "Dilute dropwise in 9 mL medium and spin at 200 x g for 5 min."),
        Step("2.3", f"Seed {thaw.set_point} {thaw.unit} in medium with 10 µM Y-27632 on a coated vessel."),
        Step("2.4", "After 24 h change to medium without Y-27632. Do not use cultures below 50 % attachment."),
        Heading("3 Expansion (day −7 to −3)"),
        Step("3.1", "Passage and seed according to SOP-014. Seeding density and EDTA time are set there."),
        Step(
            "3.2",
            "Change the medium every 24 h. Inspect for differentiated areas; more than 5 % of the area is a reject.",
        ),
        Step("3.3", "Use cells at passage 24 to 38 only."),
        Step("3.4", "On day −3, harvest four days after seeding and sample for OCT4+ and SSEA4+."),
        parameter_grid("Table 1. Thaw and expansion", facts.CULTURE),
    )


def _ipsc_differentiation() -> tuple[Piece, ...]:
    chir, iwp = (parameter(facts.DIFFERENTIATION, name) for name in ("CHIR99021 concentration", "IWP4 concentration"))
    return (
        Heading("4 Differentiation (day −3 to 15)"),
        Step("4.1", "Day −3: seed as single cells at the density of Table 2 in medium with 10 µM Y-27632."),
        Step("4.2", "Day −2 and −1: change the medium. On day 0 the layer must be at least 95 % confluent."),
        Step(
            "4.3",
            f"Day 0: RPMI-type medium with supplement without insulin and {chir.set_point} {chir.unit} CHIR99021.",
        ),
        Step(
            "4.4",
            "Day 1: remove CHIR99021 after the exposure time of Table 2. Record the minute of addition and removal.",
        ),
        Step("4.5", f"Day 3: add {iwp.set_point} {iwp.unit} IWP4. Day 5: remove it."),
        Step("4.6", "Day 7: change to medium with insulin. Beating areas are expected from day 8 to 10."),
        Step("4.7", "Day 10 to 13: glucose-free medium with sodium lactate to remove non-cardiomyocytes."),
        Step("4.8", "Day 13 to 15: recover in medium with insulin."),
        parameter_grid("Table 2. Differentiation", facts.DIFFERENTIATION),
        Heading("5 Harvest and cryopreservation (day 15)"),
        Step(
            "5.1", "Dissociate at 37 °C, stop with medium plus 10 % serum replacement, pass through a 70 µm strainer."
        ),
        Step("5.2", "Spin at 200 x g for 5 min. Count (SOP-052). Sample for cTnT+ and residual OCT4+ (SOP-061)."),
        Step("5.3", "Formulate in CryoStor CS10, 1.0 mL per vial, and freeze according to SOP-033."),
        parameter_grid("Table 3. Harvest of cardiomyocytes", facts.CM_HARVEST),
        Heading("6 Acceptance criteria"),
        Text("See SPEC-002. Doubling time of the expansion is trended; above 24 h inform Process Development."),
        Heading("7 Version history"),
        grid(
            "",
            "Version | Date | Change",
            ("2", "2024-05-06", "Lactate selection introduced."),
            (
                "3",
                "2025-03-10",
                "Seeding density removed from this protocol (now only in SOP-014); CHIR99021 exposure limited to 26 h.",
            ),
        ),
    )
