"""The console that everything is printed on: no markup, no highlighting, no emoji codes."""

from __future__ import annotations

from rich.console import Console


def plain_console() -> Console:
    """A console on standard output that takes text as it is."""
    return Console(highlight=False, markup=False, emoji=False)
