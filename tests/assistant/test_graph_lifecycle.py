"""The process graph follows the documents: ingest, change, forget, damage, restore, and a server that is away."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.forgetting import forget
from assistant.ingestion import ingest
from assistant.settings import Settings
from assistant.upkeep import back_up, check_up, rebuild_graph, restore
from assistant.workspace import FOLDER, Workspace
from graph.schema import Label
from graph.store import Wanted
from graph.sums import graph_digest
from retrieval.doctor.findings import Unwatched
from retrieval.errors import StoreUnreachable
from retrieval.ingest_report import Silent
from retrieval.ledger import Ledger
from tests.assistant.commands import Ran

SOP = """\
| Document number | SOP-{number} |
|---|---|
| Title | {title} |
| Version | {version} |
| Effective date | 2025-01-0{version} |
| Status | Effective |

# 1 Parameters

| Parameter | Class | Set point | NOR | PAR | Unit |
|---|---|---|---|---|---|
| {parameter} | CPP | {set_point} | 8 to 12 | 5 to 15 | min |
"""
RUN = """\
| Run | {run} |
|---|---|
| Product | AX-1 |
| Donor code | {donor} |
| Documents followed | SOP-{number} v1 |
| Equipment | INC-09 |

# 1 Materials

| Material | Lot |
|---|---|
| Wash buffer | {lot} |
"""
# Words that stand in one record only.
RARE = "quetschzal incubation time"


def settings(url: str | None) -> Settings:
    return Settings(embedding_model="hashing", wait_s=5, graph_url=url)


@dataclasses.dataclass
class Site:
    """A workspace with three small records, and its graph."""

    root: Path
    graph_url: str | None

    def open(self) -> Workspace:
        folder = self.root / FOLDER
        folder.mkdir(exist_ok=True)
        return Workspace(folder, settings(self.graph_url))

    def write(self, name: str, text: str) -> None:
        (self.root / "records").mkdir(exist_ok=True)
        (self.root / "records" / name).write_text(text)

    def write_all(self) -> None:
        sop = {"number": 701, "version": 1, "parameter": "Wash time", "set_point": 10, "title": "Wash of T cells"}
        self.write("SOP-701.md", SOP.format(**sop))
        rare = {"number": 702, "version": 1, "parameter": RARE, "set_point": 9, "title": "Thaw of T cells"}
        self.write("SOP-702.md", SOP.format(**rare))
        self.write("AX-001.md", RUN.format(run="AX-001", donor="DN-5501", number=701, lot="WB-1001"))

    def read(self, workspace: Workspace) -> None:
        ingest(workspace, [self.root / "records"], Silent())


@pytest.fixture(params=["ledger", "neo4j"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    url = request.getfixturevalue("neo4j_url") if request.param == "neo4j" else None
    made = Site(tmp_path, url)
    made.write_all()
    yield made
    workspace = made.open()
    workspace.graph.reset()
    workspace.close()


@pytest.fixture
def workspace(site: Site) -> Iterator[Workspace]:
    opened = site.open()
    site.read(opened)
    yield opened
    opened.close()


def digest(workspace: Workspace) -> str:
    return graph_digest(workspace.graph.contents(anew=True))


def names(workspace: Workspace, label: Label) -> set[str]:
    return {node.name for node in workspace.graph.find(Wanted(labels=[label]))}


def assert_true(workspace: Workspace) -> None:
    """The store shows exactly what the facts make, and says so."""
    found = workspace.graph_builder.compare()
    assert (found.missing, found.extra, found.different, found.unread) == (0, 0, 0, 0)
    assert found.expected > 10
    assert workspace.state_of_graph() == (True, None)


def test_an_ingest_reads_the_facts_and_shows_them(workspace: Workspace) -> None:
    assert_true(workspace)
    assert {"Wash time", RARE} <= names(workspace, Label.PARAMETER)
    assert names(workspace, Label.LOT) == {"WB-1001"}


def test_both_stores_show_the_same_graph(workspace: Workspace, tmp_path: Path) -> None:
    inside = workspace.graph.contents(anew=True)
    other = Site(tmp_path, None).open() if workspace.settings.graph_url else workspace
    try:
        other.bring_graph(afresh=True)
        assert graph_digest(other.graph.contents(anew=True)) == graph_digest(inside)
    finally:
        if other is not workspace:
            other.close()


def test_a_changed_file_changes_the_graph_and_nothing_of_the_old_one_stays(site: Site, workspace: Workspace) -> None:
    before = digest(workspace)
    site.write("AX-001.md", RUN.format(run="AX-001", donor="DN-5502", number=701, lot="WB-1001"))
    site.read(workspace)
    assert_true(workspace)
    assert names(workspace, Label.DONOR) == {"DN-5502"}
    assert digest(workspace) != before


def test_a_second_ingest_writes_nothing_to_the_graph(site: Site, workspace: Workspace) -> None:
    noted = workspace.graph.noted()
    site.read(workspace)
    brought = workspace.bring_graph()
    assert (brought.put, brought.removed, brought.documents) == (0, 0, 0)
    assert workspace.graph.noted() == noted


def test_what_is_forgotten_is_in_no_fact_entity_or_edge(workspace: Workspace) -> None:
    forgotten = next(d.digest for d in workspace.documents() if d.name == "SOP-702")
    done = forget(workspace, "SOP-702", "asked for")
    assert workspace.settings.graph_url is not None or done.proven
    assert_true(workspace)
    assert RARE not in names(workspace, Label.PARAMETER)
    assert forgotten not in workspace.graph_builder.facts.facts()
    everything = workspace.graph.find(Wanted())
    assert workspace.graph.edges([n.id for n in everything])
    assert all(e.evidence.document != forgotten for e in workspace.graph.edges([n.id for n in everything]))
    assert "Wash time" in names(workspace, Label.PARAMETER)


def test_a_graph_that_was_not_brought_is_brought_by_the_next_run(site: Site, workspace: Workspace) -> None:
    """As after a kill between the documents and the graph."""
    before = digest(workspace)
    workspace.graph.reset()
    workspace.graph_builder.facts.doubt()
    assert workspace.state_of_graph() == (False, None)
    site.read(workspace)
    assert_true(workspace)
    assert digest(workspace) == before


def test_a_graph_half_written_is_put_right(workspace: Workspace) -> None:
    before = digest(workspace)
    some = workspace.graph.find(Wanted())[::2]
    workspace.graph.note(None)
    workspace.graph.remove([n.id for n in some])
    workspace.bring_graph()
    assert digest(workspace) == before


def test_a_rebuild_makes_the_same_graph_anew(workspace: Workspace) -> None:
    before = digest(workspace)
    done = rebuild_graph(workspace, read_again=True)
    assert done.documents == 3
    assert done.put > 10
    assert digest(workspace) == before


def test_the_doctor_finds_what_other_hands_changed_and_mends_it(workspace: Workspace) -> None:
    before = digest(workspace)
    lot = workspace.graph.find(Wanted(labels=[Label.LOT]))[0]
    workspace.graph.remove([lot.id])
    node = workspace.graph.find(Wanted(labels=[Label.DONOR]))[0]
    workspace.graph.merge([dataclasses.replace(node, aliases=("somebody else",))], [])
    found = check_up(workspace, Unwatched(), repair=False)
    said = [f.what for c in found.checks if c.check == "process graph" for f in c.findings]
    assert any("are not in it" in what for what in said)
    assert any("something else" in what for what in said)
    assert check_up(workspace, Unwatched(), repair=True).sound
    assert digest(workspace) == before


def test_a_backup_brings_the_facts_and_the_graph_back(site: Site, workspace: Workspace, tmp_path: Path) -> None:
    if site.graph_url is not None:
        pytest.skip("the settings of the restored place name no server")
    before = digest(workspace)
    back_up(workspace, tmp_path / "backup.zip", force=False)
    there = tmp_path / "there"
    there.mkdir()
    (there / "setpoint.toml").write_text('embedding_model = "hashing"\n')
    restore(tmp_path / "backup.zip", there / FOLDER, replace=False)
    restored = Workspace(there / FOLDER, settings(None))
    try:
        assert_true(restored)
        assert digest(restored) == before
    finally:
        restored.close()


# A server that is away


def test_files_are_read_while_the_graph_server_is_away(tmp_path: Path) -> None:
    site = Site(tmp_path, "bolt://nobody:nothing@127.0.0.1:1")
    site.write_all()
    away = site.open()
    try:
        report = ingest(away, [site.root / "records"], Silent())
        assert report.behind
        assert report.facts > 10
        assert any("graph is not in step" in note for note in report.notes)
        assert not any("nothing" in note.split("bolt")[-1] for note in report.notes), "the password is told to nobody"
        in_step, problem = away.state_of_graph()
        assert not in_step
        assert problem
        with pytest.raises(StoreUnreachable):
            away.bring_graph()
    finally:
        away.close()
    site.graph_url = None
    back = site.open()
    try:
        site.read(back)
        assert_true(back)
    finally:
        back.close()


# Earlier ledgers


def test_a_ledger_of_the_schema_before_the_graph_is_brought_to_this_one(tmp_path: Path) -> None:
    site = Site(tmp_path, None)
    site.write_all()
    workspace = site.open()
    site.read(workspace)
    before = digest(workspace)
    workspace.close()
    with sqlite3.connect(tmp_path / FOLDER / "ledger.db") as raw:
        for table in (
            "facts",
            "definitions",
            "extractions",
            "model_extractions",
            "assertions",
            "graph_nodes",
            "graph_edges",
        ):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
        raw.execute("DELETE FROM meta WHERE key = 'projection:graph'")
    raw.close()
    again = site.open()
    try:
        assert again.graph_builder.facts.count() == 0
        site.read(again)
        assert_true(again)
        assert digest(again) == before
    finally:
        again.close()


def test_a_ledger_of_a_later_schema_is_refused(tmp_path: Path, run: Callable[..., Ran]) -> None:
    site = Site(tmp_path, None)
    site.open().close()
    with sqlite3.connect(tmp_path / FOLDER / "ledger.db") as raw:
        raw.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    raw.close()
    ran = run("status", cwd=tmp_path)
    assert ran.code == 4
    assert "schema version 99" in ran.says


def test_no_reader_sees_a_graph_between_two_states(tmp_path: Path) -> None:
    """A forgetting takes the document out and makes the graph again in one transaction."""
    site = Site(tmp_path, None)
    site.write_all()
    workspace = site.open()
    reader = Ledger.open(f"sqlite:///{tmp_path / FOLDER / 'ledger.db'}")
    try:
        site.read(workspace)
        digests = [d.digest for d in workspace.documents() if d.name == "SOP-702"]
        with workspace.ledger.together():
            workspace.ledger.forget(digests, "ana", "asked for")
            assert len(reader.catalogue()) == 3
            workspace.bring_graph()
            assert RARE not in names(workspace, Label.PARAMETER)
            assert len(reader.catalogue()) == 3
        assert len(reader.catalogue()) == 2
        assert_true(workspace)
    finally:
        reader.close()
        workspace.close()
