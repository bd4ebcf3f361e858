"""The audit trail on a terminal. All text goes through `terminal.plain` or `one_line` here."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant import audit_forms as forms
from assistant.audit_export import Exported
from assistant.terminal import one_line, plain
from retrieval.records import AuditRecord, AuditVerdict

# What a list shows of a question or an outcome.
SHOWN = 60
NEXT_STEP = "keep a copy of the workspace as it is, restore a backup that verifies, and compare the two"


def _console(*, stderr: bool = False) -> Console:
    return Console(highlight=False, markup=False, emoji=False, stderr=stderr)


def print_records(records: Sequence[AuditRecord]) -> None:
    """Records, one a line."""
    console = _console()
    if not records:
        console.print("no records")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Record", justify="right", no_wrap=True)
    table.add_column("At (UTC)", no_wrap=True)
    for name in ("Who", "Action", "About", "Outcome"):
        table.add_column(name, overflow="fold")
    for r in records:
        cells = (_time(r)[:16], r.who, r.action, _short(forms.about(r) or r.subject), _short(forms.outcome(r)))
        table.add_row(str(r.id), *(Text(one_line(cell)) for cell in cells))
    console.print(table)


def print_record(r: AuditRecord) -> None:
    """A record with everything that was delivered."""
    console = _console()
    head = f"Record {r.id}  {_time(r)}  {r.who}  {r.action}  {r.subject}"
    console.print(Text(one_line(head), style="bold"), soft_wrap=True)
    for name, text in (
        ("About", forms.about(r)),
        ("Outcome", forms.outcome(r)),
        ("Documents", forms.documents(r)),
        ("Delivered", forms.delivered(r)),
    ):
        if text:
            console.print()
            console.print(Text(name, style="dim"))
            console.print(Text(plain(text)), soft_wrap=True)
    console.print()
    console.print(Text("As recorded", style="dim"))
    console.print(Text(_detail(r)), soft_wrap=True)
    console.print()
    for name, digest in (("digest", r.digest), ("payload", r.payload_digest), ("previous", r.previous)):
        console.print(Text(f"{name:<9} {one_line(digest)}", style="dim"), soft_wrap=True)


def print_verdict(verdict: AuditVerdict) -> None:
    """Whether the trail is as it was written; what is wrong goes to standard error."""
    if verdict.problem:
        problem = one_line(str(verdict.problem))
        _console(stderr=True).print(Text(f"NOT verified: {problem}", style="red"), soft_wrap=True)
        _console(stderr=True).print(Text(NEXT_STEP), soft_wrap=True)
        return
    console = _console()
    console.print(Text(f"verified: {verdict.records} records, each as it was written", style="green"))
    for e in verdict.erasures:
        document = one_line(e.document[:12])
        console.print(f"  record {e.record} forgot document {document}; its wording was erased in {e.erased} records")
    console.print(Text(f"head {one_line(verdict.head)}"), soft_wrap=True)
    console.print(
        Text("note the head elsewhere: `--head` then shows a trail that was cut or rewritten", "dim"), soft_wrap=True
    )


def print_export(made: Exported, file: str) -> None:
    """What was exported, on standard error."""
    console = _console(stderr=True)
    console.print(Text(one_line(f"{made.records} records written to {file}; SHA-256 {made.sha256}")), soft_wrap=True)


def _time(r: AuditRecord) -> str:
    return r.at[:19].replace("T", " ")


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def _detail(r: AuditRecord) -> str:
    if not r.readable:
        return "what was delivered cannot be read: run `setpoint audit verify`"
    return plain(json.dumps(dict(r.detail), ensure_ascii=False, indent=2))
