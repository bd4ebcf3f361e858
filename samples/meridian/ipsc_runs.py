"""iPSC-CM runs IP-021 to IP-026: facts of each run and the run reports made from them."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from samples.meridian import facts
from samples.meridian.deviations import of_run
from samples.meridian.facts import criterion
from samples.meridian.paper import Grid
from samples.meridian.run_record import RunRecord


@dataclass(frozen=True, slots=True)
class IpscRun:
    """One run; densities are viable cells in 10⁴ per cm² on day −7 (seeding) and day −6 (24 h later).

    `doubling_h` is what the growth from day −6 to −3 was; the report states what its densities give.
    """

    run: str
    form: str
    start: str
    passage: int
    incubator: str
    seeded: float
    attached: float
    doubling_h: float
    edta_min: int
    oct4: float
    ssea4: float
    chir_h: float | None
    ctnt: float | None
    residual: str
    harvest: float | None
    post_thaw: float | None
    vitronectin: str
    operators: str
    words: str
    hot: tuple[int, float] | None = None

    @property
    def first(self) -> dt.date:
        return dt.date.fromisoformat(self.start)

    def date(self, day: int) -> str:
        return (self.first + dt.timedelta(days=day + 7)).isoformat()

    @property
    def stopped(self) -> bool:
        return self.chir_h is None


RUNS: tuple[IpscRun, ...] = (
    IpscRun("IP-021", "docx", "2025-01-07", 26, "INC-05", 2.0, 1.61, 20.1, 6, 98.2, 96.5, 24.0, 88.4, "0.04", 93.1,
            81.2, "VN-1190", "AS, PN", "Beating areas from day 8. No deviations."),
    IpscRun("IP-022", "pdf", "2025-02-04", 27, "INC-05", 3.4, 2.75, 20.6, 6, 92.8, 91.3, None, None, "", None, None,
            "VN-1190", "PN, JL", "Stopped on day −3 because OCT4+ was below its limit."),
    IpscRun("IP-023", "txt", "2025-03-18", 28, "INC-07", 2.1, 1.70, 21.3, 5, 97.9, 96.1, 24.5, 86.9, "0.05", 92.4,
            80.7, "", "AS, MR", "First run in INC-07. Beating areas from day 8. No deviations."),
    IpscRun("IP-024", "docx", "2025-04-22", 29, "INC-05", 2.0, 1.58, 20.4, 5, 98.4, 96.8, 27.5, 71.0, "0.07", 90.2,
            78.8, "VN-1190", "PN, AS", "CHIR99021 was removed late and cTnT+ failed. Few beating areas on day 10."),
    IpscRun("IP-025", "xlsx", "2025-06-03", 30, "INC-07", 2.2, 1.74, 22.9, 6, 97.1, 95.2, 24.0, 85.7, "0.05", 91.8,
            79.9, "VN-1233", "AS, JL", "All parameters stayed in their ranges. No deviations.", (-5, 38.4)),
    IpscRun("IP-026", "md", "2025-07-15", 31, "INC-07", 2.0, 1.57, 25.0, 5, 96.3, 94.6, 23.5, 84.1, "0.06", 91.0, 79.4,
            "VN-1233", "MR, PN", "Growth was within expectations. Beating areas from day 9. No deviations."),
)  # fmt: skip

_COURSE = (
    "Day", "Date", "Stage", "Viable cells (10⁴/cm²)", "Total cells (10⁴/cm²)", "Viability (%)", "Glucose (g/L)",
    "Lactate (g/L)", "Temperature (°C)", "CO2 (%)",
)  # fmt: skip
_DAYS = (-7, -6, -5, -4, -3, 0, 1, 3, 5, 7, 10, 13, 15)
_VIABILITY = {-7: 96.4, -6: 92.3, -5: 95.1, -4: 96.0, -3: 96.6}
_GLUCOSE = {
    -7: 3.1,
    -6: 2.9,
    -5: 2.7,
    -4: 2.2,
    -3: 1.6,
    0: 1.9,
    1: 1.7,
    3: 1.5,
    5: 1.4,
    7: 1.4,
    10: 1.3,
    13: 0.0,
    15: 1.5,
}
_LACTATE = {
    -7: 0.1,
    -6: 0.2,
    -5: 0.4,
    -4: 0.8,
    -3: 1.3,
    0: 0.9,
    1: 0.8,
    3: 0.7,
    5: 0.7,
    7: 0.6,
    10: 0.6,
    13: 0.3,
    15: 0.5,
}
_RESULTS = ("Attribute", "Stage", "Method", "Result", "Acceptance criterion", "Assessment")


def records() -> tuple[RunRecord, ...]:
    return tuple(_record(run) for run in RUNS)


def densities(run: IpscRun) -> dict[int, float]:
    """Viable density by day of the expansion, two decimals."""
    grown = {day: round(run.attached * 2 ** (24 * (day + 6) / run.doubling_h), 2) for day in (-6, -5, -4, -3)}
    return {-7: run.seeded, **grown}


def doubling_time(run: IpscRun) -> float:
    """Hours, from day −6 to day −3, as the report computes it from its table."""
    seen = densities(run)
    return round(72 / math.log2(seen[-3] / seen[-6]), 1)


def _record(run: IpscRun) -> RunRecord:
    version = ("2", "2") if run.first < dt.date(2025, 3, 1) else ("3", "3")
    return RunRecord(
        run.run,
        f"runs/ipsc/{run.run}_run_report.{run.form}",
        _header(run),
        (("PR-201", version[0]), ("SOP-014", version[1]), ("SOP-033", _sop033(run)), ("SPEC-002", _spec(run))),
        _lots(run),
        (run.incubator, "NC-02", "FC-01", *(() if run.stopped else ("CF-02",))),
        _parameters(run),
        Grid("Table 3. Time course (day 0 is the day of CHIR99021)", _COURSE, tuple(_course(run))),
        Grid("Table 4. Results", _RESULTS, tuple(_results(run))),
        of_run(run.run),
        f"{run.words} Doubling time of the expansion, day −6 to day −3: {doubling_time(run):.1f} h in {run.incubator}.",
    )


def _last(run: IpscRun) -> int:
    return -3 if run.stopped else 15


def _sop033(run: IpscRun) -> str:
    return "4" if run.date(15) >= "2025-06-02" else "3"


def _spec(run: IpscRun) -> str:
    return "2" if run.start >= "2025-02-17" else "1"


def _header(run: IpscRun) -> tuple[tuple[str, str], ...]:
    return (
        ("Run", run.run),
        ("Product", "MCW-CM1, iPSC-derived cardiomyocytes"),
        ("Start", run.start),
        ("End", run.date(_last(run))),
        ("Donor code", "WCB-7 (line MCI-3)"),
        ("Passage", str(run.passage)),
        ("Operators", run.operators),
        ("Reviewed by", "EH"),
    )


def _lots(run: IpscRun) -> tuple[tuple[str, str], ...]:
    lots = [
        ("iPSC working cell bank", "WCB-7"),
        ("iPSC medium E8-type", "E8-6120"),
        ("Vitronectin, recombinant human", run.vitronectin),
        ("EDTA 0.5 mM in DPBS", "ED-0771"),
        ("Y-27632", "YR-2205"),
    ]
    if not run.stopped:
        chir = "CH-0104" if run.start >= "2025-06-01" else "CH-0091"
        cs10 = "CS10-25C11" if run.start >= "2025-04-01" else "CS10-24K07"
        lots += [("CHIR99021", chir), ("IWP4", "IW-0037"), ("CryoStor CS10", cs10)]
    return tuple(lots)


def _parameters(run: IpscRun) -> tuple[tuple[str, str, str], ...]:
    rows = [
        ("Seeding density", f"{run.seeded:.1f}", "10⁴ cells/cm²"),
        ("EDTA incubation time", str(run.edta_min), "min"),
        ("Vitronectin coating", "0.5", "µg/cm²"),
    ]
    if not run.stopped:
        rows += [
            ("Seeding density for differentiation", "1.5", "10⁵ cells/cm²"),
            ("CHIR99021 concentration", "8", "µM"),
            ("CHIR99021 exposure time", f"{run.chir_h:.1f}", "h"),
            ("IWP4 exposure time", "48.0", "h"),
        ]
    return tuple(rows)


def _course(run: IpscRun) -> list[tuple[str, ...]]:
    counted = densities(run)
    rows = []
    for day in (one for one in _DAYS if one <= _last(run)):
        counts = ("", "", "")
        if day in counted:
            total = round(counted[day] / (_VIABILITY[day] / 100), 2)
            counts = (f"{counted[day]:.2f}", f"{total:.2f}", f"{100 * counted[day] / total:.1f}")
        warm = run.hot[1] if run.hot and run.hot[0] == day else 37.0 + (day % 3 - 1) / 10
        stage = "expansion" if day <= -3 else "differentiation"
        minerals = (f"{_GLUCOSE[day]:.1f}", f"{_LACTATE[day]:.1f}", f"{warm:.1f}", "5.0")
        rows.append((str(day).replace("-", "−"), run.date(day), stage, *counts, *minerals))
    return rows


def _results(run: IpscRun) -> list[tuple[str, ...]]:
    rows = [
        _result("OCT4+", "End of expansion", "SOP-061", f"{run.oct4:.1f} %", run.oct4 >= 95),
        _result("SSEA4+", "End of expansion", "SOP-061", f"{run.ssea4:.1f} %", run.ssea4 >= 90),
    ]
    if run.stopped:
        return rows
    return [
        *rows,
        _result("Viability", "Harvest", "SOP-052", f"{run.harvest:.1f} %", True),
        _cardiac(run, run.ctnt or 0.0),
        _result("Residual OCT4+", "Harvest", "SOP-061", f"{run.residual} %", True),
        _result("Mycoplasma", "Harvest", "SOP-072", "not detected", True),
        _result("Viability", "Post-thaw", "SOP-052", f"{run.post_thaw:.1f} %", True),
        _result("Endotoxin", "Final vial", "SOP-072", "< 0.05 EU/mL", True),
        _result("Sterility", "Final vial", "SOP-072", "no growth in 14 days", True),
    ]


def _cardiac(run: IpscRun, percent: float) -> tuple[str, ...]:
    name, stage, method, value, limit, verdict = _result(
        "cTnT+", "Harvest", "SOP-061", f"{percent:.1f} %", percent >= 80
    )
    return name, stage, method, value, "≥ 75 %" if _spec(run) == "1" else limit, verdict


def _result(name: str, stage: str, method: str, value: str, passed: bool) -> tuple[str, ...]:
    return name, stage, method, value, criterion(facts.SPEC_CM, name, stage), "pass" if passed else "fail"
