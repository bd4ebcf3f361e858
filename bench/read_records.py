"""Records read as an ingest reads them, without an embedding model: their texts, and verdicts over them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assistant.backing import best_verdict
from assistant.verify import Rule, Verdict, Verifier, Violation, locate
from bench.claim_mutations import Said
from bench.claims import Cited, Trial
from graph.vocabulary import load_vocabulary
from retrieval.documents import CanonicalText, Document, Line
from retrieval.embedding import HashingEmbedder
from retrieval.ingest import Ingest
from retrieval.ingest_report import Silent
from retrieval.ledger import Ledger
from retrieval.survey import survey

RECORDS = Path(__file__).parent.parent / "samples" / "records"


@dataclass(frozen=True, slots=True)
class ReadRecords:
    """The documents of a folder with their texts, by digest, and the verifier."""

    documents: tuple[Document, ...]
    canonical: dict[str, CanonicalText]
    verifier: Verifier

    def find(self, cited: Cited) -> Document:
        """The one record that is cited; a mistake in a gold file is a StopIteration."""
        return next(d for d in self.documents if _is(d, cited))

    def verdict(self, trial: Trial) -> Verdict:
        """What the verifier makes of a sentence, at whichever places its quotations stand."""
        places = [locate(c.quote, self.find(c), self.canonical[self.find(c).digest]) for c in trial.citations]
        if not all(places):
            return Verdict((Violation(Rule.QUOTE, "a quotation is not in the record"),))
        return best_verdict(trial.text, places, self.verifier, trial.derived)

    def texts(self, claims: Sequence[Trial]) -> dict[str, str]:
        """The texts of all records that are cited, as they are cited."""
        cited = {c.record: c for claim in claims for c in claim.citations}
        return {record: self.canonical[self.find(c).digest].text for record, c in cited.items()}

    def every_text(self) -> dict[Cited, str]:
        """The text of every record, by its file as it is cited."""
        return {Cited("", file=PurePosixPath(d.file).name): self.canonical[d.digest].text for d in self.documents}

    def said(self, claim: Trial) -> Said:
        """What stands in the quotations of a sentence, and around them."""
        around: list[str] = []
        for cited in claim.citations:
            document = self.find(cited)
            canonical = self.canonical[document.digest]
            start = canonical.text.index(cited.quote.strip())
            lines = [n for n in canonical.lines if n.start < start + len(cited.quote) and start < n.end]
            around += [document.name, document.identity.version, document.identity.title, *map(_around, lines)]
        return Said("\n".join(c.quote for c in claim.citations), "\n".join(around))


@contextlib.contextmanager
def read_records(folder: Path = RECORDS) -> Generator[ReadRecords]:
    """Read a folder of records into a ledger that is thrown away."""
    with tempfile.TemporaryDirectory() as place:
        ledger = Ledger.open(f"sqlite:///{Path(place) / 'records.db'}")
        try:
            Ingest(ledger, HashingEmbedder(), "main", Silent()).run(survey([folder], Path(place), ledger))
            documents = ledger.catalogue()
            canonical = dict(ledger.canonical([d.digest for d in documents]))
            yield ReadRecords(documents, canonical, Verifier(load_vocabulary(None)))
        finally:
            ledger.close()


def _is(document: Document, cited: Cited) -> bool:
    if cited.file:
        return PurePosixPath(document.file).name == cited.file
    return document.name == cited.document and cited.version in ("", document.identity.version)


def _around(line: Line) -> str:
    return "\n".join([*line.section, line.caption, *line.header])
