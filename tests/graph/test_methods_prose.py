"""Methods of attributes in sentences and titles of several sites."""

from __future__ import annotations

import pytest

from graph.extract import extract
from graph.schema import Relation
from tests.graph.readings import reading_of


def measured(text: str) -> set[tuple[str, str]]:
    """Attribute and method of each MEASURED_BY."""
    facts = extract(reading_of("x.md", text)).facts
    return {(f.subject.name, f.object.name) for f in facts if f.relation is Relation.MEASURED_BY}


def in_step(step: str) -> set[tuple[str, str]]:
    """What one step of an expansion gives."""
    return measured(f"# WI-7 Expansion\n\nDocument number: WI-7\n\nDocument type: SOP\n\n## Procedure\n\n1. {step}\n")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("Sample for viability (ATM-014) and VCN (ATM-021).", {("viability", "ATM-014"), ("VCN", "ATM-021")}),
        ("Test endotoxin, mycoplasma and sterility (QCP-9001).",
         {("endotoxin", "QCP-9001"), ("mycoplasma", "QCP-9001"), ("sterility", "QCP-9001")}),
        ("Sample for CD45+ (TM-12).", {("CD45+", "TM-12")}),
        ("Determine viability by trypan blue.", {("viability", "trypan blue")}),
        ("CAR expression is measured by flow cytometry.", {("CAR expression", "flow cytometry")}),
        ("The viability must meet SPEC-004.", set()),
        ("Sample for viability (SPEC-004).", set()),
        ("Keep the viability high (WI-12).", set()),
        ("Viability is no longer measured by trypan blue.", set()),
        ("Viability was measured by trypan blue.", set()),
        ("Wash by flow cytometry buffer and record viability.", set()),
    ],
)  # fmt: skip
def test_sentences(step: str, expected: set[tuple[str, str]]) -> None:
    assert in_step(step) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Determination of endotoxin", {("endotoxin", "ATM-5")}),
        ("Osmolality", {("Osmolality", "ATM-5")}),
        ("p24 concentration by ELISA", {("p24 concentration", "ATM-5"), ("p24 concentration", "ELISA")}),
        ("Expansion of T cells", set()),
        ("Viability of the supplier", set()),
        ("Flow cytometry of drug product", set()),
    ],
)
def test_titles(title: str, expected: set[tuple[str, str]]) -> None:
    text = f"# {title}\n\nDocument number: ATM-5\n\nTitle: {title}\n\nDocument type: SOP\n\n## Procedure\n\n1. Mix.\n"
    assert measured(text) == expected
