"""What a question to the graph comes back with: rows, their citations, and what was left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.graph_citing import Cited
from graph.questions.diff import Compared
from graph.questions.impact import Impact
from graph.questions.rows import Row, Shared, Trace

# What some questions say beside their rows.
Whole = Trace | Shared | Impact | Compared | None


@dataclass(frozen=True, slots=True)
class GraphAnswer:
    """The rows of one named question, in force unless all were asked for.

    `kind` is the question's name and the key of its JSON. `left_out` counts rows of versions that are
    not in force, `withheld` rows whose evidence is no longer in the text as it was read. `problem` says
    why the graph may not show the present documents.
    """

    id: str
    kind: str
    asked: Mapping[str, str]
    as_of: dt.date | None
    rows: tuple[Row, ...]
    whole: Whole
    cited: Cited
    left_out: int
    withheld: int
    problem: str | None
    documents: int
    workspace_digest: str
