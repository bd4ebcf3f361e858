"""The command `setpoint`. Each subcommand is a module that is imported when it is run, so that
`--help` costs nothing of what they need."""

from __future__ import annotations

import gc
import sys
from importlib import metadata

import click

from assistant.commands.lazy import LazyGroup
from assistant.terminal import plain
from graph.errors import UnknownEntity
from retrieval.errors import SetpointError, SettingsError, UnknownReference, WorkspaceMissing

# name: (module, short help as `setpoint --help` shows it)
COMMANDS = {
    "ingest": ("assistant.commands.ingest", "Read files and folders into the library."),
    "ask": ("assistant.commands.ask", "Answer a question with checked quotations, or say that the records do not."),
    "eval": ("assistant.commands.eval", "Measure the answers against questions whose right answers are known."),
    "verify": ("assistant.commands.verify", "Check the sentences of a drafted text against the library."),
    "show": ("assistant.commands.show", "Open a document or a citation of the last answer at its place."),
    "documents": ("assistant.commands.documents", "List the documents with version, status and read report."),
    "sessions": ("assistant.commands.sessions", "List, show, rename and delete conversations."),
    "graph": ("assistant.commands.graph", "Ask what the records say about the process; export, import, show it."),
    "forget": ("assistant.commands.forget", "Remove a document for good, and prove that it is gone."),
    "doctor": ("assistant.commands.doctor", "Compare what the workspace holds, item by item; repair what differs."),
    "audit": (
        "assistant.commands.audit",
        "List, show, verify, replay and export the record of everything that was done.",
    ),
    "backup": ("assistant.commands.backup", "Write the library to one file, while it is in use."),
    "restore": ("assistant.commands.restore", "Put a backup in the place of what the workspace holds."),
    "models": ("assistant.commands.models", "Say which language model is set, and try whether it works."),
    "status": ("assistant.commands.status", "Show counts, models and backends of the workspace."),
}


EPILOG = """\b
Examples:
  setpoint ingest records/
  setpoint ask "acceptable range for iPSC seeding density?"
  setpoint ask "MOI set point?" --as-of 2025-07-01 --json
  setpoint graph effects --attribute VCN
  setpoint show 1
\b
The workspace is a folder .setpoint, found upward from here (--workspace or
SETPOINT_WORKSPACE names another). Settings: setpoint.toml beside it, then
SETPOINT_LEDGER_URL, SETPOINT_VECTORS_URL, SETPOINT_GRAPH_URL,
SETPOINT_VOCABULARY, SETPOINT_EMBEDDING_MODEL, SETPOINT_CACHE, SETPOINT_COLLECTION, SETPOINT_WAIT_S, SETPOINT_OCR,
SETPOINT_OCR_LANGUAGE; of a language model SETPOINT_MODEL, SETPOINT_MODEL_URL and
others (docs/asking-with-a-model.md). NO_COLOR is honoured.
\b
Exit codes: 0 done; 1 done, but some inputs failed; 2 wrong usage or settings;
3 nothing could be answered; 4 the workspace is damaged or busy; 130 interrupted.
\b
Shell completion: eval "$(_SETPOINT_COMPLETE=bash_source setpoint)"  (zsh, fish alike)
"""


@click.group(cls=LazyGroup, table=COMMANDS, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--workspace",
    type=click.Path(file_okay=False),
    envvar="SETPOINT_WORKSPACE",
    help="The workspace folder, instead of the nearest .setpoint.",
)
@click.version_option(metadata.version("setpoint"), package_name="setpoint")
@click.pass_context
def setpoint(ctx: click.Context, workspace: str | None) -> None:
    """Reads a site's protocols, SOPs and run reports, and answers questions about them with
    quotations that a program has checked word for word."""
    ctx.obj = workspace


def main() -> None:
    """The entry point: every error leaves as one line with the next step, and an exit code."""
    # Imports make many objects and hardly any garbage: collecting it less often saves a tenth of a
    # short command.
    gc.set_threshold(50_000)
    try:
        sys.exit(setpoint.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what was read completely is kept", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        sys.exit(_explain(error))


def _explain(error: Exception) -> int:
    if not isinstance(error, SetpointError):
        raise error
    click.echo(f"setpoint: {plain(str(error))}", err=True)
    return 2 if isinstance(error, SettingsError | UnknownReference | UnknownEntity | WorkspaceMissing) else 4


if __name__ == "__main__":
    main()
