"""Risk tables: effects that people suspect, with the direction that two words give."""

from __future__ import annotations

import pytest

from graph.extraction.failure_words import Turned, direction_alone, turned
from graph.extraction.place import place_of
from graph.extraction.risk import BASIS, read_risks
from graph.process import Fact
from tests.graph.readings import reading_of

HEAD = "# Risk assessment of the AAV process\n\n"


def facts(table: str) -> list[Fact]:
    reading = reading_of("RA-9_risk_assessment.md", HEAD + table)
    return list(read_risks(reading, place_of(reading)))


def said(table: str) -> list[tuple[str, str, str]]:
    return [(f.subject.name, f.object.name, str(dict(f.properties)["direction"])) for f in facts(table)]


def table(
    *rows: str, head: str = "Process step | Potential failure mode | Potential effect(s) of failure | SEV | RPN"
) -> str:
    width = head.count("|") + 1
    return "\n".join(f"| {line} |" for line in (head, " | ".join(["---"] * width), *rows)) + "\n"


@pytest.mark.parametrize(
    ("failure", "effect", "expected"),
    [
        ("Seeding density too low", "confluence low", ("Seeding density", "confluence", "increases")),
        ("Low seeding density", "reduced cell recovery", ("seeding density", "cell recovery", "increases")),
        ("Thaw time too long", "loss of viability", ("Thaw time", "viability", "decreases")),
        ("Stirring speed exceeded", "Viability drops", ("Stirring speed", "Viability", "decreases")),
        (
            "Excessive stirring speed",
            "elevated LDH, aggregate size below limit",
            ("stirring speed", "aggregate size", "decreases"),
        ),
        (
            "Insufficient vector volume",
            "functional titre below specification",
            ("vector volume", "functional titre", "increases"),
        ),
        ("MOI is above the upper limit", "VCN too high", ("MOI", "VCN", "increases")),
        ("DO below set point", "lactate elevated", ("DO", "lactate", "decreases")),
        ("Harvest time too late", "viability low", ("Harvest time", "viability", "decreases")),
    ],
)
def test_two_words_give_the_direction(failure: str, effect: str, expected: tuple[str, str, str]) -> None:
    assert said(table(f"Expansion | {failure} | {effect} | 7 | 90")) == [expected]


@pytest.mark.parametrize(
    ("failure", "effect"),
    [
        ("pH out of range", "viability low"),
        ("pH too high or too low", "viability low"),
        ("MOI not too high", "VCN above limit"),
        ("MOI too high", "VCN not above limit"),
        ("MOI too high", "VCN out of specification"),
        ("MOI too high", "VCN high or low"),
        ("MOI too high", "VCN high, VCN low"),
        ("MOI too high", "batch rejected"),
        ("Pump stops", "viability low"),
        ("Viability low", "VCN high"),
        ("MOI too high", "seeding density too low"),
        ("MOI and seeding density too high", "VCN high"),
        ("Wrong MOI", "VCN high"),
        ("", "VCN high"),
        ("MOI too high", ""),
        ("Operator too slow", "viability low"),
    ],
)
def test_what_is_unclear_is_left_out(failure: str, effect: str) -> None:
    assert said(table(f"Expansion | {failure} | {effect} | 7 | 90")) == []


def test_it_is_suspected_and_scores_are_no_facts() -> None:
    found = facts(table("Transduction | MOI too low | transduction efficiency low | 7 | 3"))
    assert [dict(f.properties) for f in found] == [{"direction": "increases", "basis": BASIS}]
    assert found[0].subject.context.operation == "Transduction"


def test_every_attribute_of_a_row() -> None:
    row = "Transduction | MOI too high | VCN above limit; viability low and cell recovery reduced | 9 | 100"
    assert said(table(row)) == [
        ("MOI", "VCN", "increases"),
        ("MOI", "viability", "decreases"),
        ("MOI", "cell recovery", "decreases"),
    ]


def test_parameter_and_guide_word_in_columns_of_their_own() -> None:
    head = "Parameter | Deviation | Consequences | Safeguards"
    rows = ("Rocking rate | Too high | viability low | alarm", "Rocking rate | No | glucose low | alarm")
    assert said(table(*rows, head=head)) == [("Rocking rate", "viability", "decreases")]


def test_other_tables_are_not_risk_tables() -> None:
    assert said(table("MOI | too high | VCN high", head="Factor | Level | Effect")) == []
    assert said(table("MOI too high | VCN high", head="Failure mode | Effect rating")) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Titre too low", Turned("Titre", False)),
        ("loss of titre", Turned("titre", False)),
        ("too high", None),
        ("high-throughput assay", None),
        ("overlay", None),
        ("x " * 200 + "too high", None),
    ],
)
def test_a_statement(text: str, read: Turned | None) -> None:
    assert turned(text) == read


@pytest.mark.parametrize(
    ("text", "up"), [("Too long", True), ("Less", False), ("below range", False), ("No", None), ("MOI high", None)]
)
def test_a_direction_alone(text: str, up: bool | None) -> None:
    assert direction_alone(text) is up
