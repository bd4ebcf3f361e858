"""Background knowledge in a workspace: imported as a layer, linked by a person, removed as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from assistant.audit import who
from assistant.workspace import Workspace
from graph.assertions import Assertion
from graph.errors import UnknownEntity
from graph.exchange.edge_list import read_edge_list
from graph.exchange.imported import LayerMaker, Read, Refused, sifted
from graph.exchange.read_jsonld import read_jsonld
from graph.layers import background, layer_name, links_of, remove_layer
from graph.ledger_store import LedgerGraph
from graph.links import LINK
from graph.matching import entities_named
from graph.process import Node, digest_of
from graph.schema import Label
from graph.store import Wanted
from retrieval.errors import ChangedMeanwhile, EmptyFile, SettingsError, UnreadableFile
from retrieval.records import now

Reader = Callable[[BinaryIO, str], Iterator[Read]]

READERS: dict[str, Reader] = {"primekg": read_edge_list, "jsonld": read_jsonld}
# Refused rows that are named one by one.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: entities and edges of its layer, and what was refused."""

    layer: str
    file: str
    sha256: str
    nodes: int
    edges: int
    refused: int
    first: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as it is listed: its edges, and how many links lead to it."""

    name: str
    edges: int
    links: int


@dataclass(frozen=True, slots=True)
class Writing:
    """How long to wait for another writer, and what to tell the one who waits."""

    wait_s: float | None = None
    waiting: Callable[[str], None] = lambda _: None

    def __call__(self, workspace: Workspace, task: str) -> AbstractContextManager[None]:
        """Hold the workspace for a task."""
        return workspace.writing(task, self.wait_s, self.waiting)


AT_ONCE = Writing()


@dataclass(slots=True)
class _Tally:
    """Counts statements as they pass, and keeps the first refused."""

    stated: int = 0
    refused: int = 0
    first: list[Refused] = field(default_factory=list)

    def __call__(self, read: Iterable[Read]) -> Iterator[Read]:
        for one in sifted(read):
            if isinstance(one, Refused):
                self.refused += 1
                self.first += [one] if len(self.first) < NAMED else []
            else:
                self.stated += 1
            yield one


def import_layer(
    workspace: Workspace,
    file: Path,
    layer: str,
    form: str | None = None,
    *,
    replace: bool = False,
    held: Writing = AT_ONCE,
) -> Imported:
    """Read a file into a layer of its own, all of it or nothing; rows that cannot be read are left out and counted.

    Raises SettingsError for a layer that is there (unless it is to be replaced) or has the site's name,
    UnreadableFile for a file that holds no statement.
    """
    layer_name(layer)
    reader = READERS[form or _form_of(file)]
    with held(workspace, "graph import"), _opened(file) as stream:
        truth = LedgerGraph(workspace.ledger)
        if layer in background(truth) and not replace:
            raise SettingsError(f"the layer {layer} is there", next_step="remove it first, or add --replace")
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        tally = _looked_through(reader, stream, file)
        maker = LayerMaker(layer, f"{file.name}@{sha256[:12]}")
        with _changing(workspace):
            remove_layer(truth, layer)
            stream.seek(0)
            for nodes, edges in maker.batches(sifted(reader(stream, file.name))):
                truth.merge(nodes, edges)
            stream.seek(0)
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                raise ChangedMeanwhile("it was written to while it was read", where=str(file), next_step="run again")
            detail = {"file": file.name, "sha256": sha256, "layer": layer}
            counts = {"nodes": len(maker.names), "edges": tally.stated, "refused": tally.refused}
            workspace.audit.record("graph import", layer, detail | counts)
    return Imported(layer, file.name, sha256, len(maker.names), tally.stated, tally.refused, tuple(tally.first))


def drop_layer(workspace: Workspace, layer: str, *, held: Writing = AT_ONCE) -> int:
    """Remove a layer as a whole; returns how many edges it had. What persons linked stays said, and leads nowhere."""
    with held(workspace, "graph import --remove"):
        truth = LedgerGraph(workspace.ledger)
        _there(truth, layer)
        with _changing(workspace):
            count = remove_layer(truth, layer)
            workspace.audit.record("graph import", layer, {"layer": layer, "removed": True, "edges": count})
    return count


def layers(workspace: Workspace) -> list[Layer]:
    """The background layers of the workspace."""
    counts = workspace.graph.layers()
    there = background(LedgerGraph(workspace.ledger))
    return [Layer(name, edges, counts.get(links_of(name), 0)) for name, edges in there.items()]


def link(
    workspace: Workspace,
    entity: str,
    identifier: str,
    layer: str,
    reason: str,
    *,
    label: Label | None = None,
    held: Writing = AT_ONCE,
) -> Assertion:
    """Say that an entity of the site is what a layer calls by an identifier.

    Raises UnknownEntity if either is not there, SettingsError for a name that is of several kinds.
    """
    with held(workspace, "graph link"):
        found = _one_concept(workspace, entity, label)
        _there(LedgerGraph(workspace.ledger), layer)
        if not workspace.graph.find(Wanted(labels=(Label.BACKGROUND,), concepts=(identifier,), layers=(layer,))):
            raise UnknownEntity(
                f"{layer} has nothing with the identifier {identifier}", next_step="see `setpoint graph show`"
            )
        body = {"label": found.label.value, "concept": found.concept, "identifier": identifier, "layer": layer}
        at = now()
        said = tuple(sorted(body.items()))
        assertion = Assertion(digest_of([LINK, said, who(), at]), LINK, said, reason, who(), at)
        with _changing(workspace):
            workspace.audit.record("graph link", assertion.id, body | {"reason": reason})
            workspace.graph_builder.facts.assert_(assertion)
    return assertion


def unlink(
    workspace: Workspace,
    entity: str,
    identifier: str,
    layer: str,
    reason: str,
    *,
    label: Label | None = None,
    held: Writing = AT_ONCE,
) -> int:
    """Take back what was said with `link`; returns how many times it had been said. Raises UnknownEntity if never."""
    with held(workspace, "graph unlink"):
        facts = workspace.graph_builder.facts
        concepts = {(n.label.value, n.concept) for n in _meant(workspace, entity, label)} | {("", entity)}
        taken: list[Assertion] = []
        for assertion in facts.assertions():
            body = dict(assertion.body)
            same = assertion.kind == LINK and (body["identifier"], body["layer"]) == (identifier, layer)
            if same and {(body["label"], body["concept"]), ("", body["concept"])} & concepts:
                taken.append(assertion)
        if not taken:
            raise UnknownEntity(f"nobody linked {entity} to {identifier} of {layer}", next_step="see `setpoint audit`")
        with _changing(workspace):
            for assertion in taken:
                workspace.audit.record("graph unlink", assertion.id, dict(assertion.body) | {"reason": reason})
                facts.withdraw(assertion.id, who(), now(), reason)
    return len(taken)


@contextmanager
def _changing(workspace: Workspace) -> Generator[None]:
    """A change of layers or of what persons said, and the graph that it makes: in the ledger one transaction.

    A server is written to when the ledger is: were it unreachable, the next run brings it into step.
    """
    in_ledger = workspace.settings.graph_url is None
    with workspace.ledger.together():
        yield
        if in_ledger:
            workspace.bring_graph()
    if not in_ledger:
        workspace.bring_graph()


def _one_concept(workspace: Workspace, entity: str, label: Label | None) -> Node:
    found = _meant(workspace, entity, label)
    kinds = sorted({(node.label.value, node.concept) for node in found})
    if not found:
        raise UnknownEntity(f"nothing in the site's record is named {entity!r}", next_step="see `setpoint graph show`")
    if len(kinds) > 1:
        raise SettingsError(
            f"{entity!r} names {', '.join(f'{kind} {concept}' for kind, concept in kinds[:5])}",
            next_step="say which with --label, or by its full name",
        )
    return found[0]


def _meant(workspace: Workspace, entity: str, label: Label | None) -> list[Node]:
    return entities_named(workspace.graph, entity, workspace.vocabulary, (label,) if label else None)


def _there(truth: LedgerGraph, layer: str) -> None:
    names = list(background(truth))
    if layer not in names:
        raise SettingsError(
            f"there is no layer {layer!r}", next_step=f"there are {', '.join(names)}" if names else "none was imported"
        )


def _looked_through(reader: Reader, stream: BufferedReader, file: Path) -> _Tally:
    """Read a file once without keeping it: what is wrong with it is known before anything is written."""
    stream.seek(0)
    tally = _Tally()
    for _ in tally(reader(stream, file.name)):
        pass
    if not tally.stated:
        first = tally.first[0] if tally.first else None
        why = f"{first.place}: {first.why}" if first else "it has no rows"
        raise EmptyFile(f"not one statement can be read ({why})", where=str(file), next_step="see --format")
    return tally


def _form_of(file: Path) -> str:
    return "jsonld" if file.suffix.casefold() in (".json", ".jsonld") else "primekg"


def _opened(file: Path) -> BufferedReader:
    try:
        if not file.is_file():
            raise UnreadableFile("there is no such file", where=str(file), next_step="check the path")
        return file.open("rb")
    except OSError as error:
        raise UnreadableFile(f"it cannot be read ({error.strerror})", where=str(file), next_step="check it") from error
