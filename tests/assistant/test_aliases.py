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


def test_an_alias_for_a_product_and_the_warning_of_the_command(run: Callable[..., Ran], tmp_path: Path) -> None:
    sheet = SHEET.replace("Shine speed", "Glow speed 2").replace("# SOP", "Product: AB-19\n\n# SOP")
    (tmp_path / "SOP-700.md").write_text(sheet)
    assert run("ingest", tmp_path, cwd=tmp_path).code == 0
    names = ("Glow speed", "Glow speed 2", "--label", "Parameter", "--reason", "one dial", "--product", "AB-19")
    said = run("graph", "alias", *names, "--json", cwd=tmp_path)
    assert said.code == 0, said.says
    assert "number" in said.json["warning"]
    listed = run("graph", "alias", "--list", "--json", cwd=tmp_path)
    assert [(m["name"], m["concept"]) for m in listed.json if "one dial" in m["reason"]] == [
        ("Glow speed 2", "Glow speed")
    ]
    elsewhere = run("graph", "unmerge", *names[:-1], "AB-20", cwd=tmp_path)
    assert elsewhere.code != 0
    assert "AB-20" in elsewhere.says
    back = run("graph", "unmerge", *names[:-1], "AB-19, a product", "--json", cwd=tmp_path)
    assert (back.code, back.json["took_back"], back.json["warning"]) == (0, True, "")
    listed = run("graph", "alias", "--list", "--json", cwd=tmp_path)
    assert not [m for m in listed.json if "one dial" in m["reason"]]
