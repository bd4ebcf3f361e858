"""A check-up on a terminal: a line a check, then what was found."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from assistant.terminal import one_line
from retrieval.doctor.findings import Checked, CheckUp, Finding

# Findings of one check that are printed; --json prints all.
SHOWN = 20


def print_check_up(found: CheckUp) -> None:
    """All checks, then all findings with what was done or what to do."""
    console = Console(highlight=False, markup=False, emoji=False)
    for checked in found.checks:
        looked_at = f"{checked.looked_at:,} {checked.unit}"
        style = "green" if checked.sound else "red"
        console.print(Text(f"{checked.check:<23}{looked_at:<24}{_verdict(checked)}", style=style), soft_wrap=True)
    for checked in found.checks:
        for finding in checked.findings[:SHOWN]:
            console.print(Text(_line(finding), style=_style(finding)), soft_wrap=True)
        if len(checked.findings) > SHOWN:
            console.print(Text(f"and {len(checked.findings) - SHOWN:,} more of {checked.check}: --json prints all"))


def _verdict(checked: Checked) -> str:
    faults = [f for f in checked.findings if not f.note]
    if not faults:
        return "sound"
    left = sum(not f.repaired for f in faults)
    return f"{left:,} found" if left == len(faults) else f"{len(faults) - left:,} repaired, {left:,} left"


def _line(finding: Finding) -> str:
    kind = "repaired" if finding.repaired else "note" if finding.note else "wrong"
    rest = [finding.did] if finding.repaired else [finding.did, finding.next_step]
    said = "; ".join(one_line(part) for part in (finding.what, *rest) if part)
    return f"{kind}: {finding.check}: {one_line(finding.where)}: {said}"


def _style(finding: Finding) -> str:
    if finding.repaired:
        return "green"
    return "dim" if finding.note else "red"
