"""Answers and reports as the JSON of the interface. Keys are added, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.answers import Answer, Citation, Claim, Nearest
from assistant.forgetting import Forgetting
from retrieval.backup.manifest import Manifest
from retrieval.backup.restoring import Restored
from retrieval.doctor.findings import CheckUp
from retrieval.documents import Document, Hidden, ReadReport
from retrieval.ingest import FileOutcome, IngestReport

Json = dict[str, object]


def citation(c: Citation) -> Json:
    """A citation; `row` is there for a table row."""
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
        "withheld": [{"text": w.text, "reason": w.reason} for w in a.withheld],
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
        "prompts": {},
        "versions": dict(a.versions),
        "workspace_digest": a.workspace_digest,
        "numbered": [citation(c) for c in numbered(a)],
    }


def numbered(a: Answer) -> list[Citation]:
    """Citations as they are numbered from 1: claims, conflicts, earlier versions, nearest."""
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


def _claim(c: Claim) -> Json:
    return {
        "text": c.text,
        "heading": c.heading,
        "fields": [{"name": name, "value": value} for name, value in c.fields],
        "citations": [citation(x) for x in c.citations],
        "also_in": list(c.also_in),
    }


def _nearest(n: Nearest) -> Json:
    return {"citation": citation(n.citation), "difference": n.difference}


def ingest(report: IngestReport) -> Json:
    """What an ingest did, file by file."""
    return {
        "documents": [_outcome(o) for o in report.outcomes],
        "embedded": report.embedded,
        "reused": report.reused,
        "facts": 0,
        "seconds": round(report.seconds, 3),
        "notes": list(report.notes),
    }


def _outcome(o: FileOutcome) -> Json:
    return {
        "file": o.path,
        "document": o.identity.number or None,
        "version": o.identity.version or None,
        "digest": o.digest,
        "state": o.state.value,
        "reason": o.reason,
        "note": o.note,
        "read": _read(o.report) if o.report else None,
    }


def _read(r: ReadReport) -> Json:
    return {
        "pages": r.pages,
        "blocks": r.blocks,
        "tables": r.tables,
        "characters": r.characters,
        "skipped": [{"where": s.where, "reason": s.reason} for s in r.skipped],
        "hidden": {kind.value: count for kind, count in r.hidden},
        "ocr_pages": list(r.ocr_pages),
    }


def forgetting(done: Forgetting) -> Json:
    """What was forgotten, with the search that proves it; `proof` is null for a ledger on a server."""
    proof = done.proof
    return {
        "forgotten": [document(d) for d in done.documents],
        "reason": done.reason,
        "proven": done.proven,
        "proof": None
        if proof is None
        else {
            "patterns": proof.patterns,
            "files": proof.files,
            "bytes": proof.bytes,
            "found_in": list(proof.found_in),
        },
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
        "read": _read(d.report),
    }


def check_up(found: CheckUp) -> dict[str, object]:
    """The JSON of `doctor`."""
    return {
        "sound": found.sound,
        "checks": [
            {
                "check": checked.check,
                "looked_at": checked.looked_at,
                "unit": checked.unit,
                "findings": [
                    {
                        "where": f.where,
                        "what": f.what,
                        "next_step": f.next_step,
                        "note": f.note,
                        "repaired": f.repaired,
                        "did": f.did,
                    }
                    for f in checked.findings
                ],
            }
            for checked in found.checks
        ],
    }


def backup(target: Path, manifest: Manifest) -> dict[str, object]:
    """The JSON of `backup`."""
    return {"file": str(target), **asdict(manifest)}


def restored(file: Path, done: Restored) -> dict[str, object]:
    """The JSON of `restore`, and what the audit trail keeps of it."""
    return {
        "file": str(file),
        "backup": asdict(done.manifest),
        "documents": done.copied.documents,
        "left_out_as_forgotten": list(done.copied.left_out),
        "not_as_written": list(done.copied.unsound),
        "replaced": {
            "documents": done.replaced_documents,
            "audit_head": done.replaced_head,
            "audit_trail_continued": done.copied.continued,
            "damaged_ledger": done.aside,
        },
    }
