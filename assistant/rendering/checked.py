"""The outcome of a check on a terminal: a sentence a line, what is not supported with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from rich.padding import Padding
from rich.text import Text

from assistant.checking.nouns import Basis, Checked, Outcome
from assistant.console import plain_console
from assistant.terminal import one_line

STYLES = {Outcome.SUPPORTED: "green", Outcome.UNSUPPORTED: "bold red", Outcome.NOT_CHECKED: "dim"}
# Characters of a sentence and of a quotation that are shown: enough to find them by.
SENTENCE, QUOTATION = 200, 160


def print_checked(checked: Checked) -> None:
    """A sentence with its outcome; below it the reason, and what it rests on or came nearest."""
    console = plain_console()
    head = Text(f"{checked.drafted.line:>5}  ")
    head.append(f"{checked.outcome.value:<11}", style=STYLES[checked.outcome])
    name = "" if _is_number(checked.drafted.id) else f"  {one_line(checked.drafted.id)}"
    head.append(f"{name}  {_cut(checked.drafted.text, SENTENCE)}".rstrip())
    console.print(head, soft_wrap=True)
    if checked.outcome is Outcome.NOT_CHECKED:
        return
    if checked.reason:
        console.print(_below(one_line(checked.reason), "yellow"))
    for basis in checked.basis:
        console.print(_below(_told(basis), "dim"))


def print_tally(tally: Mapping[Outcome, int]) -> None:
    """How many came out how."""
    told = ", ".join(f"{tally[outcome]:,} {outcome.value}" for outcome in Outcome if tally.get(outcome))
    plain_console().print(Text(told or "nothing to check"), style="dim")


def _told(basis: Basis) -> str:
    status = "" if basis.document.status.value == "effective" else f" ({basis.document.status.value.upper()})"
    return f"{one_line(basis.version)}{status}: “{_cut(basis.quote, QUOTATION)}”"


def _below(text: str, style: str) -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, 9), expand=False)


def _cut(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else f"{line[:most].rstrip()} …"


def _is_number(name: str) -> bool:
    """Whether a name only repeats where the sentence stands: "line 7", "s3"."""
    return name.startswith("line ") or (name[:1] == "s" and name[1:].isdigit())
