"""Forgetting a document everywhere in a workspace, and the proof of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.answer_json import Json, document
from assistant.audit import who
from assistant.references import all_versions
from assistant.workspace import Workspace
from graph.schema import words_of_the_schema
from retrieval.chroma import chroma_vectors
from retrieval.documents import Document
from retrieval.embedding import Embedder
from retrieval.ledger import Ledger
from retrieval.redaction import ERASED
from retrieval.terms import fold
from retrieval.traces import FileSearch, search_files
from retrieval.vectors import Noted, PassageVector


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The versions that were removed, and what a search of every file for their wording found.

    `proof` is None for a ledger on a server, whose files this program cannot see.
    """

    documents: tuple[Document, ...]
    reason: str
    proof: FileSearch | None

    @property
    def proven(self) -> bool:
        """No file holds wording that only these documents had."""
        return self.proof is not None and not self.proof.found_in


def forget(
    workspace: Workspace,
    reference: str,
    reason: str,
    *,
    wait_s: float | None = None,
    waiting: Callable[[str], None] = lambda _: None,
) -> Forgetting:
    """Remove a document, all its versions or the one named, for good; recorded with who and why.

    Raises UnknownReference when there is no such document; WorkspaceBusy when a reader held the
    deleted pages for longer than `wait_s`: it is out of every table then, and the purge stays due.
    """
    ledger = workspace.ledger
    with workspace.writing("forget", wait_s, waiting):
        documents = all_versions(reference, ledger)
        patterns = _out_of_the_ledger(workspace, [d.digest for d in documents], reason)
        ledger.purge(workspace.wait(wait_s))
        workspace.bring_vectors()
        workspace.bring_graph()
        proof = None
        if workspace.settings.ledger_url is None:
            own = _written_anyway(workspace.embedder) + reason.encode()
            proof = search_files(workspace.folder, patterns, lambda text: text.encode() in own or ledger.holds(text))
        return Forgetting(documents, reason, proof)


def _out_of_the_ledger(workspace: Workspace, digests: Sequence[str], reason: str) -> tuple[bytes, ...]:
    """Take them out of every table, with what persons said of names that only they held.

    A graph in the ledger is made again in the same transaction, so no reader ever finds a graph without
    the documents that are left.
    """
    with workspace.ledger.together():
        patterns = workspace.ledger.forget(digests, who(), reason)
        mark = ERASED % digests[0][:12]
        workspace.graph_builder.forget_said(mark, lambda text: _holds(text, patterns))
        if workspace.settings.graph_url is None:
            workspace.bring_graph()
    return patterns


def _holds(text: str, patterns: Sequence[bytes]) -> bool:
    data = text.encode("utf-8", "surrogatepass") + b"\0" + fold(text).encode("utf-8", "surrogatepass")
    return any(pattern in data for pattern in patterns)


def _written_anyway(embedder: Embedder) -> bytes:
    """Every byte of a workspace without documents: the names of tables and the like, which a document may use too."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}")
        store = chroma_vectors(str(folder / "vectors"), ledger.identity, embedder.model)
        try:
            ledger.audit.record("nobody", "forget", "", {})
            store.put([PassageVector("0" * 32, "0" * 64, "main", np.ones(embedder.dimensions, np.float32))])
            store.note(Noted(0))
        finally:
            store.close()
            ledger.close()
        files = b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
        return files + "\0".join(words_of_the_schema()).encode()


def forgetting_json(done: Forgetting) -> Json:
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
