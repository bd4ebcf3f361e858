"""A measured figure beside what it should reach, and the small table they are printed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. `most` is a ceiling to stay under, `least` a floor to pass; without either it informs."""

    what: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def reached(self) -> bool:
        """Whether the figure keeps its limits."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value > self.least)


def percentile(values: Sequence[float], share: float) -> float:
    """A percentile by linear interpolation; `share` is in percent."""
    return float(np.percentile(np.asarray(values, np.float64), share))


def print_figures(title: str, figures: Sequence[Figure]) -> None:
    """A line for each figure: its value, its limit, and whether it is kept."""
    print(f"\n{title}")
    width = max(len(figure.what) for figure in figures)
    for figure in figures:
        print(f"  {figure.what:<{width}}  {_number(figure.value):>9} {figure.unit:<5} {_verdict(figure)}".rstrip())


def _verdict(figure: Figure) -> str:
    if figure.most is None and figure.least is None:
        return ""
    limit = f"at most {_number(figure.most)}" if figure.most is not None else f"over {_number(figure.least or 0.0)}"
    return f"{limit:<14} {'reached' if figure.reached else 'MISSED'}"


def _number(value: float) -> str:
    if value >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"
