"""`setpoint ask`."""

from __future__ import annotations

import datetime as dt
import time

import click

from assistant import answer_json
from assistant.answers import Question
from assistant.commands.options import Day, as_json, named_workspace, print_json
from assistant.rendering.answer import print_answer
from assistant.rendering.progress import progress_lines
from assistant.workspace import Workspace

# Exit code of a refusal: the records do not answer.
REFUSED = 3


@click.command(
    "ask",
    epilog="""\b
Examples:
  setpoint ask "what is the MOI set point?"
  setpoint ask "iPSC seeding density range?" --as-of 2025-01-15
  setpoint ask "why did VCN fail in CT-118?" --json
  setpoint ask "and in CT-119?" --session vcn
  setpoint ask "what limits MOI, and why?" --model openai:gpt-5.2
\b
With a language model (see `setpoint models`) its statements are checked against the
records before they are shown; what does not stand the check is withheld.""",
)
@click.argument("question", nargs=-1, required=True)
@click.option("--as-of", type=Day(), help="Answer from the versions in force on this day.")
@click.option("--product", help="The product or process the question is about.")
@click.option("--session", help="The conversation it belongs to, begun if there is none.")
@click.option(
    "--model", help="The language model to ask, as provider:name; none to do without the one of the settings."
)
@as_json
def command(
    question: tuple[str, ...],
    as_of: dt.date | None,
    product: str | None,
    session: str | None,
    model: str | None,
    as_json: bool,
) -> None:
    """Answer QUESTION from the records, with quotations that were checked, or say that they do not
    answer it (exit code 3)."""
    text = " ".join(question).strip()
    if not text:
        raise click.UsageError("the question is empty")
    began = time.monotonic()
    with Workspace.open(named_workspace(), model=model) as workspace:
        if model is not None:
            workspace.maker.line()  # a model that was named and cannot be used is an error, not a note
        answer = workspace.ask(Question(text, as_of, product, session), progress_lines())
    if as_json:
        print_json(answer_json.answer(answer))
    else:
        print_answer(answer, time.monotonic() - began)
    if answer.refused:
        click.get_current_context().exit(REFUSED)
