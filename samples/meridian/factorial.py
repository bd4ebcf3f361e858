"""Effects of a two-level factorial with centre points, by least squares on an orthogonal design."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effect:
    """Change of the response from the low to the high level of a term."""

    term: str
    size: float
    p: float


def effects(
    names: tuple[str, ...], design: list[tuple[int, ...]], response: list[float], blocks: list[int]
) -> list[Effect]:
    """Main effects and two-factor interactions; blocks are removed by their means first."""
    means = {block: _mean([v for v, b in zip(response, blocks, strict=True) if b == block]) for block in blocks}
    centred = [value - means[block] for value, block in zip(response, blocks, strict=True)]
    terms = _terms(names, design)
    slopes = {name: _dot(column, centred) / _dot(column, column) for name, column in terms.items()}
    fitted = [sum(slopes[name] * column[row] for name, column in terms.items()) for row in range(len(centred))]
    df = len(centred) - len(set(blocks)) - len(terms)
    variance = sum((y - f) ** 2 for y, f in zip(centred, fitted, strict=True)) / df
    return [
        Effect(name, 2 * slope, two_sided_p(slope / math.sqrt(variance / _dot(terms[name], terms[name])), df))
        for name, slope in slopes.items()
    ]


def _terms(names: tuple[str, ...], design: list[tuple[int, ...]]) -> dict[str, list[float]]:
    columns = {name: [float(row[at]) for row in design] for at, name in enumerate(names)}
    pairs = {
        f"{a} × {b}": [x * y for x, y in zip(columns[a], columns[b], strict=True)]
        for a, b in itertools.combinations(names, 2)
    }
    return columns | pairs


def two_sided_p(t: float, df: int) -> float:
    """Tail of Student's t by Simpson's rule on its density; 4 decimals are enough here."""
    scale = math.gamma((df + 1) / 2) / (math.sqrt(df * math.pi) * math.gamma(df / 2))
    steps, end = 2000, abs(t)
    width = end / steps
    total = sum(
        (1 if at in (0, steps) else 4 if at % 2 else 2) * (1 + (at * width) ** 2 / df) ** (-(df + 1) / 2)
        for at in range(steps + 1)
    )
    return max(0.0, 1 - 2 * scale * total * width / 3)


def p_text(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _dot(left: list[float], right: list[float]) -> float:
    return sum(x * y for x, y in zip(left, right, strict=True))
