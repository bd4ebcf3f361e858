"""Under which of its wordings a concept goes, and why each of the others stands for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace

from graph.concepts import Concepts, Key, bare, family, is_term
from graph.merging import Merge
from graph.naming import folded
from graph.process import Evidence
from graph.schema import Label
from retrieval.terms import fold


def give_names(made: Concepts, uses: Mapping[tuple[Label, str, str], int]) -> None:
    """The best name of each group: the vocabulary's, else the most used in full; ties by length, then alphabet.

    No two groups of a label have one name: what is kept apart, or abbreviated alike in two documents,
    goes by its next wording.
    """
    counts: dict[Key, Counter[str]] = defaultdict(Counter)
    for (label, name, document), count in uses.items():
        counts[made.root(label, name, document)][name] += count
    for target in made.within.values():
        counts.setdefault(target, Counter({bare(target): 1}))
    anchored = {root: _anchor(made, root) for root in counts}
    taken: set[Key] = set()
    for root in sorted(counts, key=lambda root: (not anchored[root], root[0], min(counts[root]), root[1])):
        used, first = counts[root], [anchored[root]] if anchored[root] else []
        in_full = sorted({made.in_full[key] for key in made.groups.members(root) if key in made.in_full})
        short = {name for name in used if (root[0], folded(root[0], name)) in made.shortened}
        best = sorted(used, key=lambda name: (name in short, -used[name], len(name), name))
        if in_full and len(short) == len(used):
            best = [*in_full, *best]
        free = (name for name in [*first, *best] if (root[0], fold(name).strip()) not in taken)
        made.names[root] = next(free, "") or _apart_from(taken, root[0], best[0])
        taken.add((root[0], fold(made.names[root]).strip()))


def _anchor(made: Concepts, root: Key) -> str:
    return min((bare(key) for key in made.groups.members(root) if is_term(key)), default="")


def _apart_from(taken: set[Key], label: Label, name: str) -> str:
    number = 2
    while (label, f"{fold(name).strip()} ({number})") in taken:
        number += 1
    return f"{name} ({number})"


def record_merges(
    made: Concepts,
    uses: Mapping[tuple[Label, str, str], int],
    reasons: Mapping[Key, tuple[str, Evidence | None]],
    documents: Mapping[str, str],
) -> None:
    """Say of each wording that is not its concept's name why it stands for that; `documents` are names by digest."""
    found: set[tuple[Label, str, str, str, str]] = set()
    for label, name, document in sorted(uses):
        root, key = made.root(label, name, document), made.key(label, name, document)
        concept = made.names[root]
        if name == concept:
            continue
        plain = (family(label), folded(family(label), name))
        if key != plain and (label, name) not in made.exact:
            reason, evidence = f"defined in {documents.get(document, 'this document')}", Evidence(document)
        elif key in reasons:
            reason, evidence = reasons[key]
        elif fold(name) == fold(concept):
            reason, evidence = "same but for case", None
        else:
            reason, evidence = "same but for spelling", None
        mark = (label, name, concept, reason, evidence.document if evidence else "")
        if mark not in found:
            found.add(mark)
            made.merges.append(Merge(label, name, concept, reason, evidence))
    for one in made.said:
        root = made.root(one.label, one.name, product=one.product)
        made.merges.append(replace(one, concept=made.names.get(root, one.concept)))
