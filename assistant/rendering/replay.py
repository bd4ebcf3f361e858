"""A replay on a terminal. All text goes through `terminal.one_line` here."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from assistant.replaying.nouns import Replayed, Result, Whereabouts
from assistant.terminal import one_line

_SAYS = {
    Result.SAME: "same evidence and verdicts",
    Result.DIFFERS: "differs",
    Result.UNCHECKED: "the same as far as it can be checked",
}


def print_replay(r: Replayed) -> None:
    """A replay: the whole first, then what differs or could not be checked, then what changed around it."""
    console = Console(highlight=False, markup=False, emoji=False)

    def line(text: str, style: str = "", indent: str = "  ") -> None:
        console.print(Text(indent + one_line(text), style=style), soft_wrap=True)

    line(f"{r.answer} (record {r.record}): {_SAYS[r.result]}", "bold", "")
    line(f"{r.question}")
    same = sum(p.result is Result.SAME for p in r.parts)
    line(f"{same} of {len(r.parts)} parts are the same", "dim")
    for part in r.parts:
        if part.result is not Result.SAME:
            line(f"{part.what}: {part.result.value}{f': {part.detail}' if part.detail else ''}")
    for version in r.versions:
        if version.whereabouts is not Whereabouts.HERE:
            line(f"{version.name} is {version.whereabouts.value}")
    for change in r.changed:
        line(f"{change}", "dim")
