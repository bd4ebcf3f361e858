"""What operations use, in the words of several sites: lists, tables, overviews and steps."""

from __future__ import annotations

import pytest

from graph.extract import extract
from graph.process import Fact
from graph.schema import Label, Relation
from tests.graph.readings import reading_of

HEAD = "# WI-311 Harvest of adherent cells\n\nDocument number: WI-311\n\nDocument type: SOP\n\n"
M, E = "material", "equipment"


def uses(text: str) -> list[Fact]:
    """The USES facts of a document."""
    return [fact for fact in extract(reading_of("wi-311.md", text)).facts if fact.relation is Relation.USES]


def things(text: str) -> set[tuple[str, str]]:
    """Label and name of everything used."""
    return {(M if fact.object.label is Label.MATERIAL else E, fact.object.name) for fact in uses(text)}


def in_list(heading: str, *items: str) -> set[tuple[str, str]]:
    """What a list under a heading gives."""
    return things(
        HEAD + f"## 2 {heading}\n\n" + "".join(f"- {item}\n" for item in items) + "\n## 3 Procedure\n\n1. Go.\n"
    )


def in_step(step: str) -> set[tuple[str, str]]:
    """What one step gives."""
    return things(HEAD + f"## 3 Procedure\n\n1. {step}\n2. Close the door.\n")


@pytest.mark.parametrize(
    ("heading", "item", "expected"),
    [
        ("Reagents", "Accutase (RM-77), DPBS, trypan blue dye", {(M, "Accutase"), (M, "DPBS"), (M, "trypan blue dye")}),
        ("Reagents", "B-27, minus insulin", {(M, "B-27")}),
        ("Reagents", "DMSO, dimethyl sulfoxide", {(M, "DMSO")}),
        ("Reagents", "10 mM NaOH", {(M, "NaOH")}),
        ("Materials and equipment", "CEN-11 or CEN-12; BSC-04", {(E, "CEN-11"), (E, "CEN-12"), (E, "BSC-04")}),
        ("Equipment", "wall clock; heating block; SH-21", {(E, "wall clock"), (E, "heating block"), (E, "SH-21")}),
        ("Materials and equipment", "Flasks coated with vitronectin", {(M, "vitronectin")}),
        ("Materials and equipment", "RPMI 1640 with IL-2", {(M, "RPMI 1640"), (M, "IL-2")}),
        ("Equipment", "QC laboratory", set()),
        ("Equipment", "as listed in SOP-900", set()),
        ("Materials", "See WI-002 for the preparation.", set()),
        ("Version history", "EDTA replaces Accutase", set()),
        ("Safety", "DMSO is an irritant", set()),
    ],
)
def test_lists(heading: str, item: str, expected: set[tuple[str, str]]) -> None:
    assert in_list(heading, item) == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("Add Accutase and wait.", {(M, "Accutase")}),
        ("Wash twice with DPBS.", {(M, "DPBS")}),
        ("Resuspend in medium with 20 µM Y-27632.", {(M, "Y-27632")}),
        ("Day 3: 5 µM IWP4.", {(M, "IWP4")}),
        ("Add CD4 and CD8 beads.", {(M, "CD4 beads"), (M, "CD8 beads")}),
        ("Incubate in INC-21 at 37 °C.", {(E, "INC-21")}),
        ("Place the flask in the incubator.", {(E, "incubator")}),
        ("Pass through a 40 µm strainer.", {(E, "40 µm strainer")}),
        ("Do not add EDTA.", set()),
        ("Never wash with DPBS.", set()),
        ("Change to medium without Y-27632.", set()),
        ("Use cold water instead of DPBS.", set()),
        ("Remove the EDTA.", set()),
        ("Aspirate the DPBS.", set()),
        ("Record the EDTA incubation time.", set()),
        ("Adjust to the IL-2 concentration of Table 1.", set()),
        ("Check that no DMSO is left.", set()),
        ("If DMSO was added, inform QA.", set()),
        ("Incubate for 5 min.", set()),
        ("Handle according to SOP-033 and note DEV-21.", set()),
        ("Place in the tray described in VAL-05.", set()),
        ("Put the cells on a microscope slide.", set()),
        ("Stain with desired antibodies.", set()),
        ("Use of DMSO is not permitted.", set()),
        ("IL-7 may be used instead of IL-2.", set()),
        ("Keep EDTA away from the cells.", set()),
        ("Stain with viability dye.", {(M, "viability dye")}),
        ("Stop with 10 % serum replacement.", {(M, "serum replacement")}),
        ("Inspect under the microscope.", {(E, "microscope")}),
        ("Aspirate the EDTA, add DPBS.", {(M, "DPBS")}),
        ("The cells were previously detached with EDTA.", set()),
    ],
)
def test_steps(step: str, expected: set[tuple[str, str]]) -> None:
    assert in_step(step) == expected


def test_amounts_and_remarks() -> None:
    text = HEAD + "## 2 Reagents\n\n- EDTA 0.5 mM (RM-3)\n- Poloxamer 188, 10 mg/mL\n\n## 3 Procedure\n\n"
    found = {
        (fact.object.name, *(dict(fact.properties).get(name) for name in ("amount", "remark")))
        for fact in uses(text + "1. Add protamine sulfate to 8 µg/mL.\n2. Add 50 mL of DPBS.\n")
    }
    assert found == {
        ("EDTA", "0.5 mM", "RM-3"),
        ("Poloxamer 188", "10 mg/mL", None),
        ("protamine sulfate", "8 µg/mL", None),
        ("DPBS", "50 mL", None),
    }


def test_the_evidence_of_a_list_is_its_line_and_the_subject_is_the_operation() -> None:
    reading = reading_of("wi-311.md", HEAD + "## 2 Reagents\n\n- Accutase\n\n## 3 Procedure\n\n1. Go.\n")
    (fact,) = (fact for fact in extract(reading).facts if fact.relation is Relation.USES)
    assert "Accutase" in reading.canonical.text[fact.evidence.start : fact.evidence.end]
    assert fact.subject.label is Label.UNIT_OPERATION
    assert fact.subject.name == "Harvest"


def test_an_overview_names_the_equipment_of_each_operation() -> None:
    text = """# PRO-9 Production of ABX-9

Document number: PRO-9

Document type: Protocol

## Overview

| Stage | Unit operation | Equipment |
|---|---|---|
| 1 | Thaw | WB-02 |
| 2 | Expansion | BR-11 or BR-12 |
| 3 | Release | QC laboratory |
"""
    found = {(fact.subject.name, fact.object.name) for fact in uses(text)}
    assert found == {("Thaw", "WB-02"), ("Expansion", "BR-11"), ("Expansion", "BR-12")}
