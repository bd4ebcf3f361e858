"""Background in a workspace: a layer of its own, linked only on purpose, and gone without a trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import graph_background
from assistant.graph_background import drop_layer, import_layer, layers, link, unlink
from assistant.graph_exchange import export_graph
from assistant.workspace import FOLDER, Workspace
from graph.errors import UnknownEntity
from graph.layers import asked, links_of
from graph.process import NOWHERE, Evidence, details, edge_of, node_of
from graph.schema import Label, Relation
from graph.store import SITE, Wanted, Way
from graph.sums import graph_digest
from retrieval.errors import ChangedMeanwhile, SettingsError
from tests.assistant.commands import Ran
from tests.assistant.site import EARLIER, Library

HEADER = "relation,display_relation,x_id,x_type,x_name,x_source,y_id,y_type,y_name,y_source"


def edge_list(folder: Path, rows: int = 40, name: str = "kg.csv") -> Path:
    """A made-up list: one thing has a name of the site's, another an identifier that the site carries."""
    lines = [f"relates,is related to,{n},drug,=rate {n},DrugBank,{n + 1},gene,g{n + 1},NCBI" for n in range(rows)]
    lines.append("relates,,77,term,Rocking rate,EX,0000084,cell,T cell,CL")
    file = folder / name
    file.write_text("\n".join([HEADER, *lines]) + "\n")
    return file


def add_site(workspace: Workspace) -> None:
    """Two entities of the site's record, one of which carries an identifier as its alias."""
    rate = node_of(Label.PARAMETER, "angle of tests", "angle of tests", NOWHERE)
    cell = node_of(Label.MATERIAL, "CL:0000084", "cl:0000084", NOWHERE)
    operation = node_of(Label.UNIT_OPERATION, "expansion of tests", "expansion of tests", NOWHERE)
    edges = [
        edge_of(Relation.HAS_PARAMETER, operation.id, rate.id, Evidence("d" * 64, 0, 1), details(unit="rpm")),
        edge_of(Relation.USES, operation.id, cell.id, Evidence("d" * 64, 0, 1)),
    ]
    workspace.graph.merge([rate, cell, operation], edges)


def state(workspace: Workspace) -> tuple[object, ...]:
    """Everything that the graph's tables hold, as digests."""
    graph = workspace.graph
    there = sorted(graph.layers())
    return tuple((layer, graph_digest(graph.contents(layer, anew=True))) for layer in there)


def answers(workspace: Workspace) -> tuple[object, ...]:
    """What the site's record answers: every entity, and every edge at it, as questions read them."""
    nodes = workspace.graph.find(Wanted())
    return tuple(nodes), tuple(workspace.graph.edges([node.id for node in nodes], Way.BOTH))


@pytest.fixture
def recorded(library: Library) -> Workspace:
    """A workspace whose graph is what one SOP says."""
    library.write("SOP-301.md", EARLIER)
    library.read()
    library.workspace.bring_graph()
    assert library.workspace.graph.find(Wanted(labels=(Label.PARAMETER,), names=("Rocking rate",)))
    return library.workspace


@pytest.fixture
def workspace(library: Library) -> Workspace:
    """A workspace with a small graph of its own, which no document states."""
    library.workspace.bring_graph()
    add_site(library.workspace)
    return library.workspace


def test_a_layer_is_removed_without_a_trace_and_changes_no_answer(workspace: Workspace, tmp_path: Path) -> None:
    before, said = state(workspace), answers(workspace)
    made = import_layer(workspace, edge_list(tmp_path), "kg")
    assert (made.nodes, made.edges, made.refused) == (82, 41, 0)
    assert answers(workspace) == said
    assert state(workspace) != before
    assert drop_layer(workspace, "kg") == 41
    assert state(workspace) == before
    assert answers(workspace) == said


def test_the_same_file_makes_the_same_layer(workspace: Workspace, tmp_path: Path) -> None:
    file = edge_list(tmp_path)
    import_layer(workspace, file, "kg")
    first = state(workspace)
    import_layer(workspace, file, "kg", replace=True)
    assert state(workspace) == first


def test_each_edge_keeps_its_source_and_its_row(workspace: Workspace, tmp_path: Path) -> None:
    import_layer(workspace, edge_list(tmp_path), "kg")
    [drug] = workspace.graph.find(Wanted(concepts=("DrugBank:3",), layers=("kg",)))
    [edge] = workspace.graph.edges([drug.id], layers=("kg",))
    assert edge.evidence.extractor.startswith("kg.csv@")
    assert edge.evidence.extractor.endswith(" row 5")
    assert edge.evidence.document == ""
    assert (edge.property("relation"), edge.property("display")) == ("relates", "is related to")
    assert drug.name == "=rate 3"


def test_names_never_link_and_identifiers_do(workspace: Workspace, tmp_path: Path) -> None:
    import_layer(workspace, edge_list(tmp_path), "kg")
    joined = workspace.graph.edges([n.id for n in workspace.graph.find(Wanted())], layers=asked((SITE, "kg")))
    links = [edge for edge in joined if edge.relation is Relation.SAME_AS]
    [cell] = workspace.graph.find(Wanted(names=("CL:0000084",)))
    assert [(edge.subject, edge.property("identifier")) for edge in links] == [(cell.id, "CL:0000084")]


def test_a_person_links_and_takes_it_back(recorded: Workspace, tmp_path: Path) -> None:
    import_layer(recorded, edge_list(tmp_path), "kg")
    before, said = state(recorded), answers(recorded)
    link(recorded, "Rocking rate", "EX:77", "kg", "the same thing")
    assert recorded.graph.layers()[links_of("kg")] == 1
    assert answers(recorded) == said
    with pytest.raises(UnknownEntity):
        link(recorded, "Rocking rate", "EX:78", "kg", "not there")
    with pytest.raises(UnknownEntity):
        link(recorded, "no such thing", "EX:77", "kg", "not there")
    assert unlink(recorded, "Rocking rate", "EX:77", "kg", "another sense") == 1
    assert state(recorded) == before
    actions = [record.action for record in recorded.audit.newest(10)]
    assert actions[:3] == ["graph unlink", "graph link", "graph import"]
    said_once = recorded.graph_builder.facts.assertions(withdrawn=True)
    assert [(a.kind, a.withdrawn is not None) for a in said_once] == [("link", True)]


def test_a_link_holds_when_the_graph_is_made_again(recorded: Workspace, tmp_path: Path) -> None:
    import_layer(recorded, edge_list(tmp_path), "kg")
    link(recorded, "Rocking rate", "EX:77", "kg", "the same thing")
    linked = state(recorded)
    recorded.bring_graph(afresh=True)
    assert state(recorded) == linked


@pytest.mark.parametrize("name", ["", "site", "SITE", "a/links", "a b", "x" * 49, "..", "-a", "é", "a\n"])
def test_names_that_no_layer_has(workspace: Workspace, tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError):
        import_layer(workspace, edge_list(tmp_path), name)


def test_a_layer_that_is_there_is_not_overwritten_unasked(workspace: Workspace, tmp_path: Path) -> None:
    import_layer(workspace, edge_list(tmp_path), "kg")
    before = state(workspace)
    with pytest.raises(SettingsError):
        import_layer(workspace, edge_list(tmp_path, 3), "kg")
    assert state(workspace) == before
    assert import_layer(workspace, edge_list(tmp_path, 3), "kg", replace=True).edges == 4
    assert [(one.name, one.edges) for one in layers(workspace)] == [("kg", 4)]


def test_an_interrupted_import_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    before, file = state(workspace), edge_list(tmp_path)
    records = len(workspace.audit.newest(100))
    read = graph_background.READERS["primekg"]
    calls: list[int] = []

    def changing(stream: object, name: str) -> object:
        calls.append(1)
        if len(calls) == 2:
            file.write_text(file.read_text() + "\n")
        return read(stream, name)  # pyright: ignore[reportArgumentType]

    graph_background.READERS["changing"] = changing  # pyright: ignore[reportArgumentType]
    try:
        with pytest.raises(ChangedMeanwhile):
            import_layer(workspace, file, "kg", "changing")
    finally:
        del graph_background.READERS["changing"]
    assert state(workspace) == before
    assert len(workspace.audit.newest(100)) == records


def test_our_own_export_comes_back_as_background(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out" / "own.jsonld"
    out.parent.mkdir()
    export_graph(workspace, "jsonld", out)
    said = answers(workspace)
    made = import_layer(workspace, out, "own")
    assert (made.nodes, made.edges) == (3, 2)
    assert answers(workspace) == said
    found = workspace.graph.find(Wanted(layers=("own",)))
    assert {(n.label, n.name, n.detail("type")) for n in found} == {
        (Label.BACKGROUND, "angle of tests", "Parameter"),
        (Label.BACKGROUND, "CL:0000084", "Material"),
        (Label.BACKGROUND, "expansion of tests", "UnitOperation"),
    }


def test_the_commands(run: Callable[..., Ran], own_site: Path, tmp_path: Path) -> None:
    file = edge_list(tmp_path)
    file.write_text(file.read_text() + "bad,row\n")
    made = run("graph", "import", file, "--layer", "kg", "--json", cwd=own_site)
    assert made.code == 1
    assert made.json["refused"] == 1
    assert made.json["first_refused"][0]["place"] == "row 43"
    assert "row 43" in made.says
    assert run("graph", "import", file, "--layer", "kg").code == 2
    assert [one["name"] for one in run("graph", "layers", "--json").json["layers"]] == ["kg"]
    zipped = tmp_path / "all.zip"
    assert run("graph", "export", "--out", zipped, "--layer", "kg").code == 0
    assert run("graph", "export", "--out", own_site / FOLDER / "x.jsonld").code == 2
    shown = run("graph", "show", "NCBI:3", "--layer", "kg", "--svg", tmp_path / "a.svg", "--json")
    assert shown.json["entities"][0]["layer"] == "kg"
    assert "background kg" in (tmp_path / "a.svg").read_text()
    assert run("graph", "show", "NCBI:3").code != 0
    assert run("graph", "import", "--remove", "kg").code == 0
    assert run("graph", "import", "--remove", "kg").code == 2
