"""Run records of another site, in other words, layouts and formats than the samples; expected facts by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from graph.extract import extract
from graph.extraction.reading import Reading
from graph.process import Extraction, Fact
from graph.vocabulary import load_vocabulary
from retrieval.canonical import canonicalise
from retrieval.documents import Entry, ReadReport
from retrieval.identity import identify
from retrieval.loaders import load

HERE = Path(__file__).resolve().parent / "second_site_runs"
PRODUCT = "HCT-7 allogeneic CAR-NK"


def read(name: str, data: bytes | None = None) -> tuple[Reading, Extraction]:
    data = (HERE / name).read_bytes() if data is None else data
    loaded = load(name, data)
    canonical = canonicalise(loaded.blocks)
    digest = hashlib.sha256(data).hexdigest()
    entry = Entry(digest, name, identify(name, loaded), "", ReadReport(1, 1, 1, len(canonical.text)), "")
    reading = Reading(entry, canonical, load_vocabulary())
    return reading, extract(reading)


def said(fact: Fact) -> tuple[str, str, str, dict[str, object]]:
    return fact.relation.value, fact.subject.name, fact.object.name, dict(fact.properties)


def without_measurements(found: Extraction) -> list[tuple[str, str, str, dict[str, object]]]:
    return [said(f) for f in found.facts if f.relation not in ("RECORDED", "OF")]


def measured(found: Extraction) -> list[tuple[str, str, str, object, object]]:
    """Run, name, time, value (or low and high), unit of each recorded measurement."""
    rows: list[tuple[str, str, str, object, object]] = []
    for fact in found.facts:
        if fact.relation == "RECORDED":
            held = dict(fact.object.details)
            ends = (held.get("low"), held.get("high"))
            value = held.get("value", ends if any(e is not None for e in ends) else held["text"])
            rows.append((fact.subject.name, fact.object.name, fact.object.context.time, value, held.get("unit", "")))
    return rows


def same(found: Sequence[tuple[object, ...]], expected: Sequence[tuple[object, ...]]) -> None:
    assert sorted(map(_shown, found)) == sorted(map(_shown, expected))


def _shown(row: tuple[object, ...]) -> str:
    return repr([sorted(part.items()) if isinstance(part, dict) else part for part in row])


def test_key_lines_and_a_deviation_told_in_words() -> None:
    _, found = read("NKX-2309_batch_summary.txt")
    run = "NKX-2309"
    same(
        without_measurements(found),
        [
            ("DESCRIBES", "NKX-2309", run, {}),
            ("MADE", run, PRODUCT, {"started": "2025-09-05", "ended": "2025-09-19"}),
            ("OF_DONOR", run, "D-0417", {}),
            ("FOLLOWED", run, "WI-220 v4", {"version": "4"}),
            ("FOLLOWED", run, "MBR-12 v3", {"version": "3"}),
            ("FOLLOWED", run, "SOP-118 v2", {"version": "2"}),
            ("USED", run, "BR-03", {}),
            ("USED", run, "IN-12", {}),
            ("CONSUMED", run, "LVV-55", {}),
            ("LOT_OF", "LVV-55", "Vector", {}),
            (
                "HAD",
                run,
                "NC-41",
                {
                    "class": "major",
                    "description": "Temperature 38.6 °C on day 3 in IN-12",
                    "root_cause": "The door was left open.",
                    "capa": "Door alarm installed.",
                },
            ),
            ("CONCERNS", "NC-41", "Temperature", {}),
            ("CONCERNS", "NC-41", "IN-12", {}),
        ],
    )


def test_decimal_commas_and_days_in_german() -> None:
    _, found = read("NKX-2309_Verlauf.csv")
    run = "NKX-2309"
    same(
        measured(found),
        [
            (run, "Lebendzelldichte", "day 0", 520_000.0, "/mL"),
            (run, "Lebendzelldichte", "day 3", 1_234_000.0, "/mL"),
            (run, "Lebendzelldichte", "day 7", 4_080_000.0, "/mL"),
            (run, "Vitalität", "day 0", 95.1, "%"),
            (run, "Vitalität", "day 3", 93.0, "%"),
            (run, "Vitalität", "day 7", 91.7, "%"),
            (run, "Glukose", "day 0", 4.5, "g/L"),
            (run, "Glukose", "day 7", 2.1, "g/L"),
        ],
    )
    at = {dict(f.properties)["at"] for f in found.facts if f.relation == "RECORDED"}
    assert at == {"2025-09-05", "2025-09-08", "2025-09-12"}


def test_one_analyte_a_row_of_several_runs() -> None:
    _, found = read("daily_samples_september.csv")
    same(
        measured(found),
        [
            ("NKX-2310", "Viability", "0 h", 96.4, "%"),
            ("NKX-2310", "VCD", "0 h", 500_000.0, "cells/mL"),
            ("NKX-2310", "Viability", "72 h", 94.1, "%"),
            ("NKX-2310", "VCD", "72 h", 1_850_000.0, "cells/mL"),
            ("NKX-2311", "Glucose", "72 h", (None, 0.2), "g/L"),
            ("NKX-2311", "Turbidity", "72 h", "12 zorks", ""),
        ],
    )
    assert ["zorks" in unread.what for unread in found.unread] == [True]
    labels = {f.object.name: f.object.label.value for f in found.facts if f.relation == "OF"}
    assert labels["Viability"] == labels["VCD"] == labels["Glucose"] == "Attribute"


def test_days_in_columns_pairs_in_rows_and_equipment_as_a_list() -> None:
    _, found = read("NKX-2312_report.md")
    run = "NKX-2312"
    same(
        without_measurements(found),
        [
            ("DESCRIBES", "NKX-2312", run, {}),
            # 13/10/2025 can only have the day first, which says how 03/11/2025 is meant
            ("MADE", run, PRODUCT, {"started": "2025-10-13", "ended": "2025-11-03"}),
            ("OF_DONOR", run, "D-0422", {}),
            ("FOLLOWED", run, "SOP-118 v3", {"version": "3"}),
            ("FOLLOWED", run, "WI-220", {}),
            ("USED", run, "BR-04", {}),
            ("USED", run, "CRF-02", {}),
        ],
    )
    same(
        measured(found),
        [
            (run, "Temperature", "day 0", 37.0, "°C"),
            (run, "Temperature", "day 3", 36.8, "°C"),
            (run, "Temperature", "day 7", 37.1, "°C"),
            (run, "Viable cell density", "day 0", 510_000.0, "/mL"),
            (run, "Viable cell density", "day 3", 1_300_000.0, "/mL"),
        ],
    )


def test_keys_of_json() -> None:
    _, found = read("NKX-2313.json")
    run = "NKX-2313"
    same(
        without_measurements(found),
        [
            ("DESCRIBES", "NKX-2313", run, {}),
            ("MADE", run, PRODUCT, {"started": "2025-11-03"}),
            ("OF_DONOR", run, "D-0430", {}),
            ("FOLLOWED", run, "SOP-118 v3", {"version": "3"}),
            ("FOLLOWED", run, "WI-220 v5", {"version": "5"}),
            ("CONSUMED", run, "C7781", {}),
            ("LOT_OF", "C7781", "IL-15", {"expiry": "2026-08-31", "vendor": "Orrin Bio"}),
        ],
    )
    same(
        measured(found),
        [
            (run, "Endotoxin", "Final product", (None, 0.1), "EU/mL"),
            (run, "Viability", "Harvest", 88.5, "%"),
            (run, "Mycoplasma", "Harvest", "Negative", ""),
        ],
    )
    methods = {f.object.name: f.object.context.method for f in found.facts if f.relation == "RECORDED"}
    assert methods == {"Endotoxin": "TM-09", "Viability": "TM-02", "Mycoplasma": "TM-11"}


def test_a_register_of_events_of_runs_and_equipment() -> None:
    _, found = read("event_register.md")
    same(
        without_measurements(found),
        [
            (
                "HAD",
                "NKX-2312",
                "EV-17",
                {
                    "class": "Minor",
                    "opened": "2025-10-22",
                    "description": "Viability 68 % at thaw.",
                    "root_cause": "Vial was thawed twice.",
                    "capa": "Retraining.",
                },
            ),
            ("CONCERNS", "EV-17", "Viability", {}),
            ("CONCERNS", "EV-18", "INC-12", {}),
        ],
    )


def test_one_run_a_row() -> None:
    _, found = read("campaign_overview.csv")
    same(
        without_measurements(found),
        [
            ("MADE", "NKX-2309", PRODUCT, {"started": "2025-09-05", "ended": "2025-09-19"}),
            ("OF_DONOR", "NKX-2309", "D-0417", {}),
            ("FOLLOWED", "NKX-2309", "SOP-118 v2", {"version": "2"}),
            ("FOLLOWED", "NKX-2309", "WI-220 v4", {"version": "4"}),
            ("USED", "NKX-2309", "BR-03", {}),
            ("MADE", "NKX-2310", PRODUCT, {"started": "2025-09-22"}),
            ("FOLLOWED", "NKX-2310", "SOP-118 v3", {"version": "3"}),
        ],
    )
    assert measured(found) == []


@pytest.mark.parametrize("name", sorted(p.name for p in HERE.iterdir()))
def test_every_fact_is_read_where_its_evidence_points(name: str) -> None:
    reading, found = read(name)
    for fact in found.facts:
        quote = reading.canonical.text[fact.evidence.start : fact.evidence.end]
        held = dict(fact.object.details)
        if "text" in held:
            assert str(held["text"]).split()[0] in quote
            start = int(str(held["place"]).partition(":")[2])
            assert reading.canonical.text[start:].startswith(str(held["text"]).split()[0])
        elif fact.relation not in ("DESCRIBES", "OF"):
            assert fact.object.name.split(" v")[0] in quote


def test_front_matter_is_a_header() -> None:
    text = (
        b"---\nrun: CT-9\nproduct: P-1\ndonor_code: DN-7\ndocuments_followed:\n"
        b"  - SOP-127 v4\n  - SOP-021 v2\n---\n# Run\n"
    )
    _, found = read("CT-9.md", text)
    assert {said(fact)[:3] for fact in found.facts} == {
        ("DESCRIBES", "CT-9", "CT-9"),
        ("MADE", "CT-9", "P-1"),
        ("OF_DONOR", "CT-9", "DN-7"),
        ("FOLLOWED", "CT-9", "SOP-127 v4"),
        ("FOLLOWED", "CT-9", "SOP-021 v2"),
    }


def test_instructions_name_no_runs() -> None:
    text = b"SOP-5 Filling\n\nDocument: SOP-5\nVersion: 2\n\nRun: CT-9\nEquipment: RB-01\n"
    _, found = read("SOP-5_v2.txt", text)
    assert {(fact.relation, fact.object.label) for fact in found.facts} <= {("DESCRIBES", "UnitOperation")}
