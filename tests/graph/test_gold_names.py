"""The planted pairs of names and the questions by hand are well-formed and agree with the records."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import cast

import pytest

from bench.aliases import NAMED_BY, outcomes, read_pairs
from bench.gold_facts import GOLD, lines_of

PAIRS = read_pairs()
QUESTIONS = list(lines_of(GOLD / "questions.jsonl"))
NUMBER = re.compile(r"\b(?:SOP|PR|SPEC|CHR|FMEA)-\d{3}(?: v\d+)?\b")
# Named by the records, and not in the library.
ABSENT = {"SOP-033 v3", "SOP-066"}


def test_there_are_enough_pairs_of_both_sorts_and_none_twice() -> None:
    counted = Counter(pair.same for pair in PAIRS)
    assert min(counted[True], counted[False]) >= 120
    both = Counter(frozenset([(p.one, p.given), (p.other, p.given)]) for p in PAIRS)
    assert max(both.values()) == 1


def test_no_pair_is_planted_as_one_thing_and_as_two_by_way_of_others() -> None:
    """Synonyms are transitive: near-misses must not be joined by a chain of them."""
    parents: dict[object, object] = {}

    def root(thing: object) -> object:
        while thing in parents:
            thing = parents[thing]
        return thing

    for pair in PAIRS:
        if pair.same and not pair.given and root(pair.one) != root(pair.other):
            parents[root(pair.one)] = root(pair.other)
    for pair in PAIRS:
        if not pair.same:
            assert root(pair.one) != root(pair.other), pair


def test_a_definition_holds_its_short_form_and_every_label_can_be_named() -> None:
    for pair in PAIRS:
        assert {pair.one.label, pair.other.label} <= set(NAMED_BY)
        if pair.given and pair.same:
            assert pair.one.name in pair.given
            assert pair.other.name.casefold() in pair.given.casefold()


def test_a_name_and_itself_are_one_and_two_labels_are_never_one() -> None:
    one = next(pair for pair in PAIRS if pair.same and not pair.given)
    across = next(pair for pair in PAIRS if pair.one.label != pair.other.label)
    contexts = next(p for p in PAIRS if p.one.name == p.other.name and p.one.context != p.other.context)
    itself = type(one)(one.one, one.one, True, "a name is itself")
    assert [(o.alone, o.together) for o in outcomes([itself, across, contexts])] == [
        (True, True),
        (False, False),
        (False, False),
    ]


def test_there_are_enough_questions_each_with_a_command_and_rows() -> None:
    assert len(QUESTIONS) >= 40
    assert len({q["id"] for q in QUESTIONS}) == len({q["question"] for q in QUESTIONS}) == len(QUESTIONS)
    for question in QUESTIONS:
        assert set(question) <= {"id", "question", "command", "expect", "complete", "absent", "note"}
        assert str(question["command"]).split()[0] in {
            *("effects", "limits", "parameters", "attributes", "steps", "runs", "trace", "deviations"),
            *("diff", "impact", "unknown"),
        }


@pytest.mark.parametrize("question", QUESTIONS, ids=[str(q["id"]) for q in QUESTIONS])
def test_what_a_question_expects_stands_in_the_records(question: dict[str, object], samples: Path) -> None:
    names = "\n".join(path.name for path in samples.rglob("*") if path.is_file())
    for found in NUMBER.findall(str(question["expect"])):
        number, _, version = found.partition(" ")
        assert found in ABSENT or re.search(f"{number}_{version or 'v'}", names), found
    for run in re.findall(r"\b(?:CT|IP)-\d{3}\b", str(question["expect"])):
        assert f"{run}_run_report" in names
    expect = cast("dict[str, object]", question["expect"])
    for row in cast("list[dict[str, str]]", expect.get("effects", [])):
        assert row["direction"] in {"increases", "decreases", "none", "nonlinear"}
        if "p" in row:
            assert (float(row["p"].lstrip("< ")) >= 0.05) == (row["direction"] == "none"), row
