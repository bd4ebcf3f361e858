"""`setpoint sessions list`, `show`, `rename` and `delete`."""

from __future__ import annotations

import click

from assistant import session_forms as forms
from assistant.commands.options import as_json, named_workspace, print_json
from assistant.rendering.sessions import print_session, print_sessions
from assistant.terminal import one_line
from assistant.workspace import Workspace


@click.group(
    "sessions",
    epilog="""\b
Examples:
  setpoint sessions list
  setpoint sessions show vcn
  setpoint sessions rename vcn "VCN of CT-118"
  setpoint sessions delete "VCN of CT-118"
\b
`setpoint ask --session NAME` begins a session or goes on with it.""",
)
def command() -> None:
    """Conversations: questions in which one may lean on those before it."""


@command.command("list", epilog="\b\nExamples:\n  setpoint sessions list\n  setpoint sessions list --all --json")
@click.option("--all", "everybodys", is_flag=True, help="Those of everybody, not only your own.")
@as_json
def list_(everybodys: bool, as_json: bool) -> None:
    """List sessions with their last question, the one that was used last first."""
    with Workspace.open(named_workspace()) as workspace:
        sessions = workspace.sessions.list(everybodys=everybodys)
        last = workspace.sessions.last_questions(sessions)
    if as_json:
        print_json([forms.line(s, last.get(s.id)) for s in sessions])
    else:
        print_sessions(sessions, last, whose=everybodys)


@command.command(
    "show", epilog="\b\nExamples:\n  setpoint sessions show vcn\n  setpoint sessions show s-4c1d90ab22e7 --json"
)
@click.argument("session")
@as_json
def show(session: str, as_json: bool) -> None:
    """Show the questions of SESSION, a name or an id, with how each was understood and answered."""
    with Workspace.open(named_workspace()) as workspace:
        found = workspace.sessions.find(session)
        turns = workspace.sessions.turns(found)
    if as_json:
        print_json(forms.whole(found, turns))
    else:
        print_session(found, turns)


@command.command("rename", epilog='\b\nExamples:\n  setpoint sessions rename vcn "VCN of CT-118"')
@click.argument("session")
@click.argument("name")
def rename(session: str, name: str) -> None:
    """Call SESSION by another NAME."""
    with Workspace.open(named_workspace()) as workspace:
        renamed = workspace.sessions.rename(session, name)
    click.echo(f"{renamed.id} is now called {one_line(renamed.name)}")


@command.command("delete", epilog="\b\nExamples:\n  setpoint sessions delete vcn")
@click.argument("session")
def delete(session: str) -> None:
    """Delete SESSION. What was asked and answered in it stays in the audit trail."""
    with Workspace.open(named_workspace()) as workspace:
        gone = workspace.sessions.delete(session)
    turns = "1 turn" if gone.turns == 1 else f"{gone.turns:,} turns"
    click.echo(f"deleted {one_line(gone.name)} ({turns}); its answers stay in the audit trail")
