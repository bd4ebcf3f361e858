"""Replays: the same evidence and verdicts from the record, and what differs where something does."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import BaseMessage

from assistant.answers import Answer, Question
from assistant.forgetting import forget
from assistant.models.line import Line
from assistant.models.scripted import ScriptedModel, Spoken
from assistant.proposals import ProposedAnswer, ProposedClaim, Quotation
from assistant.replaying.nouns import Part, Replayed, Result, Whereabouts
from assistant.replaying.replay import replay
from assistant.workspace import FOLDER, Workspace
from retrieval.errors import UnknownReference
from tests.assistant.commands import Ran
from tests.assistant.hostile_model import seen
from tests.assistant.site import HASHING, Library

Detail = dict[str, Any]
RATE = "what is the rocking rate set point of SOP-301?"
QUICK = HASHING.model_copy(update={"model": "scripted:replayed", "model_retries": 0, "model_calls": 4})


@pytest.fixture
def own(own_site: Path) -> Iterator[Library]:
    """A library that a test may change."""
    library = Library(own_site, Workspace(own_site / FOLDER, HASHING))
    yield library
    library.workspace.close()


def differing(replayed: Replayed) -> list[Part]:
    return [part for part in replayed.parts if part.result is not Result.SAME]


@pytest.mark.parametrize(
    "question",
    [
        RATE,
        "how long may the harvested NK cells be held at 2 to 8 °C?",
        "what was the viability of NK-041 on day 5?",
        "which parameters affect the viability?",
        "what changed between SOP-301 v1 and v2?",
        "what is the capital of Norway?",
        "rocking rate that applied in June 2024?",
        "NOR of the rocking rate in SOP-301 v1?",
    ],
)
def test_an_answer_without_a_model_is_replayed_to_the_same(own: Library, question: str) -> None:
    answer = own.workspace.ask(Question(question))
    before = own.workspace.audit.newest(100)
    replayed = replay(own.workspace, answer.id)
    assert differing(replayed) == []
    assert replayed.result is Result.SAME
    assert replayed.changed == ()
    assert any(part.what.startswith("asked again") for part in replayed.parts)
    assert own.workspace.audit.newest(100) == before, "a replay leaves no trace"
    assert replay(own.workspace, str(before[0].id)) == replayed


UNITS = """\
# SOP-880 Activation

| Document number | SOP-880 |
|---|---|
| Version | 1 |
| Status | Effective |
| Effective date | 2025-01-10 |

## 4 Parameters

| Parameter | Class | Set point | NOR | PAR | Unit |
|---|---|---|---|---|---|
| Quorl concentration | KPP | 7 | 6 to 8 | 4 to 12 | ng/mL |
"""


def test_a_value_that_was_told_with_the_unit_of_its_row_is_what_its_row_says(own: Library) -> None:
    own.write("sops/SOP-880.md", UNITS)
    own.read()
    answer = own.workspace.ask(Question("what is the set point of the quorl concentration?"))
    assert "7 ng/mL" in answer.claims[0].text
    assert differing(replay(own.workspace, answer.id)) == []

    record = own.workspace.ledger.audit.about(answer.id)
    for wrong in ("7 µg/mL", "8 ng/mL", "7 ng"):
        changed = json.loads(json.dumps(record.detail).replace("7 ng/mL", wrong))
        with sqlite3.connect(own.root / FOLDER / "ledger.db") as raw:
            payload = json.dumps(changed).encode()
            raw.execute("UPDATE audit_payloads SET payload = ? WHERE record = ?", (payload, record.id))
        raw.close()
        differs = {part.what for part in differing(replay(own.workspace, answer.id))}
        assert differs & {"claim 1", "asked again: claims"}, wrong


def test_a_follow_up_is_replayed_as_it_was_understood(own: Library) -> None:
    own.workspace.ask(Question(RATE, session="s"))
    answer = own.workspace.ask(Question("and the PAR?", session="s"))
    replayed = replay(own.workspace, answer.id)
    assert replayed.question == answer.understood == "what is the rocking rate PAR of SOP-301?"
    assert replayed.result is Result.SAME


def test_an_answer_of_a_day_is_replayed_on_that_day(own: Library) -> None:
    answer = own.workspace.ask(Question("rocking rate set point?", dt.date(2024, 6, 1)))
    assert replay(own.workspace, answer.id).result is Result.SAME


def test_after_more_was_read_its_quotations_and_claims_are_checked_again(own: Library) -> None:
    answer = own.workspace.ask(Question(RATE))
    own.write("sops/SOP-999.md", "# SOP-999 Mixing\n\nThe rocking rate set point is 99 rpm.\n")
    own.read()
    replayed = replay(own.workspace, answer.id)
    assert replayed.result is Result.SAME
    assert ["documents were added or removed" in said for said in replayed.changed] == [True]
    assert not any(part.what.startswith("asked again") for part in replayed.parts)
    assert [part.what for part in replayed.parts][:3] == ["audit trail", "quotations", "claim 1"]


def test_after_a_forgetting_what_it_rested_on_is_named_and_not_checked(own: Library) -> None:
    answer = own.workspace.ask(Question("how long may thawed vector be held on ice?"))
    [digest] = {c.digest for claim in answer.claims for c in claim.citations}
    forget(own.workspace, "SOP-310", "sent in error")
    replayed = replay(own.workspace, answer.id)
    assert replayed.result is Result.UNCHECKED
    assert [v.whereabouts for v in replayed.versions if v.digest == digest] == [Whereabouts.FORGOTTEN]
    assert {part.result for part in replayed.parts if part.what.startswith("claim")} == {Result.UNCHECKED}
    assert "vector" not in json.dumps([part.detail for part in replayed.parts])


def test_an_edition_that_was_read_again_is_not_there(own: Library) -> None:
    answer = own.workspace.ask(Question("how long may thawed vector be held on ice?"))
    file = own.root / "records" / "sops" / "SOP-310_v2.md"
    file.write_text(file.read_text().replace("45 min", "50 min"))
    own.read()
    replayed = replay(own.workspace, answer.id)
    assert replayed.result is Result.UNCHECKED
    assert Whereabouts.GONE in {v.whereabouts for v in replayed.versions}


# Tampering


def tampered(own: Library, change: Callable[[Detail], None]) -> Replayed:
    """The replay of an answer whose payload was changed behind the program's back."""
    answer = own.workspace.ask(Question(RATE))
    record = own.workspace.ledger.audit.about(answer.id)
    detail = json.loads(json.dumps(record.detail))
    change(detail)
    with sqlite3.connect(own.root / FOLDER / "ledger.db") as raw:
        payload = json.dumps(detail, ensure_ascii=False, sort_keys=True).encode()
        raw.execute("UPDATE audit_payloads SET payload = ? WHERE record = ?", (payload, record.id))
    raw.close()
    return replay(own.workspace, answer.id)


def other_number(detail: Detail) -> None:
    for cited in (detail["claims"][0]["citations"][0], detail["numbered"][0]):
        cited["quote"] = cited["quote"].replace("14", "41")
    detail["claims"][0]["text"] = detail["claims"][0]["text"].replace("14", "41")


def other_place(detail: Detail) -> None:
    for cited in (detail["claims"][0]["citations"][0], detail["numbered"][0]):
        cited["start"] += 1
        cited["end"] += 1


def other_sentence(detail: Detail) -> None:
    detail["claims"][0]["text"] = "The rocking rate is 41 rpm."
    detail["claims"][0]["fields"] = []


def a_claim_less(detail: Detail) -> None:
    detail.update(claims=[], refused=True, reason="the records do not say this")


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (other_number, {"quotations", "claim 1"}),
        (other_place, {"quotations", "claim 1"}),
        (other_sentence, {"claim 1"}),
        (a_claim_less, {"asked again: claims", "asked again: refused", "asked again: reason"}),
    ],
)
def test_a_record_that_was_changed_does_not_come_out_the_same(
    own: Library, change: Callable[[Detail], None], parts: set[str]
) -> None:
    replayed = tampered(own, change)
    assert replayed.result is Result.DIFFERS
    differs = {part.what for part in differing(replayed)}
    assert {"audit trail", *parts} <= differs


@pytest.mark.parametrize("ruined", [{}, {"claims": 7, "numbered": "x", "replay": [], "question": None}])
def test_a_record_of_anything_is_replayed_without_a_traceback(own: Library, ruined: dict[str, object]) -> None:
    def ruin(detail: Detail) -> None:
        detail.clear()
        detail.update(ruined)

    assert tampered(own, ruin).result is Result.DIFFERS


# With a model


def faithful(messages: list[BaseMessage]) -> Spoken:
    """Claims of which one stands and two do not: a number that was altered, and a key that was made up."""
    found = next(line for line in seen(messages) if "Thawed vector" in line.line)
    said = "Thawed vector may be held on ice for at most 45 min."
    return ProposedAnswer(
        claims=[
            ProposedClaim(text=said, quotes=[Quotation(evidence=found.key, quote=said)]),
            ProposedClaim(text=said.replace("45", "54"), quotes=[Quotation(evidence=found.key, quote=said)]),
            ProposedClaim(text=f"{said} Always.", quotes=[Quotation(evidence="emadeupxx", quote=said)]),
        ]
    )


def modelled(folder: Path) -> Answer:
    workspace = Workspace(folder, QUICK, lambda s: Line.of(ScriptedModel(faithful), s))
    try:
        return workspace.ask(Question("how long may thawed vector be held on ice?"))
    finally:
        workspace.close()


def test_an_answer_of_a_model_is_replayed_verdict_by_verdict_without_the_model(own: Library) -> None:
    answer = modelled(own.root / FOLDER)
    assert answer.mode == "model"
    replayed = replay(own.workspace, answer.id)
    assert differing(replayed) == []
    verdicts = {p.what: p.detail for p in replayed.parts if p.what.startswith("verdict")}
    assert len(verdicts) == 3
    stood, *failed = verdicts.values()
    assert stood == "supported"
    assert all(detail.startswith("withheld") for detail in failed)


def test_a_verdict_that_was_turned_is_seen(own: Library) -> None:
    answer = modelled(own.root / FOLDER)
    record = own.workspace.ledger.audit.about(answer.id)
    detail = json.loads(json.dumps(record.detail))
    turned = next(c for c in detail["replay"]["claims"] if "54" in c["text"])
    turned["verdict"] = {"supported": True, "violations": [], "computed": []}
    detail["claims"][0]["text"] = turned["text"]
    with sqlite3.connect(own.root / FOLDER / "ledger.db") as raw:
        raw.execute("UPDATE audit_payloads SET payload = ? WHERE record = ?", (json.dumps(detail).encode(), record.id))
    raw.close()
    replayed = replay(own.workspace, answer.id)
    assert replayed.result is Result.DIFFERS
    told = {part.what: part.detail for part in differing(replayed)}
    assert any(what.startswith("verdict") and "now it is withheld (number)" in said for what, said in told.items())
    assert "claim 1" in told


def test_a_key_that_was_never_issued_is_seen(own: Library) -> None:
    answer = modelled(own.root / FOLDER)
    record = own.workspace.ledger.audit.about(answer.id)
    detail = json.loads(json.dumps(record.detail))
    detail["replay"]["exhibits"][0]["start"] += 1
    with sqlite3.connect(own.root / FOLDER / "ledger.db") as raw:
        raw.execute("UPDATE audit_payloads SET payload = ? WHERE record = ?", (json.dumps(detail).encode(), record.id))
    raw.close()
    assert "evidence" in {part.what for part in differing(replay(own.workspace, answer.id))}


def test_the_answer_of_a_model_after_more_was_read_and_after_a_forgetting(own: Library) -> None:
    answer = modelled(own.root / FOLDER)
    own.write("sops/SOP-999.md", "# SOP-999 Mixing\n\nThawed vector may be held on ice for at most 99 min.\n")
    own.read()
    replayed = replay(own.workspace, answer.id)
    assert differing(replayed) == []
    assert replayed.changed
    forget(own.workspace, "SOP-310", "sent in error")
    replayed = replay(own.workspace, answer.id)
    assert replayed.result is Result.UNCHECKED
    kept = json.dumps(own.workspace.ledger.audit.about(answer.id).detail)
    assert "45" not in json.dumps([c["text"] for c in json.loads(kept)["replay"]["claims"]])


# The command


def test_the_command_says_how_it_came_out(own_site: Path, run: Callable[..., Ran]) -> None:
    answer = run("ask", RATE, "--json", cwd=own_site).json
    ran = run("audit", "replay", answer["id"])
    assert (ran.code, "same evidence and verdicts" in ran.text) == (0, True)
    as_json = run("audit", "replay", answer["id"], "--json").json
    assert as_json["result"] == "same"
    assert {part["result"] for part in as_json["parts"]} == {"same"}
    run("forget", "SOP-301", "--reason", "trial")
    ran = run("audit", "replay", answer["id"])
    assert ran.code == 1
    assert "is forgotten" in ran.text
    assert run("audit", "replay", "a-none").code == 2
    ran = run("audit", "replay", "1")
    assert (ran.code, "no answer to a question" in ran.says) == (2, True)


def test_a_record_that_is_no_answer(own: Library) -> None:
    with pytest.raises(UnknownReference, match="no answer"):
        replay(own.workspace, "1")
    with pytest.raises(UnknownReference):
        replay(own.workspace, "99999")
