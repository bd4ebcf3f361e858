"""Which operations a protocol describes."""

from __future__ import annotations

from graph.extract import extract
from graph.schema import Label, Relation
from tests.graph.readings import reading_of

TEXT = """# PRO-5 Production of ABX-9

Document number: PRO-5

Document type: {kind}

## 1 Scope
The manufacture of ABX-9.

## 2 Thawing of cells
1. Thaw.

## 3 Expansion (day 1 to 5)
1. Feed.

## 4 References
1. SOP-1

## 5 Version history
Expansion was longer.
"""


def described(kind: str) -> dict[str, str]:
    """The operations that the document describes, each with the line it was read from."""
    reading = reading_of("pro-5.md", TEXT.format(kind=kind))
    return {
        fact.object.name: reading.canonical.text[fact.evidence.start : fact.evidence.end]
        for fact in extract(reading).facts
        if fact.relation is Relation.DESCRIBES and fact.object.label is Label.UNIT_OPERATION
    }


def test_a_protocol_describes_the_operations_of_its_sections_and_no_others() -> None:
    assert described("Protocol") == {"Thawing of cells": "2 Thawing of cells", "Expansion": "3 Expansion (day 1 to 5)"}


def test_a_study_describes_no_operation() -> None:
    assert described("Study report") == {}
