"""The verifier on sentences over the sample records: no false one is accepted, hardly a faithful one refused.

`python -m bench.verifier --list` shows each miss.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.claims import Trial
from bench.read_records import ReadRecords, read_records
from bench.verifier import FAITHFUL, Trials, all_trials, outcomes

# Least numbers of faithful and of false sentences that the figures stand on.
LEAST_FAITHFUL, LEAST_FALSE, LEAST_BY_HAND = 340, 400, 80
# One in so many of the false quotations and lent words is tried here; `bench.verifier` tries all.
STEP = 4


@pytest.fixture(scope="module")
def records() -> Iterator[ReadRecords]:
    with read_records() as read:
        yield read


@pytest.fixture(scope="module")
def trials(records: ReadRecords) -> Trials:
    return all_trials(records)


def test_there_are_enough_of_them(trials: Trials) -> None:
    assert len(trials.faithful) >= LEAST_FAITHFUL
    assert len(trials.by_rule) >= LEAST_FALSE
    assert len(trials.by_hand) >= LEAST_BY_HAND
    assert {trial.split for trial in trials.faithful} == {"dev", "held"}
    verbatim = [t for t in trials.faithful if any(t.text.rstrip(".") in c.quote for c in t.citations)]
    assert len(verbatim) <= 0.15 * len(trials.faithful)


def test_false_texts_keep_their_quotations_and_false_quotations_their_text(trials: Trials) -> None:
    faithful = {trial.id: trial for trial in trials.faithful}
    for trial in (*trials.by_rule, *trials.by_hand):
        assert trial.text not in {t.text for t in trials.faithful}
    for trial in trials.quotes:
        assert trial.text == faithful[trial.of].text
        assert trial.citations != faithful[trial.of].citations


@pytest.mark.parametrize("split", ["dev", "held"])
def test_faithful_sentences_are_accepted(records: ReadRecords, trials: Trials, split: str) -> None:
    tried = outcomes(trials.of((split,)).faithful, records)
    refused = [f"{o.trial.text} = {o.reason}" for o in tried if not o.supported]
    assert 100 * (1 - len(refused) / len(tried)) >= FAITHFUL, "\n".join(refused)


@pytest.mark.parametrize("split", ["dev", "held"])
def test_no_false_sentence_is_accepted(records: ReadRecords, trials: Trials, split: str) -> None:
    some = trials.of((split,))
    assert accepted(some.by_hand, records) == []
    assert accepted(some.by_rule, records) == []


def test_no_false_quotation_is_accepted(records: ReadRecords, trials: Trials) -> None:
    assert accepted(trials.quotes[::STEP], records) == []


def test_a_further_quotation_lends_no_false_word(records: ReadRecords, trials: Trials) -> None:
    assert accepted(trials.padded[::STEP], records) == []


def accepted(false: tuple[Trial, ...], records: ReadRecords) -> list[str]:
    """The false sentences that were taken for true."""
    return [f"{o.trial.kind}: {o.trial.text}" for o in outcomes(false, records) if o.supported]
