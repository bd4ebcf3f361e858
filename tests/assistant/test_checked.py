"""Claims held against what they quote: only what lies on the bench, only where it stands there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.checked import Checked, check_claims
from assistant.exhibits import Bench, Exhibit
from assistant.proposals import Derivation, ProposedAnswer, ProposedClaim, Quotation
from assistant.verify import Derived, Quote, Rule, Verdict, Verifier, Violation, locate
from graph.vocabulary import load_vocabulary
from retrieval.canonical import canonicalise
from retrieval.documents import Block, BlockKind
from tests.assistant.made_records import document

VERIFIER = Verifier(load_vocabulary(None))


TEXT = canonicalise(
    Block(BlockKind.PARAGRAPH, text)
    for text in (
        "The vessel is rocked at 14 rpm until harvest.",
        "Wash the vessel with 20 mL of buffer, then with 20 mL of water.",
        "The bag is inflated to 2.5 L before it is filled.",
    )
)


def stretch(first: int, last: int) -> Exhibit:
    """Some paragraphs of the document, in a stretch of their own."""
    return Exhibit(document("SOP-901", "2"), TEXT, TEXT.lines[first].start, TEXT.lines[last].end)


@pytest.fixture
def first() -> Exhibit:
    return stretch(0, 1)


@pytest.fixture
def second() -> Exhibit:
    return stretch(2, 2)


def check(bench: Bench, text: str, *quotes: tuple[str, str], derived: tuple[Derivation, ...] = ()) -> Checked:
    quoted = [Quotation(evidence=key, quote=quote) for key, quote in quotes]
    claim = ProposedClaim(text=text, quotes=quoted, derived=list(derived))
    (one,) = check_claims(ProposedAnswer(claims=[claim]), bench, VERIFIER)
    return one


def sentence_of(exhibit: Exhibit) -> str:
    return max(exhibit.text.splitlines(), key=len).strip()


def laid(*exhibits: Exhibit) -> Bench:
    bench = Bench()
    bench.lay(exhibits)
    return bench


def test_words_are_found_where_they_are_said_to_be(first: Exhibit) -> None:
    words = sentence_of(first)
    one = check(laid(first), words, (f"[{first.key.upper()}] ", words))
    assert one.citations
    assert all(first.start <= quote.start < quote.end <= first.end for quote in one.citations)
    assert one.citations[0].text.split() == words.split()


def test_a_key_that_nobody_issued_is_named(first: Exhibit) -> None:
    one = check(laid(first), "The set point is 3.", ("e2222222", sentence_of(first)))
    assert not one.verdict.supported
    assert one.verdict.violations[0].rule is Rule.QUOTE
    assert "'e2222222'" in one.verdict.reason
    assert first.key in one.verdict.reason


def test_what_was_not_laid_out_cannot_be_quoted(first: Exhibit, second: Exhibit) -> None:
    words = sentence_of(second)
    assert not check(laid(first), words, (second.key, words)).verdict.supported


def test_words_of_another_stretch_are_not_in_this_one(first: Exhibit, second: Exhibit) -> None:
    words = sentence_of(second)
    assert words not in first.text
    one = check(laid(first, second), words, (first.key, words))
    assert not one.verdict.supported
    assert "copy them character for character" in one.verdict.reason


def test_one_quotation_that_is_made_up_spoils_the_others(first: Exhibit) -> None:
    words = sentence_of(first)
    one = check(laid(first), words, (first.key, words), (first.key, "as approved by the agency"))
    assert not one.verdict.supported
    assert one.citations  # where to look is still told


def test_without_quotations_nothing_stands(first: Exhibit) -> None:
    assert not check(laid(first), "The set point is 3.").verdict.supported
    assert not check(Bench(), "The set point is 3.", ("e2222222", "3")).verdict.supported


def test_words_that_stand_twice_are_taken_where_they_carry_the_claim(first: Exhibit) -> None:
    class OnlyAtTheSecond(Verifier):
        def verify(self, text: str, quotes: Sequence[Quote], derived: Sequence[Derived] = ()) -> Verdict:
            return Verdict() if quotes[0].start > places[0].start else Verdict((Violation(Rule.ATTRIBUTE, "another"),))

    word = "20 mL of"
    places = locate(word, first.document, first.canonical, (first.start, first.end))
    assert len(places) > 1
    answer = ProposedAnswer(claims=[ProposedClaim(text=word, quotes=[Quotation(evidence=first.key, quote=word)])])
    (one,) = check_claims(answer, laid(first), OnlyAtTheSecond(load_vocabulary(None)))
    assert one.verdict.supported
    assert one.citations[0].start == places[1].start
