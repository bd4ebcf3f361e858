"""The starter set of questions over the sample records: every gold answer is held against the records.

No question is asked here: what is tested is the gold itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.evaluation.gold import Gold, read_gold
from assistant.evaluation.spans import Library, names_of
from assistant.evaluation.wording import holds, matches, plain
from retrieval.documents import Document, Status
from retrieval.embedding import open_embedder
from retrieval.ingest import Ingest
from retrieval.ingest_report import Silent
from retrieval.ledger import Ledger
from retrieval.survey import survey
from tests.conftest import REPO

FILE = REPO / "samples" / "questions.jsonl"
KINDS = {
    "fact", "range", "effect", "multi-hop", "comparison", "superseded", "conflicting", "unit trap", "unanswerable",
    "planted instruction", "follow-up",
}  # fmt: skip
QUESTIONS = read_gold(FILE).questions
ANSWERABLE = tuple(q for q in QUESTIONS if q.answerable)
# The day that a question without one is asked of: after the last record of the site.
TODAY = dt.date(2025, 10, 2)


def by_id(gold: Gold) -> str:
    return gold.id


@pytest.fixture(scope="module")
def ledger(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The records, read without vectors or graph."""
    folder = tmp_path_factory.mktemp("gold")
    opened = Ledger.open(f"sqlite:///{folder / 'ledger.db'}")
    Ingest(opened, open_embedder("hashing", folder), "main", Silent()).run(survey([samples], folder, opened))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def texts(ledger: Ledger) -> dict[str, str]:
    digests = {d.digest for d in ledger.catalogue()}
    return {digest: canonical.text for digest, canonical in ledger.canonical(digests).items()}


@pytest.fixture(scope="module")
def library(ledger: Ledger, texts: dict[str, str]) -> Library:
    return Library(ledger.catalogue(), texts.__getitem__)


def named(ledger: Ledger, name: str, day: dt.date | None) -> list[Document]:
    return [d for d in ledger.catalogue(day) if name in names_of(d)]


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(q.kind for q in QUESTIONS)
    assert set(kinds) == KINDS
    assert len(QUESTIONS) >= 140
    assert kinds["unanswerable"] >= 40
    assert min(kinds.values()) >= 8


def test_each_half_has_half_of_every_kind() -> None:
    halves = Counter((q.kind, q.split) for q in QUESTIONS)
    assert {q.split for q in QUESTIONS} == {"dev", "held"}
    assert all(abs(halves[kind, "dev"] - halves[kind, "held"]) <= 1 for kind in KINDS)


def test_a_question_stands_once() -> None:
    asked = Counter((plain(q.question).casefold(), q.as_of) for q in QUESTIONS if q.session is None)
    assert [text for text, count in asked.items() if count > 1] == []


def test_it_is_another_set_than_the_one_of_the_bench() -> None:
    bench = (REPO / "bench" / "questions" / "samples.jsonl").read_text("utf-8").casefold()
    assert [q.id for q in QUESTIONS if f'"{q.question.casefold()}"' in bench] == []


def test_sessions_stay_in_one_half_and_begin_with_a_question_that_stands_alone() -> None:
    sessions: dict[str, list[Gold]] = {}
    for gold in QUESTIONS:
        if gold.session:
            sessions.setdefault(gold.session, []).append(gold)
    for questions in sessions.values():
        assert len(questions) > 1
        assert questions[0].kind != "follow-up"
        assert {q.kind for q in questions[1:]} == {"follow-up"}
        assert len({q.split for q in questions}) == 1


@pytest.mark.parametrize("gold", ANSWERABLE, ids=by_id)
def test_evidence_stands_verbatim_in_the_version_it_names(gold: Gold, library: Library) -> None:
    found = library.evidence(gold)
    assert found.missing == ()
    assert found.facts


@pytest.mark.parametrize("gold", ANSWERABLE, ids=by_id)
def test_the_evidence_states_what_is_expected(gold: Gold) -> None:
    evidence = plain(" \n ".join(f"{s.document}: {s.quote}" for s in gold.evidence))
    assert [str(e) for e in gold.expect if not e.met_by(evidence)] == []
    assert [regex for regex in gold.reject if matches(evidence, regex)] == []


@pytest.mark.parametrize("gold", ANSWERABLE, ids=by_id)
def test_every_fact_of_the_evidence_comes_from_an_accepted_document(gold: Gold, ledger: Ledger) -> None:
    accepted = {d.digest for name in gold.documents for d in named(ledger, name, None)}
    assert all(any(d.digest in accepted for d in named(ledger, s.document, None)) for s in gold.evidence)


@pytest.mark.parametrize("gold", ANSWERABLE, ids=by_id)
def test_what_a_right_answer_rests_on_was_in_force_on_its_day(gold: Gold, ledger: Ledger) -> None:
    """Of an older or a draft version the values are among those that have to be marked."""
    speaks_of_then = re.search(r"\b20\d\d\b", gold.question)
    for span in gold.evidence:
        standing = {d.status for d in named(ledger, span.document, gold.as_of or TODAY)}
        if standing != {Status.EFFECTIVE} and not speaks_of_then:
            assert any(holds(plain(span.quote), value) for value in gold.stale), span


@pytest.mark.parametrize("gold", [q for q in QUESTIONS if q.stale], ids=by_id)
def test_stale_values_stand_in_a_version_that_was_not_in_force(
    gold: Gold, ledger: Ledger, texts: dict[str, str]
) -> None:
    day = gold.as_of or TODAY
    others = [d for d in ledger.catalogue(day) if d.status is not Status.EFFECTIVE]
    for value in gold.stale:
        assert any(holds(plain(texts[d.digest]), value) for d in others), value
