"""CAR-T runs CT-104 to CT-118: what differs from run to run, and the time course that follows from it."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass, field

from samples.meridian.stock import VECTOR_TITRE


@dataclass(frozen=True, slots=True)
class CartRun:
    """One run as its people would describe it. `odd` overrides single cells of the time course, by (day, column)."""

    run: str
    form: str
    start: str
    donor: str
    moi: float
    vcn: float
    car: float
    post_thaw: float | None
    dmso_min: int
    apheresis_h: float
    bioreactor: str
    freezer: str
    vector: str
    cd3: float
    cd4_cd8: float
    ifn: int
    endotoxin: str
    operators: str
    words: str
    odd: dict[tuple[int, str], float] = field(default_factory=dict)
    harvest: float | None = None

    @property
    def day0(self) -> dt.date:
        return dt.date.fromisoformat(self.start)

    @property
    def end(self) -> dt.date:
        return self.day0 + dt.timedelta(days=9)

    @property
    def sop127(self) -> str:
        return "5" if self.run == "CT-117" else "4"

    @property
    def sop033(self) -> str:
        return "4" if self.end >= dt.date(2025, 6, 2) else "3"


_CLEAN = "The run followed its documents. No deviations."
_WARM = "Temperature, pH and dissolved oxygen stayed inside the PAR on all days. No deviations."

RUNS: tuple[CartRun, ...] = (
    CartRun("CT-104", "docx", "2025-01-14", "DN-3041", 4.9, 4.4, 44.1, 84.1, 33, 22.5, "RB-01", "CF-01", "LV-2207",
            97.8, 1.6, 1840, "0.4", "KT, MR", "First run of the year. One minor deviation at receipt."),
    CartRun("CT-105", "docx", "2025-01-28", "DN-3044", 5.0, 4.3, 42.7, 83.2, 31, 26.0, "RB-02", "CF-02", "LV-2207",
            96.9, 1.1, 1620, "0.3", "JL, MR", _CLEAN),
    CartRun("CT-106", "md", "2025-02-11", "DN-3050", 5.1, 4.6, 45.9, 84.6, 35, 19.0, "RB-01", "CF-01", "LV-2207",
            98.1, 2.0, 2010, "0.3", "KT, PN", _CLEAN),
    CartRun("CT-107", "xlsx", "2025-02-25", "DN-3052", 4.8, 4.1, 41.2, 82.9, 29, 28.5, "RB-03", "CF-02", "LV-2207",
            95.4, 0.9, 1480, "", "JL, KT", _CLEAN),
    CartRun("CT-108", "pdf", "2025-03-11", "DN-3057", 5.0, 4.5, 43.5, 83.8, 34, 31.0, "RB-02", "CF-01", "LV-2207",
            97.2, 1.4, 1710, "0.5", "MR, PN",
            "Longest transport so far, above the NOR and inside the PAR. One minor deviation at receipt."),
    CartRun("CT-109", "docx", "2025-03-25", "DN-3061", 5.2, 4.7, 46.8, 84.3, 30, 24.0, "RB-01", "CF-02", "LV-2254",
            97.5, 1.8, 1930, "0.4", "KT, MR",
            "A calm run. Viability at harvest was 91.2 %, and the wash recovered most cells. No deviations.",
            harvest=86.6),
    CartRun("CT-110", "json", "2025-04-08", "DN-3066", 4.9, 4.2, 40.9, 82.6, 32, 23.5, "RB-03", "CF-01", "LV-2254",
            96.3, 1.2, 1560, "0.3", "JL, PN", _CLEAN + " First use of CryoStor CS10 lot CS10-25C11."),
    CartRun("CT-111", "pdf", "2025-04-29", "DN-3070", 5.0, 4.4, 38.6, None, 0, 25.0, "RB-01", "", "LV-2254",
            96.0, 1.3, 0, "", "KT, MR",
            "Glucose ran out overnight from day 6 to day 7. The batch failed viability at harvest and was not "
            "formulated.",
            {(7, "glucose"): 0.6, (7, "lactate"): 2.9, (7, "ph"): 6.97, (8, "glucose"): 2.4, (7, "viability"): 84.2,
             (8, "viability"): 80.3}, harvest=78.2),
    CartRun("CT-112", "md", "2025-05-13", "DN-3073", 5.4, 4.9, 47.7, 80.9, 36, 21.0, "RB-02", "CF-01", "LV-2291",
            98.0, 2.2, 1990, "0.4", "MR, PN",
            "First use of vector lot LV-2291. VCN is high and inside the limit. One minor deviation at transduction."),
    CartRun("CT-113", "txt", "2025-05-27", "DN-3079", 5.0, 4.5, 44.4, 79.6, 27, 27.0, "RB-03", "CF-02", "LV-2270",
            97.0, 1.5, 1750, "0.3", "JL, KT", _WARM, {(5, "temperature"): 37.8}),
    CartRun("CT-114", "xlsx", "2025-06-10", "", 4.8, 4.2, 42.0, 78.4, 28, 20.5, "RB-01", "CF-01", "LV-2270",
            96.7, 1.0, 1540, "0.4", "KT, PN", _CLEAN),
    CartRun("CT-115", "md", "2025-07-01", "DN-3088", 5.1, 4.6, 43.8, 77.5, 37, 24.5, "RB-02", "CF-02", "LV-2270",
            97.9, 1.7, 1680, "0.3", "JL, MR",
            "The run followed its documents. No deviations. DMSO contact was 37 min because one bag had to be resealed "
            "(limit 45 min, PR-101)."),
    CartRun("CT-116", "json", "2025-07-22", "DN-3092", 5.0, 4.4, 43.1, 76.3, 26, 22.0, "RB-03", "CF-02", "LV-2270",
            96.5, 1.4, 1590, "0.4", "KT, MR", "One minor deviation during freezing; bags accepted after thaw of a "
                                              "retention vial."),
    CartRun("CT-117", "pdf", "2025-08-19", "DN-3097", 3.1, 3.4, 35.2, 75.2, 24, 23.0, "RB-01", "CF-01", "LV-2291",
            97.4, 1.6, 1430, "0.3", "MR, PN", "First run with SOP-127 v5: static transduction at the lower MOI. No "
                                              "deviations."),
    CartRun("CT-118", "docx", "2025-09-02", "DN-3103", 5.6, 5.4, 49.6, 74.4, 25, 26.5, "RB-02", "CF-01", "LV-2291",
            97.1, 1.9, 2080, "0.4", "JL, KT",
            "VCN failed. The packet on the bench held the older transduction SOP. The batch is on hold; the "
            "treating site "
            "was informed on 2025-09-17.", harvest=88.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CartDay:
    """One row of the daily time course."""

    day: int
    date: dt.date
    viable: float
    total: float
    volume: int
    glucose: float
    lactate: float
    ph: float
    temperature: float

    @property
    def viability(self) -> float:
        return round(100 * self.viable / self.total, 1)

    @property
    def viable_millions(self) -> float:
        return self.viable * self.volume


_VOLUME = (120, 120, 400, 400, 1000, 1000, 1000, 1000, 1000, 1000)
_DOUBLING_H = (36, 34, 33, 33, 36, 40, 46)  # day 2 to 3, … 8 to 9
_VIABILITY = (96.0, 90.5, 86.5, 87.0, 88.8, 90.2, 91.0, 91.6, 91.8, 91.0)
_GLUCOSE = (4.0, 3.6, 3.7, 3.3, 3.0, 3.2, 2.9, 2.7, 2.5, 2.3)
_LACTATE = (0.1, 0.4, 0.5, 0.8, 1.0, 0.9, 1.1, 1.3, 1.5, 1.6)
_PH = (7.28, 7.24, 7.25, 7.23, 7.21, 7.20, 7.18, 7.16, 7.14, 7.13)


def course(run: CartRun) -> tuple[CartDay, ...]:
    """The time course: growth from the doubling times above, with a little scatter seeded by the run number."""
    rng = random.Random(run.run)
    millions = [121 * rng.uniform(0.99, 1.02)]
    millions += [millions[0] * rng.uniform(0.89, 0.93), millions[0] * rng.uniform(1.03, 1.08)]
    pace = rng.uniform(0.93, 1.12)  # donors differ in growth
    starved = "glucose" in {name for day, name in run.odd if day == 7}
    for at, hours in enumerate(_DOUBLING_H):
        slow = pace * (1.9 if starved and at >= 4 else 1.0)
        millions.append(millions[-1] * 2 ** (24 / (hours * slow * rng.uniform(0.97, 1.03))))
    return tuple(_day(run, day, millions[day], rng) for day in range(10))


def _day(run: CartRun, day: int, millions: float, rng: random.Random) -> CartDay:
    def seen(name: str, usual: float, scatter: float, decimals: int) -> float:
        drawn = round(usual + rng.uniform(-scatter, scatter), decimals)
        return run.odd.get((day, name), drawn)

    usual, scatter = (run.harvest, 0.0) if day == 9 and run.harvest else (_VIABILITY[day], 0.8)
    viable = round(millions / _VOLUME[day], 3)
    total = round(viable / (seen("viability", usual, scatter, 1) / 100), 3)
    if (run.run, day) == ("CT-110", 3):  # planted: an impossible viability, as typed into the record
        total = round(viable * 0.983, 3)
    return CartDay(
        day, run.day0 + dt.timedelta(days=day), viable, total, _VOLUME[day],
        seen("glucose", _GLUCOSE[day], 0.1, 1), seen("lactate", _LACTATE[day], min(0.1, _LACTATE[day] / 2), 1),
        seen("ph", _PH[day], 0.02, 2), seen("temperature", 37.0, 0.1, 1),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Yield:
    """What follows from the last row: transduction volumes, doublings, bags."""

    transduced_millions: float
    vector_ml: float
    doublings: float
    concentration: float
    bags: int
    car_cells_per_bag: str


def outcome(run: CartRun, days: tuple[CartDay, ...]) -> Yield:
    rng = random.Random(run.run + " harvest")
    transduced = round(days[1].viable_millions, 1)
    concentration = round(rng.uniform(29.0, 31.0), 1)
    volume = days[9].viable_millions * rng.uniform(0.86, 0.91) / concentration
    per_bag = concentration * 20 * run.car / 100 / 100  # in 10⁸ cells
    return Yield(
        transduced,
        round(run.moi * transduced * 1e6 / VECTOR_TITRE[run.vector], 2),
        round(math.log2(days[9].viable_millions / days[2].viable_millions), 1),
        concentration,
        int((volume - 5) // 20),
        f"{per_bag:.1f} × 10⁸",
    )
