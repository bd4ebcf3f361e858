"""Which lots, equipment, donors and document versions do the failing runs share, and the passing ones not?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph.process import Evidence
from graph.questions.inquiry import Inquiry
from graph.questions.rows import RunRow, Shared, SharedRow, all_evidence
from graph.questions.runs import EVERY_RUN, RunsWanted, runs

# Below these many runs a comparison is a hint at most (domain practice: 15 runs before limits are drawn).
FEW = 15

_Thing = tuple[str, str, str]


def shared(inquiry: Inquiry, wanted: RunsWanted = EVERY_RUN) -> Shared:
    """The failing runs among those wanted against the passing ones, product by product. Raises UnknownEntity.

    With `broken`, a run fails that left a limit of that parameter or attribute, and passes if it
    recorded it and left none; else every judged limit counts. Runs that were not judged are left out.
    """
    rows = _all(inquiry, wanted)
    failing = [row for row in rows if row.broken]
    passing = [row for row in rows if not row.broken and row.judged]
    left_out = tuple(row.run for row in rows if not row.broken and not row.judged)
    found: list[SharedRow] = []
    remarks: list[str] = []
    for product in sorted({row.product for row in failing}):
        bad, good = _of(failing, product), _of(passing, product)
        compared = _compared(product, bad, good)
        found += compared
        remarks += _remarks(product, len(bad), len(good), len(compared))
    order = sorted(found, key=lambda r: (r.product, r.p, -r.failing_with, r.kind, r.name))
    return Shared(tuple(order), tuple(failing), tuple(passing), left_out, tuple(remarks))


def _all(inquiry: Inquiry, wanted: RunsWanted) -> tuple[RunRow, ...]:
    """The runs wanted, those that kept the limit among them."""
    if wanted.broken is None:
        return runs(inquiry, wanted)
    return runs(inquiry, replace(wanted, kept=True))


def _of(rows: Sequence[RunRow], product: str) -> list[RunRow]:
    return [row for row in rows if row.product == product]


def _things(row: RunRow) -> dict[_Thing, tuple[Evidence, ...]]:
    found: dict[_Thing, tuple[Evidence, ...]] = {}
    for lot in row.lots:
        found["lot", lot.name, lot.what] = lot.evidence
    for one in row.equipment:
        found["equipment", one.name, one.what] = one.evidence
    for document in row.documents:
        name = f"{document.document} v{document.version}" if document.version else document.document
        found["document", name, ""] = document.evidence
    for donor in row.donors:
        found["donor", donor.name, ""] = donor.evidence
    return found


def _compared(product: str, bad: Sequence[RunRow], good: Sequence[RunRow]) -> list[SharedRow]:
    from scipy.stats import fisher_exact

    of_bad, of_good = [_things(row) for row in bad], [_things(row) for row in good]
    evidence: dict[_Thing, list[Evidence]] = defaultdict(list)
    for some in of_bad:
        for thing, pieces in some.items():
            evidence[thing].extend(pieces)
    rows: list[SharedRow] = []
    for thing in sorted(evidence):
        with_, passing = sum(thing in s for s in of_bad), sum(thing in s for s in of_good)
        table = [[with_, len(bad) - with_], [passing, len(good) - passing]]
        tested: Any = fisher_exact(table, alternative="two-sided")
        p = float(tested.pvalue)
        kind, name, what = thing
        rows.append(
            SharedRow(
                product=product,
                kind=kind,
                name=name,
                what=what,
                failing_with=with_,
                failing_without=len(bad) - with_,
                passing_with=passing,
                passing_without=len(good) - passing,
                p=p,
                p_adjusted=1.0,
                evidence=all_evidence(evidence[thing]),
            )
        )
    return [row for row in _holm(rows) if _enriched(row)]


def _enriched(row: SharedRow) -> bool:
    """Whether a larger part of the failing runs had it than of the passing ones."""
    failing, passing = row.failing_with + row.failing_without, row.passing_with + row.passing_without
    return row.failing_with * passing > row.passing_with * failing if passing else row.failing_with > 1


def _holm(rows: Sequence[SharedRow]) -> list[SharedRow]:
    """Holm's step-down correction over every comparison that was made, shown or not."""
    found: list[SharedRow] = []
    highest = 0.0
    for n, row in enumerate(sorted(rows, key=lambda r: (r.p, r.kind, r.name))):
        highest = max(highest, min(1.0, row.p * (len(rows) - n)))
        found.append(replace(row, p_adjusted=highest))
    return found


def _remarks(product: str, failing: int, passing: int, shown: int) -> Iterable[str]:
    of = f" of {product}" if product else ""
    if not passing:
        yield f"no passing run{of} to compare with: what all failing runs have may be what all runs have"
        return
    least = 1 / math.comb(failing + passing, failing)
    if failing + passing < FEW:
        yield (
            f"{failing} failing and {passing} passing runs{of}: too few for more than a hint; "
            f"no comparison of so few can give p below {least:.2g}"
        )
    if shown:
        yield "p is Fisher's exact test for one thing alone; adjusted p allows for all that were compared (Holm)"
