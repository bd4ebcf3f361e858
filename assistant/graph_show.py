"""What is around an entity, in words: the one view that the tree, the picture and the JSON show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from assistant.workspace import Workspace
from graph.errors import UnknownEntity
from graph.layers import asked, background
from graph.matching import entities_named
from graph.process import Edge, Node, Value
from graph.schema import Label, Relation
from graph.store import SITE, GraphStore, Way
from retrieval.errors import SettingsError

# Entities of one name that are shown: a name holds in many contexts.
ROOTS = 6
# Order in which neighbours are shown: where it is, what limits it, what it does, and records last.
_ORDER = {relation: place for place, relation in enumerate(Relation)}


@dataclass(frozen=True, slots=True)
class Shown:
    """An entity as it is shown: its kind, words, what the edges to it carry, where that was read, and what follows."""

    id: str
    label: str
    text: str
    notes: tuple[str, ...]
    evidence: tuple[str, ...]
    layer: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """The neighbours by one relation in one direction; `more` are there and not shown."""

    relation: str
    outward: bool
    entries: tuple[Shown, ...]
    more: int


@dataclass(frozen=True, slots=True)
class View:
    """The neighbourhood of all entities of a name."""

    name: str
    roots: tuple[Shown, ...]
    more: int
    status: str


def show(
    workspace: Workspace,
    name: str,
    *,
    depth: int = 1,
    most: int = 12,
    layers: Collection[str] = (),
    product: str | None = None,
    label: Label | None = None,
) -> View:
    """The neighbourhood of every entity of a name, in the site's record and the layers that are named.

    Raises UnknownEntity if there is none, SettingsError for a layer that is not there.
    """
    store, wanted = workspace.graph, (SITE, *layers)
    there = background(store)
    for layer in layers:
        if layer not in there:
            raise SettingsError(f"there is no layer {layer!r}", next_step="see `setpoint graph layers`")
    labels = (label,) if label else None
    found = entities_named(store, name, workspace.vocabulary, labels, wanted)
    found = [n for n in found if product is None or n.context.product.casefold() == product.casefold()]
    if not found:
        raise UnknownEntity(f"nothing in the graph is named {name!r}", next_step="see `setpoint graph parameters`")
    kinds = [n for n in found if n.label is not Label.MEASUREMENT] or found
    surroundings = _Surroundings(store, wanted, _documents(workspace), most)
    surroundings.gather([n.id for n in kinds[:ROOTS]], depth)
    roots = tuple(surroundings.shown(node, depth) for node in kinds[:ROOTS])
    return View(name, roots, len(kinds) - len(roots), "DRAFT: read from documents by a program, not reviewed")


def words(node: Node) -> str:
    """An entity in a reader's words: a limit as written, everything else with where it holds."""
    context = [value for name, value in asdict(node.context).items() if value and name != "document"]
    if node.label is Label.LIMIT:
        said = " ".join(filter(None, (_said(node.detail("kind")), _said(node.detail("text")) or node.name)))
    elif node.label is Label.MEASUREMENT:
        value = _said(node.detail("text")) or f"{_said(node.detail('value'))} {_said(node.detail('unit'))}".strip()
        said = f"{node.name}: {value}"
    elif node.label is Label.BACKGROUND:
        return f"{node.name} ({_said(node.detail('identifier'))}, {_said(node.detail('type'))})"
    else:
        said = node.name
    return f"{said} [{' · '.join(context)}]" if context else said


class _Surroundings:
    """Neighbours of entities, read level by level."""

    def __init__(self, store: GraphStore, layers: Collection[str], documents: Mapping[str, str], most: int) -> None:
        self._store = store
        self._layers = asked(layers)
        self._documents = documents
        self._most = most
        self._nodes: dict[str, Node] = {}
        self._edges: dict[str, list[Edge]] = defaultdict(list)

    def gather(self, ids: Sequence[str], depth: int) -> None:
        """Read the edges of these entities and, for each level of depth, of their neighbours."""
        level = list(ids)
        for _ in range(depth):
            due = [identity for identity in level if identity not in self._edges]
            found = self._store.edges(due, Way.BOTH, layers=self._layers)
            asked_for = set(due)
            for identity in due:
                self._edges[identity] = []
            for edge in found:
                for end in {edge.subject, edge.object} & asked_for:
                    self._edges[end].append(edge)
            level = sorted({end for edge in found for end in (edge.subject, edge.object)})
            self._nodes |= self._store.nodes([identity for identity in level if identity not in self._nodes])

    def shown(self, node: Node, depth: int, edges: Sequence[Edge] = (), above: str = "") -> Shown:
        """An entity with what is around it, but the one that it was reached from."""
        branches: list[Branch] = []
        if depth:
            for (relation, outward), others in sorted(self._around(node.id).items(), key=_by_relation):
                entries = [(self._nodes[i], found) for i, found in others.items() if i != above and i in self._nodes]
                entries.sort(key=lambda entry: (_place(entry[1]), words(entry[0]), entry[0].id))
                kept = entries[: self._most]
                inner = tuple(self.shown(other, depth - 1, found, node.id) for other, found in kept)
                if inner:
                    branches.append(Branch(relation.value, outward, inner, len(entries) - len(kept)))
        read = dict.fromkeys(self._read_in(edge) for edge in edges)
        notes = dict.fromkeys(note for edge in edges for note in _notes(edge))
        evidence = tuple(sorted(text for text in read if text))
        return Shown(node.id, node.label.value, words(node), tuple(notes), evidence, node.layer, tuple(branches))

    def _around(self, identity: str) -> dict[tuple[Relation, bool], dict[str, list[Edge]]]:
        found: dict[tuple[Relation, bool], dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
        for edge in self._edges.get(identity, ()):
            outward = edge.subject == identity
            found[edge.relation, outward][edge.object if outward else edge.subject].append(edge)
        return found

    def _read_in(self, edge: Edge) -> str:
        if edge.evidence.by:
            return f"{edge.evidence.by}, {edge.evidence.at[:10]}"
        return self._documents.get(edge.evidence.document, edge.evidence.extractor)


def _by_relation(item: tuple[tuple[Relation, bool], object]) -> tuple[int, bool]:
    (relation, outward), _ = item
    return _ORDER[relation], not outward


def _place(edges: Sequence[Edge]) -> float:
    """By the order that a step or operation has."""
    orders = [value for edge in edges if isinstance(value := edge.property("order"), int | float)]
    return min(orders, default=float("inf"))


def _notes(edge: Edge) -> list[str]:
    return [f"{name.replace('_', ' ')} {_said(value)}" for name, value in edge.properties if _said(value)]


def _said(value: Value) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _documents(workspace: Workspace) -> dict[str, str]:
    """Each document version in words, by digest."""
    found: dict[str, str] = {}
    for document in workspace.documents():
        identity = document.identity
        name = identity.number or document.file.rpartition("/")[2]
        version = f" v{identity.version}" if identity.version else ""
        found[document.digest] = f"{name}{version} ({document.status.value})"
    return found


def as_json(view: View) -> dict[str, object]:
    """The view for a program."""
    return {"name": view.name, "status": view.status, "entities": [_json(one) for one in view.roots], "more": view.more}


def _json(shown: Shown) -> dict[str, object]:
    branches = [
        {
            "relation": branch.relation,
            "direction": "out" if branch.outward else "in",
            "entities": [_json(entry) for entry in branch.entries],
            "more": branch.more,
        }
        for branch in shown.branches
    ]
    own: dict[str, object] = {"id": shown.id, "label": shown.label, "text": shown.text, "layer": shown.layer or "site"}
    return own | {"notes": list(shown.notes), "evidence": list(shown.evidence), "neighbours": branches}
