"""What each way of finding evidence is worth: words, meaning, the process graph, and all of them.

Retrieval: the share of the facts of the gold evidence that stand in the first 5 and 10 stretches, and the mean
reciprocal rank of the first one, over the answerable questions. Words, meaning and both fused give passages (searched
with the synonyms of the vocabulary, as `ask` does); the graph gives the quotations of the answer that it makes by
itself, none where it makes none. Answering: right answers and right refusals of the extractive answer when it has
that way alone, and of a language model where one is named. Every ratio is to the program as it is shipped.

    python -m bench.ablation [--set starter --set samples ...] [--split dev|held|all] [--model NAME] [--keep DIR]

`held` is the test half of the sets in bench/questions. A model is asked as `setpoint ask` asks it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answering import Answering
from assistant.answers import Answer
from assistant.evaluation.scoring import cited_as_answer
from assistant.question import parse
from assistant.workspace import Workspace
from bench.ablation_cases import STARTER, Case, Stretch, cases, records_of
from bench.places import library
from graph.questions.inquiry import Inquiry
from graph.questions.records import Records
from retrieval.documents import Hit
from retrieval.search import Query, Search

DEPTHS = (5, 10)
WHOLE = "all"


class One(Search):
    """Search by some of the lists, or by none."""

    lists: tuple[str, ...] = ()

    def find(self, query: Query, limit: int = 50) -> list[Hit]:
        dense = self.dense(self.vector(query.text)) if "dense" in self.lists else []
        lexical = self.lexical(query) if "lexical" in self.lists else []
        return self.fuse(query, dense, lexical, limit)  # of nothing, nothing


@dataclass(frozen=True, slots=True)
class Way:
    """A way of finding evidence: the lists that are searched, and whether the graph is asked."""

    name: str
    lists: tuple[str, ...]
    graph: bool


GRAPH = Way("graph", (), True)
WAYS = (
    Way("lexical", ("lexical",), False),
    Way("dense", ("dense",), False),
    GRAPH,
    Way("fused", ("lexical", "dense"), False),
    Way(WHOLE, ("lexical", "dense"), True),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """What one way came to."""

    recall: dict[int, float]
    mrr: float | None
    right: int
    refused: int


def answering(workspace: Workspace, way: Way) -> tuple[Answering, One]:
    """The extractive answer that has only this way of finding."""
    search = One(workspace.ledger, workspace.embedder, workspace.vectors)
    search.lists = way.lists

    def graph(records: Records) -> Inquiry | None:
        return workspace.inquiry(records) if way.graph else None

    return Answering(workspace.ledger, workspace.embedder, search, graph, lambda: workspace.vocabulary), search


def measure(workspace: Workspace, way: Way, asked: Sequence[Case]) -> Figure:
    """Search and answer every question this way."""
    made, search = answering(workspace, way)
    graph_alone, _ = answering(workspace, GRAPH)
    recalls: dict[int, list[float]] = {depth: [] for depth in DEPTHS}
    ranks: list[float] = []
    right = refused = 0
    for case in asked:
        good = case.right(made.answer(case.question))
        right += case.answerable and good
        refused += not case.answerable and good
        if not case.answerable or not case.facts:
            continue
        cited = quoted(workspace, graph_alone.answer(case.question)) if way.graph else []
        facts = [case.facts_in(s) for s in [*cited, *passages(workspace, search, case)][: max(DEPTHS)]]
        for depth in DEPTHS:
            recalls[depth].append(len(frozenset[str]().union(*facts[:depth])) / case.facts)
        ranks.append(next((1 / n for n, there in enumerate(facts, start=1) if there), 0.0))
    return Figure({d: _mean(r) for d, r in recalls.items()}, _mean(ranks), right, refused)


def passages(workspace: Workspace, search: Search, case: Case) -> list[Stretch]:
    """The first passages that a search finds."""
    wordings = parse(case.question.text, workspace.vocabulary).other_wordings
    hits = search.find(Query(case.question.text, wordings, case.question.as_of), max(DEPTHS))
    return [Stretch(h.document, h.passage.start, h.passage.end, h.text) for h in hits]


def quoted(workspace: Workspace, answer: Answer) -> list[Stretch]:
    """What an answer quotes, in its order."""
    cited = cited_as_answer(answer)
    return [Stretch(workspace.place(c.digest).document, c.start, c.end, c.quote) for c in cited]


def by_model(workspace: Workspace, asked: Sequence[Case]) -> Figure:
    """Answers of the model of the workspace's settings; finding is not measured."""
    good = [(case.answerable, case.right(workspace.ask(case.question))) for case in asked]
    return Figure({}, None, sum(a and g for a, g in good), sum(g and not a for a, g in good))


def report(name: str, asked: Sequence[Case], found: dict[str, Figure]) -> str:
    """A line a way; in brackets the ratio to the program as it is shipped."""
    can = sum(c.answerable for c in asked)
    whole = found[WHOLE]
    head = "".join(
        f"{h:>15}" for h in (*(f"recall@{d}" for d in DEPTHS), "MRR", f"right/{can}", f"ref./{len(asked) - can}")
    )
    lines = [f"{name:<16}{head}"]
    for way, f in found.items():
        cells = [(f.recall.get(d), whole.recall[d], "{:.2f}") for d in DEPTHS]
        cells += [(f.mrr, whole.mrr, "{:.2f}"), (f.right, whole.right, "{}"), (f.refused, whole.refused, "{}")]
        lines.append(f"  {way:<14}" + "".join(f"{_cell(*cell):>15}" for cell in cells))
    return "\n".join(lines)


def _cell(value: float | None, of: float | None, form: str) -> str:
    if value is None:
        return "-"
    ratio = f" ({value / of:.2f})" if of else ""
    return form.format(value) + ratio


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the sets and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sets = (STARTER, "samples", "lab_protocols", "bioprot")
    parser.add_argument("--set", action="append", dest="sets", choices=sets)
    parser.add_argument("--split", choices=["dev", "held", "all"], default="all")
    parser.add_argument("--model", help="a language model, as provider:name")
    parser.add_argument("--keep", type=Path, help="keep the workspaces here and use them again")
    chosen = parser.parse_args(arguments)
    for name in chosen.sets or sets:
        kept = chosen.keep / name if chosen.keep else None
        with library(records_of(name), kept) as workspace:
            asked = cases(name, chosen.split, workspace)
            found = {way.name: measure(workspace, way, asked) for way in WAYS}
            if chosen.model:
                settings = workspace.settings.model_copy(update={"model": chosen.model})
                modelled = Workspace(workspace.folder, settings)
                found["model"] = by_model(modelled, asked)
                modelled.close()
        print("\n" + report(name, asked, found), flush=True)


if __name__ == "__main__":
    main()
