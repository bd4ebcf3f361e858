"""Names that a person joins and parts: reversible to the digest, recorded, and refused where they cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.aliasing import Naming, alias, unmerge
from graph.schema import Label
from tests.assistant.commands import Ran
from tests.assistant.site import open_library

SHEET = """# SOP-700 Washing

| Parameter | Set point | NOR |
|---|---|---|
| Glow speed | 200 rpm | 180-220 rpm |
| Shine speed | 300 rpm | 280-320 rpm |
"""


def test_alias_and_unmerge_restore_the_graph(tmp_path: Path) -> None:

    records = tmp_path / "records"
    records.mkdir()
    (records / "SOP-700.md").write_text(SHEET)
    library = open_library(tmp_path)
    library.read(records)
    workspace = library.workspace
    workspace.bring_graph()
    before = workspace.graph.contents(anew=True)
    naming = Naming(Label.PARAMETER, "Glow speed", "Shine speed")
    assert not alias(workspace, naming, "same dial").withdrawn
    assert workspace.graph.contents(anew=True) != before
    assert unmerge(workspace, naming, "two dials").withdrawn
    assert workspace.graph.contents(anew=True) == before
    assert workspace.audit.verify().problem is None


def test_what_cannot_be_said_is_refused(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "SOP-700.md").write_text(SHEET)
    assert run("ingest", tmp_path, cwd=tmp_path).code == 0
    for label, name, other in (
        ("Parameter", "Glow speed", "Glow speed"),
        ("Parameter", "Glow speed", "No such speed"),
        ("Attribute", "Glow speed", "Shine speed"),
        ("Document", "SOP-700", "SOP-701"),
    ):
        refused = run("graph", "alias", name, other, "--label", label, "--reason", "r", cwd=tmp_path)
        assert refused.code != 0
        assert refused.says
