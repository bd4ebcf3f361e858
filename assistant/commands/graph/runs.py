"""`setpoint graph runs`, `lots`, `deviations`, `shared` and `trace`: what the run records say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from assistant.commands.graph.asking import answered, dated, everything, of_product
from assistant.commands.options import Day, as_json
from assistant.graph_questions import GraphQuestion, Told
from graph.questions import deviations as of_deviations
from graph.questions import lots as of_lots
from graph.questions import runs as of_runs
from graph.questions import shared as of_shared
from graph.questions import trace as of_trace
from graph.questions.inquiry import Inquiry
from graph.questions.judging import BINDING
from graph.questions.runs import RunsWanted

_KIND = click.Choice(["spec", "action", "alert", "PAR", "NOR"], case_sensitive=False)
_FILTERS = (
    click.option("--outside", "--broken", "broken", help="Parameter or attribute of which a limit was left."),
    click.option("--any-outside", "any_broken", is_flag=True, help="Runs that left any limit."),
    click.option("--kind", "kinds", multiple=True, type=_KIND, help="Kinds of limits (default spec, action, PAR)."),
    click.option("--lot", help="A lot that it consumed."),
    click.option("--donor", help="Its donor."),
    click.option("--equipment", help="Equipment that it used."),
    click.option("--document", help='A document that it followed, with or without version ("SOP-127 v4").'),
    click.option("--deviation", help="A deviation that it had."),
    click.option("--since", type=Day(), help="Started on or after this day."),
    click.option("--until", type=Day(), help="Started on or before this day."),
)


def _filtered(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.command(
    "runs",
    epilog="""\b
Examples:
  setpoint graph runs --lot LV-2291
  setpoint graph runs --outside VCN
  setpoint graph runs --any-outside --since 2025-06-01 --json
  setpoint graph runs --document "SOP-127 v4" --donor DN-3070""",
)
@click.argument("name", required=False)
@of_product
@_filtered
@dated
@everything
@as_json
def runs(name: str | None, as_of: dt.date | None, everything: bool, as_json: bool, **filters: Any) -> None:
    """The runs, by what went into them and the limits that they left.

    A measurement is judged by the version that was in force on the run's day."""
    wanted = _wanted(filters, name)

    def ask(inquiry: Inquiry) -> Told:
        return Told(of_runs.runs(inquiry, wanted))

    answered(GraphQuestion("runs", ask, _asked(filters, name), as_of, everything), as_json=as_json)


@click.command(
    "shared",
    epilog="""\b
Examples:
  setpoint graph shared --outside VCN
  setpoint graph shared --product MCW-19 --since 2025-01-01""",
)
@of_product
@_filtered
@dated
@as_json
def shared(as_of: dt.date | None, as_json: bool, **filters: Any) -> None:
    """What the failing runs share and the passing ones do not: lots, equipment, donors, document versions.

    Counts, Fisher's exact test and its correction for many comparisons: where to look first, not a cause."""
    wanted = replace(_wanted(filters, None), any_broken=False)

    def ask(inquiry: Inquiry) -> Told:
        found = of_shared.shared(inquiry, wanted)
        return Told(found.rows, found)

    answered(GraphQuestion("shared", ask, _asked(filters, None), as_of), as_json=as_json)


@click.command(
    "trace",
    epilog="""\b
Examples:
  setpoint graph trace CT-118
  setpoint graph trace CT-118 --json""",
)
@click.argument("run")
@dated
@as_json
def trace(run: str, as_of: dt.date | None, as_json: bool) -> None:
    """Everything that the records say of RUN: documents with versions, lots, equipment, donor, measurements,
    deviations."""

    def ask(inquiry: Inquiry) -> Told:
        found = of_trace.trace(inquiry, run)
        return Told((found.run,), found)

    answered(GraphQuestion("trace", ask, {"": run}, as_of, everything=True), as_json=as_json)


@click.command(
    "lots",
    epilog="""\b
Examples:
  setpoint graph lots --material "lentiviral vector"
  setpoint graph lots LV-2291""",
)
@click.argument("name", required=False)
@click.option("--material", help="The material that they are lots of.")
@dated
@everything
@as_json
def lots(name: str | None, material: str | None, as_of: dt.date | None, everything: bool, as_json: bool) -> None:
    """The lots of a material, and the runs that consumed them."""

    def ask(inquiry: Inquiry) -> Told:
        return Told(of_lots.lots(inquiry, name, material=material))

    asked = {key: value for key, value in {"": name, "--material": material}.items() if value}
    answered(GraphQuestion("lots", ask, asked, as_of, everything), as_json=as_json)


@click.command(
    "deviations",
    epilog="""\b
Examples:
  setpoint graph deviations
  setpoint graph deviations --run CT-118
  setpoint graph deviations --concerns glucose --since 2025-03-01""",
)
@click.argument("name", required=False)
@click.option("--run", "run", help="The run that had them.")
@click.option("--concerns", help="Parameter, attribute, step, material, lot or equipment that they concern.")
@click.option("--since", type=Day(), help="Opened on or after this day.")
@dated
@everything
@as_json
def deviations(
    name: str | None, as_of: dt.date | None, everything: bool, as_json: bool, since: dt.date | None, **of: str | None
) -> None:
    """The deviations, with root cause and CAPA."""

    def ask(inquiry: Inquiry) -> Told:
        found = of_deviations.deviations(inquiry, name, run=of["run"], concerns=of["concerns"], since=since)
        return Told(found)

    given = {"": name, "--run": of["run"], "--concerns": of["concerns"], "--since": since}
    asked = {key: str(value) for key, value in given.items() if value}
    answered(GraphQuestion("deviations", ask, asked, as_of, everything), as_json=as_json)


def _wanted(filters: dict[str, Any], name: str | None) -> RunsWanted:
    given: dict[str, Any] = {**filters, "kinds": filters["kinds"] or BINDING}
    return RunsWanted(run=name, **given)


def _asked(filters: dict[str, Any], name: str | None) -> dict[str, str]:
    """What was asked for, as it is recorded."""
    asked = {"": name} if name else {}
    for key, value in filters.items():
        if value:
            shown = " ".join(value) if isinstance(value, tuple) else "" if value is True else str(value)
            asked[f"--{_OPTIONS.get(key, key)}"] = shown
    return asked


_OPTIONS = {"broken": "outside", "any_broken": "any-outside", "kinds": "kind"}
