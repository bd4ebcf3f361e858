"""What is around an entity, as tree, picture and JSON; and the graph as tables: hostile names do no harm in any."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from assistant.graph_exchange import export_graph
from assistant.graph_picture import NAMESPACE, picture
from assistant.graph_show import Shown, as_json, show
from assistant.rendering.neighbourhood import print_neighbourhood
from assistant.workspace import Workspace
from graph.errors import UnknownEntity
from graph.process import Context, Evidence, details, edge_of, node_of
from graph.schema import Label, Relation
from tests.assistant.site import EARLIER, Library
from tests.graph.hostile_names import NAMES

CONTROLS = {chr(n) for n in (*range(9), *range(11, 32), *range(127, 160))} | set("\u202e\u200b\ufeff\u2066")


@pytest.fixture
def workspace(library: Library) -> Workspace:
    """A workspace whose graph is what one SOP says."""
    library.write("SOP-301.md", EARLIER)
    library.read()
    library.workspace.bring_graph()
    return library.workspace


@pytest.fixture
def hostile(library: Library) -> Workspace:
    """A step that uses a material of every hostile name."""
    library.workspace.bring_graph()
    step = node_of(Label.UNIT_OPERATION, "the step", "the step", Context(product=NAMES[0]))
    materials = [node_of(Label.MATERIAL, name, f"m{n}", Context()) for n, name in enumerate(NAMES)]
    edges = [
        edge_of(Relation.USES, step.id, m.id, Evidence("d" * 64, 0, 1, m.name), details(remark=m.name))
        for m in materials
    ]
    library.workspace.graph.merge([step, *materials], edges)
    return library.workspace


def every(shown: Shown) -> list[Shown]:
    return [shown, *(one for branch in shown.branches for entry in branch.entries for one in every(entry))]


def test_limits_stand_with_status_and_document(workspace: Workspace) -> None:
    view = show(workspace, "rocking-rate", depth=2)
    texts = [(one.label, one.text, one.evidence) for root in view.roots for one in every(root)]
    limits = {text for label, text, _ in texts if label == "Limit"}
    assert any("NOR" in text and "8 to 12 rpm" in text for text in limits)
    assert any("PAR" in text and "6 to 16 rpm" in text for text in limits)
    assert all("SOP-301 v1 (effective)" in evidence for label, _, evidence in texts if label == "Limit")
    assert view.status.startswith("DRAFT")


def test_what_is_not_there_is_an_error(workspace: Workspace) -> None:
    with pytest.raises(UnknownEntity):
        show(workspace, "no such thing")


def test_many_neighbours_are_cut_with_a_count(hostile: Workspace) -> None:
    [root] = show(hostile, "the step").roots
    [branch] = root.branches
    assert len(branch.entries) == 12
    assert branch.more == len(NAMES) - 12
    assert as_json(show(hostile, "the step"))["entities"]


def test_the_tree_sends_nothing_to_the_terminal_but_text(
    hostile: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    print_neighbourhood(show(hostile, "the step", most=200))
    printed = capsys.readouterr().out
    assert not CONTROLS & set(printed)
    assert "DETACH DELETE" in printed


def test_the_picture_is_well_formed_without_script_or_address(hostile: Workspace) -> None:
    drawn = picture(show(hostile, "the step", most=200))
    assert picture(show(hostile, "the step", most=200)) == drawn
    root = etree.fromstring(drawn)
    tags = {str(element.tag) for element in root.iter()}
    assert tags == {f"{{{NAMESPACE}}}{tag}" for tag in ("svg", "title", "desc", "style", "g", "rect", "path", "text")}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if "href" in name or name.startswith("on")}
    assert "".join(root.itertext()).count("DETACH DELETE") >= 2
    assert b"url(" not in drawn
    assert b"prefers-color-scheme: dark" in drawn
    assert root.findtext(f"{{{NAMESPACE}}}title")
    assert "DRAFT" in "".join(root.itertext())


def test_what_is_drawn_stays_on_the_page(workspace: Workspace) -> None:
    root = etree.fromstring(picture(show(workspace, "rocking rate", depth=2)))
    _, _, width, height = map(float, root.get("viewBox", "").split())
    assert width == 794
    for rect in root.iter(f"{{{NAMESPACE}}}rect"):
        left, top, wide, high = (float(rect.get(name, "nan")) for name in ("x", "y", "width", "height"))
        assert left >= 0
        assert left + wide <= width
        assert top + high <= height


def test_tables_start_no_formula_and_are_the_same_twice(hostile: Workspace, tmp_path: Path) -> None:
    files = [tmp_path / "out" / "a.zip", tmp_path / "out" / "b.zip"]
    files[0].parent.mkdir()
    read: list[dict[str, bytes]] = []
    for file in files:
        export_graph(hostile, "csv", file)
        with zipfile.ZipFile(file) as archive:
            read.append({name: archive.read(name) for name in archive.namelist()})
    assert read[0].keys() == {"about.csv", "nodes.csv", "edges.csv"}
    assert all(read[0][name] == read[1][name] for name in ("nodes.csv", "edges.csv"))
    assert b"DRAFT" in read[0]["about.csv"]
    rows = list(csv.reader(io.StringIO(read[0]["nodes.csv"].decode("utf-8-sig"), newline="")))
    assert len(rows) == len(NAMES) + 2
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in set("=+-@") and cell]


def test_csv_goes_into_a_new_folder_whole(hostile: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    made = export_graph(hostile, "csv", out)
    assert sorted(file.name for file in out.iterdir()) == ["about.csv", "edges.csv", "nodes.csv"]
    assert [file.name for file in tmp_path.iterdir() if "tables" in file.name] == ["tables"]
    record = hostile.audit.newest(1)[0]
    assert (record.action, record.subject) == ("export", "graph")
    assert record.detail["sha256"] == made.sha256
    assert record.detail["edges"] == len(NAMES)
