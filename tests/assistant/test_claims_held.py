"""The verifier on sentences over the sample records: no false one is accepted, hardly a faithful one refused.

What is asked of it is not reached yet: those tests are expected to fail, and say so when they do not any more. Until
then `FLOORS` keep what is reached from being lost. `python -m bench.verifier --list` shows each miss.
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
# Per split: per cent of faithful sentences accepted at least, and false ones accepted at most (by hand, by rule).
FLOORS = {"dev": (90.0, 2, 5), "held": (71.0, 15, 7)}
# False sentences with a further quotation that lends the false word, accepted at most among those tried.
MOST_LENT = 22


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


@pytest.mark.parametrize("split", list(FLOORS))
def test_what_is_reached_is_kept(records: ReadRecords, trials: Trials, split: str) -> None:
    some = trials.of((split,))
    least, by_hand, by_rule = FLOORS[split]
    assert share_accepted(some.faithful, records) >= least
    assert len(accepted(some.by_hand, records)) <= by_hand
    assert len(accepted(some.by_rule, records)) <= by_rule


def test_few_words_are_lent(records: ReadRecords, trials: Trials) -> None:
    assert len(accepted(trials.padded[::STEP], records)) <= MOST_LENT


@pytest.mark.xfail(strict=True, reason="faithful sentences in other words are refused too often")
@pytest.mark.parametrize("split", list(FLOORS))
def test_faithful_sentences_are_accepted(records: ReadRecords, trials: Trials, split: str) -> None:
    assert share_accepted(trials.of((split,)).faithful, records) >= FAITHFUL


@pytest.mark.xfail(strict=True, reason="swaps of roles, lost quantifiers and the like pass here and there")
@pytest.mark.parametrize("split", list(FLOORS))
def test_no_false_sentence_is_accepted(records: ReadRecords, trials: Trials, split: str) -> None:
    some = trials.of((split,))
    assert accepted(some.by_hand, records) == []
    assert accepted(some.by_rule, records) == []


@pytest.mark.xfail(strict=True, reason="a second quotation lends a word here and there")
def test_a_further_quotation_lends_no_false_word(records: ReadRecords, trials: Trials) -> None:
    assert accepted(trials.padded[::STEP], records) == []


def test_no_false_quotation_is_accepted(records: ReadRecords, trials: Trials) -> None:
    assert accepted(trials.quotes[::STEP], records) == []


def share_accepted(faithful: tuple[Trial, ...], records: ReadRecords) -> float:
    """Per cent of faithful sentences that are taken for what they are."""
    tried = outcomes(faithful, records)
    return 100 * sum(o.supported for o in tried) / len(tried)


def accepted(false: tuple[Trial, ...], records: ReadRecords) -> list[str]:
    """The false sentences that were taken for true."""
    return [f"{o.trial.kind}: {o.trial.text}" for o in outcomes(false, records) if o.supported]
