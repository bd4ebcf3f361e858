"""Asking the graph: a named question of the closed set, its citations checked, the answer recorded."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from assistant import graph_json
from assistant.answering import library_digest
from assistant.graph_answers import GraphAnswer, Whole
from assistant.graph_citing import cite_all
from assistant.workspace import Workspace
from graph.questions.inquiry import Inquiry
from graph.questions.records import Records
from graph.questions.rows import Row, in_force

STALE = "the graph does not show the present documents; run `setpoint graph rebuild`"


@dataclass(frozen=True, slots=True)
class Told:
    """What a question found: its rows, and for some questions what holds them together."""

    rows: tuple[Row, ...]
    whole: Whole = None


@dataclass(frozen=True, slots=True)
class GraphQuestion:
    """A named question: its kind, what was asked for in words, and what asks it.

    `everything` shows what is superseded or draft too; with `as_of`, the standing is that of a day.
    """

    kind: str
    ask: Callable[[Inquiry], Told]
    asked: Mapping[str, str]
    as_of: dt.date | None = None
    everything: bool = False


def ask_graph(workspace: Workspace, question: GraphQuestion) -> GraphAnswer:
    """The answer, recorded before it is returned. Raises UnknownEntity, StoreUnreachable, AuditFailed."""
    with workspace.ledger.snapshot():
        catalogue = workspace.documents(question.as_of)
        in_step, problem = workspace.state_of_graph()
        inquiry = Inquiry(workspace.graph, Records(catalogue, question.as_of), workspace.vocabulary)
        told = question.ask(inquiry)
        rows = told.rows if question.everything else in_force(told.rows)
        cited = cite_all([told.whole, rows], workspace.ledger, catalogue)
    shown = tuple(row for row in rows if cited.rests(row.evidence) or not row.evidence)
    answer = GraphAnswer(
        id="",
        kind=question.kind,
        asked=question.asked,
        as_of=question.as_of,
        rows=shown,
        whole=told.whole,
        cited=cited,
        left_out=len(told.rows) - len(rows),
        withheld=len(rows) - len(shown),
        problem=None if in_step else problem or STALE,
        documents=len(catalogue),
        workspace_digest=library_digest(d.digest for d in catalogue),
    )
    stamp = dt.datetime.now(dt.UTC).isoformat()
    digest = hashlib.sha256(f"{stamp}{question.kind}{question.asked}{answer.workspace_digest}".encode()).hexdigest()
    answer = replace(answer, id=f"g-{digest[:12]}")
    recorded = {**graph_json.answer(answer), "numbered": graph_json.numbered(answer)}
    workspace.audit.record("graph", answer.id, {**recorded, "versions": dict(workspace.versions)})
    return answer
