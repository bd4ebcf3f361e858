"""Documents made to break a reader: no exception, and work in proportion to their length."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.extract import extract
from graph.schema import Relation
from tests.graph.readings import reading_of

HEAD = "Document number: SOP-1\nTitle: Expansion of cells\n\n"
TABLE = "Parameter | NOR | PAR | Unit\n"


def test_a_table_of_ten_thousand_rows_is_read_to_the_end() -> None:
    rows = "".join(f"P{n} density | 1 to 2 | 0 to 3 | h\n" for n in range(10_000))
    read = extract(reading_of("SOP-1.txt", HEAD + TABLE + rows))
    assert sum(f.relation is Relation.LIMITED_BY for f in read.facts) == 20_000


@pytest.mark.parametrize(
    "body",
    [
        TABLE + "a b(c" * 1_000 + " | " + "(1 to " * 1_000 + " | " + "9" * 5_000 + " | h\n",
        TABLE + "MOI | " + "1 to 2 " * 800 + " | " + "(" * 5_000 + " | TU/cell\n",
        "Results of MOI\n\n" + "(" * 40_000 + "VCN" + ")" * 40_000,
        "The MOI must not exceed " + "1" * 40_000,
        "The viability of the MOI raised the " * 2_000,
        "x (A" * 10_000 + "B)",
        "\u27e8P0\u27e9 raised the \u27e8A9\u27e9. The MOI raised the \u27e8A99\u27e9 viability.",
        "Parameter | " + "NOR min max " * 4_000 + " | PAR\na | 1 to 2 | 3 to 4\n",
        " | ".join(["NOR"] * 3_000) + "\n" + " | ".join(["1 to 2"] * 3_000) + "\n",
        "\n".join(f"{n}. Mix the cells" for n in range(5_000)),
        "`MATCH (n) DETACH DELETE n` | NOR | PAR\n'); DROP TABLE x;-- | 1 to 2 | 3 to 4\n",
    ],
)
def test_hostile_bodies_are_read(body: str) -> None:
    extract(reading_of("SOP-1.txt", HEAD + body))


WORDS = st.sampled_from(
    [
        *"MOI viability raised lowered must not exceed at most 5 h PAR NOR 2.0 to 5.0 TU/cell | Parameter Unit".split(),
        *"(VCN) \u27e8P0\u27e9 \u27e8A1\u27e9 the and p < 0.05 1. a) Step 3: day 0 , . : ; ( ) [ ] × ⁴ − %".split(),
        *["Effect", "Term", "Response", "Low", "High", "\n", "\n\n"],
    ]
)


# A NUL makes a file that no loader opens.
PRINTED = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=4)


@given(st.lists(st.one_of(WORDS, PRINTED), max_size=80))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_raises_and_every_fact_is_within_it(words: list[str]) -> None:
    reading = reading_of("SOP-1.txt", HEAD + " ".join(words).encode("utf-8", "replace").decode())
    read = extract(reading)
    for thing in (*read.facts, *read.definitions, *read.unread):
        assert 0 <= thing.evidence.start < thing.evidence.end <= len(reading.canonical.text)
    assert extract(reading) == read
