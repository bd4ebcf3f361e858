"""Records no one would write: no exception, and time in proportion to their size."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract import extract
from graph.extraction.reading import Reading
from graph.process import Extraction
from graph.vocabulary import load_vocabulary
from retrieval.canonical import canonicalise
from retrieval.documents import Block, BlockKind, DocumentKind, Entry, Identity, ReadReport, Table

LONG = [
    "1," * 2_500,
    "9" * 5_000,
    "(" * 5_000,
    "a_" * 2_500,
    "SOP-1 v" * 700,
    "≥ " * 2_500,
    "10^" * 1_600,
    " " * 5_000 + "x",
    "not less than " * 350,
    "no deviations " * 350,
    "A-" * 2_500,
    "DEV-1: " * 700,
    "root cause: " * 400,
    "day " * 1_200,
    '=HYPERLINK("http://x";"1")' * 200,
    "\u202e1,5\u200b" * 800,
    "½³⁴" * 1_500,
]
HEADERS = [
    ("Day", "Date", "Viability (%)", "Glucose (g/L)"),
    ("Parameter", "Value", "Unit", "Method"),
    ("Run", "Time (h)", "pH", "VCD"),
    ("Material", "Lot", "Expiry", "Run"),
    ("Deviation", "Run", "Description", "Root cause"),
    ("Time", "Device", "Action", "Value"),
    ("Number", "Version", "Title", ""),
    ("Signal", "D0", "D1", "D2"),
    ("Run", "CT-1", "Product", "X"),
    ("", "", "", ""),
]


def extracted(*blocks: Block) -> Extraction:
    canonical = canonicalise(blocks)
    identity = Identity(number="CT-1", kind=DocumentKind.RUN_REPORT)
    entry = Entry("0" * 64, "CT-1.csv", identity, "", ReadReport(1, 1, 1, len(canonical.text)), "")
    return extract(Reading(entry, canonical, load_vocabulary()))


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Block:
    return Block(BlockKind.TABLE, table=Table(header, tuple(rows)))


@pytest.mark.parametrize("header", HEADERS)
def test_long_cells(header: tuple[str, ...]) -> None:
    def cost(length: int) -> float:
        texts = [text[:length] for text in LONG]
        rows = [tuple(texts[(i + k) % len(texts)] for k in range(4)) for i in range(len(texts))]
        blocks = (table(header, rows), *(Block(BlockKind.PARAGRAPH, text=text) for text in texts))
        began = time.process_time()
        extracted(*blocks)
        return time.process_time() - began

    cost(100)
    assert cost(5_000) < 8 * cost(1_250) + 1  # four times the text; a pattern that runs away takes 16 times


@pytest.mark.parametrize("header", HEADERS)
def test_ten_thousand_rows_take_ten_times_a_thousand(header: tuple[str, ...]) -> None:
    def cost(count: int) -> float:
        rows = [(str(n), f"2025-01-{n % 28 + 1:02d}", f"{n % 97}.5", f"{n % 7},3") for n in range(count)]
        block = table(header, rows)
        began = time.process_time()
        extracted(block)
        return time.process_time() - began

    cost(100)
    assert cost(10_000) < 40 * cost(1_000) + 1


def test_a_trace_of_a_sensor_is_four_readings() -> None:
    rows = [(f"2025-01-01 {n // 60:02d}:{n % 60:02d}", f"{7.0 + (n % 50) / 100:.2f}") for n in range(1_000)]
    found = extracted(table(("Timestamp", "pH"), rows))
    values = [dict(f.object.details)["value"] for f in found.facts if f.relation == "RECORDED"]
    assert values == [7.0, 7.49, 7.49]  # the first is the lowest; the first highest; the last


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(HEADERS), min_size=1, max_size=2),
    st.lists(
        st.lists(
            st.one_of(
                st.text(max_size=30),
                st.sampled_from(
                    ["CT-1", "7,5", "1,234", "1.2.3", "<LOD", "±", "-", "n/a", "day", "10^6", "٣", "²", "1e999"]
                ),
            ),
            min_size=1,
            max_size=5,
        ),
        max_size=6,
    ),
    st.lists(st.text(max_size=60), max_size=4),
)
def test_no_content_raises(headers: list[tuple[str, ...]], rows: list[list[str]], lines: list[str]) -> None:
    blocks = [Block(BlockKind.PARAGRAPH, text=line) for line in lines]
    ragged = [tuple(row) for row in rows]
    found = extracted(*blocks, *(table(header, ragged) for header in headers))
    for fact in found.facts:
        assert fact.evidence.end > fact.evidence.start >= 0
        for _, value in fact.object.details:
            assert value == value  # no NaN
