"""Answers of the graph on a terminal: what was found, then the numbered sources that it shows.

All text passes `terminal.one_line` in `Page`, and is printed without markup.
"""

from __future__ import annotations

from assistant.graph_answers import GraphAnswer
from assistant.rendering import graph_runs, graph_tables, graph_trees
from assistant.rendering.graph_page import Page

_PRINTERS = {
    "parameters": graph_tables.parameters,
    "attributes": graph_tables.attributes,
    "limits": graph_tables.limits,
    "effects": graph_tables.effects,
    "unknowns": graph_tables.unknowns,
    "diff": graph_tables.changes,
    "steps": graph_trees.steps,
    "impact": graph_trees.impact,
    "trace": graph_trees.trace,
    "runs": graph_runs.runs,
    "lots": graph_runs.lots,
    "deviations": graph_runs.deviations,
    "shared": graph_runs.shared,
}


def print_graph_answer(answer: GraphAnswer, seconds: float) -> None:
    """The answer to a named question, with its sources."""
    page = Page(answer)
    if answer.problem:
        page.note(answer.problem, style="red")
    if answer.rows:
        _PRINTERS[answer.kind](answer, page)
    else:
        page.line("The graph has nothing on this.", style="bold")
        if answer.kind in ("shared", "diff"):
            _PRINTERS[answer.kind](answer, page)
    page.sources(seconds)
