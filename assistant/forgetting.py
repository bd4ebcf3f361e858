"""Forgetting a document everywhere in a workspace, and the proof of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from retrieval.documents import Document
from retrieval.ledger import Ledger
from retrieval.traces import FileSearch, search_files


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
    documents: tuple[Document, ...], ledger: Ledger, who: str, reason: str, wait_s: float, folder: Path | None
) -> Forgetting:
    """Remove document versions for good; `folder` is searched for what may be left of them.

    Raises WorkspaceBusy when a reader held the deleted pages for longer than `wait_s`: the documents
    are out of every table then, and the purge of the file stays due.
    """
    patterns = ledger.forget([d.digest for d in documents], who, reason)
    ledger.purge(wait_s)
    return Forgetting(documents, reason, search_files(folder, patterns) if folder else None)
