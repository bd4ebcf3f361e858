"""Documents of another site, in other words and layouts: the facts were written down before they were read."""

from __future__ import annotations

import pytest

from graph.extract import extract
from graph.process import Extraction, Fact
from graph.schema import Relation
from tests.graph.readings import reading_of

PROTOCOL = """\
# BXP-0310 Production of AAV9-GFP (ABX-9)

| Field | Entry |
|---|---|
| Document no. | PRO-0310 |
| Document type | Protocol |
| Revision | 4 |
| Replaces | PRO-0310 rev. 3 |
| Product | ABX-9 |

## 1. Scope
This protocol governs the upstream and downstream processing of the vector.

## 2. Seed train
1. Thaw one vial of the cell bank.
2. Passage every third day.

## 3. Transient transfection (day 4)
1. Prepare the complex of DNA and PEI.
2. Add the complex within 15 min.
   1. Stir at 90 rpm.
   2. Do not stop the stirrer.

Table A: Settings

| Process Parameter | Target | Operating Range | | Proven Range | | UoM | Criticality |
|---|---|---|---|---|---|---|---|
| | | Min | Max | Min | Max | | |
| Viable cell density at transfection | 2.0 | 1.8 | 2.2 | 1.5 | 2.5 | × 10⁶ cells/mL | CPP |
| DNA per cell | 0.8 | 0.7 | 0.9 | 0.5 | 1.2 | pg/cell | CPP |
| Harvest time | 72 | 70 | 74 | 66 | 80 | flurbs | non-CPP |

## 4. Affinity chromatography
1. Equilibrate the column.
2. Load the clarified harvest.

| Variable (unit) | Setpoint | NOR (low) | NOR (high) | Proven acceptable range |
|---|---|---|---|---|
| Column load (vg/mL) | 1e13 | 8e12 | 1.2e13 | ≤ 2e13 |
| Elution pH | 2.5 | 2.4 | 2.6 | 2.3 - 2.7 |

## 5. Revision history

| Rev. | Parameter | Proven Range | Change |
|---|---|---|---|
| 3 | DNA per cell | 0.1 to 5.0 | widened |
"""

SPECIFICATION = """\
<html><head><title>SPEC-0077 Drug substance ABX-9</title></head><body>
<h1>SPEC-0077 Release specification ABX-9</h1>
<p>Document number: SPEC-0077</p><p>Revision: 2</p><p>Document type: Specification</p>
<table><caption>Release tests</caption>
<tr><th>Test</th><th>Analytical procedure</th><th>Lower limit</th><th>Upper limit</th><th>Units</th>
<th>Sampling point</th></tr>
<tr><td>Genome titre (ddPCR)</td><td>ATM-011</td><td>1.0 × 10^13</td><td></td><td>vg/mL</td><td>Drug substance</td></tr>
<tr><td>Full capsids</td><td>ATM-015</td><td>70</td><td>100</td><td>%</td><td>Drug substance</td></tr>
<tr><td>Residual HCP</td><td>ATM-020</td><td>n/a</td><td>100</td><td>ng/mL</td><td>Eluate</td></tr>
</table></body></html>
"""

STUDY = """\
# CSR-021 Characterisation of transfection

| Document number | CSR-021 |
|---|---|
| Document type | Study report |

## 2 Design

| Factor | -1 | 0 | +1 | Units |
|---|---|---|---|---|
| DNA amount | 0.5 | 0.8 | 1.1 | pg/cell |
| PEI:DNA ratio | 1.0 | 1.5 | 2.0 | w/w |

## 3 Findings
Table 2: Coefficient estimates

| Term | Genome titre (vg/mL) | p-value | Full capsid fraction (%) | p-value |
|---|---|---|---|---|
| Intercept | 2.1e13 | <0.0001 | 41 | <0.0001 |
| DNA amount | +3.2e12 | 0.002 | -4.1 | 0.03 |
| PEI:DNA ratio | -0.4e12 | 0.41 | n.s. | 0.8 |
| DNA amount*PEI:DNA ratio | 1.0e12 | 0.01 | 1.2 | 0.04 |

Increasing the DNA amount reduced the full capsid fraction by 4.1 % (p = 0.03).
The PEI:DNA ratio did not affect the genome titre. A higher DNA amount might lower the purity.
The proposed PAR for the DNA amount is 0.6 to 1.0 pg/cell.
"""

GERMAN = """\
Document number: SOP-301
Title: Perfusion culture of T cells
Version: 7

1 Zweck
Kultivierung.

Tabelle 1. Prozessparameter

Parameter | Sollwert | Betriebsbereich | Akzeptabler Bereich | Einheit
Temperatur | 37,0 | 36,8–37,2 | 36,5–37,5 | °C
Rührgeschwindigkeit | 120 | 110–130 | 100–140 | rpm
"""

PROSE = """\
# SOP-410 Cryopreservation of CAR-T cells

Document number: SOP-410

Version: 3

## Purpose
To freeze cells. The viability must be at least 70 % at thaw.

## Procedure
Step 1: Cool the medium.

Step 2: Add the cryoprotectant. The DMSO contact time must not exceed 30 min.

Step 3: Freeze at 1 °C/min.

## Notes
The viability shall be ≥ 80 %. The hold time was at most 4 h in earlier versions.
Total nucleated cells (TNC) are counted. The fill volume is proposed to be between 10 and 20 mL.
The old cooling rate of at most 5 °C/min no longer applies. Viability is not a CPP.
"""


def _limits(extraction: Extraction) -> set[tuple[object, ...]]:
    return {
        (f.subject.name, d["kind"], d.get("low"), d.get("high"), d.get("unit", ""))
        for f in extraction.facts
        if f.relation is Relation.LIMITED_BY
        for d in [dict(f.object.details)]
    }


def _of(extraction: Extraction, relation: Relation) -> list[Fact]:
    return [f for f in extraction.facts if f.relation is relation]


def _effects(extraction: Extraction, basis: str) -> set[tuple[object, ...]]:
    return {
        (f.subject.name, f.object.name, given["direction"])
        for f in _of(extraction, Relation.AFFECTS)
        for given in [dict(f.properties)]
        if given["basis"] == basis
    }


def test_limits_split_in_columns_below_two_headers() -> None:
    read = extract(reading_of("PRO-0310.md", PROTOCOL))
    assert _limits(read) == {
        ("Viable cell density at transfection", "NOR", 1.8e6, 2.2e6, "cells/mL"),
        ("Viable cell density at transfection", "PAR", 1.5e6, 2.5e6, "cells/mL"),
        ("DNA per cell", "NOR", 0.7, 0.9, "pg/cell"),
        ("DNA per cell", "PAR", 0.5, 1.2, "pg/cell"),
        ("Column load", "NOR", 8e12, 1.2e13, "vg/mL"),
        ("Column load", "PAR", None, 2e13, "vg/mL"),
        ("Elution pH", "NOR", 2.4, 2.6, ""),
        ("Elution pH", "PAR", 2.3, 2.7, ""),
    }
    assert any("flurbs" in unread.what for unread in read.unread)


def test_a_protocol_has_its_operations_steps_product_and_predecessor() -> None:
    read = extract(reading_of("PRO-0310.md", PROTOCOL))
    operations = [(f.object.name, dict(f.properties).get("when")) for f in _of(read, Relation.HAS_OPERATION)]
    assert operations == [("Seed train", None), ("Transient transfection", "day 4"), ("Affinity chromatography", None)]
    assert {f.object.name for f in _of(read, Relation.MAKES)} == {"ABX-9"}
    assert [(f.subject.name, f.object.name) for f in _of(read, Relation.SUPERSEDES)] == [("PRO-0310 v4", "PRO-0310 v3")]
    steps = [f.object.name for f in _of(read, Relation.HAS_STEP) if f.subject.name == "Transient transfection"]
    assert steps[0].startswith("Prepare") and steps[-1].startswith("Do not stop") and len(steps) == 4
    parameter = next(f for f in _of(read, Relation.HAS_PARAMETER) if f.object.name == "DNA per cell")
    assert parameter.subject.name == "Transient transfection"
    assert dict(parameter.properties) == {"class": "CPP", "set_point": "0.8 pg/cell", "unit": "pg/cell"}


def test_tests_with_their_limits_methods_and_sampling_points() -> None:
    read = extract(reading_of("SPEC-0077.html", SPECIFICATION))
    assert _limits(read) == {
        ("Genome titre (ddPCR)", "spec", 1e13, None, "vg/mL"),
        ("Full capsids", "spec", 70.0, 100.0, "%"),
        ("Residual HCP", "spec", None, 100.0, "ng/mL"),
    }
    assert {(f.subject.name, f.object.name) for f in _of(read, Relation.MEASURED_BY)} == {
        ("Genome titre (ddPCR)", "ATM-011"),
        ("Full capsids", "ATM-015"),
        ("Residual HCP", "ATM-020"),
    }
    assert {f.subject.context.time for f in _of(read, Relation.LIMITED_BY)} == {"Drug substance", "Eluate"}
    assert {f.subject.context.product for f in _of(read, Relation.LIMITED_BY)} == {"ABX-9"}


def test_effects_with_the_responses_in_columns() -> None:
    read = extract(reading_of("CSR-021.md", STUDY))
    assert _effects(read, "table") == {
        ("DNA amount", "Genome titre", "increases"),
        ("DNA amount", "Full capsid fraction", "decreases"),
        ("PEI:DNA ratio", "Genome titre", "none"),
        ("PEI:DNA ratio", "Full capsid fraction", "none"),
    }
    varied = {
        (f.object.name, dict(f.properties)["low"], dict(f.properties)["high"]) for f in _of(read, Relation.VARIED)
    }
    assert ("DNA amount", 0.5, 1.1) in varied
    assert not _of(read, Relation.LIMITED_BY)


def test_effects_in_sentences_and_none_that_are_supposed() -> None:
    read = extract(reading_of("CSR-021.md", STUDY))
    assert _effects(read, "prose") == {
        ("DNA amount", "full capsid fraction", "decreases"),
        ("PEI:DNA ratio", "genome titre", "none"),
    }


def test_decimal_commas_and_german_headers() -> None:
    assert _limits(extract(reading_of("SOP-301.txt", GERMAN))) == {
        ("Temperatur", "NOR", 36.8, 37.2, "°C"),
        ("Temperatur", "PAR", 36.5, 37.5, "°C"),
        ("Rührgeschwindigkeit", "NOR", 110.0, 130.0, "rpm"),
        ("Rührgeschwindigkeit", "PAR", 100.0, 140.0, "rpm"),
    }


def test_limits_in_sentences_and_none_that_are_not_in_force() -> None:
    read = extract(reading_of("SOP-410.md", PROSE))
    assert _limits(read) == {
        ("viability", "spec", 70.0, None, "%"),
        ("DMSO contact time", "spec", None, 30.0, "min"),
        ("viability", "spec", 80.0, None, "%"),
    }
    assert [f.object.name[:8] for f in _of(read, Relation.HAS_STEP)] == ["Cool the", "Add the ", "Freeze a"]
    assert [(d.short, d.long) for d in read.definitions] == [("TNC", "Total nucleated cells")]


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("Raising the MOI increased the viability.", "increases"),
        ("A lower MOI led to a higher viability.", "decreases"),
        ("The viability fell with increasing MOI.", "decreases"),
        ("The viability was reduced by a higher MOI.", "decreases"),
        ("The MOI had no significant effect on the viability.", "none"),
        ("MOI correlates inversely with viability.", "decreases"),
        ("The viability was not affected by the MOI.", "none"),
        ("The MOI raised the viability by 2 % (p = 0.4).", "none"),
        ("The MOI may have lowered the viability.", None),
        ("The MOI did not lower the viability at all temperatures.", None),
        ("The ratio of MOI and seeding density raised the viability.", None),
        ("Whether the MOI lowered the viability is open.", None),
    ],
)
def test_the_direction_of_an_effect(sentence: str, direction: str | None) -> None:
    read = extract(
        reading_of("CSR-9.md", f"# CSR-9 Study of transduction\n\nDocument type: Study\n\n## Results\n\n{sentence}\n")
    )
    found = [dict(f.properties)["direction"] for f in _of(read, Relation.AFFECTS)]
    assert found == ([direction] if direction else [])


@pytest.mark.parametrize(
    ("title", "operation"),
    [
        ("Lentiviral transduction of T cells", "Lentiviral transduction"),
        ("Isolation of PBMC", "Isolation of PBMC"),
        ("Passage and seeding of iPSC", "Passage and seeding"),
    ],
)
def test_an_sop_is_of_the_operation_that_its_title_names(title: str, operation: str) -> None:
    read = extract(
        reading_of("SOP-7.txt", f"Document number: SOP-7\nTitle: {title}\n\n1 Procedure\n1.1 Mix the cells.\n")
    )
    assert [f.object.name for f in _of(read, Relation.DESCRIBES)] == [operation]
