"""`setpoint graph impact` and `diff`: what a change touches, and what was changed."""

from __future__ import annotations

import datetime as dt

import click

from assistant.commands.graph.asking import answered, dated, everything, of_product
from assistant.commands.options import as_json
from assistant.graph_questions import GraphQuestion, Told
from graph.questions import diff as of_diff
from graph.questions import impact as of_impact
from graph.questions.inquiry import Inquiry

# A closure further than this reaches nearly everything.
FURTHEST = 8


@click.command(
    "impact",
    epilog="""\b
Examples:
  setpoint graph impact MOI
  setpoint graph impact "SOP-127 v5" --depth 2
  setpoint graph impact viability --product MCW-19 --json""",
)
@click.argument("name")
@of_product
@click.option("--depth", type=click.IntRange(1, FURTHEST), default=of_impact.DEPTH, show_default=True, help="Hops.")
@dated
@everything
@as_json
def impact(name: str, product: str | None, depth: int, as_of: dt.date | None, everything: bool, as_json: bool) -> None:
    """What a change of NAME touches, hop by hop with a citation on each: a parameter, attribute, step, operation,
    material, lot, equipment, method or document."""

    def ask(inquiry: Inquiry) -> Told:
        found = of_impact.impact(inquiry, name, product=product, depth=depth, everything=everything)
        return Told(found.hops, found)

    asked = {"": name, "--depth": str(depth)} | ({"--product": product} if product else {})
    answered(GraphQuestion("impact", ask, asked, as_of, everything), as_json=as_json)


@click.command(
    "diff",
    epilog="""\b
Examples:
  setpoint graph diff SOP-127
  setpoint graph diff SOP-127 v4 v5""",
)
@click.argument("document")
@click.argument("before", required=False)
@click.argument("after", required=False)
@as_json
def diff(document: str, before: str | None, after: str | None, as_json: bool) -> None:
    """What was added, removed or changed in value between two versions of DOCUMENT; the last two unless named."""

    def ask(inquiry: Inquiry) -> Told:
        found = of_diff.diff(inquiry, document, before, after)
        return Told(found.changes, found)

    asked = {"": " ".join(filter(None, [document, before, after]))}
    answered(GraphQuestion("diff", ask, asked, everything=True), as_json=as_json)
