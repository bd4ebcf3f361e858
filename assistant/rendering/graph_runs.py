"""Runs, lots, deviations and what failing runs share, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import cast

from assistant.graph_answers import GraphAnswer
from assistant.rendering.graph_page import MARK, Page, marked, style_of
from assistant.rendering.graph_tables import limit_text
from graph.questions.rows import DeviationRow, Followed, Judged, LotRow, RunRow, Shared, SharedRow
from retrieval.documents import Status

_VERDICTS = {"fail": "red", "excursion": "yellow"}


def runs(answer: GraphAnswer, page: Page) -> None:
    """A line a run, and under it each limit that it left."""
    rows = cast("Sequence[RunRow]", answer.rows)
    for product, some in groupby(sorted(rows, key=lambda r: r.product), key=lambda r: r.product):
        page.heading(product or "no product stated")
        lines: list[tuple[list[str], str]] = []
        for row in some:
            deviations = ", ".join(row.deviations)
            cells = [row.run, row.started, row.donor or "", verdict(row), deviations, page.refs(row.evidence, 1)]
            lines.append((cells, _VERDICTS.get(row.verdict, "") if row.status is Status.EFFECTIVE else "yellow"))
        page.table(["Run", "Started", "Donor", "Verdict", "Deviations", ""], lines)
        outside = [row for row in rows if row.product == product and row.broken]
        if outside:
            page.heading("Outside their limits")
            page.table(
                ["Run", "What", "Recorded", "Limit", ""],
                [([row.run, *broken(one, page)], "") for row in outside for one in row.broken],
            )


def verdict(row: RunRow) -> str:
    """A verdict with how many measurements it rests on."""
    return f"{row.verdict} ({len(row.broken)} of {row.judged})" if row.broken else f"{row.verdict} ({row.judged})"


def broken(one: Judged, page: Page) -> list[str]:
    """A measurement outside a limit: what, recorded, limit, sources."""
    when = " ".join(filter(None, [one.stage, one.at]))
    limit = one.limit
    bound = f"{limit.kind} {limit_text(limit)}"
    why = f" ({one.why})" if one.why and one.within is None else f" {MARK}" if one.why else ""
    page.open = page.open or why.endswith(MARK)
    refs = page.refs(one.evidence, 1) + page.refs(limit.evidence, 1)
    return [" ".join(filter(None, [one.name, f"({when})" if when else ""])), one.value, f"{bound}{why}", refs]


def followed(document: Followed) -> str:
    """A document with its version, and whether it was superseded on the run's day."""
    name = f"{document.document} v{document.version}" if document.version else document.document
    return f"{name} (superseded on the day of the run)" if document.superseded else name


def lots(answer: GraphAnswer, page: Page) -> None:
    """A table a material."""
    rows = cast("Sequence[LotRow]", answer.rows)
    for material, some in groupby(rows, key=lambda r: r.material):
        page.heading(material or "no material stated")
        page.table(
            ["Lot", "Vendor", "Received", "Expiry", "Runs", ""],
            [(_lot(row, page), style_of(row)) for row in some],
        )


def _lot(row: LotRow, page: Page) -> list[str]:
    runs = ", ".join(row.runs)
    return [marked(row, row.lot), row.vendor, row.received, row.expiry, runs, page.refs(row.evidence)]


def deviations(answer: GraphAnswer, page: Page) -> None:
    """A block a deviation."""
    for row in cast("Sequence[DeviationRow]", answer.rows):
        deviation(row, page)


def deviation(row: DeviationRow, page: Page) -> None:
    """A deviation with its cause and CAPA."""
    title = "  ".join(filter(None, [row.deviation, row.criticality, row.opened, row.state, ", ".join(row.runs)]))
    page.heading(f"{marked(row, title)}  {page.refs(row.evidence)}")
    parts = {
        "": row.description,
        "Root cause": row.root_cause or "not stated",
        "CAPA": row.capa or "not stated",
        "Concerns": ", ".join(row.concerns),
    }
    page.table(["", ""], [([name, text], "") for name, text in parts.items() if text])


def shared(answer: GraphAnswer, page: Page) -> None:
    """Counts among failing and passing runs, and how much they can show."""
    whole = answer.whole
    assert isinstance(whole, Shared)
    page.line(f"Failing: {', '.join(r.run for r in whole.failing) or 'none'}")
    page.line(f"Passing: {', '.join(r.run for r in whole.passing) or 'none'}")
    if whole.left_out:
        page.line(f"Not judged, left out: {', '.join(whole.left_out)}", style="yellow")
    rows = cast("Sequence[SharedRow]", answer.rows)
    for product, some in groupby(rows, key=lambda r: r.product):
        page.heading(f"More frequent among failing runs · {product or 'no product stated'}")
        page.table(
            ["What", "Name", "Failing", "Passing", "p", "adjusted", ""],
            [(_shared(row, page), "") for row in some],
        )
    for remark in whole.remarks:
        page.note(remark)
    if rows:
        page.note("What is shared is where to look first; it is not shown to be the cause.")


def _shared(row: SharedRow, page: Page) -> list[str]:
    name = f"{row.name} ({row.what})" if row.what else row.name
    failing = f"{row.failing_with} of {row.failing_with + row.failing_without}"
    passing = f"{row.passing_with} of {row.passing_with + row.passing_without}"
    return [row.kind, name, failing, passing, f"{row.p:.2g}", f"{row.p_adjusted:.2g}", page.refs(row.evidence, 1)]
