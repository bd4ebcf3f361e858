"""`setpoint graph parameters`, `attributes`, `limits`, `effects`, `steps` and `unknowns`: what the documents say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import click

from assistant.commands.graph.asking import answered, dated, everything, of_product
from assistant.commands.options import as_json
from assistant.graph_questions import GraphQuestion, Told
from graph.questions import attributes as of_attributes
from graph.questions import effects as of_effects
from graph.questions import limits as of_limits
from graph.questions import parameters as of_parameters
from graph.questions import steps as of_steps
from graph.questions import unknowns as of_unknowns
from graph.questions.inquiry import Inquiry
from graph.questions.rows import in_force


@click.command(
    "parameters",
    epilog="""\b
Examples:
  setpoint graph parameters
  setpoint graph parameters MOI
  setpoint graph parameters --product MCW-19 --step expansion
  setpoint graph parameters "seeding density" --as-of 2025-01-15 --json""",
)
@click.argument("name", required=False)
@of_product
@click.option("--step", help="The step or unit operation.")
@dated
@everything
@as_json
def parameters(
    name: str | None, product: str | None, step: str | None, as_of: dt.date | None, everything: bool, as_json: bool
) -> None:
    """The parameters of a step, operation or product: class, set point and limits."""

    def ask(inquiry: Inquiry) -> Told:
        rows = of_parameters.parameters(inquiry, name, product=product, step=step)
        return Told(rows if everything else tuple(replace(row, limits=in_force(row.limits)) for row in rows))

    asked = {"": name, "--product": product, "--step": step}
    answered(GraphQuestion("parameters", ask, _given(asked), as_of, everything), as_json=as_json)


@click.command(
    "attributes",
    epilog="""\b
Examples:
  setpoint graph attributes --product MCW-19
  setpoint graph attributes viability --stage harvest""",
)
@click.argument("name", required=False)
@of_product
@click.option("--stage", help="The time point or stage.")
@dated
@everything
@as_json
def attributes(
    name: str | None, product: str | None, stage: str | None, as_of: dt.date | None, everything: bool, as_json: bool
) -> None:
    """The attributes with acceptance criterion, method, stage and class."""

    def ask(inquiry: Inquiry) -> Told:
        return Told(of_attributes.attributes(inquiry, name, product=product, stage=stage))

    asked = {"": name, "--product": product, "--stage": stage}
    answered(GraphQuestion("attributes", ask, _given(asked), as_of, everything), as_json=as_json)


@click.command(
    "limits",
    epilog="""\b
Examples:
  setpoint graph limits "seeding density"
  setpoint graph limits viability --stage post-thaw --all
  setpoint graph limits --product MCW-19 --kind spec""",
)
@click.argument("name", required=False)
@of_product
@click.option("--step", help="The step or unit operation.")
@click.option("--stage", help="The time point or stage.")
@click.option("--kind", type=click.Choice(["NOR", "PAR", "spec", "alert", "action"], case_sensitive=False))
@dated
@everything
@as_json
def limits(
    name: str | None, product: str | None, as_of: dt.date | None, everything: bool, as_json: bool, **at: str | None
) -> None:
    """The limits of a parameter or attribute, each with its whole context; conflicts are marked."""

    def ask(inquiry: Inquiry) -> Told:
        found = of_limits.limits(inquiry, name, product=product, step=at["step"], stage=at["stage"], kind=at["kind"])
        return Told(found)

    asked = {"": name, "--product": product, **{f"--{option}": value for option, value in at.items()}}
    answered(GraphQuestion("limits", ask, _given(asked), as_of, everything), as_json=as_json)


@click.command(
    "effects",
    epilog="""\b
Examples:
  setpoint graph effects --attribute VCN
  setpoint graph effects --parameter "seeding density"
  setpoint graph effects --parameter MOI --attribute viability --json""",
)
@click.option("--parameter", help="The parameter that is changed.")
@click.option("--attribute", help="The attribute that is affected.")
@of_product
@dated
@everything
@as_json
def effects(
    parameter: str | None,
    attribute: str | None,
    product: str | None,
    as_of: dt.date | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Which parameters affect an attribute, in which direction, on what evidence, and what contradicts it."""

    def ask(inquiry: Inquiry) -> Told:
        return Told(of_effects.effects(inquiry, parameter=parameter, attribute=attribute, product=product))

    asked = {"--parameter": parameter, "--attribute": attribute, "--product": product}
    answered(GraphQuestion("effects", ask, _given(asked), as_of, everything), as_json=as_json)


@click.command(
    "steps",
    epilog="""\b
Examples:
  setpoint graph steps --product MCW-19
  setpoint graph steps SOP-014
  setpoint graph steps "cryopreservation\"""",
)
@click.argument("name", required=False)
@of_product
@dated
@everything
@as_json
def steps(name: str | None, product: str | None, as_of: dt.date | None, everything: bool, as_json: bool) -> None:
    """The unit operations of a process, or the steps of an operation or an SOP, in order."""

    def ask(inquiry: Inquiry) -> Told:
        return Told(of_steps.steps(inquiry, name, product=product))

    answered(GraphQuestion("steps", ask, _given({"": name, "--product": product}), as_of, everything), as_json=as_json)


@click.command(
    "unknowns",
    epilog="""\b
Examples:
  setpoint graph unknowns
  setpoint graph unknowns --product MCW-19""",
)
@of_product
@dated
@as_json
def unknowns(product: str | None, as_of: dt.date | None, as_json: bool) -> None:
    """What the records leave open: parameters without a range, attributes without a method, and the like."""

    def ask(inquiry: Inquiry) -> Told:
        return Told(of_unknowns.unknowns(inquiry, product=product))

    answered(GraphQuestion("unknowns", ask, _given({"--product": product}), as_of), as_json=as_json)


def _given(asked: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}
