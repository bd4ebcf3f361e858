"""Whether each passage is found by its own vector: an approximate index does not promise it.

hnswlib's graph can come to lead nowhere near a vector that it still holds (chroma-core/chroma #7758).
So what was stored is looked for, and what is not found is kept apart and compared one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retrieval.vectors import Matrix, VectorStore

# A passage is looked for among this many, and if it is not there, among as many as search reads.
SHALLOW = 10
DEEP = 100
# Vectors a call.
BATCH = 500
# Two vectors are the same if their cosine is this near to one: the rounding of 32-bit sums.
SAME = 1e-6


def unreachable(store: VectorStore, keys: Sequence[str], matrix: Matrix, wanted: Sequence[int]) -> list[int]:
    """Those of the `wanted` rows whose key the store's index does not lead to.

    `keys` and `matrix` are everything that is stored. A list that is full of equal vectors (the same
    text in a hundred documents) is right without this one.
    """
    missed = [
        row
        for row, found in _asked(store, matrix, wanted, SHALLOW)
        if keys[row] not in found
    ]  # fmt: skip
    places = {key: row for row, key in enumerate(keys)} if missed else {}
    return [
        row
        for row, found in _asked(store, matrix, missed, DEEP)
        if keys[row] not in found and not _full_of_twins(row, found, places, matrix)
    ]


def _asked(store: VectorStore, matrix: Matrix, rows: Sequence[int], limit: int) -> list[tuple[int, list[str]]]:
    answered: list[tuple[int, list[str]]] = []
    for start in range(0, len(rows), BATCH):
        some = list(rows[start : start + BATCH])
        answered += zip(some, store.lists(matrix[some], limit), strict=True)
    return answered


def _full_of_twins(row: int, found: Sequence[str], places: Mapping[str, int], matrix: Matrix) -> bool:
    """Whether even the last of a full list is the same vector."""
    last = places.get(found[-1]) if len(found) == DEEP else None
    return last is not None and float(matrix[last] @ matrix[row]) >= 1 - SAME
