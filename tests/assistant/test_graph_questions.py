"""`setpoint graph …` as people and programs meet it: tables, JSON, citations, exit codes, hostile names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.commands.graph import COMMANDS
from assistant.workspace import FOLDER, Workspace
from graph.process import Context, Evidence, edge_of, node_of
from graph.schema import Label, Relation
from tests.assistant.commands import Ran
from tests.assistant.site import HASHING, Library, write

Run = Callable[..., Ran]
HOSTILE = "Rate \x1b[2J\x1b]52;c;eA\x07\u202e[red]x[/red]`'\"); MATCH (n) DETACH DELETE n //"

# Every question as it can be asked of the made-up site, and the key of its rows.
ASKED = {
    "parameters": ["Rocking rate"],
    "attributes": ["viability"],
    "limits": ["rocking angle"],
    "steps": ["SOP-390"],
    "runs": [],
    "trace": ["NK-041"],
    "impact": ["Rocking rate"],
    "diff": ["SOP-301"],
    "unknowns": [],
}
# What the interface promises of each row.
PROMISED = {
    "parameters": {"name", "aliases", "product", "step", "class", "unit", "set_point", "limits"},
    "attributes": {"name", "aliases", "product", "class", "stage", "criterion", "low", "high", "unit", "method"},
    "limits": {"of", "kind", "low", "high", "unit", "text", "status", "product", "operation", "stage", "method"},
    "steps": {"product", "order", "name", "when"},
    "runs": {"run", "product", "started", "documents", "lots", "equipment", "donor", "deviations", "verdict"},
    "trace": {"run", "documents", "lots", "verdict"},
    "impact": {"depth", "relation", "name", "label"},
    "diff": {"change", "kind", "name", "before", "after"},
    "unknowns": {"what", "name"},
}


STEPS = """\
# SOP-390 Closing of the bag

| Document number | SOP-390 |
|---|---|
| Version | 1 |
| Status | Effective |
| Effective date | 2025-02-01 |

## 5 Procedure

1. Clamp the line.
2. Weld the tube and wait for 5 min.
3. Label the bag.
"""


@pytest.fixture(scope="module")
def graph_site(site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up site with an SOP of numbered steps."""
    root = Path(shutil.copytree(site_folder, tmp_path_factory.mktemp("graph") / "site"))
    write(root / "records" / "SOP-390.md", STEPS)
    workspace = Workspace(root / FOLDER, HASHING)
    Library(root, workspace).read()
    workspace.close()
    return root


@pytest.fixture
def own_site(graph_site: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(graph_site, tmp_path / "own"))


def citations(value: Any) -> Iterator[dict[str, Any]]:
    """Every citation in a JSON answer."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.startswith("citations"):
                yield from inner
            else:
                yield from citations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from citations(inner)


def texts(root: Path) -> dict[str, str]:
    workspace = Workspace(root / FOLDER, HASHING)
    try:
        digests = [d.digest for d in workspace.documents()]
        return {digest: text.text for digest, text in workspace.ledger.canonical(digests).items()}
    finally:
        workspace.close()


@pytest.mark.parametrize("kind", ASKED)
def test_every_row_has_the_promised_keys_and_citations_that_slice(own_site: Path, run: Run, kind: str) -> None:
    ran = run("graph", kind, *ASKED[kind], "--json", cwd=own_site)
    rows = ran.json[kind]
    assert ran.code == 0
    assert rows
    there = texts(own_site)
    for row in rows:
        assert PROMISED[kind] <= set(row)
        assert row["citations"], row
        assert row["status"] in ("effective", "superseded", "draft")
    for citation in citations(ran.json):
        assert there[citation["digest"]][citation["start"] : citation["end"]] == citation["quote"]


def test_a_limit_of_json_has_its_numbers_and_its_wording(own_site: Path, run: Run) -> None:
    (row,) = run("graph", "parameters", "Rocking rate", "--json", cwd=own_site).json["parameters"]
    par = next(limit for limit in row["limits"] if limit["kind"] == "PAR")
    assert (par["low"], par["high"], par["text"], par["status"]) == (10.0, 18.0, "10 to 18 rpm", "effective")
    assert row["class"] == "KPP"


def test_what_is_superseded_is_left_out_counted_and_shown_marked_when_asked_for(own_site: Path, run: Run) -> None:
    now = run("graph", "limits", "Rocking rate", "--kind", "PAR", cwd=own_site)
    assert "10 to 18 rpm" in now.text
    assert "6 to 16 rpm" not in now.text
    assert "1 more in versions that are not in force" in now.text
    everything = run("graph", "limits", "Rocking rate", "--kind", "PAR", "--all", cwd=own_site).text
    assert "6 to 16 rpm (superseded)" in everything
    then = run("graph", "limits", "Rocking rate", "--as-of", "2024-06-01", "--json", cwd=own_site).json
    assert {row["text"] for row in then["limits"]} == {"6 to 16 rpm", "8 to 12 rpm"}


def test_show_opens_the_citations_of_the_last_question_whichever_it_was(own_site: Path, run: Run) -> None:
    assert run("ask", "how long may thawed vector be held on ice?", cwd=own_site).code == 0
    assert "Thawed vector" in run("show", "1", cwd=own_site).text
    assert run("graph", "parameters", "Rocking rate", cwd=own_site).code == 0
    shown = run("show", "1", cwd=own_site)
    assert shown.code == 0
    assert "Rocking rate" in shown.text
    run("ask", "how long may thawed vector be held on ice?", cwd=own_site)
    assert "Thawed vector" in run("show", "1", cwd=own_site).text


@pytest.mark.parametrize("kind", ASKED)
def test_every_number_on_the_screen_is_a_source_under_it(own_site: Path, run: Run, kind: str) -> None:
    ran = run("graph", kind, *ASKED[kind], cwd=own_site)
    assert ran.says == ""
    body, _, sources = ran.text.partition("\n[")
    named = {int(n) for n in _numbers(body)}
    listed = {int(n) for n in _numbers(f"[{sources}")}
    assert named == listed, ran.text
    for n in sorted(listed)[:3]:
        assert run("show", str(n), cwd=own_site).code == 0


def _numbers(text: str) -> list[str]:
    return [part.split("]")[0] for part in text.split("[")[1:] if part.split("]")[0].isdigit()]


def test_a_question_is_recorded_like_an_answer(own_site: Path, run: Run) -> None:
    asked = run("graph", "limits", "Rocking rate", "--json", cwd=own_site).json
    record = run("audit", "list", "--json", cwd=own_site).json[0]
    assert (record["action"], record["subject"]) == ("graph", asked["id"])
    assert record["about"] == "graph limits Rocking rate"
    assert run("audit", "verify", cwd=own_site).code == 0


def test_an_unknown_name_is_one_line_with_the_nearest(own_site: Path, run: Run) -> None:
    ran = run("graph", "parameters", "rocking rat", cwd=own_site)
    assert ran.code == 2
    assert ran.out == b""
    assert "Rocking rate" in ran.says


def test_a_question_without_an_answer_leaves_with_3(own_site: Path, run: Run) -> None:
    assert run("graph", "effects", "--parameter", "Rocking angle", cwd=own_site).code == 3
    assert run("graph", "runs", "--since", "2031-01-01", "--json", cwd=own_site).code == 3


def test_the_rows_and_their_record_are_gone_when_their_document_is_forgotten(own_site: Path, run: Run) -> None:
    assert "Weld the tube" in run("graph", "steps", "SOP-390", cwd=own_site).text
    number = run("audit", "list", "--json", cwd=own_site).json[0]["record"]
    assert b"Weld the tube" in run("audit", "show", str(number), cwd=own_site).out
    assert run("forget", "SOP-390", "--reason", "test", cwd=own_site).code == 0
    assert b"Weld the tube" not in run("audit", "show", str(number), cwd=own_site).out
    assert run("graph", "steps", "SOP-390", cwd=own_site).code == 2


def test_hostile_names_never_reach_the_terminal_and_json_gives_them_back(own_site: Path, run: Run) -> None:
    workspace = Workspace(own_site / FOLDER, HASHING)
    document = next(d for d in workspace.documents() if d.name == "SOP-301")
    place = node_of(Label.UNIT_OPERATION, HOSTILE, "hostile place", Context())
    parameter = node_of(Label.PARAMETER, HOSTILE, "hostile rate", Context())
    evidence = Evidence(document.digest, 0, 12, "test")
    values = (("class", HOSTILE), ("set_point", HOSTILE))
    workspace.graph.merge(
        [place, parameter], [edge_of(Relation.HAS_PARAMETER, place.id, parameter.id, evidence, values)]
    )
    workspace.close()
    for arguments in (["parameters", "hostile rate", "--all"], ["impact", "hostile rate", "--all"]):
        ran = run("graph", *arguments, cwd=own_site)
        assert ran.code == 0, ran.says
        assert not any(c in ran.text for c in "\x1b\x07\u202e")
    again = run("graph", "parameters", "hostile rate", "--all", "--json", cwd=own_site)
    assert b"\x1b" not in again.out
    assert again.json["parameters"][0]["name"] == HOSTILE
    unknown = run("graph", "parameters", HOSTILE + "?", cwd=own_site)
    assert "\x1b" not in unknown.says


def test_evidence_that_is_no_longer_in_the_text_is_withheld(own_site: Path, run: Run) -> None:
    workspace = Workspace(own_site / FOLDER, HASHING)
    document = next(d for d in workspace.documents() if d.name == "SOP-301")
    place = node_of(Label.UNIT_OPERATION, "Nowhere", "nowhere", Context())
    parameter = node_of(Label.PARAMETER, "Beyond", "beyond", Context())
    evidence = Evidence(document.digest, 10_000_000, 10_000_010, "test")
    workspace.graph.merge([place, parameter], [edge_of(Relation.HAS_PARAMETER, place.id, parameter.id, evidence)])
    workspace.close()
    ran = run("graph", "parameters", "Beyond", "--all", "--json", cwd=own_site)
    assert (ran.code, ran.json["parameters"], ran.json["withheld"]) == (3, [], 1)


@pytest.mark.parametrize(
    "kind", [kind for kind in COMMANDS if kind in {*ASKED, "effects", "lots", "deviations", "shared"}]
)
def test_the_help_of_a_question_has_examples_and_says_what_it_answers(run: Run, tmp_path: Path, kind: str) -> None:
    assert kind in COMMANDS
    ran = run("graph", kind, "--help", cwd=tmp_path)
    assert ran.code == 0
    assert f"setpoint graph {kind}" in ran.text
    assert max(map(len, ran.text.splitlines())) <= 100


def test_questions_are_read_by_programs_as_one_document(own_site: Path, run: Run) -> None:
    ran = run("graph", "runs", "--json", cwd=own_site)
    assert json.loads(ran.out)["runs"][0]["run"] == "NK-041"
    assert ran.says == ""
