"""Background knowledge: import of 100,000 edges in PrimeKG's columns, and its removal.

    python -m bench.background [--edges N] [--neo4j URL]

Figure: at most 60 s, removed again without a trace, and no site answer changes. A workspace is made of
the samples; a script makes the list, hostile names among it. What the graph and the site's questions
say is compared before, with the layer, and after its removal. With --neo4j (or SETPOINT_TEST_NEO4J)
the same on a server. The seconds are those of the command's work in one process, files read and all.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from assistant.graph_background import drop_layer, import_layer
from assistant.graph_exchange import FORMATS, export_graph
from assistant.ingestion import ingest
from assistant.settings import Settings
from assistant.workspace import FOLDER, Workspace
from bench.processes import REPO
from graph.layers import links_of
from graph.store import SITE, Wanted, Way
from graph.sums import graph_digest
from retrieval.ingest_report import Silent

FIGURE_S = 60.0
HEADER = "relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source"
TYPES = (("gene/protein", "NCBI"), ("drug", "DrugBank"), ("disease", "MONDO"), ("cellular_component", "GO"))


def rows(edges: int) -> Iterator[str]:
    """A list with ten edges an entity, as PrimeKG has them (30); every hundredth name is hostile or a site's word."""
    entities = max(edges // 10, 2)

    def end(number: int) -> str:
        kind, source = TYPES[number % len(TYPES)]
        name = (
            "viability" if number % 100 == 0 else f'"=cmd({number}), ""x"" `"' if number % 100 == 1 else f"e {number}"
        )
        return f"{number},{number:06},{kind},{name},{source}"

    yield HEADER
    for number in range(edges):
        other = (number * 7919 + number // entities + 1) % entities
        yield f"rel_{number % 30},related to,{end(number % entities)},{end(other)}"


def state(workspace: Workspace) -> dict[str, str]:
    """The digest of everything in each layer, worked out from its content."""
    return {
        layer: graph_digest(workspace.graph.contents(layer, anew=True)) for layer in sorted(workspace.graph.layers())
    }


def site(workspace: Workspace) -> object:
    """Every entity and edge that a question of the site's record can reach."""
    nodes = workspace.graph.find(Wanted(layers=(SITE,)))
    return nodes, workspace.graph.edges([node.id for node in nodes], Way.BOTH, layers=(SITE,))


def measure(workspace: Workspace, file: Path, edges: int, name: str) -> None:
    """Import, compare, export, remove, compare."""
    workspace.bring_graph()
    before, said = state(workspace), site(workspace)
    began = time.perf_counter()
    made = import_layer(workspace, file, "bench")
    took = time.perf_counter() - began
    assert made.edges == edges
    unchanged = site(workspace) == said
    began = time.perf_counter()
    drop_layer(workspace, "bench")
    removal = time.perf_counter() - began
    gone = state(workspace) == before and links_of("bench") not in workspace.graph.layers()
    verdict = "reached" if took <= FIGURE_S and gone and unchanged else "MISSED"
    print(
        f"{name}: {edges:,} edges and {made.nodes:,} entities in {took:.1f} s (at most {FIGURE_S:.0f}), "
        f"removed in {removal:.1f} s, {'no' if gone else 'A'} trace, "
        f"site's record {'unchanged' if unchanged else 'CHANGED'}: {verdict}",
        flush=True,
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", type=int, default=100_000)
    parser.add_argument("--neo4j", default=os.environ.get("SETPOINT_TEST_NEO4J"))
    parser.add_argument("--exports", action="store_true", help="also the seconds of each export with the layer in it")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        file, folder = Path(place) / "kg.csv", Path(place) / FOLDER
        file.write_text("\n".join(rows(chosen.edges)) + "\n", encoding="utf-8")
        folder.mkdir()
        workspace = Workspace(folder, Settings(embedding_model="hashing"))
        ingest(workspace, [REPO / "samples" / "records"], Silent())
        measure(workspace, file, chosen.edges, "ledger")
        if chosen.exports:
            import_layer(workspace, file, "bench")
            for form in FORMATS:
                began = time.perf_counter()
                export_graph(workspace, form, Path(place) / f"out.{form}.zip", layers=("bench",))
                print(f"export {form}: {time.perf_counter() - began:.1f} s", flush=True)
            drop_layer(workspace, "bench")
        workspace.close()
        if chosen.neo4j:
            server = Workspace(folder, Settings(embedding_model="hashing", graph_url=chosen.neo4j))
            measure(server, file, chosen.edges, "Neo4j")
            server.graph.reset()
            server.close()


if __name__ == "__main__":
    main()
