"""How alike names are to a model: asked only of names that neither the vocabulary nor a rule knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# Two names at least this alike may be one, if their numbers, signs, codes, short words and words of
# contrast are the same too. By `bench.likeness` with all-MiniLM-L6-v2: of 18,513 pairs of different
# terms the most alike come to 0.92; of 594 pairs of one term 14 are at least 0.95.
ALIKE = 0.95
# Rows compared at once: 512 names against 100,000 are 200 MB.
ROWS = 512


class Likeness(Protocol):
    """Names of a label to pairs of them, each with how alike the two are, at least as much as is of use."""

    @property
    def model(self) -> str:
        """The model that says so: it stands in the reason of a merge, and in the state of the graph."""
        ...

    def __call__(self, names: Sequence[str], /) -> Iterator[tuple[str, str, float]]:
        """The pairs, likeness rounded to two digits so that the last bits of a sum decide nothing."""
        ...


class ByVectors:
    """Likeness by the vectors of names; each name is embedded once, and none while there are not two."""

    def __init__(self, model: str, embed: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        self.model = model
        self._embed = embed
        self._known: dict[str, NDArray[np.float32]] = {}

    def __call__(self, names: Sequence[str], /) -> Iterator[tuple[str, str, float]]:
        """See Likeness."""
        some = sorted(set(names))
        if len(some) < 2:
            return
        if new := [name for name in some if name not in self._known]:
            self._known.update(zip(new, self._embed(new), strict=True))
        vectors = np.stack([self._known[name] for name in some])
        for start in range(0, len(some), ROWS):
            values = np.round((vectors[start : start + ROWS] @ vectors.T).astype(np.float64), 2)
            for row, column in np.argwhere(values >= ALIKE).tolist():
                if start + row < column:
                    yield some[start + row], some[column], float(values[row, column])
