"""Claims held against what they quote: only what lies on the bench, only where it stands there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.checked import Checked, check_claims
from assistant.exhibits import Bench, Exhibit
from assistant.proposals import Derivation, ProposedAnswer, ProposedClaim, Quotation
from assistant.verify import Derived, Quote, Rule, Verdict, Verifier, Violation, locate
from assistant.workspace import Workspace
from graph.vocabulary import load_vocabulary
from tests.assistant.site import Library

VERIFIER = Verifier(load_vocabulary(None))


def halves(workspace: Workspace) -> tuple[Exhibit, Exhibit]:
    """A document of some length in two stretches."""
    documents = workspace.documents()
    texts = workspace.ledger.canonical([d.digest for d in documents])
    document = max(documents, key=lambda d: len(texts[d.digest].text))
    canonical = texts[document.digest]
    middle = canonical.lines[len(canonical.lines) // 2].start
    return Exhibit(document, canonical, 0, middle), Exhibit(document, canonical, middle, len(canonical.text))


@pytest.fixture
def first(site: Library) -> Exhibit:
    return halves(site.workspace)[0]


@pytest.fixture
def second(site: Library) -> Exhibit:
    return halves(site.workspace)[1]


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

    word = next(w for w in first.text.split() if w.isalpha() and len(w) > 3 and first.text.split().count(w) > 1)
    places = locate(word, first.document, first.canonical, (first.start, first.end))
    assert len(places) > 1
    answer = ProposedAnswer(claims=[ProposedClaim(text=word, quotes=[Quotation(evidence=first.key, quote=word)])])
    (one,) = check_claims(answer, laid(first), OnlyAtTheSecond(load_vocabulary(None)))
    assert one.verdict.supported
    assert one.citations[0].start == places[1].start
