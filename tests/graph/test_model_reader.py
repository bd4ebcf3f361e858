"""A model is asked about each passage once, pays for nothing twice, and stops no batch, whatever it does."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.forgetting import forget
from assistant.ingestion import ingest
from assistant.settings import Settings
from assistant.workspace import FOLDER, Workspace
from graph.building import GraphBuilder
from graph.process import Evidence, Extraction, Fact
from graph.proposed.asking import GIVES_UP_AFTER, PORTION, TRIES, Budget
from graph.proposed.reader import ModelReader, Proposed, with_proposed
from graph.schema import Relation
from graph.sums import graph_digest
from prompts.template import Prompt
from retrieval.ingest_report import Silent
from tests.graph.proposals import limit

HEAD = (
    "| Document number | SOP-{n} |\n|---|---|\n| Title | Polishing {n} |\n| Version | 1 |\n| Status | Effective |\n\n"
)
# Longer than a passage is filled up to, so that each paragraph is a passage.
FILL = " The operator writes each reading into the form of the day." * 15
PASSAGES = 3


def said(n: int, k: int) -> str:
    return f"The dwell level {n}{k} must not exceed {n}{k} min."


class Scripted:
    """A model that answers what a rule makes of the passage, and counts its calls."""

    def __init__(self, rule: Callable[[str], object]) -> None:
        self.rule = rule
        self.calls: list[str] = []

    def __call__(self, text: str, schema: dict[str, object]) -> object:
        assert schema["type"] == "object"
        self.calls.append(text)
        return self.rule(text)


def honest(text: str) -> object:
    """What a model would find: the first sentence of the passage."""
    passage = text.split("=====")[1]
    sentence = next(line for line in passage.splitlines() if "must not exceed" in line).split(". ")[0].strip() + "."
    name = sentence.removeprefix("The ").split(" must")[0]
    written = sentence.rstrip(".").split("must ")[1]
    return {"candidates": [limit(name, written, sentence)]}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    records = tmp_path / "records"
    records.mkdir()
    for n in range(1, 5):
        body = "\n\n".join(said(n, k) + FILL for k in range(1, PASSAGES + 1))
        (records / f"SOP-{n}.md").write_text(HEAD.format(n=900 + n) + "# 1 Polishing\n\n" + body)
    (tmp_path / FOLDER).mkdir()
    opened = Workspace(tmp_path / FOLDER, Settings(embedding_model="hashing", wait_s=5))
    ingest(opened, [records], Silent())
    yield opened
    opened.close()


def builder(workspace: Workspace, propose: Scripted, **more: object) -> GraphBuilder:
    budget = more.pop("budget", None)
    reader = ModelReader("scripted", propose, budget if isinstance(budget, Budget) else Budget())
    return GraphBuilder(workspace.ledger, workspace.graph, workspace.vocabulary, reader)


def by_model(made: GraphBuilder) -> list[Fact]:
    return [f for some in made.facts.facts().values() for f in some if f.evidence.extractor.startswith("model ")]


TOTAL = 4 * PASSAGES


def test_what_a_model_finds_stands_beside_what_extractors_find_and_is_asked_once(workspace: Workspace) -> None:
    before = {d: list(some) for d, some in workspace.graph_builder.facts.facts().items()}
    model = Scripted(honest)
    made = builder(workspace, model)
    assert not made.in_step()
    assert made.extract_due() == 4
    made.bring()
    assert len(model.calls) == TOTAL == len(set(model.calls))
    facts = by_model(made)
    assert {f.subject.name for f in facts} == {f"dwell level {n}{k}" for n in range(1, 5) for k in range(1, 4)}
    assert all(f.relation is Relation.LIMITED_BY for f in facts)
    after = made.facts.facts()
    assert {d: [f for f in some if f not in facts] for d, some in after.items()} == before
    assert made.in_step()
    assert made.compare().unread == 0
    again = builder(workspace, Scripted(honest))
    again.facts.doubt()
    assert again.extract_due() == 4
    assert isinstance(again.model, ModelReader)
    assert isinstance(again.model.propose, Scripted)
    assert again.model.propose.calls == [], "kept answers are checked again, and nothing is asked again"
    assert by_model(again) == facts


def test_without_a_model_nothing_changes(workspace: Workspace) -> None:
    plain = workspace.graph_builder
    digest, state = graph_digest(workspace.graph.contents(anew=True)), plain.state()
    made = builder(workspace, Scripted(lambda _: {"candidates": []}))
    made.extract_due()
    made.bring()
    assert plain.state() == state
    plain.extract_due()
    plain.bring()
    assert graph_digest(workspace.graph.contents(anew=True)) == digest


def test_a_kill_loses_at_most_one_portion(workspace: Workspace) -> None:
    class Killed(BaseException):
        pass

    calls: list[str] = []

    def rule(text: str) -> object:
        calls.append(text)
        if len(calls) == PORTION + 3:
            raise Killed
        return honest(text)

    with pytest.raises(Killed):
        builder(workspace, Scripted(rule)).extract_due()
    second = Scripted(honest)
    made = builder(workspace, second)
    made.extract_due()
    assert len(second.calls) == TOTAL - PORTION
    assert set(calls[:PORTION]).isdisjoint(second.calls)
    assert len(by_model(made)) == TOTAL


def test_a_budget_is_kept_and_the_rest_is_asked_another_time(workspace: Workspace) -> None:
    first = Scripted(honest)
    made = builder(workspace, first, budget=Budget(5))
    made.extract_due()
    made.bring()
    assert len(first.calls) == 5
    assert len(by_model(made)) == 5
    assert len(made.due()) == 3
    second = Scripted(honest)
    made = builder(workspace, second)
    made.extract_due()
    assert not made.in_step(), "the graph shows the facts that came later, too"
    made.bring()
    assert len(second.calls) == TOTAL - 5
    assert len(by_model(made)) == TOTAL
    assert made.due() == []


def nested(depth: int) -> list[object]:
    made: list[object] = []
    for _ in range(depth):
        made = [made]
    return made


GARBAGE = [
    None,
    "{}",
    [],
    {},
    {"candidates": None},
    {"candidates": [], "more": 1},
    {"candidates": [float("nan")]},
    {"candidates": ["x" * 10_000_000]},
    {"candidates": [limit("a", "b", "c")] * 10_000},
    {"candidates": [{str(i): i for i in range(100_000)}]},
    {"candidates": nested(100_000)},
    {"candidates": [{1: 2}]},
    {"candidates": [10**4_000]},
    {"candidates": [{1, 2}]},
    {"candidates": [b"x"]},
    object(),
]


@pytest.mark.parametrize("answer", GARBAGE, ids=range(len(GARBAGE)))
def test_an_answer_that_is_none_is_told_and_neither_kept_nor_a_fact(workspace: Workspace, answer: object) -> None:
    bad = Scripted(lambda text: answer if "dwell level 11" in text else honest(text))
    made = builder(workspace, bad)
    made.extract_due()
    assert len(bad.calls) == TOTAL - 1 + TRIES
    assert len(by_model(made)) == TOTAL - 1
    assert [entry.name for entry in made.due()] == ["SOP-901"]
    again = Scripted(honest)
    builder(workspace, again).extract_due()
    assert len(again.calls) == 1


def test_a_model_that_fails_now_and_then_stops_no_batch(workspace: Workspace) -> None:
    tried: set[str] = set()

    def rule(text: str) -> object:
        if text not in tried:
            tried.add(text)
            raise TimeoutError("busy")
        return honest(text)

    made = builder(workspace, Scripted(rule))
    made.extract_due()
    assert len(by_model(made)) == TOTAL


def test_a_model_that_is_not_there_is_left_alone_for_this_run(workspace: Workspace) -> None:
    def rule(_text: str) -> object:
        raise ConnectionError("no route")

    dead = Scripted(rule)
    made = builder(workspace, dead)
    made.extract_due()
    made.bring()
    assert len(dead.calls) == GIVES_UP_AFTER * TRIES
    assert by_model(made) == []
    assert len(made.due()) == 4


@pytest.mark.parametrize(
    "candidate",
    [
        limit("dwell level 11", "not exceed 12 min", "The dwell level 11 must not exceed 12 min."),
        limit("\x00\ud800", "not exceed 11 min", "\udfff"),
        {"relation": "\x00", "quote": "'; DROP TABLE facts; --"},
        "a string",
        7,
    ],
)
def test_an_answer_of_false_and_hostile_candidates_is_kept_and_adds_nothing(
    workspace: Workspace, candidate: object
) -> None:
    bad = Scripted(lambda _: {"candidates": [candidate]})
    made = builder(workspace, bad)
    made.extract_due()
    assert by_model(made) == []
    assert made.due() == []
    assert len(bad.calls) == TOTAL
    again = Scripted(honest)
    builder(workspace, again).extract_due()
    assert again.calls == []


def test_what_extractors_found_in_the_same_place_is_not_said_twice(workspace: Workspace) -> None:
    found = workspace.graph_builder.facts.facts()
    digest, facts = next((d, some) for d, some in found.items() if some)
    same = dataclasses.replace(facts[0], evidence=dataclasses.replace(facts[0].evidence, extractor="model m"))
    elsewhere = dataclasses.replace(same, evidence=Evidence(digest, 10**6, 10**6 + 5, "model m"))
    assert with_proposed(Extraction(facts), (same,)).facts == facts
    assert with_proposed(Extraction(facts), (elsewhere,)).facts == (*facts, elsewhere)


def test_what_came_of_it_is_told(workspace: Workspace) -> None:
    told: list[Proposed] = []
    steps: list[tuple[int, int]] = []
    false = limit("dwell level 11", "not exceed 12 min", "The dwell level 11 must not exceed 12 min.")

    def rule(text: str) -> object:
        if "dwell level 12" in text:
            raise ValueError("no\x1b[2J")
        return {"candidates": [false]} if "dwell level 11" in text else honest(text)

    reader = ModelReader(
        "scripted", Scripted(rule), progress=lambda done, of: steps.append((done, of)), tell=told.append
    )
    GraphBuilder(workspace.ledger, workspace.graph, workspace.vocabulary, reader).extract_due()
    (found,) = told
    assert [one.reason for one in found.dropped] == ["the quotation does not stand in the passage"]
    assert [one.reason for one in found.failed] == ["ValueError: no\x1b[2J"]
    assert sum(map(len, found.facts.values())) == TOTAL - 2
    assert found.calls == TOTAL + 1
    assert steps == [(n, TOTAL) for n in range(1, TOTAL + 1)]


def test_another_model_or_prompt_is_asked_anew(workspace: Workspace) -> None:
    builder(workspace, Scripted(honest)).extract_due()
    for name, prompt in (("other", None), ("scripted", Prompt("p", "$heading =====\n$passage\n===== changed"))):
        model = Scripted(honest)
        reader = ModelReader(name, model) if prompt is None else ModelReader(name, model, prompt=prompt)
        made = GraphBuilder(workspace.ledger, workspace.graph, workspace.vocabulary, reader)
        made.extract_due()
        assert len(model.calls) == TOTAL
        assert {f.evidence.extractor for f in by_model(made)} == {reader.extractor}


def test_long_names_of_models_stay_apart_and_fit_their_column() -> None:
    one, other = (ModelReader("m" * 300 + end, Scripted(honest)).extractor for end in "ab")
    assert one != other
    assert max(len(one), len(other)) <= 128


def test_a_forgotten_document_takes_what_was_proposed_for_it_along(workspace: Workspace) -> None:
    made = builder(workspace, Scripted(honest))
    made.extract_due()
    made.bring()
    assert made.model
    digests = passages_of(workspace)
    assert len(made.facts.proposals(digests["SOP-902"], made.model.extractor)) == PASSAGES
    forget(workspace, "SOP-902", "asked for")
    assert made.facts.proposals(digests["SOP-902"], made.model.extractor) == {}
    assert len(made.facts.proposals(digests["SOP-901"], made.model.extractor)) == PASSAGES
    assert b"dwell level 21" not in b"".join(p.read_bytes() for p in workspace.folder.glob("ledger.db*"))


def passages_of(workspace: Workspace) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in workspace.documents():
        places = workspace.ledger.passage_places([entry.digest])
        found[entry.name] = [
            stored.passage.digest
            for stored in workspace.ledger.passages(list(places)).values()
            if "dwell level" in stored.text
        ]
    return found


def test_what_a_model_is_given_holds_the_passage_to_the_letter(workspace: Workspace) -> None:
    model = Scripted(honest)
    builder(workspace, model).extract_due()
    texts = "".join(workspace.ledger.text(entry.digest) for entry in workspace.documents())
    assert all(text.split("=====\n")[1].rstrip("\n") in texts for text in model.calls)
    assert len({hashlib.sha256(text.encode()).hexdigest() for text in model.calls}) == TOTAL
