"""Answers and documents as the JSON of the interface. Keys are added, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answers import Answer, Citation, Claim, Nearest, Usage, Withheld
from assistant.page_picture import Scan
from retrieval.documents import Document, Hidden, ReadReport

Json = dict[str, object]


def citation(c: Citation) -> Json:
    """A citation; `row` is there for a table row, `ocr` for a page read by OCR."""
    found: Json = {
        "document": c.document,
        "version": c.version,
        "status": c.status.value,
        "file": c.file,
        "page": c.page,
        "section": c.section or None,
        "start": c.start,
        "end": c.end,
        "quote": c.quote,
        "title": c.title,
        "effective": c.effective.isoformat() if c.effective else None,
        "digest": c.digest,
    }
    if c.ocr:
        found["ocr"] = True
    if c.row:
        found["row"] = {
            "caption": c.row.caption,
            "header": list(c.row.header),
            "cells": list(c.row.cells),
            "label": c.row.label,
        }
    return found


def answer(a: Answer) -> Json:
    """An answer; `numbered` lists its citations in the order a face numbers them."""
    return {
        "id": a.id,
        "question": a.question.text,
        "as_of": a.question.as_of.isoformat() if a.question.as_of else None,
        "product": a.question.product,
        "session": a.question.session,
        "refused": a.refused,
        "reason": a.reason,
        "claims": [_claim(c) for c in a.claims],
        "withheld": [_withheld(w) for w in a.withheld],
        "conflicts": [
            {"about": c.about, "sides": [{"value": s.value, "citation": citation(s.citation)} for s in c.sides]}
            for c in a.conflicts
        ],
        "earlier": [_claim(c) for c in a.earlier],
        "nearest": [_nearest(n) for n in a.nearest],
        "not_found": list(a.not_found),
        "read_as": [{"asked": asked, "read": read} for asked, read in a.read_as],
        "searched": {
            "documents": a.searched.documents,
            "passages": a.searched.passages,
            "effective": a.searched.effective,
        },
        "mode": a.mode,
        "model": a.model,
        "prompts": dict(a.prompts),
        "understood": a.understood,
        "notes": list(a.notes),
        "general": a.general,
        "usage": _usage(a.usage) if a.usage else None,
        "versions": dict(a.versions),
        "workspace_digest": a.workspace_digest,
        "numbered": [citation(c) for c in numbered(a)],
    }


def numbered(a: Answer) -> list[Citation]:
    """Citations as they are numbered from 1: claims, conflicts, earlier versions, nearest, withheld."""
    found: dict[tuple[str, int, int], Citation] = {}
    for c in _citations(a):
        found.setdefault((c.digest, c.start, c.end), c)
    return list(found.values())


def _citations(a: Answer) -> Iterator[Citation]:
    for claim in a.claims:
        yield from claim.citations
    for conflict in a.conflicts:
        yield from (side.citation for side in conflict.sides)
    for claim in a.earlier:
        yield from claim.citations
    yield from (n.citation for n in a.nearest)
    yield from (w.citation for w in a.withheld if w.citation)


def _claim(c: Claim) -> Json:
    return {
        "text": c.text,
        "heading": c.heading,
        "fields": [{"name": name, "value": value} for name, value in c.fields],
        "citations": [citation(x) for x in c.citations],
        "also_in": list(c.also_in),
        "linked": c.linked,
        "by_model": c.by_model,
        "computed": list(c.computed),
    }


def _usage(u: Usage) -> Json:
    return {
        "calls": u.calls,
        "tokens_in": u.tokens_in,
        "tokens_out": u.tokens_out,
        "seconds": round(u.seconds, 3),
        "cost": u.cost,
    }


def _withheld(w: Withheld) -> Json:
    where: Json = {"citation": citation(w.citation)} if w.citation else {}
    return {"text": w.text, "reason": w.reason, **where}


def _nearest(n: Nearest) -> Json:
    return {"citation": citation(n.citation), "difference": n.difference}


def scan(s: Scan) -> Json:
    """The page behind a place that was read by OCR: `confidence` is the least of the numbers cited."""
    found: Json = {"page": s.picture.page, "dpi": s.picture.dpi, "confidence": s.confidence, "pages": list(s.pages)}
    return {"ocr": found}


def read_report(r: ReadReport) -> Json:
    """What was read of a file."""
    return {
        "pages": r.pages,
        "blocks": r.blocks,
        "tables": r.tables,
        "characters": r.characters,
        "skipped": [{"where": s.where, "reason": s.reason} for s in r.skipped],
        "hidden": {kind.value: count for kind, count in r.hidden},
        "ocr_pages": list(r.ocr_pages),
    }


def hidden(d: Document, found: Sequence[Hidden]) -> Json:
    """What the reader of a document does not see of it."""
    return {**document(d), "hidden": [{"kind": h.kind.value, "where": h.where, "text": h.text} for h in found]}


def document(d: Document) -> Json:
    """A line of the document list."""
    return {
        "document": d.name,
        "title": d.identity.title,
        "kind": d.identity.kind.value,
        "version": d.identity.version or None,
        "status": d.status.value,
        "effective": d.identity.effective.isoformat() if d.identity.effective else None,
        "file": d.file,
        "collection": d.collection,
        "digest": d.digest,
        "added": d.added,
        "read": read_report(d.report),
    }
