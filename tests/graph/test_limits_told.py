"""Limits that instructions of several sites tell by what is done at them."""

from __future__ import annotations

import pytest

from graph.extract import extract
from graph.schema import Relation
from tests.graph.readings import reading_of

Limit = tuple[str, str, object, object]


def limits(sentence: str) -> set[Limit]:
    """Name, kind, low and high of each limit of a step."""
    text = f"# WI-7 Expansion\n\nDocument number: WI-7\n\nDocument type: SOP\n\n## Procedure\n\n1. {sentence}\n"
    facts = [f for f in extract(reading_of("x.md", text)).facts if f.relation is Relation.LIMITED_BY]
    found = [(f.subject.name, dict(f.object.details)) for f in facts]
    return {(name, str(d["kind"]), d.get("low"), d.get("high")) for name, d in found}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("If lactate exceeds 2.5 g/L, exchange the medium.", {("lactate", "action", None, 2.5)}),
        ("When the viability falls below 85 %, inform QA.", {("viability", "alert", 85.0, None)}),
        ("If the pH is above 7.4, lower the gas flow.", {("pH", "action", None, 7.4)}),
        ("Doubling time is monitored; above 30 h notify QA.", {("Doubling time", "alert", None, 30.0)}),
        ("On day 2 the layer must be at least 80 % confluent.", {("confluence", "spec", 80.0, None)}),
        ("Use cells at passage 12 to 30 only.", {("Passage number", "spec", 12.0, 30.0)}),
        ("Only use cells from passage 5-20.", {("Passage number", "spec", 5.0, 20.0)}),
        ("Do not use vials below 60 % viability.", {("viability", "spec", 60.0, None)}),
        ("Spike recovery must be 70 to 130 %.", {("Spike recovery", "spec", 70.0, 130.0)}),
        ("If lactate exceeded 2.5 g/L in the old process, exchange was proposed.", set()),
        ("If the display is above 2.5 g/L, inform QA.", set()),
        ("Cells at passage 12 to 30 grew well.", set()),
        ("Do not use rooms below 60 % occupancy.", set()),
        ("The rooms must be 3 to 5 m.", set()),
        ("If lactate is above 3 flurbs, inform QA.", set()),
    ],
)
def test_limits_told(sentence: str, expected: set[Limit]) -> None:
    assert limits(sentence) == expected
