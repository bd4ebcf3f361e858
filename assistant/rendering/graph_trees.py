"""Steps, the trace of a run and the impact of a change, as trees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from rich.text import Text
from rich.tree import Tree

from assistant.graph_answers import GraphAnswer
from assistant.rendering.graph_page import Page, label, marked, style_of
from assistant.rendering.graph_runs import broken, deviation, followed, verdict
from graph.questions.impact import Impact
from graph.questions.rows import Hop, MeasurementRow, Named, StepRow, Trace
from graph.schema import Label
from retrieval.documents import Status

# Hops of one kind from one place that are told one by one; the others are counted.
BESIDE = 12
_FORWARD = {
    "AFFECTS": "affects",
    "LIMITED_BY": "is limited by",
    "HAS_PARAMETER": "sets",
    "HAS_STEP": "has step",
    "HAS_OPERATION": "has operation",
    "PRECEDES": "comes before",
    "MEASURED_BY": "is measured by",
    "DESCRIBES": "describes",
    "MAKES": "makes",
    "": "same name in",
}
_BACK = {
    "AFFECTS": "is affected by",
    "HAS_PARAMETER": "is set in",
    "HAS_STEP": "is a step of",
    "HAS_OPERATION": "is an operation of",
    "DESCRIBES": "is described in",
    "VARIED": "was varied in",
    "MEASURED": "was measured in",
    "MEASURED_BY": "measures",
    "RECORDED": "was recorded in",
    "CONCERNS": "was concerned by",
    "USES": "is used in",
    "USED": "was used in",
    "LOT_OF": "has lot",
    "CONSUMED": "was consumed by",
    "OF_DONOR": "gave",
    "FOLLOWED": "was followed by",
    "HAD": "was had by",
    "MADE": "was made in",
    "MAKES": "is made by",
    "LIMITED_BY": "limits",
}


def steps(answer: GraphAnswer, page: Page) -> None:
    """Operations in order, with their steps below them."""
    rows = cast("Sequence[StepRow]", answer.rows)
    roots: dict[tuple[str, str], Tree] = {}
    operations: dict[tuple[str, Status], Tree] = {}
    for row in rows:
        if row.label is Label.UNIT_OPERATION:
            root = roots.setdefault((row.product, row.process), _root(_joined(row.process, row.product)))
            operations[row.node, row.status] = root.add(_step(row, page))
    for row in rows:
        if row.label is Label.UNIT_OPERATION:
            continue
        above = operations.get((row.node, row.status))
        if above is None:
            root = roots.setdefault((row.product, ""), _root(row.product or "no product stated"))
            above = operations.setdefault((row.node, row.status), root.add(label(row.operation)))
        above.add(_step(row, page))
    for tree in roots.values():
        page.tree(tree)


def _step(row: StepRow, page: Page) -> Text:
    number = row.number or (str(row.order) if row.order is not None else "")
    when = f"(day {row.when})" if row.when and row.when[0].isdigit() else f"({row.when})" if row.when else ""
    name = row.name if not number or row.name.startswith(number) else f"{number} {row.name}"
    return label("  ".join(filter(None, [marked(row, name), when, page.refs(row.evidence, 1)])), style_of(row))


def trace(answer: GraphAnswer, page: Page) -> None:
    """A run with everything that went into it and came out of it."""
    whole = answer.whole
    assert isinstance(whole, Trace)
    row = whole.run
    days = " to ".join(filter(None, [row.started, row.ended]))
    tree = _root(_joined(row.run, row.product, days, verdict(row)))
    documents = tree.add(label("Followed", "bold"))
    for one in row.documents:
        style = "yellow" if one.superseded else ""
        documents.add(label(f"{followed(one)}  {page.refs(one.evidence, 1)}", style))
    _named(tree, "Lots", row.lots, page)
    _named(tree, "Equipment", row.equipment, page)
    _named(tree, "Donor", row.donors, page)
    page.tree(tree)
    outside = [one for one in whole.judged if one.within is False]
    if outside:
        page.heading("Outside a limit")
        page.table(["What", "Recorded", "Limit", ""], [(broken(one, page), "red") for one in outside])
    _measurements(whole.measurements, page)
    for one in whole.deviations:
        deviation(one, page)
    open_ = [one for one in whole.judged if one.within is None]
    if open_:
        page.heading("Could not be judged")
        page.table(["What", "Recorded", "Limit", ""], [(broken(one, page), "yellow") for one in open_[:BESIDE]])
        if len(open_) > BESIDE:
            page.line(f"and {len(open_) - BESIDE} more (--json has all)", indent=2)


def _measurements(rows: Sequence[MeasurementRow], page: Page) -> None:
    """What was recorded, a line a name: a time course as its span."""
    if not rows:
        return
    page.heading("Recorded")
    of: dict[tuple[str, str], list[MeasurementRow]] = defaultdict(list)
    for row in rows:
        of[row.name, row.unit].append(row)
    lines: list[tuple[list[str], str]] = []
    for (name, unit), some in of.items():
        values = sorted(row.value for row in some if row.value is not None)
        if len(some) == 1 or not values:
            value, when = some[0].text, some[0].stage
        else:
            value, when = f"{values[0]:.10g} to {values[-1]:.10g} {unit}".strip(), f"{len(some)} values"
        lines.append(([name, value, when, page.refs(some[0].evidence, 1)], ""))
    page.table(["Name", "Value", "When", ""], lines)


def impact(answer: GraphAnswer, page: Page) -> None:
    """The closure as a tree from what would be changed."""
    whole = answer.whole
    assert isinstance(whole, Impact)
    below: dict[str, list[Hop]] = defaultdict(list)
    for hop in cast("Sequence[Hop]", answer.rows):
        below[hop.parent].append(hop)
    for start in whole.starts:
        context = " · ".join(p for p in (start.context.product, start.context.operation, start.context.time) if p)
        tree = _root(_joined(start.name, context))
        _grow(tree, start.id, below, page)
        page.tree(tree)
    touched = defaultdict[Label, set[str]](set)
    for hop in cast("Sequence[Hop]", answer.rows):
        touched[hop.label].add(hop.name)
    counts = ", ".join(f"{len(names)} {name.spoken}" for name, names in sorted(touched.items()))
    page.line(f"Touched: {counts}")
    if whole.cut:
        page.note("There is more than is told here: ask for a smaller thing, a product, or fewer hops.")


def _grow(tree: Tree, parent: str, below: dict[str, list[Hop]], page: Page) -> None:
    told: dict[tuple[str, bool], int] = defaultdict(int)
    for hop in below.pop(parent, []):
        told[hop.relation, hop.forward] += 1
        if told[hop.relation, hop.forward] > BESIDE:
            continue
        verb = (_FORWARD if hop.forward else _BACK).get(hop.relation, hop.relation)
        what = f"{hop.name} ({hop.context})" if hop.context else hop.name
        text = f"{verb} {hop.label.spoken} {what}  {page.refs(hop.evidence, 1)}"
        _grow(tree.add(label(text, style_of(hop))), hop.node, below, page)
    for (relation, forward), number in told.items():
        if number > BESIDE:
            verb = (_FORWARD if forward else _BACK).get(relation, relation)
            tree.add(label(f"{verb} {number - BESIDE} more (--json has all)", "dim"))


def _root(text: str) -> Tree:
    return Tree(label(text, "bold"), guide_style="dim")


def _named(tree: Tree, title: str, some: Iterable[Named], page: Page) -> None:
    some = list(some)
    if not some:
        return
    branch = tree.add(label(title, "bold"))
    for one in some:
        what = f"{one.name}  {one.what}" if one.what else one.name
        branch.add(label(f"{what}  {page.refs(one.evidence, 1)}"))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
