"""What questions answer over a small process: standing, contexts, conflicts, units, censored readings, cycles."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import UnknownEntity
from graph.questions.attributes import attributes
from graph.questions.deviations import deviations
from graph.questions.diff import diff
from graph.questions.effects import effects, significant
from graph.questions.impact import impact
from graph.questions.inquiry import Inquiry
from graph.questions.limits import limits
from graph.questions.lots import lots
from graph.questions.parameters import parameters
from graph.questions.rows import in_force
from graph.questions.runs import RunsWanted, runs
from graph.questions.shared import shared
from graph.questions.steps import steps
from graph.questions.times import same_time
from graph.questions.trace import trace
from graph.questions.unknowns import unknowns
from retrieval.documents import Status
from tests.graph.small_process import A, B, small_process

SKETCH = small_process()


@pytest.fixture(scope="module")
def asked() -> Inquiry:
    return SKETCH.inquiry()


# Parameters, limits, attributes


def test_a_later_version_replaces_the_earlier_one(asked: Inquiry) -> None:
    (now,) = in_force(parameters(asked, "MOI"))
    assert (now.criticality, now.set_point, now.step) == ("CPP", "3", "Transduction")
    assert [limit.text for limit in now.limits] == ["2 to 5"]
    assert {row.set_point: row.status for row in parameters(asked, "MOI")} == {
        "3": Status.EFFECTIVE,
        "5": Status.SUPERSEDED,
    }


def test_on_an_earlier_day_the_earlier_version_is_in_force() -> None:
    then = SKETCH.inquiry(as_of=dt.date(2024, 6, 1))
    (row,) = in_force(parameters(then, "MOI"))
    assert (row.set_point, [limit.text for limit in row.limits]) == ("5", ["4 to 6"])


@pytest.mark.parametrize(
    "name", ["MOI", "moi", "multiplicity of infection", "Multiplicity-of-Infection", "MOI in transduction"]
)
def test_a_parameter_is_found_by_name_abbreviation_and_place(asked: Inquiry, name: str) -> None:
    assert {row.concept for row in parameters(asked, name)} == {"multiplicity of infection"}


def test_an_unknown_name_offers_the_nearest(asked: Inquiry) -> None:
    with pytest.raises(UnknownEntity, match="Hold time"):
        parameters(asked, "hold tome")


def test_a_step_names_its_parameters_only(asked: Inquiry) -> None:
    assert {row.name for row in parameters(asked, step="expansion")} == {"Hold time", "Rocking angle"}


def test_two_effective_documents_that_disagree_are_both_shown_as_a_conflict(asked: Inquiry) -> None:
    rows = in_force(limits(asked, "hold time"))
    assert {(row.text, row.conflict) for row in rows} == {("at most 45 min", True), ("at most 30 min", True)}


def test_versions_of_one_document_are_no_conflict(asked: Inquiry) -> None:
    assert not any(row.conflict for row in limits(asked, "MOI"))


def test_the_conflict_is_gone_on_a_day_before_one_of_the_two() -> None:
    rows = in_force(limits(SKETCH.inquiry(as_of=dt.date(2024, 7, 1)), "hold time"))
    assert [(row.text, row.conflict) for row in rows] == [("at most 45 min", False)]


def test_limits_stay_apart_by_product_and_stage(asked: Inquiry) -> None:
    rows = in_force(limits(asked, "viability"))
    assert {(row.product, row.stage, row.text) for row in rows} == {
        (A, "Harvest (day 9)", "≥ 80 %"),
        (A, "post-thaw", "≥ 70 %"),
        (B, "Harvest (day 9)", "≥ 90 %"),
        (B, "post-thaw", "≥ 70 %"),
    }
    assert {row.text for row in in_force(limits(asked, "viability at harvest", product=A))} == {"≥ 80 %"}
    assert not any(row.conflict for row in rows)


def test_a_draft_is_marked_and_not_in_force(asked: Inquiry) -> None:
    drafts = [row.text for row in limits(asked, "viability") if row.status is Status.DRAFT]
    assert drafts == ["≥ 60 %"]


def test_attributes_carry_criterion_method_and_class(asked: Inquiry) -> None:
    (row,) = in_force(attributes(asked, "viability", product=A, stage="harvest"))
    assert (row.criterion, row.low, row.unit, row.method, row.criticality) == ("≥ 80 %", 80.0, "%", "NC-200", "CQA")


# Effects


def test_effects_tell_what_the_evidence_favours_and_what_contradicts_it(asked: Inquiry) -> None:
    rows = {row.study or "LOG": row for row in effects(asked, attribute="VCN", parameter="MOI")}
    assert {study: row.stance for study, row in rows.items()} == {
        "ST-1": "supports",
        "ST-2": "supports",
        "ST-3": "contradicts",
        "LOG": "silent",  # p = 0.3
    }
    assert {row.favoured for row in rows.values()} == {"increases"}


def test_of_two_studies_against_each_other_none_is_favoured() -> None:
    nodes = list(SKETCH.nodes.values())
    edges = [e for e in SKETCH.edges if not (e.property("study") == "ST-2" and e.property("direction"))]
    rows = [r for r in effects(SKETCH.inquiry(edges=edges, nodes=nodes), parameter="MOI") if r.study]
    assert {(r.study, r.stance, r.favoured) for r in rows} == {("ST-1", "contradicts", ""), ("ST-3", "contradicts", "")}


@pytest.mark.parametrize(
    ("p", "verdict"),
    [
        ("< 0.001", True),
        ("0.049", True),
        ("p = 0.012", True),
        ("0.05", False),
        ("0.3", False),
        ("", None),
        ("< 0.1", None),
        ("n.s.", None),
        ("< 0.05", True),
        ("> 0.05", False),
    ],
)
def test_significance_is_read_and_not_guessed(p: str, verdict: bool | None) -> None:
    assert significant(p) is verdict


# Steps


def test_operations_come_in_order_each_before_its_steps(asked: Inquiry) -> None:
    rows = in_force(steps(asked, product=A))
    assert [row.name for row in rows] == [
        "Thaw",
        "Transduction",
        "Add the vector.",
        "Wait 20 min before the wash.",
        "Wash.",
        "Expansion",
    ]
    assert [row.name for row in steps(asked, "SOP-1 v1")] == [
        "Add the vector.",
        "Wait 10 min before the wash.",
        "Wash.",
    ]


# Runs


def test_a_run_is_judged_by_the_version_of_its_day(asked: Inquiry) -> None:
    outside = {row.run: row for row in runs(asked, RunsWanted(broken="MOI"))}
    # R-2 with 5.5 kept the 4 to 6 of its day; R-8 followed that version after it was superseded.
    assert set(outside) == {"R-8"}
    (broken,) = outside["R-8"].broken
    assert (broken.value, broken.limit.text, outside["R-8"].verdict) == ("5.5", "2 to 5", "excursion")
    assert outside["R-8"].documents[0].superseded is True


def test_units_are_converted_before_a_limit_is_held_against_a_measurement(asked: Inquiry) -> None:
    (row,) = runs(asked, RunsWanted(broken="glucose"))
    assert (row.run, row.broken[0].value, row.broken[0].limit.text) == ("R-7", "800 mg/L", "at least 1.0 g/L")


def test_an_excluded_end_is_outside(asked: Inquiry) -> None:
    assert {row.run for row in runs(asked, RunsWanted(broken="vector copy number"))} == {"R-8"}


def test_limits_of_another_product_or_stage_do_not_count(asked: Inquiry) -> None:
    rows = {row.run: row for row in runs(asked, RunsWanted(broken="viability"))}
    assert set(rows) == {"R-6", "R-7", "R-8", "Q-1"}
    assert [b.limit.text for b in rows["Q-1"].broken] == ["≥ 90 %"]
    assert all(b.limit.stage == "Harvest (day 9)" for row in rows.values() for b in row.broken)


def test_a_censored_reading_is_judged_only_where_it_can_be(asked: Inquiry) -> None:
    verdicts = {
        name: next(j for j in trace(asked, name).judged if j.name == "Endotoxin").within for name in ("R-1", "R-2")
    }
    assert verdicts == {"R-1": True, "R-2": None}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (RunsWanted(lot="LV-BAD"), {"R-6", "R-7", "R-8"}),
        (RunsWanted(lot="lv-bad", donor="D-7"), {"R-7"}),
        (RunsWanted(document="SOP-1 v2"), {"R-5", "R-6", "R-7"}),
        (RunsWanted(document="SOP-1", since=dt.date(2025, 7, 1)), {"R-7", "R-8"}),
        (RunsWanted(product=B), {"Q-1"}),
        (RunsWanted(deviation="DEV-1"), {"R-7"}),
        (RunsWanted(equipment="INC-1", until=dt.date(2024, 2, 1)), {"R-1", "R-2"}),
    ],
)
def test_runs_are_found_by_what_went_into_them(asked: Inquiry, wanted: RunsWanted, found: set[str]) -> None:
    assert {row.run for row in runs(asked, wanted)} == found


def test_a_lot_names_its_material_and_runs(asked: Inquiry) -> None:
    (row,) = lots(asked, "LV-BAD", material="lentiviral vector")
    assert (row.material, row.runs) == ("Lentiviral vector", ("R-6", "R-7", "R-8"))


def test_a_deviation_told_in_two_records_is_told_once_with_what_both_say(asked: Inquiry) -> None:
    (row,) = deviations(asked, concerns="glucose")
    assert (row.root_cause, row.capa, row.runs) == ("A clamp stayed closed.", "Check the clamp.", ("R-7",))
    assert deviations(asked, since=dt.date(2025, 7, 4)) == ()


def test_what_failing_runs_share_is_counted_and_tested(asked: Inquiry) -> None:
    found = shared(asked, RunsWanted(broken="viability", product=A))
    first = found.rows[0]
    assert (first.kind, first.name, first.what) == ("lot", "LV-BAD", "Lentiviral vector")
    assert (first.failing_with, first.failing_without, first.passing_with, first.passing_without) == (3, 0, 0, 5)
    assert first.p == pytest.approx(1 / 56)  # 3 of 8 chosen in one way only
    assert first.p_adjusted > first.p
    assert not any(row.name == "INC-1" for row in found.rows)  # all had it
    assert any("too few" in remark for remark in found.remarks)


def test_a_trace_tells_everything_of_a_run(asked: Inquiry) -> None:
    found = trace(asked, "r-7")
    assert [d.deviation for d in found.deviations] == ["DEV-1"]
    assert {m.name for m in found.measurements} == {"Viability", "VCN", "MOI", "Glucose"}
    assert (found.run.donor, [lot.name for lot in found.run.lots]) == ("D-7", ["LV-BAD"])


# Impact, difference, gaps


def test_a_closure_ends_in_a_cycle_and_every_hop_has_its_evidence(asked: Inquiry) -> None:
    found = impact(asked, "Transduction", depth=8)
    assert len({hop.node for hop in found.hops}) == len(found.hops)
    assert all(hop.evidence or hop.relation == "" for hop in found.hops)
    assert not found.cut


def test_a_parameter_touches_attributes_documents_and_runs_but_not_other_products(asked: Inquiry) -> None:
    found = impact(asked, "MOI", product=A)
    names = {hop.name for hop in found.hops}
    assert {"VCN", "Transduction", "SOP-1 v2", "R-1", "ST-1"} <= names
    assert not names & {"Q-1", "Hold time", "Rocking angle"}
    assert "4 to 6" not in names
    assert "4 to 6" in {hop.name for hop in impact(asked, "MOI", product=A, everything=True).hops}


def test_what_two_versions_say_differently(asked: Inquiry) -> None:
    found = {(c.change, c.kind, c.name, c.before, c.after) for c in diff(asked, "SOP-1", "v1", "v2").changes}
    assert ("changed", "PAR limit", "MOI", "4 to 6", "2 to 5") in found
    assert ("added", "PAR limit", "Hold time", "", "at most 30 min") in found
    assert (
        "changed",
        "step",
        "Wait 20 min before the wash.",
        "Wait 10 min before the wash.",
        "Wait 20 min before the wash.",
    ) in found
    assert not any(name in ("Add the vector.", "Wash.") for _, _, name, _, _ in found)


def test_a_version_that_is_not_there_is_named_with_those_that_are(asked: Inquiry) -> None:
    with pytest.raises(UnknownEntity, match="SOP-1 v1, SOP-1 v2"):
        diff(asked, "SOP-1", "1", "7")


def test_gaps_are_named(asked: Inquiry) -> None:
    found = {(row.what, row.name) for row in unknowns(asked, product=A)}
    assert ("parameter without a range", "Rocking angle") in found
    assert ("attribute without a method", "VCN") in found
    assert ("unit operation without a parameter", "Thaw") in found
    assert ("effect without a study or significance", "Hold time on VCN") in found
    assert ("CPP that no study varied", "MOI") not in found
    assert not any(what == "parameter without a range" and name == "MOI" for what, name in found)


# Laws


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_answers_do_not_depend_on_the_order_in_which_the_graph_was_written(seed: int) -> None:
    chance = random.Random(seed)
    nodes, edges = list(SKETCH.nodes.values()), list(SKETCH.edges)
    chance.shuffle(nodes)
    chance.shuffle(edges)
    one, other = SKETCH.inquiry(), SKETCH.inquiry(nodes=nodes, edges=edges)
    for ask in (parameters, limits, attributes, effects, steps, runs, lots, deviations, shared, unknowns):
        assert ask(one) == ask(other), ask.__name__
    assert impact(one, "MOI") == impact(other, "MOI")
    assert trace(one, "R-7") == trace(other, "R-7")
    assert diff(one, "SOP-1") == diff(other, "SOP-1")


def test_evidence_in_a_document_that_is_gone_carries_nothing() -> None:
    without = small_process()
    without.entries = [e for e in without.entries if e.name != "SOP-1"]
    inquiry = without.inquiry()
    assert parameters(inquiry, "MOI") == ()
    assert not any(row.broken for row in runs(inquiry, RunsWanted(run="R-8")) for b in row.broken if b.name == "MOI")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Harvest (day 9)", "harvest", True),
        ("Harvest (day 9)", "day 9", True),
        ("D9", "day 9", True),
        ("day 9", "day 10", False),
        ("post-thaw", "harvest", False),
        ("Post-thaw", "post thaw", True),
        ("at harvest", "Harvest", True),
        ("day -7", "day 7", False),
        ("24 h", "day 1", False),
        ("", "harvest", False),
    ],
)
def test_times_are_the_same_only_when_they_say_so(one: str, other: str, same: bool) -> None:
    assert same_time(one, other) is same
    assert same_time(other, one) is same
