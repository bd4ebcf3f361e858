"""Which entities a person means who types a name."""

from __future__ import annotations

from collections.abc import Collection

from graph.process import Node
from graph.questions.naming import is_called, wordings
from graph.schema import Label
from graph.store import SITE, GraphStore, Wanted
from graph.vocabulary import Vocabulary


def entities_named(
    store: GraphStore,
    name: str,
    vocabulary: Vocabulary,
    labels: Collection[Label] | None = None,
    layers: Collection[str] = (SITE,),
) -> list[Node]:
    """Every entity with this name or identifier; else with another case or hyphens, else with another wording of it."""
    exact = store.find(Wanted(labels=labels, names=(name,), layers=layers))
    exact = exact or store.find(Wanted(labels=labels, concepts=(name, name.casefold().strip()), layers=layers))
    if exact:
        return exact
    every = store.find(Wanted(labels=labels, layers=layers))
    same = [node for node in every if is_called(node, (name,))]
    return same or [node for node in every if is_called(node, wordings(name, vocabulary))]
