"""SOPs both processes share: hold times, freezing, counting and equipment."""

from __future__ import annotations

from samples.meridian import facts
from samples.meridian.facts import parameter_grid
from samples.meridian.paper import Bullet, Control, Grid, Heading, Paper, Step, Text, controlled, grid


def papers() -> tuple[Paper, ...]:
    return _hold_times(), _freezing(), _counting(), _incubators()


def _hold_times() -> Paper:
    control = Control(
        "SOP-021",
        "Hold times and intermediate storage",
        "2",
        "2025-01-13",
        "E. Haugland, Quality Assurance",
        "SOP-021 v1",
    )
    return controlled(
        "sops/SOP-021_v2_hold_times.txt",
        control,
        Heading("1 Scope"),
        Text(
            "Longest permitted holds of intermediates, cells and prepared materials. A hold starts when the "
            "previous step ends."
        ),
        Heading("2 Hold times"),
        Grid("Table 1. Hold times", ("Held item", "Condition", "At most"), facts.HOLDS),
        Heading("3 Rules"),
        Step("3.1", "Write start and end of every hold in the batch record, to the minute for holds below 4 h."),
        Step(
            "3.2", "A hold that is exceeded is a deviation. Do not continue before QA has answered, except in step 3.3."
        ),
        Step("3.3", "If waiting would harm the patient's cells, continue and inform QA within 1 h."),
        Step("3.4", "Time in CryoStor CS10 before freezing is not a hold; see the cryopreservation SOP."),
        Heading("4 Basis"),
        Text(
            "Leukapheresis 48 h: viability and CD3+ of six donors, report HST-008. Washed harvest 4 h: three "
            "donors, HST-011."
        ),
        Heading("5 Version history"),
        Step("v1", "2023-11-06 First issue."),
        Step("v2", "2025-01-13 Hold of vector after thaw shortened from 4 h to 2 h; CHIR99021 stock added."),
    )


def _freezing() -> Paper:
    control = Control(
        "SOP-033",
        "Cryopreservation of cell products in CryoStor CS10",
        "4",
        "2025-06-02",
        "K. Tveit, Manufacturing",
        "SOP-033 v3",
    )
    dmso = facts.SOP033_DMSO
    return controlled(
        "sops/SOP-033_v4_cryopreservation.pdf",
        control,
        Heading("1 Purpose"),
        Text("Controlled-rate freezing of CAR-T bags and cardiomyocyte vials in CryoStor CS10 (contains 10 % DMSO)."),
        Heading("2 Equipment"),
        Bullet("CF-01 or CF-02; LN-04; cold block; timer"),
        Heading("3 Preparation"),
        Step(
            "3.1",
            "Take CryoStor CS10 from the refrigerator not earlier than 10 min before use; check the lot and expiry.",
        ),
        Step("3.2", "Start the freezer and let the chamber reach 4 °C."),
        Heading("4 Parameters"),
        parameter_grid("Table 1. Parameters of freezing", facts.FREEZING),
        Heading("5 Formulation"),
        Step("5.1", "Start the timer at the first drop of CryoStor CS10."),
        Step("5.2", "Keep the suspension on the cold block and mix gently, every 5 min."),
        Heading("6 Filling"),
        Step("6.1", "Fill bags or vials, remove air, seal, check every seal."),
        Step("6.2", "Label with run, donor code, date, container number of total."),
        Heading("7 Freezing"),
        Step("7.1", "Place the containers and the dummy with the probe in the chamber. Hold at 4 °C for 5 min."),
        Step("7.2", f"Start the programme {dmso.par.text()} {dmso.unit} after the first drop of CryoStor CS10."),
        Step("7.3", "Cool at 1.0 °C/min to −40 °C, then at 10 °C/min to −100 °C."),
        Step("7.4", "Transfer to LN-04 (vapour phase, −150 °C or below) within the time of Table 1."),
        Heading("8 Thaw for QC"),
        Step(
            "8.1", "Thaw in the 37 °C bath until a sliver of ice is left, dilute 1:10 in medium, count within 20 min."
        ),
        Heading("9 Version history"),
        grid(
            "",
            "Version | Date | Change",
            ("3", "2023-09-18", "Vapour phase replaces liquid phase."),
            (
                "4",
                "2025-06-02",
                "Time in CryoStor CS10 before freezing shortened from 45 min to 30 min (stability study STB-014).",
            ),
        ),
    )


def _counting() -> Paper:
    control = Control("SOP-052", "Cell count and viability", "3", "2024-09-02", "QC laboratory, S. Aune", "SOP-052 v2")
    return controlled(
        "sops/SOP-052_v3_cell_count.txt",
        control,
        Heading("1 Principle"),
        Text("Automated count on NC-02 with acridine orange (all cells) and DAPI (dead cells)."),
        Heading("2 Procedure"),
        Step("2.1", "Mix the sample by inversion, ten times. Dilute into the range 0.2 to 5 × 10⁶ cells/mL."),
        Step("2.2", "Count two independent dilutions."),
        Step(
            "2.3",
            "If the two results differ by more than 15 % of their mean, count a third; report the mean of the "
            "closest two.",
        ),
        Step("2.4", "Viability (%) = viable cells / total cells × 100, one decimal."),
        Heading("3 System suitability"),
        Step("3.1", "Daily: count beads within 10 % of the nominal value."),
        Heading("4 Performance"),
        Text("Intermediate precision (CV): viable cell density 6 %, viability 1.8 %. Validated in VAL-052."),
        Text("Clumps of more than five cells are not resolved; dissociate iPSC samples for 5 min before the count."),
    )


def _incubators() -> Paper:
    control = Control(
        "SOP-085", "Operation and monitoring of CO2 incubators", "2", "2024-11-04", "Facilities, T. Moen", "SOP-085 v1"
    )
    return controlled(
        "sops/SOP-085_v2_incubators.txt",
        control,
        Heading("1 Set points and alarms"),
        grid(
            "Table 1. Set points and alarm limits",
            "Parameter | Set point | Alarm limits | Alarm delay",
            ("Temperature", "37.0 °C", "36.5 to 37.5 °C", "15 min"),
            ("CO2", "5.0 %", "4.5 to 5.5 %", "15 min"),
            ("Relative humidity", "95 %", "at least 85 %", "60 min"),
        ),
        Heading("2 Daily work"),
        Step("2.1", "Read temperature and CO2 from the display once a day and sign."),
        Step("2.2", "Do not leave the door open for more than 30 s."),
        Heading("3 Calibration and cleaning"),
        Step("3.1", "Every 6 months: temperature at three points and CO2 with a reference analyser."),
        Step(
            "3.2",
            "Take the unit out of service if temperature differs by more than 0.5 °C or CO2 by more than 0.5 % from "
            "the reference.",
        ),
        Step("3.3", "Water pan: change weekly, sterile water. Full disinfection every 3 months."),
        Heading("4 Alarms"),
        Step("4.1", "On a temperature alarm move cultures to another qualified unit within 60 min and inform QA."),
    )
