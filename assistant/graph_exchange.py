"""The process graph as a file that leaves the workspace: recorded before it is handed out, and a draft."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path, PurePath
from typing import IO, BinaryIO

from assistant.answering import library_digest
from assistant.audit import program_version
from assistant.audit_export import apart, beside, copy
from assistant.spreadsheet import Cell, write_csv
from assistant.workspace import Workspace
from graph.exchange.cypher_script import cypher_script
from graph.exchange.graphml import write_graphml
from graph.exchange.jsonld import evidence, jsonld
from graph.exchange.statements import Cited, Export, Header, Statement
from graph.layers import background
from graph.process import Context, Details, Node
from graph.store import SITE
from retrieval.documents import Document
from retrieval.errors import SettingsError
from retrieval.records import now

FORMATS = ("jsonld", "graphml", "csv", "cypher")
ENDINGS = {".jsonld": "jsonld", ".json": "jsonld", ".graphml": "graphml", ".zip": "csv", ".cypher": "cypher"}

# The earliest time that a ZIP can hold: a member's own would make equal exports differ.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_CONTEXT = tuple(f.name for f in fields(Context))
_EVIDENCE = ("document", "version", "status", "file", "digest", "start", "end", "extractor", "by", "at", "quote")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the form, the digest of the file, and how much stands in it."""

    form: str
    file: str
    sha256: str
    nodes: int
    edges: int


def form_of(out: Path | None, named: str | None) -> str:
    """The form that is named, else that of the file's ending. Raises SettingsError if there is neither."""
    form = named or (ENDINGS.get(out.suffix.casefold()) if out else None)
    if form is None:
        raise SettingsError("the form of the export is not said", next_step=f"add --format {'|'.join(FORMATS)}")
    return form


def export_graph(
    workspace: Workspace, form: str, out: Path, *, layers: Collection[str] = (), quotes: bool = False
) -> Exported:
    """Write the site's graph, and the layers that are named, to a file; CSV to a .zip, or into a folder.

    The same graph gives the same bytes but for the time in the header. Raises SettingsError for a layer
    that is not there, and for a place that cannot be written or is within the workspace.
    """
    if out.resolve().is_relative_to(workspace.folder):
        raise SettingsError(
            "an export does not belong into the workspace folder", where=str(out), next_step="name another place"
        )
    if form == "csv" and out.suffix.casefold() != ".zip":
        return _export_folder(workspace, out, layers, quotes=quotes)
    with beside(out) as part:
        made = _make(workspace, form, part, out.name, layers, quotes=quotes)
        part.replace(out)
    return made


def export_graph_to(
    workspace: Workspace, form: str, stream: BinaryIO, *, layers: Collection[str] = (), quotes: bool = False
) -> Exported:
    """The same into a pipe; CSV as a ZIP file."""
    with apart() as part:
        made = _make(workspace, form, part, "-", layers, quotes=quotes)
        copy(part, stream)
    return made


def _export_folder(workspace: Workspace, out: Path, layers: Collection[str], *, quotes: bool) -> Exported:
    """CSV files in a folder, which is made: complete or not at all."""
    if out.exists():
        raise SettingsError(
            "there is something at this place", where=str(out), next_step="name a new folder, or a .zip"
        )
    with apart() as part:
        made = _make(workspace, "csv", part, out.name, layers, quotes=quotes)
        with beside(out) as folder:
            try:
                folder.mkdir()
                with zipfile.ZipFile(part) as archive:
                    archive.extractall(folder)
                folder.rename(out)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    return made


def _make(workspace: Workspace, form: str, part: Path, name: str, layers: Collection[str], *, quotes: bool) -> Exported:
    """Write the file and record it, in this order: what cannot be recorded is not handed out."""
    with workspace.ledger.snapshot():
        export = export_of(workspace, layers, quotes=quotes)
        with part.open("wb") as file:
            _WRITERS[form](export, file)
    with part.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    made = Exported(form, name, sha256, export.counts["nodes"], export.counts["edges"])
    said = {"format": form, "nodes": made.nodes, "edges": made.edges, "quotes": quotes, "layers": sorted(layers)}
    workspace.audit.exported("graph", name, sha256, said)
    return made


def export_of(workspace: Workspace, layers: Collection[str], *, quotes: bool) -> Export:
    """The graph of a workspace as it is exported. Raises SettingsError for a layer that is not there."""
    there = background(workspace.graph)
    for layer in layers:
        if layer not in there:
            raise SettingsError(f"there is no layer {layer!r}", next_step="see `setpoint graph layers`")
    documents = workspace.documents()
    header = Header(
        f"setpoint {program_version()}",
        library_digest(document.digest for document in documents),
        now(),
        (SITE, *sorted(set(layers))),
        quotes,
    )
    cited = {document.digest: _cited(document) for document in documents}

    def texts(digests: Collection[str]) -> Mapping[str, str]:
        return {digest: canonical.text for digest, canonical in workspace.ledger.canonical(digests).items()}

    return Export(workspace.graph, header, cited, texts if quotes else None)


def _cited(document: Document) -> Cited:
    """A document as an export names it: by the name of its file, not by the folders of the house."""
    identity = document.identity
    return Cited(identity.number, identity.version, document.status.value, PurePath(document.file).name)


def _write_text(pieces: Callable[[Export], Iterator[str]]) -> Callable[[Export, IO[bytes]], None]:
    def write(export: Export, file: IO[bytes]) -> None:
        for piece in pieces(export):
            file.write(piece.encode())

    return write


def _write_zip(export: Export, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "about.csv", ("what", "value"), export.header.lines)
        names = ("id", "label", "name", "concept", "aliases", *_CONTEXT, "details", "layer")
        _add(archive, "nodes.csv", names, map(_node_row, export.nodes()))
        ends = ("id", "subject", "relation", "object", "properties", *_EVIDENCE, "review", "layer")
        _add(archive, "edges.csv", ends, map(_edge_row, export.statements()))


def _add(archive: zipfile.ZipFile, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    with archive.open(zipfile.ZipInfo(name, _NO_TIME), "w", force_zip64=True) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        write_csv(text, header, rows)
        text.flush()
        text.detach()


def _node_row(node: Node) -> Sequence[Cell]:
    context = (getattr(node.context, name) for name in _CONTEXT)
    aliases, values = " | ".join(node.aliases), _pairs(node.details)
    return (node.id, node.label.value, node.name, node.concept, aliases, *context, values, node.layer or "site")


def _edge_row(statement: Statement) -> Sequence[Cell]:
    edge, read = statement.edge, evidence(statement)
    cells = (value if isinstance(value := read.get(name), str | int) else None for name in _EVIDENCE)
    values = _pairs(edge.properties)
    return (edge.id, edge.subject, edge.relation.value, edge.object, values, *cells, "unreviewed", edge.layer or "site")


def _pairs(values: Details) -> str:
    return "; ".join(f"{name}={value}" for name, value in values if value is not None)


_WRITERS: dict[str, Callable[[Export, IO[bytes]], None]] = {
    "jsonld": _write_text(jsonld),
    "graphml": write_graphml,
    "csv": _write_zip,
    "cypher": _write_text(cypher_script),
}
