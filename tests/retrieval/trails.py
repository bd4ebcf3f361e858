"""Audit trails for tests to break: records of every kind, some rewritten by forgettings."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

from retrieval.database import Database
from retrieval.ledger import Ledger
from retrieval.records import AuditRecord
from retrieval.redaction import ForgottenDocument

COLUMNS = ("at", "who", "action", "subject", "payload_digest", "previous", "digest")


def document(n: int) -> ForgottenDocument:
    return ForgottenDocument(f"{n:064x}", f"{n + 100:064x}", f"SOP-{n}.docx", f"SOP-{n}", "1")


def answer(n: int, *cited: int) -> dict[str, object]:
    """The payload of an answer that cites documents."""
    citations = [
        {"document": f"SOP-{c}", "version": "1", "digest": f"{c:064x}", "quote": f"wording of {c}: 37 µL"}
        for c in cited
    ]
    claims = [{"text": f"wording of {c['document']}", "citations": [c]} for c in citations]
    return {"id": f"a-{n}", "question": f"how much, {n}?", "claims": claims, "numbered": citations, "score": n / 7}


def forget(ledger: Ledger, n: int, who: str = "ben") -> AuditRecord:
    """Forget a document as far as the trail is concerned."""
    database: Database = ledger._database  # the transaction of what is recorded
    with database.writing() as connection:
        return ledger.audit.append_forget(
            connection, who, document(n), {"reason": f"asked to, {n}"}, lambda text: f"wording of {n}" in text
        )


def fill(ledger: Ledger, answers: int = 30, seed: int = 1) -> int:
    """Answers that cite some of five documents, and three forgettings; returns the number of records."""
    chance = random.Random(seed)
    for n in range(answers):
        ledger.audit.record("ana" if n % 3 else "bén", "ask", f"a-{n}", answer(n, *chance.sample(range(1, 6), 2)))
        if n in (answers // 3, answers // 2, answers - 4):
            forget(ledger, 1 + n % 3)
    return answers + 3


def contents(file: Path) -> list[list[tuple[object, ...]]]:
    """All that is stored of the trail, as bytes with their storage classes; raises what SQLite raises."""
    database = sqlite3.connect(file)
    try:
        queries = (
            f"SELECT id, {', '.join(f'CAST({c} AS BLOB), typeof({c})' for c in COLUMNS)} FROM audit ORDER BY id",
            "SELECT record, CAST(payload AS BLOB), typeof(payload) FROM audit_payloads ORDER BY record",
            "SELECT CAST(key AS BLOB), CAST(value AS BLOB), typeof(value) FROM meta",
        )
        return [database.execute(query).fetchall() for query in queries]
    finally:
        database.close()
