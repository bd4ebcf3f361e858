"""What several subcommands share: the workspace of the context, JSON and dates."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from assistant.terminal import one_line, plain, plain_json

as_json: Callable[[Callable[..., None]], Callable[..., None]] = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document."
)


class Day(click.ParamType[dt.date]):
    """A date as 2025-03-01."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """A date, or a usage error that shows the form."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date like 2025-03-01", param, ctx)


def print_exact(text: str) -> None:
    """Text on standard output: to the letter into a pipe, guarded on a terminal."""
    if sys.stdout.isatty():
        click.echo(plain(text))
    else:
        click.echo(text, nl=False, color=True)  # else click takes escape sequences out of a pipe


def say_waiting(holder: str) -> None:
    """Tell the one who waits, on standard error, who holds the workspace."""
    click.echo(f"waiting: the workspace is held by {one_line(holder)}", err=True)


def named_workspace() -> Path | None:
    """The workspace named by the flag or the environment."""
    named = click.get_current_context().find_root().obj
    return Path(named) if named else None


def print_json(document: object) -> None:
    """One JSON document on standard output, characters that could steer a terminal escaped."""
    click.echo(plain_json(json.dumps(document, ensure_ascii=False, indent=2)))


def print_json_line(document: object) -> None:
    """One JSON document on a line of its own, as an item of JSON Lines."""
    click.echo(plain_json(json.dumps(document, ensure_ascii=False)))
