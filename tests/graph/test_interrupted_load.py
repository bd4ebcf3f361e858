"""A process that is killed while it writes a graph: what it left is brought to the whole graph afterwards."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from graph.building import write_difference
from graph.store import Contents, GraphStore
from graph.sums import edge_sum, graph_digest, node_sum
from tests.conftest import REPO
from tests.graph.conftest import emptied
from tests.graph.loading import large, opened

KILLS = 3


@pytest.mark.parametrize("kind", ["sqlite", "postgresql", "neo4j"])
def test_a_killed_load_is_mended_by_writing_the_difference(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = {
        "sqlite": lambda: f"sqlite:///{tmp_path / 'ledger.db'}",
        "postgresql": lambda: request.getfixturevalue("postgres_url"),
        "neo4j": lambda: request.getfixturevalue("neo4j_url"),
    }[kind]()
    identity = uuid.uuid4().hex
    whole = large()
    expected = Contents({n.id: node_sum(n) for n in whole.nodes}, {e.id: edge_sum(e) for e in whole.edges})
    store = opened(kind, place, identity)
    store.check()
    chance = random.Random(kind)
    longest = undisturbed(kind, place, identity)
    assert graph_digest(store.contents(anew=True)) == graph_digest(expected)
    partial = 0
    for kill in range(KILLS):
        emptied(store)
        if kill == 0:
            killed_at_first_sight(store, kind, place, identity)
        else:
            killed(kind, place, identity, chance.uniform(0, longest))
        left = store.contents(anew=True)
        assert left.nodes.items() <= expected.nodes.items()
        assert left.edges.items() <= expected.edges.items()
        complete = len(left.nodes) + len(left.edges) == len(expected.nodes) + len(expected.edges)
        partial += bool(left.nodes) and not complete
        assert store.noted() in ((None, "whole") if complete else (None,))
        written, removed = write_difference(store, whole)
        assert written == len(expected.nodes) + len(expected.edges) - len(left.nodes) - len(left.edges)
        assert removed == 0
        assert graph_digest(store.contents()) == graph_digest(store.contents(anew=True)) == graph_digest(expected)
    assert partial, "no kill hit the load: the moments are badly chosen"
    emptied(store)
    store.close()


def loader(kind: str, place: str, identity: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    command = [sys.executable, "-m", "tests.graph.loading", kind, place, identity]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=REPO)
    assert child.stdout
    assert child.stdout.readline() == "loading\n"
    return child


def undisturbed(kind: str, place: str, identity: str) -> float:
    """How long a whole load takes here and now."""
    with loader(kind, place, identity) as child:
        begun = time.monotonic()
        assert child.stdout
        assert child.stdout.readline() == "done\n"
        return time.monotonic() - begun


def killed_at_first_sight(store: GraphStore, kind: str, place: str, identity: str) -> None:
    """Killed as soon as something of it can be read: on a busy machine, moments drawn by chance may all be missed."""
    with loader(kind, place, identity) as child:
        while child.poll() is None and not store.contents().nodes:
            time.sleep(0.005)
        child.kill()


def killed(kind: str, place: str, identity: str, after_s: float) -> None:
    with loader(kind, place, identity) as child:
        time.sleep(after_s)
        child.kill()
