"""Results that records of runs tell in sentences."""

from __future__ import annotations

import pytest

from graph.extract import extract
from graph.schema import Relation
from tests.graph.readings import reading_of


def recorded(sentence: str) -> set[tuple[str, str, object, object]]:
    """Name, time, value and unit of each measurement of a record with this sentence."""
    text = (
        f"# Run report BX-14\n\nRun: BX-14\n\nProduct: ABX-9\n\nDocument type: Run report\n\n## Summary\n\n{sentence}\n"
    )
    facts = [f for f in extract(reading_of("BX-14.md", text)).facts if f.relation is Relation.RECORDED]
    assert all(f.subject.name == "BX-14" for f in facts)
    return {
        (f.object.name, f.object.context.time, dict(f.object.details).get("value"), dict(f.object.details).get("unit"))
        for f in facts
    }


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The VCN was 1.4 copies/cell.", {("VCN", "", 1.4, "copies/cell")}),
        ("Viability on day 6 was 88.5 %, as planned by nobody.", {("Viability", "day 6", 88.5, "%")}),
        ("Doubling time of the culture, day 1 to day 4: 31.5 h.", {("Doubling time", "day 1 to day 4", 31.5, "h")}),
        ("The cells made 3.2 population doublings from day 1 to day 5.",
         {("population doublings", "day 1 to day 5", 3.2, None)}),
        ("At harvest the viability was 93 %.", {("viability", "harvest", 93.0, "%")}),
        ("The viability was 93 % on day 4.", {("viability", "day 4", 93.0, "%")}),
        ("After the third wash the viability was 93 %.", set()),
        ("The limit of viability was 70 %.", set()),
        ("Viability was at least 80 %.", set()),
        ("Viability was not 80 %.", set()),
        ("Viability was expected to be 80 %.", set()),
        ("In run BX-13 the viability was 71 %.", set()),
        ("The mean viability was 90 %.", set()),
        ("Viability was 88 to 94 % on all days.", set()),
        ("Viability should have been 95 %.", set()),
        ("Viability was lower.", set()),
        ("Viability was 12 flurbs.", set()),
    ],
)  # fmt: skip
def test_sentences(sentence: str, expected: set[tuple[str, str, object, object]]) -> None:
    assert recorded(sentence) == expected


def test_no_result_outside_of_a_record() -> None:
    text = (
        "# WI-7 Harvest\n\nDocument number: WI-7\n\nDocument type: SOP\n\n## Procedure\n\n1. The viability was 91 %.\n"
    )
    assert not [f for f in extract(reading_of("x.md", text)).facts if f.relation is Relation.RECORDED]
