"""Claims that were already made, held against what they cite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers import Claim
from assistant.backing import best_verdict, claim_verdict
from assistant.verify import Rule, Verdict, Verifier, locate
from tests.assistant.site import Library

QUESTIONS = [
    "what is the set point of the rocking rate?",
    "how much medium is fed on day 4?",
    "how long may thawed vector be held on ice?",
    "viability of NK-041 on day 5",
]


def judged(claim: Claim, site: Library) -> Verdict:
    workspace = site.workspace
    documents = {d.digest: d for d in workspace.documents()}
    texts = workspace.ledger.canonical(list(documents))
    return claim_verdict(claim, documents, texts, Verifier(workspace.vocabulary))


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_answered_without_a_model_is_what_it_quotes(site: Library, question: str) -> None:
    answer = site.ask(question)
    assert answer.claims
    for claim in (*answer.claims, *answer.earlier):
        assert judged(claim, site).supported, (claim.text, judged(claim, site).reason)


@pytest.fixture
def row(site: Library) -> Claim:
    return next(c for c in site.ask(QUESTIONS[0]).claims if c.fields)


@pytest.fixture
def sentence(site: Library) -> Claim:
    return next(c for c in site.ask(QUESTIONS[1]).claims if not c.fields)


def test_a_field_of_another_row_is_no_field_of_this_one(site: Library, row: Claim) -> None:
    fields = (*row.fields, ("PAR", "6 to 16 rpm"))
    verdict = judged(replace(row, fields=fields), site)
    assert [v.rule for v in verdict.violations] == [Rule.QUOTE]
    assert "PAR: 6 to 16 rpm" in verdict.reason


def test_a_row_told_in_other_words_is_not_that_row(site: Library, row: Claim) -> None:
    assert not judged(replace(row, text=row.text.replace("14", "15")), site).supported


def test_a_sentence_that_is_not_its_quotation_is_refused(site: Library, sentence: Claim) -> None:
    assert not judged(replace(sentence, text=sentence.text.replace("300", "250")), site).supported


def test_a_quotation_that_is_not_at_its_place_is_refused(site: Library, sentence: Claim) -> None:
    cited = sentence.citations[0]
    for astray in (
        replace(cited, start=cited.start + 1, end=cited.end + 1),
        replace(cited, quote=cited.quote.replace("300", "250")),
        replace(cited, digest="0" * 64),
    ):
        assert not judged(replace(sentence, citations=(astray,)), site).supported
    assert not judged(replace(sentence, citations=()), site).supported


def test_a_sentence_of_a_model_is_verified(site: Library, row: Claim) -> None:
    said = replace(row, fields=(), by_model=True, text="The set point of the rocking rate is 14 rpm.")
    assert judged(said, site).supported, judged(said, site).reason
    assert not judged(replace(said, text="The set point of the rocking rate is 16 rpm."), site).supported


def test_a_sentence_is_backed_when_it_is_at_one_of_the_places(site: Library) -> None:
    workspace = site.workspace
    documents = [d for d in workspace.documents() if d.name == "SOP-301"]
    texts = workspace.ledger.canonical([d.digest for d in documents])
    rows = ("Rocking rate | KPP | 10 rpm", "Rocking rate | KPP | 14 rpm")
    places = [place for d in documents for row in rows for place in locate(row, d, texts[d.digest])]
    assert len(places) == 2
    verifier = Verifier(workspace.vocabulary)
    now = "The set point of the rocking rate is 14 rpm."
    for order in (places, places[::-1]):
        assert best_verdict(now, [order], verifier).supported
        assert not best_verdict(now.replace("14", "15"), [order], verifier).supported


def test_a_cell_told_with_the_unit_of_its_row_is_that_cell(library: Library) -> None:
    header = "| Parameter | Set point (rpm) | PAR | Unit |\n|---|---|---|---|"
    library.write("SOP-1.md", f"# SOP-1 Mixing\n\n{header}\n| Quorl level | 40 | 4 to 12 | ng/mL |\n")
    library.read()
    [claim] = [c for c in library.ask("what is the quorl level?").claims if c.citations[0].row][:1]
    for fields, stands in (
        ((("Parameter", "Quorl level"), ("PAR", "4 to 12 ng/mL")), True),
        ((("Parameter", "Quorl level"), ("Set point (rpm)", "40 rpm")), True),
        ((("Parameter", "Quorl level"), ("PAR", "4 to 12 µg/mL")), False),
        ((("Parameter", "Quorl level"), ("PAR", "4 to 12 rpm")), False),
        ((("Parameter", "Quorl level"), ("PAR", "5 to 12 ng/mL")), False),
    ):
        told = replace(claim, text="; ".join(f"{name}: {value}" for name, value in fields), fields=fields, linked=False)
        assert judged(told, library).supported is stands, fields
