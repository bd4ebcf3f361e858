"""Conditions of a step in its text, and the published protocols against the published baseline."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.wlp import baseline, scores
from graph.spans import SpanKind, find_spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            "Spin at 300 x g for 5-10 min at 4 °C.",
            [("Speed", "300 x g"), ("Time", "5-10 min"), ("Temperature", "4 °C")],
        ),
        (
            "Incubate overnight at room temperature.",
            [("Time", "overnight"), ("Temperature", "room temperature")],
        ),
        ("Centrifuge at 12,000 g for one hour", [("Speed", "12,000 g"), ("Time", "one hour")]),
        ("Weigh 500 g of flour", []),
        ("Dilute 1:100 in 70% ethanol", [("Concentration", "1:100"), ("Concentration", "70%")]),
        ("Wash 2x with 1X PBS", [("Concentration", "1X")]),
        ("Keep on ice at maximum speed", [("Surroundings", "on ice"), ("Speed", "maximum speed")]),
        ("Seed at 1 x 108 cells/ml", [("Concentration", "1 x 108 cells/ml")]),
        ("Add 100 µl per well of medium", []),
        ("at least 5 mg/mL", [("Concentration", "5 mg/mL")]),
        ("once a day at RT", [("Temperature", "RT")]),
    ],
)
def test_spans_of_a_sentence(text: str, spans: list[tuple[str, str]]) -> None:
    assert [(s.kind.value, text[s.start : s.end]) for s in find_spans(text)] == spans


def test_a_place_without_a_number_that_can_be_trusted_has_no_quantity() -> None:
    [lost] = find_spans("Seed at 1 x 108 cells/ml")
    assert lost.quantity is None


@pytest.mark.parametrize("part", ["train_data", "dev_data"])
def test_published_protocols_are_read_at_least_as_well_as_the_baseline(corpora: Path, part: str) -> None:
    folder = corpora / "wlp"
    least = baseline(folder)
    found = scores(folder, part)
    assert set(least) == set(found) == set(SpanKind) - {SpanKind.SURROUNDINGS}
    assert {kind: round(s.f1, 1) for kind, s in found.items() if s.f1 < least[kind]} == {}
    assert all(score.annotated > 100 for score in found.values())
