"""What persons said of names goes with the documents that held the names, to the last byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.aliasing import Naming, alias, unmerge
from assistant.forgetting import forget
from graph.schema import Label
from tests.assistant.site import FOLDER, Library, open_library

KEPT = """# SOP-700 Washing

| Parameter | Set point | NOR |
|---|---|---|
| Glow speed | 200 rpm | 180-220 rpm |
| Shine speed | 300 rpm | 280-320 rpm |
"""
GONE = """# SOP-701 Rinsing

| Parameter | Set point | NOR |
|---|---|---|
| Kanarienvogelol speed | 200 rpm | 180-220 rpm |
| Glow speed | 200 rpm | 180-220 rpm |
"""
P = Label.PARAMETER


@pytest.fixture
def library(tmp_path: Path) -> Library:
    records = tmp_path / "records"
    records.mkdir()
    (records / "SOP-700.md").write_text(KEPT)
    (records / "SOP-701.md").write_text(GONE)
    library = open_library(tmp_path)
    library.read(records)
    return library


def held(library: Library, word: str) -> list[str]:
    folder = library.root / FOLDER
    return [p.name for p in sorted(folder.rglob("*")) if p.is_file() and word.encode() in p.read_bytes().lower()]


def test_an_alias_of_a_forgotten_name_is_deleted_with_its_record_and_reason(library: Library) -> None:
    workspace = library.workspace
    alias(workspace, Naming(P, "Kanarienvogelol speed", "Glow speed"), "kanarienvogelol is the old dial")
    assert held(library, "kanarienvogelol")
    done = forget(workspace, "SOP-701", "trial")
    assert done.proven
    assert not held(library, "kanarienvogelol")
    assert workspace.graph_builder.facts.assertions(withdrawn=True) == ()
    recorded = json.dumps([r.detail for r in workspace.audit.newest(50, action="alias")])
    assert "kanarienvogelol" not in recorded.casefold()
    assert "erased" in recorded
    assert workspace.audit.verify().problem is None


def test_one_that_was_taken_back_is_deleted_too(library: Library) -> None:
    naming = Naming(P, "Kanarienvogelol speed", "Glow speed")
    alias(library.workspace, naming, "one dial")
    assert unmerge(library.workspace, naming, "two dials after all").withdrawn
    assert library.workspace.graph_builder.facts.assertions() == ()
    assert len(library.workspace.graph_builder.facts.assertions(withdrawn=True)) == 1
    assert forget(library.workspace, "SOP-701", "trial").proven
    assert library.workspace.graph_builder.facts.assertions(withdrawn=True) == ()
    assert not held(library, "kanarienvogelol")


def test_what_names_kept_wording_stays_without_the_forgotten_reason(library: Library) -> None:
    workspace = library.workspace
    alias(workspace, Naming(P, "Glow speed", "Shine speed"), "as the Kanarienvogelol dial shows")
    assert forget(workspace, "SOP-701", "trial").proven
    (left,) = workspace.graph_builder.facts.assertions()
    assert dict(left.body)["other"] == "Shine speed"
    assert left.reason.startswith("[erased")
    assert not held(library, "kanarienvogelol")
    speeds = [n for n in workspace.graph_builder.resolved()[1].nodes if n.label is P]
    assert len({n.name for n in speeds}) == 1
    # What is left joins as before, and can still be taken back.
    assert unmerge(workspace, Naming(P, "Glow speed", "Shine speed"), "two").withdrawn
    assert not workspace.graph_builder.facts.assertions()


def test_an_alias_for_one_product_does_not_keep_a_forgotten_name(library: Library) -> None:
    workspace = library.workspace
    alias(workspace, Naming(P, "Kanarienvogelol speed", "Glow speed", "A-1"), "one dial there")
    assert forget(workspace, "SOP-701", "trial").proven
    assert workspace.graph_builder.facts.assertions(withdrawn=True) == ()
