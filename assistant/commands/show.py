"""`setpoint show`."""

from __future__ import annotations

from pathlib import Path

import click

from assistant import answer_json
from assistant.commands.options import as_json, named_workspace, print_exact, print_json
from assistant.page_picture import Scan, boxed
from assistant.rendering.answer import print_place, print_scan
from assistant.rendering.hidden import print_hidden
from assistant.workspace import Workspace
from retrieval.errors import SettingsError, UnknownReference


@click.command(
    "show",
    epilog="""\b
Examples:
  setpoint show 1               the first citation of the last answer, in its surroundings
  setpoint show SOP-014         the version in force
  setpoint show "SOP-014 v2"    a version
  setpoint show SOP-014 --text  the canonical text that citations slice
  setpoint show SOP-014 --hidden       what is in the file but not before its reader
  setpoint show 1 --picture page.png   the scanned page it was read from, its words boxed""",
)
@click.argument("reference")
@click.option("--text", is_flag=True, help="Print the canonical text alone, as it is kept.")
@click.option("--hidden", is_flag=True, help="List what its reader does not see: comments, hidden rows, white text ...")
@click.option("--picture", type=click.Path(path_type=Path, dir_okay=False), help="Write the scanned page as PNG.")
@click.option("--page", type=click.IntRange(min=1), help="The page of which the picture is wanted.")
@as_json
def command(reference: str, text: bool, hidden: bool, picture: Path | None, page: int | None, as_json: bool) -> None:
    """Open REFERENCE: a citation number of the last answer, a document number, a version or a file."""
    with Workspace.open(named_workspace()) as workspace:
        place = workspace.place(reference)
        scan = workspace.scan(place, page)
        unseen = workspace.hidden(place.document) if hidden else ()
    if picture is not None:
        _write(scan, picture, reference, place.document.report.ocr_pages)
    if hidden and as_json:
        print_json(answer_json.hidden(place.document, unseen))
    elif hidden:
        print_hidden(place.document, unseen)
    elif as_json:
        found = answer_json.document(place.document)
        ocr = answer_json.scan(scan) if scan else {}
        print_json({**found, "start": place.start, "end": place.end, "text": place.canonical.text, **ocr})
    elif text:
        print_exact(place.canonical.text)
    else:
        print_place(place)
        if scan is not None:
            print_scan(scan, reference)


def _write(scan: Scan | None, file: Path, reference: str, pages: tuple[int, ...]) -> None:
    if scan is None:
        there = f"pictures are kept of pages {', '.join(map(str, pages))}" if pages else "no page of it was read by OCR"
        raise UnknownReference("there is no picture of this place", where=reference, next_step=there)
    try:
        file.write_bytes(boxed(scan.picture, scan.cited))
    except OSError as error:
        raise SettingsError(
            f"the picture cannot be written ({error.strerror})", where=str(file), next_step="name another file"
        ) from error
    click.echo(f"page {scan.picture.page} written to {file}", err=True)
