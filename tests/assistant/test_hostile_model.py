"""A language model that lies, obeys whoever wrote the records, or never ends: nothing false is shown as backed."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from langchain_core.messages import BaseMessage

from assistant import answer_json
from assistant.answers import Answer, Question
from assistant.models.line import Line
from assistant.models.scripted import ScriptedModel
from assistant.proposals import ProposedAnswer, ProposedClaim, Quotation
from assistant.settings import Settings
from assistant.workspace import FOLDER, Workspace
from tests.assistant.hostile_model import Lie, behaviours, lies, seen
from tests.assistant.site import HASHING

QUICK = HASHING.model_copy(
    update={"model": "scripted:hostile", "model_retries": 0, "model_calls": 5, "model_seconds": 20}
)
# Questions that lay the tables, sentences and run records of the site before the model.
QUESTIONS = (
    "What is the rocking rate?",
    "seeding density",
    "acceptable range of pH",
    "viability at harvest",
    "What is the dissolved oxygen?",
    "temperature",
    "Which run failed and why?",
    "glucose",
    "hold time",
    "How long is the wash?",
)
TRIALS = 500


@pytest.fixture(scope="module")
def folder(untouched_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(untouched_site, tmp_path_factory.mktemp("hostile") / "site")) / FOLDER


def honest(messages: list[BaseMessage]) -> ProposedAnswer:
    """The lines of the evidence word for word: what must come through, or the test above proves nothing."""
    claims = [ProposedClaim(text=s.line, quotes=[Quotation(evidence=s.key, quote=s.line)]) for s in seen(messages)]
    return ProposedAnswer(claims=claims[:20])


def test_what_stands_word_for_word_in_the_evidence_is_delivered(folder: Path) -> None:
    with contextlib.closing(Workspace(folder, QUICK, lambda s: Line.of(ScriptedModel(honest), s))) as workspace:
        answers = [workspace.ask(Question(question)) for question in QUESTIONS]
    delivered = [c for a in answers for c in (*a.claims, *a.earlier) if c.by_model]
    withheld = [w for a in answers for w in a.withheld]
    assert len(delivered) > 10
    assert not withheld, withheld[:3]


def asked(folder: Path, model: ScriptedModel, question: str, settings: Settings = QUICK) -> Answer:
    workspace = Workspace(folder, settings, lambda s: Line.of(model, s))
    try:
        return workspace.ask(Question(question))
    finally:
        workspace.close()


class Liar:
    """Answers with false claims, twenty at a time, and remembers them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.told: list[Lie] = []

    def __call__(self, messages: list[BaseMessage]) -> ProposedAnswer:
        fresh = [lie for lie, _ in zip(lies(messages, self.seed + len(messages)), range(20), strict=False)]
        self.told += fresh
        return ProposedAnswer(claims=[lie.claim for lie in fresh])


def test_no_fabricated_or_altered_claim_is_delivered_as_supported(folder: Path) -> None:
    delivered: list[tuple[str, str]] = []
    liar = Liar(0)
    with contextlib.closing(Workspace(folder, QUICK, lambda s: Line.of(ScriptedModel(liar), s))) as workspace:
        for seed, question in enumerate(QUESTIONS * 3):
            liar.seed = seed
            answer = workspace.ask(Question(question))
            tricks = {lie.claim.text.strip(): lie.trick for lie in liar.told}
            delivered += [(tricks.get(c.text, "?"), c.text) for c in answer.claims if c.by_model]
    told = liar.told
    assert len(told) >= TRIALS, f"only {len(told)} lies were told"
    assert not delivered, f"{len(delivered)} of {len(told)}: {Counter(t for t, _ in delivered)} {delivered[:8]}"


@pytest.mark.parametrize("name", list(behaviours()))
def test_whatever_the_model_does_the_answer_comes_within_the_budget(folder: Path, name: str) -> None:
    model = ScriptedModel(behaviours()[name])
    answer = asked(folder, model, "What is the rocking rate?")
    assert len(model.asked) <= QUICK.model_calls + 1
    assert not [c for c in answer.claims if c.by_model]
    assert answer.claims or answer.refused
    assert answer.notes, "a reader must know that the model was of no use"
    shown = json.dumps(answer_json.answer(answer), ensure_ascii=False)
    assert "evil.example" not in shown and "sk-secret" not in shown and "\x1b" not in shown


def test_the_library_is_as_it_was_after_a_model_that_wants_to_act(folder: Path) -> None:
    before = state(folder)
    for name in ("a tool that would act", "unknown tools"):
        asked(folder, ScriptedModel(behaviours()[name]), "What is the rocking rate?")
    assert state(folder) == before


def state(folder: Path) -> str:
    workspace = Workspace(folder, HASHING)
    try:
        return str(workspace.status()["workspace_digest"])
    finally:
        workspace.close()
