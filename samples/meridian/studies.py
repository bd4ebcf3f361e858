"""Characterisation studies: designs and responses are generated once, effects are computed from them."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

from samples.meridian.factorial import Effect, effects, p_text
from samples.meridian.paper import Control, Grid, Heading, Paper, Text, controlled, grid


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor with its tested low and high."""

    name: str
    unit: str
    low: float
    high: float

    def at(self, code: int) -> float:
        return self.low + (code + 1) / 2 * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial: coded levels, block (donor) and measured responses."""

    codes: tuple[int, ...]
    block: int
    responses: tuple[float, ...]


CART_FACTORS = (
    Factor("MOI", "TU/cell", 1.0, 6.0),
    Factor("Vector exposure time", "h", 12, 28),
    Factor("Cell density at transduction", "10⁶ cells/mL", 0.5, 1.5),
)
CART_RESPONSES = ("VCN (copies/cell)", "CAR+ (%)", "Viability on day 4 (%)")
IPSC_FACTORS = (
    Factor("Seeding density", "10⁴ cells/cm²", 1.0, 4.0),
    Factor("EDTA incubation time", "min", 3, 10),
    Factor("Medium exchange interval", "h", 18, 30),
)
IPSC_RESPONSES = ("OCT4+ on day 4 (%)", "Four-day expansion (fold)")


def cart_trials() -> list[Trial]:
    """2³ with two centre points in each of two donors, CHR-119."""
    rng = random.Random("CHR-119")
    trials = []
    for donor in (0, 1):
        for codes in [*itertools.product((-1, 1), repeat=3), (0, 0, 0), (0, 0, 0)]:
            moi, time, density = codes
            vcn = 3.5 + 1.5 * moi + 0.2 * time - 0.06 * density + 0.08 * moi * time + (0.12, -0.12)[donor]
            car = 37 + 2.0 * (codes == (0, 0, 0)) + 10.8 * moi + 1.2 * time - 0.6 * density + (1.4, -1.4)[donor]
            live = 88 - 1.6 * moi - 0.9 * time + 0.3 * density + (0.7, -0.7)[donor]
            noisy = (rng.gauss(vcn, 0.12), rng.gauss(car, 0.9), rng.gauss(live, 1.1))
            trials.append(
                Trial(codes, donor, tuple(round(value, digits) for value, digits in zip(noisy, (2, 1, 1), strict=True)))
            )
    return trials


def ipsc_trials() -> list[Trial]:
    """2³ with three centre points, CHR-031."""
    rng = random.Random("CHR-031")
    trials = []
    for codes in [*itertools.product((-1, 1), repeat=3), (0, 0, 0), (0, 0, 0), (0, 0, 0)]:
        density, edta, interval = codes
        oct4 = 94.6 + 2.2 * (codes == (0, 0, 0)) - 2.9 * density - 0.3 * edta - 0.2 * interval
        fold = 5.9 + 2.9 * (codes == (0, 0, 0)) + 1.3 * density - 0.25 * edta - 0.15 * interval
        trials.append(Trial(codes, 0, (round(rng.gauss(oct4, 0.5), 1), round(rng.gauss(fold, 0.2), 1))))
    return trials


def study_effects(factors: tuple[Factor, ...], trials: list[Trial], response: int) -> list[Effect]:
    names = tuple(factor.name for factor in factors)
    design = [trial.codes for trial in trials]
    # centre points are a block of their own in each donor, so that curvature is not counted as error
    blocks = [2 * trial.block + any(trial.codes) for trial in trials]
    return effects(names, design, [trial.responses[response] for trial in trials], blocks)


def results_csv() -> bytes:
    """The results file as the DoE programme exports it."""
    heads = ["Exp No", "Donor", *(f"{factor.name} ({factor.unit})" for factor in CART_FACTORS), *CART_RESPONSES]
    lines = [
        "# SYNTHETIC RECORD – Setpoint sample site; CHR-119, full factorial 2^3, two donors as blocks",
        ",".join(heads),
    ]
    for number, trial in enumerate(cart_trials(), 1):
        levels = [f"{factor.at(code):g}" for factor, code in zip(CART_FACTORS, trial.codes, strict=True)]
        lines.append(",".join([str(number), f"DN-29{trial.block + 17}", *levels, *map(str, trial.responses)]))
    return ("\n".join(lines) + "\n").encode()


def papers() -> tuple[Paper, ...]:
    return _chr031(), _chr119()


def _chr119() -> Paper:
    trials = cart_trials()
    vcn = {one.term: one for one in study_effects(CART_FACTORS, trials, 0)}["MOI"]
    car = {one.term: one for one in study_effects(CART_FACTORS, trials, 1)}["MOI"]
    low = min(trial.responses[1] for trial in trials)
    over = sum(trial.responses[0] > 5.0 for trial in trials)
    control = Control(
        "CHR-119",
        "Characterisation of lentiviral transduction: MOI, exposure, density",
        "1",
        "2025-07-14",
        "M. Reyes, Vector and Cell Engineering",
    )
    return controlled(
        "studies/CHR-119_v1_MOI_characterisation.docx",
        control,
        Heading("1 Objective"),
        Text(
            "To find how MOI, vector exposure time and cell density at transduction act on VCN, CAR+ and viability, "
            "and to reset the MOI range of SOP-127."
        ),
        Heading("2 Design"),
        Text(
            "Full factorial 2³ in each of two donors (DN-2917, DN-2918) with two centre points per donor, 20 "
            "trials, 24-well scale-down model (SDM-04). Donors are blocks; curvature is fitted. Results file: "
            "CHR-119_results.csv. No spinoculation."
        ),
        _factor_grid(CART_FACTORS),
        Heading("3 Results"),
        _effect_grid("Table 2. Effects, from low to high level", CART_FACTORS, trials, CART_RESPONSES),
        Text(
            f"MOI raised the VCN by {vcn.size:.1f} copies/cell over its range (p {_eq(vcn.p)}) and CAR+ by "
            f"{car.size:.0f} points "
            f"(p {_eq(car.p)}). At MOI 6.0, {over} of 8 trials were above 5.0 copies/cell. The lowest CAR+ of the "
            f"study was {low:.1f} %, at MOI 1.0."
        ),
        Text("The centre points lie above the plane for CAR+: the gain in CAR+ flattens towards the high MOI."),
        Heading("4 Conclusion"),
        Text(
            "An MOI set point of 3.0 keeps the VCN well below its limit at an acceptable CAR+. PAR 2.0 to 5.0 "
            "TU/cell is proposed."
        ),
        Heading("5 Limits of this study"),
        Text("Two healthy donors only. No patient material. Vector lots were not varied. Potency was not measured."),
    )


def _chr031() -> Paper:
    trials = ipsc_trials()
    seeding = {one.term: one for one in study_effects(IPSC_FACTORS, trials, 0)}["Seeding density"]
    control = Control(
        "CHR-031",
        "Characterisation of iPSC seeding density and passage",
        "1",
        "2025-01-20",
        "A. Sørby, Process Development",
    )
    return controlled(
        "studies/CHR-031_v1_seeding_density.pdf",
        control,
        Heading("1 Objective"),
        Text(
            "To find the range of the seeding density in which the iPSC stay OCT4-positive and expand at least "
            "five-fold in four days."
        ),
        Heading("2 Design"),
        Text(
            "Full factorial 2³ with three centre points, 11 trials, 6-well plates, cells at passage 25. A series "
            "over the seeding density followed, with three wells per level."
        ),
        _factor_grid(IPSC_FACTORS),
        Heading("3 Trials"),
        _trial_grid(trials),
        Heading("4 Results"),
        Heading("4.1 Factorial", 2),
        _effect_grid("Table 3. Effects, from low to high level", IPSC_FACTORS, trials, IPSC_RESPONSES),
        Text(
            f"Seeding density lowered OCT4+ by {-seeding.size:.2f} points from 1.0 to 4.0 × 10⁴ cells/cm² (p "
            f"{_eq(seeding.p)}). EDTA time and exchange interval had no significant effect on OCT4+."
        ),
        Heading("4.2 Effects over the seeding density", 2),
        _series(),
        Text(
            "Seeding above 3.0 × 10⁴ cells/cm² lowered the OCT4-positive fraction at day 4 (−6.1 points from 3.0 to "
            "4.0, p = 0.012). Below 1.5 × 10⁴ cells/cm² the expansion was less than five-fold because fewer cells "
            "survive without neighbours."
        ),
        Heading("5 Conclusion"),
        Text(
            "PAR 1.5 to 3.0 × 10⁴ cells/cm² is proposed. Viability did not differ between levels. Karyotype was not "
            "examined."
        ),
    )


def _eq(p: float) -> str:
    text = p_text(p)
    return text if text.startswith("<") else f"= {text}"


def _factor_grid(factors: tuple[Factor, ...]) -> Grid:
    rows = tuple((one.name, one.unit, f"{one.low:g}", f"{one.at(0):g}", f"{one.high:g}") for one in factors)
    return grid("Table 1. Factors", "Factor | Unit | Low | Centre | High", *rows)


def _effect_grid(caption: str, factors: tuple[Factor, ...], trials: list[Trial], responses: tuple[str, ...]) -> Grid:
    rows = [
        (response, one.term, f"{one.size:+.2f}".replace("-", "−"), p_text(one.p))
        for at, response in enumerate(responses)
        for one in study_effects(factors, trials, at)
    ]
    return grid(caption, "Response | Term | Effect | p", *rows)


def _trial_grid(trials: list[Trial]) -> Grid:
    rows = tuple(
        (
            str(number),
            *(f"{factor.at(code):g}" for factor, code in zip(IPSC_FACTORS, trial.codes, strict=True)),
            *map(str, trial.responses),
        )
        for number, trial in enumerate(trials, 1)
    )
    return Grid(
        "Table 2. Trials", ("No.", *(f"{one.name} ({one.unit})" for one in IPSC_FACTORS), *IPSC_RESPONSES), rows
    )


def _series() -> Grid:
    return grid(
        "Table 4. Series over the seeding density (mean ± SD of three wells)",
        "Seeding density (10⁴ cells/cm²) | OCT4+ on day 4 (%) | Four-day expansion (fold)",
        ("1.0", "97.6 ± 0.9", "4.6 ± 0.4"),
        ("1.5", "97.9 ± 0.7", "6.8 ± 0.5"),
        ("2.0", "98.1 ± 0.6", "9.6 ± 0.6"),
        ("3.0", "96.8 ± 1.2", "8.9 ± 0.5"),
        ("4.0", "90.7 ± 2.1", "7.1 ± 0.7"),
    )
