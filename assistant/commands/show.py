"""`setpoint show`."""

from __future__ import annotations

import click

from assistant import answer_json
from assistant.commands.options import as_json, named_workspace, print_exact, print_json
from assistant.render import print_place
from assistant.render_hidden import print_hidden
from assistant.workspace import Workspace


@click.command(
    "show",
    epilog="""\b
Examples:
  setpoint show 1               the first citation of the last answer, in its surroundings
  setpoint show SOP-014         the version in force
  setpoint show "SOP-014 v2"    a version
  setpoint show SOP-014 --text  the canonical text that citations slice
  setpoint show SOP-014 --hidden  what is in the file but not before its reader""",
)
@click.argument("reference")
@click.option("--text", is_flag=True, help="Print the canonical text alone, as it is kept.")
@click.option("--hidden", is_flag=True, help="List what its reader does not see: comments, hidden rows, white text ...")
@as_json
def command(reference: str, text: bool, hidden: bool, as_json: bool) -> None:
    """Open REFERENCE: a citation number of the last answer, a document number, a version or a file."""
    with Workspace.open(named_workspace()) as workspace:
        place = workspace.place(reference)
        unseen = workspace.hidden(place.document) if hidden else ()
    if hidden and as_json:
        print_json(answer_json.hidden(place.document, unseen))
    elif hidden:
        print_hidden(place.document, unseen)
    elif as_json:
        found = answer_json.document(place.document)
        print_json({**found, "start": place.start, "end": place.end, "text": place.canonical.text})
    elif text:
        print_exact(place.canonical.text)
    else:
        print_place(place)
