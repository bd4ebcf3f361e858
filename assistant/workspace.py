"""The workspace: the folder with the ledger and vectors, and everything wired together once.

Faces see only this module and the answer nouns.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import hashlib
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from assistant import answer_json
from assistant.answers import Answer, Nearest, Question, Searched
from assistant.claims import claim_of
from assistant.conditions import NOT_ESTABLISHED_SAYS
from assistant.coverage import weigh
from assistant.disagreement import conflicts, earlier_versions
from assistant.errors import AuditFailed
from assistant.evidence import gather
from assistant.extractive import Composition, compose, nearest
from assistant.page_picture import Scan
from assistant.question import Concept, day_spoken_of, parse
from assistant.references import Place, resolve
from assistant.scans import confidence_of, scans_of, sure_claims, sure_conflicts
from assistant.settings import Settings, load_settings
from assistant.spelling import read_as
from assistant.statements import title_names
from graph.vocabulary import load_vocabulary
from retrieval.documents import Document, Status
from retrieval.embedding import open_embedder
from retrieval.errors import SetpointError, SettingsError, WorkspaceDamaged, WorkspaceMissing
from retrieval.ingest import Ingest, IngestReport, Progress, State
from retrieval.ledger import Ledger
from retrieval.loaders.reading import Reading
from retrieval.ocr import tesseract
from retrieval.search import Search
from retrieval.survey import Candidate, survey
from retrieval.vectors import ChromaVectors, project
from retrieval.writer import writer_lock

FOLDER = ".setpoint"


def find_folder(start: Path, named: Path | None, *, make: bool) -> Path:
    """The workspace folder: the one named, else the first `.setpoint` upward from `start`.

    With `make`, it is created in `start` (or as named) when there is none; otherwise
    WorkspaceMissing is raised.
    """
    if named is not None:
        folder = named / FOLDER if (named / FOLDER).is_dir() else named
    else:
        above = (place / FOLDER for place in (start, *start.parents))
        folder = next((place for place in above if place.is_dir()), start / FOLDER)
    if not folder.is_dir():
        if not make:
            raise WorkspaceMissing(
                "there is no workspace here", where=str(folder), next_step="run `setpoint ingest FOLDER` first"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceDamaged(
                f"the workspace cannot be made ({error.strerror})", where=str(folder), next_step="name another place"
            ) from error
    return folder.resolve()


class Workspace:
    """One library and what can be done with it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.root = folder.parent
        self.settings = settings
        self._ledger = Ledger.open(settings.ledger_url or f"sqlite:///{folder / 'ledger.db'}")
        self._embedder = open_embedder(settings.embedding_model, settings.cache)
        self._vectors = ChromaVectors(settings.vectors_url or str(folder / "vectors"), self._embedder.model)
        self._search = Search(self._ledger, self._embedder, self._vectors)

    @classmethod
    @contextlib.contextmanager
    def open(cls, named: Path | None = None, *, make: bool = False) -> Generator[Workspace]:
        """Open the workspace here or as named; its connections are closed at the end."""
        folder = find_folder(Path.cwd(), named, make=make)
        workspace = cls(folder, load_settings(folder.parent))
        try:
            yield workspace
        finally:
            workspace.close()

    def close(self) -> None:
        """Give back the database's connections."""
        self._ledger.close()

    # Reading files

    def survey(self, paths: Sequence[Path], ocr: bool | None = None) -> list[Candidate]:
        """What an ingest of these paths would look at. Raises SettingsError when OCR is asked for in vain."""
        reading = self._reading(ocr)
        missing = [path for path in paths if not path.exists()]
        if missing:
            raise SettingsError("there is no such file or folder", where=str(missing[0]), next_step="check the path")
        return survey(paths, self.root, self._ledger, ocr=reading.ocr)

    def _reading(self, ocr: bool | None) -> Reading:
        """How files are to be read: as the flag says, else the settings."""
        if not (self.settings.ocr if ocr is None else ocr):
            return Reading()
        tesseract.require(self.settings.ocr_language)
        return Reading(ocr=True, language=self.settings.ocr_language)

    def ingest(
        self,
        paths: Sequence[Path],
        progress: Progress,
        *,
        collection: str | None = None,
        wait_s: float | None = None,
        waiting: Callable[[str], None] = lambda _: None,
        ocr: bool | None = None,
    ) -> IngestReport:
        """Read files and folders into the library, one writer at a time; scanned pages too with `ocr`."""
        reading = self._reading(ocr)
        wait = self.settings.wait_s if wait_s is None else wait_s
        with writer_lock(self.folder, "ingest", wait, waiting):
            run = Ingest(self._ledger, self._embedder, collection or self.settings.collection, progress, reading)
            report = run.run(self.survey(paths, reading.ocr))
            project(self._ledger, self._vectors, self._embedder.model)
            if any(o.state is not State.UNCHANGED for o in report.outcomes):
                self._record("ingest", str(len(report.outcomes)), answer_json.ingest(report))
        return report

    # Answering

    def ask(self, question: Question) -> Answer:
        """A cited answer or a refusal, recorded before it is returned.

        Raises AuditFailed when the record cannot be written: then there is no answer.
        """
        answer = self._answer(question)
        stamp = dt.datetime.now(dt.UTC).isoformat()
        digest = hashlib.sha256(f"{stamp}{question.text}{answer.workspace_digest}".encode()).hexdigest()
        answer = replace(answer, id=f"a-{digest[:12]}")
        self._record("ask", answer.id, answer_json.answer(answer))
        return answer

    def _answer(self, question: Question) -> Answer:
        if question.as_of is None:
            question = replace(question, as_of=day_spoken_of(question.text))
        text = " ".join(filter(None, [question.text, question.product]))
        # The model loads beside the vocabulary and the catalogue: a cold question waits for one.
        with ThreadPoolExecutor(max_workers=1) as beside:
            loading = beside.submit(self._search.vector, text)
            vocabulary = load_vocabulary()
            documents = self._search.documents(question.as_of)
            loading.result()
        searched = self._searched(documents)
        if not documents:
            return Answer(
                question, (), searched, self._digest(documents), refused=True, reason="no documents have been read yet"
            )
        parsed = parse(text, vocabulary)
        evidence = gather(parsed, question.as_of, self._ledger, self._search)
        stems = {s for c in parsed.concepts for phrase in c.wordings for s in phrase}
        frequencies = self._ledger.frequencies(stems)
        parsed, corrections = read_as(parsed, frequencies, evidence, vocabulary)
        if corrections:
            frequencies = self._ledger.frequencies({s for c in parsed.concepts for p in c.wordings for s in p})
        weighted = weigh(parsed, frequencies, searched.passages, _subjects(documents.values()))
        composed = compose(parsed, weighted, evidence, self._embedder, historic=question.as_of is not None)
        unknown = tuple(
            w.concept.asked for w in weighted if not w.concept.generic and not _known(w.concept, frequencies)
        )
        base = Answer(
            question,
            composed.claims,
            searched,
            self._digest(documents),
            withheld=composed.withheld,
            not_found=unknown,
            read_as=corrections,
        )
        if not composed.claims:
            found = nearest(composed.judged, evidence.scans)
            return replace(base, refused=True, reason=_reason(composed, found), nearest=found)
        earlier = tuple(
            claim_of(twin, weighted, evidence) for twin in earlier_versions(composed.chosen, evidence, self._ledger)
        )
        older = scans_of({c.citations[0].digest for c in earlier}, documents, self._ledger)
        earlier, doubtful = sure_claims(earlier, older)
        disagreeing, unsure = sure_conflicts(conflicts(composed.chosen, composed.judged), evidence.scans)
        return replace(base, conflicts=disagreeing, earlier=earlier, withheld=(*base.withheld, *unsure, *doubtful))

    def _searched(self, documents: dict[str, Document]) -> Searched:
        effective = sum(d.status is Status.EFFECTIVE for d in documents.values())
        return Searched(len(documents), self._ledger.counts()["passages"], effective)

    # Looking things up

    def documents(self, as_of: dt.date | None = None) -> tuple[Document, ...]:
        """Every document version with its status."""
        return self._ledger.catalogue(as_of)

    def place(self, reference: str) -> Place:
        """What a reference names: a citation of the last answer, a document, a version or a file."""
        return resolve(reference, self._ledger, _who())

    def scan(self, place: Place, page: int | None = None) -> Scan | None:
        """The picture behind a place that was read by OCR: of the citation's page, a page or the first one."""
        pages = place.document.report.ocr_pages
        cited = place.start is not None and place.end is not None
        if page is None and cited:
            page = next((line.page for line in place.canonical.lines if line.end > (place.start or 0)), None)
        page = page if page is not None or cited else next(iter(pages), None)
        if page is None or page not in pages:
            return None
        digest = place.document.digest
        picture = self._ledger.picture(digest, page)
        if picture is None:
            return None
        start, end = (place.start or 0, place.end or 0) if cited else (0, 0)
        words = self._ledger.ocr_words([digest]).get(digest, ())
        over = tuple(w for w in words if w.page == page and w.start < end and start < w.end)
        digits = [w for w in over if any(c.isdigit() for c in place.canonical.text[w.start : w.end])]
        least = min((confidence_of(w.start, w.end, words) or 0.0 for w in digits), default=None)
        return Scan(picture, over, least, pages)

    def status(self) -> dict[str, object]:
        """Counts, model and backends."""
        model = self._embedder.model
        in_step = self._ledger.projection(model) == self._ledger.generation()
        return {
            "workspace": str(self.folder),
            **self._ledger.counts(),
            "files": len(self._ledger.files()),
            "embedding_model": model,
            "language_model": None,
            "ledger": "PostgreSQL" if self.settings.ledger_url else "SQLite",
            "vector_store": self.settings.vectors_url or "embedded",
            "vectors_in_step": in_step,
            "ocr": f"Tesseract {tesseract.version()}" if tesseract.installed() else None,
            "workspace_digest": self._digest({d.digest: d for d in self.documents()}),
        }

    def _digest(self, documents: dict[str, Document]) -> str:
        return hashlib.sha256("\n".join(sorted(documents)).encode()).hexdigest()

    def _record(self, action: str, subject: str, detail: dict[str, object]) -> None:
        try:
            self._ledger.audit.record(_who(), action, subject, detail)
        except SetpointError as error:
            raise AuditFailed(
                f"the audit record could not be written ({error.what})",
                next_step="make the workspace writable; nothing is shown that cannot be recorded",
            ) from error


def _reason(composed: Composition, found: tuple[Nearest, ...]) -> str:
    if any(w.citation for w in composed.withheld):
        return "what the records say of this was read by OCR and cannot be told for sure from the scan"
    if any(j.answers for j in composed.judged):
        return "what the records say of this was not in force on that day"
    if found and found[0].difference.startswith(NOT_ESTABLISHED_SAYS):
        return "the records say that this was not established"
    return "the records do not say this"


def _subjects(documents: Iterable[Document]) -> frozenset[str]:
    """The names in the documents' titles."""
    return frozenset(word for d in documents for word in title_names(d))


def _known(concept: Concept, frequencies: dict[str, int]) -> bool:
    return any(all(frequencies.get(s, 0) for s in phrase) for phrase in concept.wordings)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
