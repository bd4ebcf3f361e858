"""What is done while an answer is made, on standard error: a line a step on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys

import click

from assistant.events import ClaimChecked, Event, EvidenceFound, Listener, ModelAsked, SearchStarted, unheard
from assistant.terminal import one_line


def progress_lines() -> Listener:
    """A listener that prints to a terminal; a pipe or a file hears nothing."""
    return _print if sys.stderr.isatty() else unheard


def _print(event: Event) -> None:
    match event:
        case SearchStarted(what):
            line = what
        case EvidenceFound(pieces, documents):
            line = f"found {pieces} pieces of evidence in {', '.join(documents[:6])}"
        case ModelAsked(call):
            line = f"asking the model ({call})"
        case ClaimChecked(claim, withheld):
            line = "a statement was checked" if claim else f"withheld: {withheld.reason if withheld else ''}"
        case _:
            return
    click.secho(f"  {one_line(line)[:200]}", err=True, dim=True)
