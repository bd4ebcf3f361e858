"""Sessions on a terminal. All text goes through `terminal.plain` or `one_line` here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.past import Past
from assistant.terminal import one_line
from retrieval.sessions import Session

# What a list shows of a question.
SHOWN = 60
ERASED = "(erased: a document was forgotten)"


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


def print_sessions(sessions: Sequence[Session], last: Mapping[str, Past], *, whose: bool) -> None:
    """Sessions, one a line."""
    console = _console()
    if not sessions:
        console.print("no sessions; `setpoint ask --session NAME ...` begins one")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Session", no_wrap=True)
    table.add_column("Name", overflow="fold")
    if whose:
        table.add_column("Who", overflow="fold")
    table.add_column("Turns", justify="right", no_wrap=True)
    table.add_column("Last question", overflow="fold")
    table.add_column("At (UTC)", no_wrap=True)
    for session in sessions:
        newest = last.get(session.id)
        asked, at = (newest.question or ERASED, newest.at[:16].replace("T", " ")) if newest else ("", "")
        who = [session.who] if whose else []
        cells = [session.id, session.name, *who, str(session.turns), _short(asked), at]
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    console.print(table)


def print_session(session: Session, turns: Sequence[Past]) -> None:
    """A session with its turns."""
    console = _console()
    head = f"{session.name}  {session.id}  {session.who}  since {session.created[:16].replace('T', ' ')} UTC"
    console.print(Text(one_line(head), style="bold"), soft_wrap=True)
    for turn in turns:
        console.print()
        asked = f"{turn.ordinal}. {turn.question or ERASED}"
        console.print(Text(one_line(asked)), soft_wrap=True)
        if turn.understood:
            console.print(Text(f"   understood as: {one_line(turn.understood)}", style="dim"), soft_wrap=True)
        for said in turn.claims if not turn.refused else ("not answered by the records",):
            console.print(Text(f"   {one_line(said)}"), soft_wrap=True)
        console.print(Text(f"   record {turn.record}, {turn.at[:16].replace('T', ' ')} UTC", style="dim"))


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
