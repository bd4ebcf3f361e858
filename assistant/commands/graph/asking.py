"""What the questions of `setpoint graph` share: options, and how an answer leaves."""

from __future__ import annotations

import time
from collections.abc import Callable

import click

from assistant import graph_json
from assistant.commands.options import Day, named_workspace, print_json
from assistant.graph_questions import GraphQuestion, ask_graph
from assistant.rendering.graph import print_graph_answer
from assistant.workspace import Workspace

# Exit code of a question that nothing in the graph answers, as that of a refusal.
NOTHING = 3

Option = Callable[[Callable[..., None]], Callable[..., None]]

of_product: Option = click.option("--product", help="The product; what names none is shown too.")
dated: Option = click.option("--as-of", type=Day(), help="Answer from the versions in force on this day.")
everything: Option = click.option(
    "--all", "everything", is_flag=True, help="Show superseded versions and drafts too, marked."
)


def answered(question: GraphQuestion, *, as_json: bool) -> None:
    """Ask, print, and leave with exit code 3 if there is nothing. A name that is not known is one error line."""
    began = time.monotonic()
    with Workspace.open(named_workspace()) as workspace:
        answer = ask_graph(workspace, question)
    if as_json:
        print_json(graph_json.answer(answer))
    else:
        print_graph_answer(answer, time.monotonic() - began)
    if not answer.rows:
        click.get_current_context().exit(NOTHING)
