"""The packaged vocabulary: groups are symmetric, and words that mean different things stay apart."""

from __future__ import annotations

import pytest

from graph.vocabulary import load_vocabulary, phrase_of


def test_every_wording_knows_the_others_of_its_group_and_itself() -> None:
    groups = load_vocabulary().groups
    assert len(groups) > 500
    for phrase, wordings in groups.items():
        assert phrase in wordings
        assert () not in wordings
        assert all(phrase in groups[other] for other in wordings)


def test_the_longest_phrase_is_known() -> None:
    vocabulary = load_vocabulary()
    assert vocabulary.longest == max(len(phrase) for phrase in vocabulary.groups)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cell density", "cell concentration"),
        ("VCN", "vector copy number"),
        ("DMSO", "dimethyl sulfoxide"),
        ("aggregate size", "spheroid diameter"),
    ],
)
def test_names_of_one_thing_are_alternatives(one: str, other: str) -> None:
    vocabulary = load_vocabulary()
    assert phrase_of(other) in vocabulary.alternatives(phrase_of(one))
    assert phrase_of(one) in vocabulary.alternatives(phrase_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cell density", "cell size"),
        ("seeding density", "harvest density"),
        ("NOR", "PAR"),
        ("viability", "vector copy number"),
        ("alert limit", "action limit"),
    ],
)
def test_different_things_are_not(one: str, other: str) -> None:
    assert phrase_of(other) not in load_vocabulary().alternatives(phrase_of(one))


def test_an_unknown_phrase_stands_for_itself_only() -> None:
    assert load_vocabulary().alternatives(("zyzzyva",)) == {("zyzzyva",)}


def test_inflections_and_hyphens_are_one_phrase() -> None:
    assert phrase_of("cryo-preserved cells") == phrase_of("cryo preserving cell")


def test_function_words_alone_are_no_phrase_but_an_abbreviation_in_capitals_is() -> None:
    assert phrase_of("at most") == ()
    assert phrase_of("NOR") == ("nor",)
    assert phrase_of("nor") == ()
