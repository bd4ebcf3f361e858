"""Sights of a library, and questions studied, for the tests of what a model sees and may do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.sight import Sight
from assistant.study import Student, Study
from assistant.workspace import Workspace
from graph.questions.records import Records
from retrieval.documents import Document
from retrieval.search import Search


@contextmanager
def sight_of(
    workspace: Workspace,
    as_of: str | None = None,
    product: str | None = None,
    may_see: Callable[[Document], bool] = lambda _: True,
) -> Iterator[Sight]:
    """What a question of a day may see, within one snapshot."""
    day = dt.date.fromisoformat(as_of) if as_of else None
    with workspace.ledger.snapshot():
        documents = {d.digest: d for d in workspace.documents(day) if may_see(d)}
        search = Search(workspace.ledger, workspace.embedder, workspace.vectors)
        inquiry = workspace.inquiry(Records(documents.values(), day))
        yield Sight(workspace.ledger, search, workspace.vocabulary, documents, inquiry, day, product)


def studied(text: str, workspace: Workspace, sight: Sight) -> Study:
    """A question studied as it is before it is answered."""
    passages = workspace.ledger.counts()["passages"]
    student = Student(workspace.ledger, workspace.embedder, sight.search)
    return student.study(text, sight.as_of, workspace.vocabulary, sight.documents, passages)
