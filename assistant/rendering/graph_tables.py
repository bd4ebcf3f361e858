"""Parameters, attributes, limits, effects, gaps and changes as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import cast

from assistant.graph_answers import GraphAnswer
from assistant.rendering.graph_page import Page, marked, style_of
from graph.questions.diff import Compared
from graph.questions.records import versioned
from graph.questions.rows import (
    AttributeRow,
    Change,
    EffectRow,
    LimitRow,
    ParameterRow,
    Unknown,
)
from graph.questions.values import with_unit
from retrieval.documents import Status


def parameters(answer: GraphAnswer, page: Page) -> None:
    """A table a step: set points with their class, and each limit on a line of its own."""
    rows = cast("Sequence[ParameterRow]", answer.rows)
    for (product, step), some in groupby(rows, key=lambda r: (r.product, r.step or r.operation)):
        page.heading(_title(product, step or "no step stated"))
        lines: list[tuple[list[str], str]] = []
        for row in some:
            set_point = marked(row, with_unit(row.set_point, row.unit))
            lines.append(
                ([row.name, row.criticality or "", "set point", set_point, page.refs(row.evidence)], style_of(row))
            )
            lines += [
                (["", "", limit.kind, marked(limit, limit_text(limit)), page.refs(limit.evidence)], style_of(limit))
                for limit in row.limits
            ]
        page.table(["Parameter", "Class", "", "Value", ""], [line for line in lines if line[0][3] or line[0][0]])
    _disputes(page, [limit for row in rows for limit in row.limits])


def attributes(answer: GraphAnswer, page: Page) -> None:
    """A table a product."""
    rows = cast("Sequence[AttributeRow]", answer.rows)
    for product, some in groupby(rows, key=lambda r: r.product):
        page.heading(product or "no product stated")
        lines = [
            (
                [
                    row.name,
                    row.criticality or "",
                    row.stage,
                    marked(row, " ".join(filter(None, [_kind(row.kind), with_unit(row.criterion, row.unit)]))),
                    row.method,
                    page.refs(row.evidence),
                ],
                style_of(row),
            )
            for row in some
        ]
        page.table(["Attribute", "Class", "Stage", "Criterion", "Method", ""], lines)
    if any(row.conflict for row in rows):
        page.note("red: effective documents disagree; a person has to decide", style="red")


def limits(answer: GraphAnswer, page: Page) -> None:
    """A table for each thing and context."""
    rows = cast("Sequence[LimitRow]", answer.rows)

    def context(row: LimitRow) -> str:
        return _title(row.of, row.product, row.operation, row.step, row.stage, row.method)

    for title, some in groupby(rows, key=context):
        page.heading(title)
        lines = [([row.kind, marked(row, limit_text(row)), page.refs(row.evidence)], style_of(row)) for row in some]
        page.table(["Kind", "Limit", ""], lines)
    _disputes(page, rows)


def effects(answer: GraphAnswer, page: Page) -> None:
    """A table an attribute: what supports a direction first, then what contradicts it."""
    rows = cast("Sequence[EffectRow]", answer.rows)

    def about(row: EffectRow) -> str:
        return _title(row.attribute, row.product, row.stage)

    for title, some in groupby(rows, key=about):
        page.heading(title)
        lines = [
            (
                [
                    row.parameter,
                    marked(row, row.direction),
                    row.size,
                    row.p,
                    row.study,
                    row.stance,
                    page.refs(row.evidence),
                ],
                _stance_style(row),
            )
            for row in some
        ]
        page.table(["When raised", "it", "Size", "p", "Study", "Stance", ""], lines)
    if any(not row.favoured and row.direction for row in rows):
        page.note("Where the evidence is divided, no direction is favoured: each side contradicts the other.")


def unknowns(answer: GraphAnswer, page: Page) -> None:
    """A table a kind of gap."""
    rows = cast("Sequence[Unknown]", answer.rows)
    for what, some in groupby(rows, key=lambda r: r.what):
        lines = [([r.name, r.product, r.context, page.refs(r.evidence, 1)], style_of(r)) for r in some]
        page.heading(f"{what[0].upper()}{what[1:]} ({len(lines)})")
        page.table(["Name", "Product", "Where", ""], lines)


def changes(answer: GraphAnswer, page: Page) -> None:
    """Before and after, in the order of the newer version."""
    whole = answer.whole
    assert isinstance(whole, Compared)
    page.heading(f"{versioned(whole.before)} → {versioned(whole.after)}")
    rows = cast("Sequence[Change]", answer.rows)
    if not rows:
        page.line("No fact that was read differs between the two.")
        return
    lines: list[tuple[list[str], str]] = []
    for row in rows:
        name = row.name if row.kind == "step" else _title(row.name, row.context)
        before, after = page.refs(row.evidence_before, 1), page.refs(row.evidence_after, 1)
        if row.change == "changed" and row.name != row.after:
            value = f"{row.before} {before} → {row.after} {after}"
        elif row.change == "changed":
            name, value = row.context, f"{row.before} {before} → {row.after} {after}"
        else:
            value = f"{row.before or row.after} {before or after}"
        lines.append(([_SIGNS[row.change], row.kind, name, value], ""))
    page.table(["", "What", "Name", "Value"], lines)


_SIGNS = {"added": "+", "removed": "−", "changed": "~"}


def limit_text(row: LimitRow) -> str:
    """A limit as written, with its unit where the wording has none."""
    return with_unit(row.text, row.unit)


def _kind(kind: str) -> str:
    return "" if kind == "spec" else kind


def _stance_style(row: EffectRow) -> str:
    if row.status is not Status.EFFECTIVE:
        return "yellow"
    return {"contradicts": "red", "silent": "dim"}.get(row.stance, "")


def _disputes(page: Page, rows: Iterable[LimitRow]) -> None:
    """Every conflict with both of its sides."""
    disputed = [row for row in rows if row.conflict]
    for (of, product, kind), some in groupby(disputed, key=lambda r: (r.of, r.product, r.kind)):
        page.heading(f"Effective documents disagree on the {kind} limit of {_title(of, product)}:")
        seen: set[str] = set()
        for row in some:
            if row.node not in seen:
                page.line(f"{limit_text(row)}  {row.document}  {page.refs(row.evidence)}", style="red", indent=2)
                seen.add(row.node)
        page.line("A person has to decide.", indent=2)


def _title(*parts: str) -> str:
    return " · ".join(dict.fromkeys(part for part in parts if part))
