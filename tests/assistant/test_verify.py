"""Sentences that say what is quoted, and the same with one thing changed."""

from __future__ import annotations

import pytest

from assistant.verify import Rule
from tests.assistant.invented import verdict

DENSITY = ("vector", "Cell density at transfection | 2.5 | 2.0 to 3.0 | 1.5 to 4.0 | × 10⁶ cells/mL")
HARVEST = ("vector", "Harvest time after transfection | 48 | 44 to 52 | 40 to 60 | h")
PEI = ("vector", "Add PEI to the plasmid mix and incubate for 15 min at room temperature.")
VORTEX = ("vector", "Do not vortex the complexes.")
STOP = ("vector", "If the viability is below 85 %, stop and inform QA.")
HOLD = ("vector", "The bulk may be held at 2 to 8 °C for at most 24 h before filtration.")
WASH = ("vector", "Wash the column with buffer A and buffer B, then elute at pH 2.8.")
AT_HARVEST = ("run", "Viability | Harvest | 93.4 % | ≥ 85 % | pass")
THAWED = ("run", "Viability | Post-thaw | 71.2 % | ≥ 75 % | fail")
OTHER = ("other", "Viability | Post-thaw | 78.9 % | ≥ 75 % | pass")
DAY_7 = ("run", "7 | 2.9 | 1.4 | 1.85")
DAY_14 = ("run", "14 | 1.2 | 2.6 | 3.10")
EFFECT = ("run", "IL-21 increased the expansion, and TGF-β lowered the cytotoxicity at day 14.")
FROZEN = ("run", "The bag was frozen on 2026-02-03 and thawed on 2026-03-11.")
PEOPLE = (("run", "Operators | LB, TR"), ("run", "Reviewed by | SO"))
TRACE = ("run", "Residual T cells | Harvest | 0.03 % | ≤ 0.1 % | pass")

FAITHFUL = [
    ("The PAR of the cell density at transfection is 1.5 to 4.0 × 10⁶ cells/mL.", DENSITY),
    (
        "The cell density at transfection has a set point of 2.5 million cells/mL and a NOR of 2.0 to 3.0 × 10⁶ cells/mL.",
        DENSITY,
    ),
    ("Cells are at a density of at most 4,000,000 cells/mL at transfection to stay within the PAR.", DENSITY),
    ("The harvest time after transfection is 2 days, with a proven acceptable range of 40 to 60 h.", HARVEST),
    (
        "According to SOP-440 v3, PEI is added to the plasmid mix, which is incubated for 15 minutes at room temperature.",
        PEI,
    ),
    ("The complexes must not be vortexed.", VORTEX),
    ("If viability is less than 85 %, the run is stopped and QA is informed.", STOP),
    ("The bulk can be kept at 2 to 8 °C for no more than 1 day before filtration.", HOLD),
    ("The column is washed with buffer A and buffer B before elution at pH 2.8.", WASH),
    ("The viability of NK-207 at harvest was 93.4 %, which passes the limit of at least 85 %.", AT_HARVEST),
    ("NK-207 failed its post-thaw viability: 71.2 % against at least 75 %.", THAWED),
    ("On day 7, NK-207 had 2.9 g/L glucose, 1.4 g/L lactate and 1.85 × 10⁶ viable cells/mL.", DAY_7),
    ("Glucose of NK-207 fell from 2.9 g/L on day 7 to 1.2 g/L on day 14.", DAY_7, DAY_14),
    ("IL-21 increased the expansion.", EFFECT),
    ("The bag was thawed on 11 March 2026.", FROZEN),
    ("NK-207 was operated by LB and TR and reviewed by SO.", *PEOPLE),
    ("Post-thaw viability was 71.2 % in NK-207 and 78.9 % in NK-208.", THAWED, OTHER),
    ("Residual T cells at harvest were 0.03 %.", TRACE),
]

FALSE = [
    ("digit", "The PAR of the cell density at transfection is 1.5 to 4.5 × 10⁶ cells/mL.", DENSITY),
    ("decimal", "The cell density at transfection has a set point of 25 million cells/mL.", DENSITY),
    ("power", "The PAR of the cell density at transfection is 1.5 to 4.0 × 10⁵ cells/mL.", DENSITY),
    ("kind of limit", "The NOR of the cell density at transfection is 1.5 to 4.0 × 10⁶ cells/mL.", DENSITY),
    (
        "one end of another range",
        "The cell density at transfection is at most 3.0 × 10⁶ cells/mL within the PAR.",
        DENSITY,
    ),
    ("range end", "The PAR of the harvest time after transfection is 40 to 52 h.", HARVEST),
    ("unit", "The PAR of the harvest time after transfection is 40 to 60 min.", HARVEST),
    ("attribute", "The PAR of the culture temperature is 40 to 60 h.", HARVEST),
    ("version", "According to SOP-440 v2, PEI is added to the plasmid mix.", PEI),
    ("number in words", "PEI is incubated for fifty minutes at room temperature with the plasmid mix.", PEI),
    ("negation", "The complexes must be vortexed.", VORTEX),
    ("condition", "Stop and inform QA.", STOP),
    ("comparator", "If viability is above 85 %, the run is stopped and QA is informed.", STOP),
    ("before and after", "The bulk may be held at 2 to 8 °C for at most 24 h after filtration.", HOLD),
    ("bound", "The bulk may be held at 2 to 8 °C for at least 24 h before filtration.", HOLD),
    ("duty", "The bulk must be held at 2 to 8 °C for at most 24 h before filtration.", HOLD),
    ("list item", "The column is washed with buffer A and buffer C, then eluted at pH 2.8.", WASH),
    ("added item", "The column is washed with buffer A, buffer B and ethanol, then eluted at pH 2.8.", WASH),
    ("stage", "The viability of NK-207 post-thaw was 93.4 %.", AT_HARVEST),
    ("run", "The viability of NK-208 at harvest was 93.4 %.", AT_HARVEST),
    ("product", "The viability of NK-CAR19 at harvest was 93.4 %.", AT_HARVEST),
    ("verdict", "NK-207 passed its post-thaw viability: 71.2 % against at least 75 %.", THAWED),
    (
        "result for limit",
        "The viability of NK-207 at harvest was 85 %, which passes the limit of at least 93.4 %.",
        AT_HARVEST,
    ),
    ("columns", "On day 7, NK-207 had 1.4 g/L glucose and 2.9 g/L lactate.", DAY_7),
    ("time point", "On day 14, NK-207 had 2.9 g/L glucose.", DAY_7),
    ("direction", "Glucose of NK-207 rose from 2.9 g/L on day 7 to 1.2 g/L on day 14.", DAY_7, DAY_14),
    ("rows", "Glucose of NK-207 was 1.2 g/L on day 7 and 2.9 g/L on day 14.", DAY_7, DAY_14),
    ("opposite", "IL-21 lowered the expansion.", EFFECT),
    ("subject", "The expansion increased IL-21.", EFFECT),
    ("date", "The bag was thawed on 3 February 2026.", FROZEN),
    ("order of dates", "The bag was thawed on 2026-02-03 and frozen on 2026-03-11.", FROZEN),
    ("people", "NK-207 was operated by SO and reviewed by LB and TR.", *PEOPLE),
    ("runs", "Post-thaw viability was 78.9 % in NK-207 and 71.2 % in NK-208.", THAWED, OTHER),
    ("lent", "Viability of NK-208 at harvest was 93.4 %.", AT_HARVEST, OTHER),
    ("per cent of a fraction", "Residual T cells at harvest were a fraction of 0.03.", TRACE),
    ("range for bound", "The viability at harvest is to be 85 to 93.4 %.", AT_HARVEST),
    ("superlative", "The lowest glucose of NK-207 was 2.9 g/L on day 7.", DAY_7, DAY_14),
    ("only", "Only IL-21 increased the expansion.", EFFECT),
    ("all", "All runs had a viability of 93.4 % at harvest.", AT_HARVEST),
]


@pytest.mark.parametrize(("text", "quoted"), [(f[0], f[1:]) for f in FAITHFUL], ids=[f[0][:40] for f in FAITHFUL])
def test_what_a_quotation_says_in_other_words_is_supported(text: str, quoted: tuple[tuple[str, str], ...]) -> None:
    found = verdict(text, *quoted)
    assert found.supported, found.reason


@pytest.mark.parametrize(("text", "quoted"), [(f[1], f[2:]) for f in FALSE], ids=[f[0] for f in FALSE])
def test_one_thing_changed_is_refused_with_a_reason(text: str, quoted: tuple[tuple[str, str], ...]) -> None:
    found = verdict(text, *quoted)
    assert not found.supported
    assert all(v.message for v in found.violations)


def test_a_wrong_number_is_named_with_what_is_quoted_instead() -> None:
    found = verdict("The viability of NK-207 at harvest was 94.3 %.", AT_HARVEST)
    assert [v.rule for v in found.violations] == [Rule.NUMBER]
    assert "94.3 %" in found.reason
    assert "93.4 %" in found.reason


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The viability at harvest was above 93.4 %.", Rule.COMPARATOR),
        ("The viability at harvest was 93.4 °C.", Rule.UNIT),
        ("The viability and sterility at harvest were 93.4 %.", Rule.WORDING),
        ("The viability of NK-999 at harvest was 93.4 %.", Rule.NAME),
        ("The viability at harvest was not 93.4 %.", Rule.NEGATION),
    ],
)
def test_what_is_wrong_is_told_by_its_rule(text: str, rule: Rule) -> None:
    assert rule in {v.rule for v in verdict(text, AT_HARVEST).violations}


def test_what_is_not_in_force_is_not_told_as_in_force() -> None:
    old = ("old", DENSITY[1])
    assert verdict(
        "Under the superseded SOP-440 v2 the set point of the cell density at transfection was 2.5 × 10⁶ cells/mL.", old
    ).supported
    current = verdict("The current set point of the cell density at transfection is 2.5 × 10⁶ cells/mL.", old)
    assert Rule.STATUS in {v.rule for v in current.violations}
    assert verdict(
        "The current set point of the cell density at transfection is 2.5 × 10⁶ cells/mL.", DENSITY
    ).supported


def test_nothing_quoted_supports_nothing() -> None:
    assert [v.rule for v in verdict("The viability at harvest was 93.4 %.").violations] == [Rule.QUOTE]
