"""A file checked from end to end: every verdict is recorded before it is told."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.answering import library_digest
from assistant.checking.bare_sentences import BareSentences, Library
from assistant.checking.cited_claims import CitedClaims
from assistant.checking.claim_lines import read_claims
from assistant.checking.drafts import LONGEST_TEXT, MARKDOWN, PLAIN, read_draft
from assistant.checking.named import Catalogue
from assistant.checking.nouns import Checked
from assistant.verify import Verifier
from assistant.workspace import Workspace
from retrieval.documents import CanonicalText, Document
from retrieval.errors import SettingsError
from retrieval.ledger import Ledger

CLAIMS = (".jsonl", ".ndjson")
# Verdicts in one audit record: what is told at once, so that a long file is told as it is checked.
TOLD_AT_ONCE = 100


@dataclass
class Texts:
    """The texts of versions, each read once."""

    ledger: Ledger
    _read: dict[str, CanonicalText] = field(default_factory=dict[str, CanonicalText])

    def __call__(self, document: Document) -> CanonicalText:
        if document.digest not in self._read:
            self._read.update(self.ledger.canonical([document.digest]))
        return self._read[document.digest]


def is_claims(file: Path) -> bool:
    """Whether a file holds claims, a line each; else it is a text. Raises SettingsError for another ending."""
    ending = file.suffix.casefold()
    if ending not in (*CLAIMS, *MARKDOWN, *PLAIN):
        known = ", ".join((*CLAIMS, *MARKDOWN, *PLAIN))
        raise SettingsError(
            "a file with this ending is neither claims nor a text", where=str(file), next_step=f"name one of {known}"
        )
    return ending in CLAIMS


def check_file(workspace: Workspace, file: Path) -> Iterator[Checked]:
    """The outcome for every sentence of a file, in its order.

    Raises SettingsError for a file that cannot be read, AuditFailed when a verdict cannot be recorded.
    """
    claims = is_claims(file)
    digest = _digest(file, None if claims else LONGEST_TEXT)
    documents = workspace.documents()
    catalogue, texts = Catalogue(documents), Texts(workspace.ledger)
    verifier = Verifier(workspace.vocabulary)
    cited = CitedClaims(catalogue, texts, verifier)
    bare = BareSentences(Library(workspace.ledger, workspace.search, workspace.vocabulary, catalogue, texts), verifier)
    checked = map(cited.check, read_claims(file)) if claims else map(bare.check, read_draft(file, catalogue))
    library = library_digest(d.digest for d in documents)
    while told := tuple(itertools.islice(checked, TOLD_AT_ONCE)):
        detail = {"file": file.name, "sha256": digest, "workspace_digest": library}
        workspace.audit.record(
            "verify",
            f"v-{digest[:12]}",
            {**detail, "versions": dict(workspace.versions), "checked": [record(c) for c in told]},
        )
        yield from told


def record(checked: Checked) -> Mapping[str, object]:
    """An outcome as it is printed and recorded."""
    basis = [
        {
            "document": b.document.name,
            "version": b.document.identity.version or None,
            "status": b.document.status.value,
            "file": b.document.file,
            "digest": b.document.digest,
            "start": b.start,
            "end": b.end,
            "quote": b.quote,
        }
        for b in checked.basis
    ]
    return {
        "id": checked.drafted.id,
        "verdict": checked.outcome.value,
        "reason": checked.reason or None,
        "line": checked.drafted.line,
        "citations": basis,
    }


def _digest(file: Path, most: int | None) -> str:
    """The SHA-256 of a file, read in pieces."""
    try:
        if most is not None and file.stat().st_size > most:
            raise SettingsError(
                f"the text is longer than {most:,} bytes", where=str(file), next_step="check it in parts, or as .jsonl"
            )
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise SettingsError(
            f"the file cannot be read ({error.strerror})", where=str(file), next_step="name another file"
        ) from error
