"""Records of two products that share the names of their parameters, for questions that lean on each other."""

from __future__ import annotations

from pathlib import Path

from tests.assistant.site import write


def protocol(number: str, product: str, cells: str, rate: int, hold: int) -> str:
    """A protocol: every number in it is another one for the other product."""
    return f"""\
# {number} Manufacture of {product} {cells}

| Document number | {number} |
|---|---|
| Version | 2 |
| Status | Effective |
| Effective date | 2024-11-05 |
| Product | {product}, {cells} |

## 4 Expansion

Table 1: Parameters of the expansion

| Parameter | Class | Set point | NOR | PAR |
|---|---|---|---|---|
| Rocking rate | KPP | {rate} rpm | {rate - 2} to {rate + 2} rpm | {rate - 4} to {rate + 6} rpm |
| Gas flow | KPP | 0.{rate} L/min | 0.{rate - 1} to 0.{rate + 1} L/min | 0.{rate - 3} to 0.{rate + 3} L/min |

The rocking rate was lowered because shear reduced the viability of the {cells}.

## 8 Harvest

The harvested {cells} may be held at 2 to 8 °C for at most {hold} h.

## 9 Specification

| Attribute | Method | Limit |
|---|---|---|
| Viability | SOP-350 | ≥ {70 + hold} % |
| CD56+ fraction | SOP-351 | ≥ {80 + hold} % |
"""


def run(number: str, product: str, viability: float) -> str:
    """The record of a run of a product."""
    return f"""\
Run,{number}
Product,{product}
Started,2025-05-06

Day,Viability (%),Glucose (g/L)
0,96.{number[-1]},4.2
2,94.{number[-1]},3.1
5,{viability},1.9
"""


def write_two_products(records: Path) -> None:
    """The protocols of both products, and two runs of the first."""
    write(records / "PR-300.md", protocol("PR-300", "HCX-7", "NK cells", 14, 10))
    write(records / "PR-400.md", protocol("PR-400", "HCX-9", "macrophages", 22, 4))
    write(records / "NK-041.csv", run("NK-041", "HCX-7", 91.7))
    write(records / "NK-042.csv", run("NK-042", "HCX-7", 88.6))
