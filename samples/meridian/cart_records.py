"""Run reports of the CAR-T runs."""

from __future__ import annotations

import datetime as dt

from samples.meridian import facts
from samples.meridian.cart_runs import RUNS, CartDay, CartRun, Yield, course, outcome
from samples.meridian.deviations import of_run
from samples.meridian.facts import criterion
from samples.meridian.paper import Grid
from samples.meridian.run_record import RunRecord

_COURSE = (
    "Day", "Date", "Viable cells (10⁶/mL)", "Total cells (10⁶/mL)", "Viability (%)", "Volume (mL)", "Glucose (g/L)",
    "Lactate (g/L)", "pH", "Temperature (°C)",
)  # fmt: skip
_RESULTS = ("Attribute", "Stage", "Method", "Result", "Acceptance criterion", "Assessment")


def records() -> tuple[RunRecord, ...]:
    return tuple(_record(run) for run in RUNS)


def _record(run: CartRun) -> RunRecord:
    days = course(run)
    made = outcome(run, days)
    return RunRecord(
        run.run,
        f"runs/cart/{run.run}_run_report.{run.form}",
        _header(run),
        (("PR-101", "2"), ("SOP-127", run.sop127), ("SOP-033", run.sop033), ("SOP-021", "2"), ("SPEC-001", "4")),
        _lots(run),
        tuple(filter(None, ("MS-01", "INC-03", run.bioreactor, run.freezer, "NC-02", "FC-01", "DD-01"))),
        _parameters(run, made),
        Grid("Table 3. Daily samples", _COURSE, tuple(_row(day) for day in days)),
        Grid("Table 4. Release results", _RESULTS, tuple(_results(run, days[9], made))),
        of_run(run.run),
        _summary(run, days, made),
    )


def _header(run: CartRun) -> tuple[tuple[str, str], ...]:
    return (
        ("Run", run.run),
        ("Product", "MCW-19, autologous CD19 CAR-T"),
        ("Start", run.start),
        ("End", run.end.isoformat()),
        ("Donor code", run.donor),
        ("Operators", run.operators),
        ("Reviewed by", "EH"),
        ("Report date", (run.end + dt.timedelta(days=20)).isoformat()),
    )


def _lots(run: CartRun) -> tuple[tuple[str, str], ...]:
    day0 = run.day0
    lots = [
        ("CD19 CAR lentiviral vector", run.vector),
        ("CD4/CD8 selection beads", "SB-3107"),
        ("CD3/CD28 activation reagent", "AR-5713" if day0 >= dt.date(2025, 5, 27) else "AR-5520"),
        ("IL-7, recombinant human", "I7-0884"),
        ("IL-15, recombinant human", "I15-0467" if day0 >= dt.date(2025, 7, 1) else "I15-0412"),
        ("T-cell medium TCM-1", "TC-8841"),
    ]
    if run.post_thaw:
        lots.append(("CryoStor CS10", "CS10-25C11" if day0 >= dt.date(2025, 4, 8) else "CS10-24K07"))
    return tuple(lots)


def _parameters(run: CartRun, made: Yield) -> tuple[tuple[str, str, str], ...]:
    exposure = facts.EXPOSURE_V5 if run.sop127 == "5" else facts.EXPOSURE_V4
    rows = [
        ("Time from end of collection to start of selection", f"{run.apheresis_h:.1f}", "h"),
        ("Activation time before transduction", "24.0", "h"),
        ("Viable cells at transduction", f"{made.transduced_millions:.1f}", "10⁶ cells"),
        ("Vector volume", f"{made.vector_ml:.2f}", "mL"),
        ("MOI", f"{run.moi:.1f}", "TU/cell"),
        ("Vector exposure time", f"{float(exposure.set_point):.1f}", "h"),
    ]
    if run.post_thaw:
        rows += [
            ("Viable cell concentration in the bag", f"{made.concentration:.1f}", "10⁶ cells/mL"),
            ("DMSO contact time before freezing", str(run.dmso_min), "min"),
            ("Bags frozen", str(made.bags), "bags of 20 mL"),
        ]
    return tuple(rows)


def _row(day: CartDay) -> tuple[str, ...]:
    return (
        str(day.day), day.date.isoformat(), f"{day.viable:.3f}", f"{day.total:.3f}", f"{day.viability:.1f}",
        str(day.volume), f"{day.glucose:.1f}", f"{day.lactate:.1f}", f"{day.ph:.2f}", f"{day.temperature:.1f}",
    )  # fmt: skip


def _results(run: CartRun, last: CartDay, made: Yield) -> list[tuple[str, ...]]:
    rows = [
        _result("Viability", "Harvest", "SOP-052", f"{last.viability:.1f} %", last.viability >= 80),
        _result("Vector copy number (VCN)", "Harvest", "SOP-063", f"{run.vcn:.1f} copies/cell", run.vcn <= 5.0),
        _result("CAR+ of CD3+", "Harvest", "SOP-061", f"{run.car:.1f} %", run.car >= 20),
        _result("CD3+ of viable cells", "Harvest", "SOP-061", f"{run.cd3:.1f} %", run.cd3 >= 90),
        _result("CD4:CD8 ratio", "Harvest", "SOP-061", f"{run.cd4_cd8:.1f}", True),
        _result("Mycoplasma", "Harvest", "SOP-072", "not detected", True),
    ]
    return rows + _product_results(run, made)


def _product_results(run: CartRun, made: Yield) -> list[tuple[str, ...]]:
    if run.post_thaw is None:
        return [("Post-thaw and product tests", "Post-thaw", "", "not tested, batch not formulated", "", "")]
    rows = [
        _result("Viability", "Post-thaw", "SOP-052", f"{run.post_thaw:.1f} %", run.post_thaw >= 70),
        _result("Potency, IFN-γ release", "Post-thaw", "SOP-066", f"{run.ifn} pg/mL", run.ifn >= 500),
        _result("CAR+ viable cells per bag", "Formulated", "SOP-052, SOP-061", f"{made.car_cells_per_bag} cells", True),
        _result("Endotoxin", "Formulated", "SOP-072", f"{run.endotoxin} EU/kg", True),
        _result("Sterility", "Formulated", "SOP-072", "no growth in 14 days", True),
    ]
    return [row for row in rows if run.endotoxin or row[0] != "Endotoxin"]


def _result(name: str, stage: str, method: str, value: str, passed: bool) -> tuple[str, ...]:
    limit = criterion(facts.SPEC_CART, name, stage)
    verdict = "reported" if limit == "report result" else ("pass" if passed else "fail")
    return name, stage, method, value, limit, verdict


def _summary(run: CartRun, days: tuple[CartDay, ...], made: Yield) -> str:
    frozen = f" {made.bags} bags were frozen in {run.freezer}." if run.post_thaw else ""
    return (
        f"{run.words} The cells made {made.doublings:.1f} population doublings from day 2 to day 9 in {run.bioreactor} "
        f"({days[2].viable_millions:.0f} to {days[9].viable_millions:.0f} million viable cells).{frozen}"
    )
