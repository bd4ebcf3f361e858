"""What a question is read as: tables of questions as people type them, and no text that breaks the reader."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.answer_forms import Wanted, answer_form
from assistant.days import day_spoken_of
from assistant.question import ParsedQuestion, parse
from graph.quantities import Dimension
from graph.vocabulary import load_vocabulary
from retrieval.terms import fold

VOCABULARY = load_vocabulary()
ANY: frozenset[Dimension] = frozenset()


def read(question: str) -> ParsedQuestion:
    return parse(question, VOCABULARY)


@pytest.mark.parametrize(
    ("question", "identifiers", "versions"),
    [
        ("what does SOP-014 say about seeding?", ("sop-014",), ()),
        ("SOP-014 v2 seeding density range", ("sop-014",), ("2",)),
        ("sop-14 rev 3: seeding density", ("sop-14",), ("3",)),
        ("SOP-127 version 4.1, MOI", ("sop-127",), ("4.1",)),
        ("did Version 5 of SOP-127 change it", ("sop-127",), ("5",)),
        ("CT-118 and ct-112: vcn?", ("ct-118", "ct-112"), ()),
        ("CT-118, again CT-118", ("ct-118",), ()),
        ("dev-2025-017 root cause", ("dev-2025-017",), ()),
        ("what became of lot CS10-25C11 or LV-2291", ("lv-2291",), ()),
        ("SOP–014 with a dash that Word made", (), ()),
        ("IL-2 in the medium", (), ()),
        ("the v and the version", (), ()),
        ("", (), ()),
    ],
)
def test_identifiers_and_versions(question: str, identifiers: tuple[str, ...], versions: tuple[str, ...]) -> None:
    parsed = read(question)
    assert (parsed.identifiers, parsed.versions) == (identifiers, versions)


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("viability on day 5", (("day", "5"),)),
        ("VIABILITY ON DAY 05", (("day", "5"),)),
        ("glucose d3?", (("day", "3"),)),
        ("day-7 OCT4", (("day", "7"),)),
        ("days 0 and day 10", (("day", "0"), ("day", "10"))),
        ("lactate at hour 12", (("hour", "12"),)),
        ("week 2 karyotype", (("week", "2"),)),
        ("every day for 5 min", ()),
        ("CD3 on the cells", ()),
    ],
)
def test_time_points(question: str, points: tuple[tuple[str, str], ...]) -> None:
    assert read(question).time_points == points


@pytest.mark.parametrize("question", ["temperature on day −5", "temperature on day -5", "temperature on day – 5"])
def test_a_day_before_day_zero_is_not_the_day_after_it(question: str) -> None:
    assert ("day", "5") not in read(question).time_points


def test_a_negative_day_is_a_time_point() -> None:
    assert read("temperature on day −5").time_points == (("day", "-5"),)


@pytest.mark.parametrize(
    ("question", "quantities"),
    [
        ("how long may it be held at 37 °C?", [(37.0, 37.0, Dimension.TEMPERATURE)]),
        ("hold time @ 37C??", [(37.0, 37.0, Dimension.TEMPERATURE)]),
        ("storage at -130 °C", [(-130.0, -130.0, Dimension.TEMPERATURE)]),
        ("storage at −130 °C", [(-130.0, -130.0, Dimension.TEMPERATURE)]),
        ("at 310.15 K", [(310.15, 310.15, Dimension.TEMPERATURE)]),
        ("between 36.5 and 37.5 degC", [(36.5, 37.5, Dimension.TEMPERATURE)]),
        ("for 2 h?", [(2.0, 2.0, Dimension.TIME)]),
        ("for 30 to 45 min", [(30.0, 45.0, Dimension.TIME)]),
        ("spin 300 × g", [(300.0, 300.0, Dimension.SPEED)]),
        ("1 L of LB", [(1.0, 1.0, Dimension.VOLUME)]),
        ("5 mM EDTA", [(5.0, 5.0, Dimension.CONCENTRATION)]),
        ("at 2 × 10⁴ cells/cm²", [(2e4, 2e4, Dimension.DENSITY)]),
        ("on day 5 of CT-118 v2", []),
        ("MOI 5.6", []),
    ],
)
def test_quantities(question: str, quantities: list[tuple[float, float, Dimension]]) -> None:
    found = [(q.low, q.high, q.dimension) for q in read(question).quantities]
    assert [d for *_, d in found] == [d for *_, d in quantities]
    for mine, theirs in zip(found, quantities, strict=True):
        assert mine[:2] == pytest.approx(theirs[:2])


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("shelf life below -130 °C", "below"),
        ("colder than -130 °C?", "below"),
        ("more than 30 min in DMSO", "above"),
        ("above 37.5 °C", "above"),
        ("at 37.5 °C", ""),
        ("30 min in DMSO", ""),
    ],
)
def test_the_side_of_a_quantity(question: str, side: str) -> None:
    parsed = read(question)
    assert parsed.side_of(parsed.quantities[0]) == side


STRENGTH = frozenset({Dimension.CONCENTRATION, Dimension.DENSITY, Dimension.FRACTION})


@pytest.mark.parametrize(
    ("question", "wanted", "dimensions"),
    [
        ("how long do I leave it?", Wanted.QUANTITY, {Dimension.TIME}),
        ("HOW LONG??", Wanted.QUANTITY, {Dimension.TIME}),
        ("maximum hold time of the product", Wanted.QUANTITY, {Dimension.TIME}),
        ("how many minutes in trypsin", Wanted.QUANTITY, {Dimension.TIME}),
        ("what temperature do i store it at", Wanted.QUANTITY, {Dimension.TEMPERATURE}),
        ("how cold", Wanted.QUANTITY, {Dimension.TEMPERATURE}),
        ("temp and time for annealing", Wanted.QUANTITY, {Dimension.TEMPERATURE, Dimension.TIME}),
        ("how fast do we spin", Wanted.QUANTITY, {Dimension.SPEED}),
        ("how many grams of tryptone", Wanted.QUANTITY, {Dimension.MASS}),
        ("what volume of buffer", Wanted.QUANTITY, {Dimension.VOLUME}),
        ("what is the concentration of IL-2", Wanted.QUANTITY, STRENGTH),
        ("acceptable range for seeding density", Wanted.QUANTITY, ANY),
        ("whats the set point", Wanted.QUANTITY, ANY),
        ("how many bags", Wanted.QUANTITY, ANY),
        ("dilution for the secondary antibody", Wanted.RATIO, ANY),
        ("split ratio?", Wanted.RATIO, ANY),
        ("why did VCN fail", Wanted.REASON, ANY),
        ("so why is it lower", Wanted.REASON, ANY),
        ("root cause of the alarm", Wanted.REASON, ANY),
        ("how come it failed", Wanted.REASON, ANY),
        ("when was it effective", Wanted.DATE, ANY),
        ("since when", Wanted.DATE, ANY),
        ("who signs the release", Wanted.PERSON, ANY),
        ("whose job is that", Wanted.PERSON, ANY),
        ("what goes into the wash buffer", Wanted.RECIPE, ANY),
        ("recipe for PBS", Wanted.RECIPE, ANY),
        ("list the CPPs of transduction", Wanted.LIST, ANY),
        ("which runs used LV-2291", Wanted.LIST, ANY),
        ("tell me about thawing", Wanted.ANYTHING, ANY),
        ("", Wanted.ANYTHING, ANY),
    ],
)
def test_the_kind_of_answer(question: str, wanted: Wanted, dimensions: frozenset[Dimension]) -> None:
    assert answer_form(fold(question)) == (wanted, frozenset(dimensions))
    assert (read(question).wanted, read(question).dimensions) == (wanted, frozenset(dimensions))


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("the range that applied in May 2023?", dt.date(2023, 5, 1)),
        ("range in force on 2025-01-15", dt.date(2025, 1, 15)),
        ("what was valid on 3 March 2024", dt.date(2024, 3, 3)),
        ("limit as of March 3, 2024", dt.date(2024, 3, 3)),
        ("MOI range before 2025-08-15?", dt.date(2025, 8, 14)),
        ("back in 2025-02 what was the MOI", dt.date(2025, 2, 1)),
        ("pH of CT-115 on 2025-07-05", None),
        ("what applies today", None),
        ("", None),
    ],
)
def test_the_day_spoken_of(question: str, day: dt.date | None) -> None:
    assert day_spoken_of(question) == day


@pytest.mark.parametrize("question", ["valid on 31 February 2024?", "in force on 2024-13-45", "as of 99 May 2023"])
def test_a_day_that_never_was_is_no_day(question: str) -> None:
    assert day_spoken_of(question) is None


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("antibody in mg/mL?", "mg/mL"),
        ("IL-2 in IU/mL", "IU/mL"),
        ("flow in mL/min?", "mL/min"),
        ("density in cells/cm²?", "cells/cm²"),
        ("time in minutes", ""),
        ("what is in mL", ""),
        ("antibody", ""),
    ],
)
def test_the_unit_asked_for(question: str, unit: str) -> None:
    assert read(question).unit == unit


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("shelf life of the bags", {"shelf life"}),
        ("hold time of the final product", {"hold time"}),
        ("how much Glutamax goes in the medium", {"glutamax"}),
        ("what is the doubling time of IP-026", {"doubling time"}),
        ("how long do I leave it", set()),
        ("why did VCN fail", set()),
    ],
)
def test_the_focus(question: str, focus: set[str]) -> None:
    assert read(question).focus == focus


@pytest.mark.parametrize(
    ("question", "surroundings"),
    [
        ("how long on ice", ("on ice",)),
        ("keep it overnight in the fridge", ("in the fridge", "overnight")),
        ("at RT", ("room temperature",)),
        ("in the freezer", ()),
    ],
)
def test_surroundings(question: str, surroundings: tuple[str, ...]) -> None:
    assert set(read(question).surroundings) == set(surroundings)


@pytest.mark.parametrize(
    ("question", "concepts"),
    [
        ("acceptable range for iPSC seeding density?", ["acceptable range", "ipsc", "seeding density"]),
        ("How long may SOP-014 v2 stay on day 5 at 37 °C", ["may", "stay"]),
        ("what is the recipe for PBS", ["recipe", "pbs"]),
        ("the and of", []),
        ("MOI MOI moi", ["moi"]),
    ],
)
def test_concepts_leave_out_names_conditions_and_function_words(question: str, concepts: list[str]) -> None:
    assert [c.asked for c in read(question).concepts] == concepts


@pytest.mark.parametrize("contracted", ["what's", "what’s", "whats", "Whats"])
def test_a_contraction_is_no_thing(contracted: str) -> None:
    parsed = read(f"{contracted} the torque of the lid")
    assert [c.asked for c in parsed.concepts] == ["torque", "lid"]
    assert parsed.focus == {"torque"}


WORDS = st.sampled_from(
    [
        *"what's how long many is the of at 37 °C −5 day days 5 d-3 v2 version SOP-014 CT-118 10⁴ 1.5–3.0 × ±".split(),
        *"mg/mL in cells/cm² below before May 2023 2025-02-30 99/99/9999 IL-2 CD19 iPSC ½ 1e999 ²³ MCW-19".split(),
        *"seeding density range ( ) [ * ? .".split(),
        *("\x00", "\u202e", "\U000e0041", "\\"),
    ]
)
TYPED = st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=14).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(TYPED)
@example("in force 31 February 2024")
@example("9" * 400 + " mg")
@example("1e99999999 °C")
@example("as of 12345678901234567890-12-12")
@example("in force before 0001-01-01")
@example("valid on 0000-00-00")
@example("İ" * 30 + " ß ﬁ Ω")
@example("a-" * 200 + "10")
def test_any_text_is_read(text: str) -> None:
    parsed = read(text)
    day_spoken_of(text)
    assert parsed.text == text
    assert parsed.focus <= {c.asked for c in parsed.concepts}
    assert not parsed.dimensions or parsed.wanted is Wanted.QUANTITY
    assert all(c.wordings for c in parsed.concepts)
    for quantity in parsed.quantities:
        assert quantity.dimension is not None
        assert parsed.side_of(quantity) in ("", "below", "above")
    assert read(text) == parsed
