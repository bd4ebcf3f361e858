"""The workspace: the folder with the ledger and vectors, and everything wired together once.

Faces see only this module, what is done with a workspace (`ingestion`, `forgetting`, `upkeep`) and the nouns.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant import answer_json
from assistant.answering import Answering, library_digest
from assistant.answers import Answer, Question
from assistant.asking import AnswerMaker, Opener
from assistant.audit import Audit, program_version, who
from assistant.events import AnswerFailed, AnswerFinished, Listener, unheard
from assistant.following_up.follow_ups import read_follow_up
from assistant.following_up.names import Names
from assistant.following_up.reading import Reading
from assistant.following_up.rules import ByRules
from assistant.models.line import Line
from assistant.page_picture import Scan
from assistant.past import Past
from assistant.references import Place, resolve
from assistant.scans import confidence_of
from assistant.sessions import Conversations
from assistant.settings import Settings, load_settings
from assistant.verify import Verifier
from graph.building import Brought, GraphBuilder, unwatched
from graph.building import Progress as GraphProgress
from graph.layers import show_layers
from graph.ledger_facts import LedgerFacts
from graph.ledger_store import LedgerGraph
from graph.links import relink
from graph.places import open_graph
from graph.proposed.reader import ModelReader, remembered
from graph.questions.inquiry import Inquiry
from graph.questions.records import Records
from graph.store import GraphStore
from graph.vocabulary import Vocabulary, load_vocabulary
from retrieval.chroma import chroma_vectors
from retrieval.documents import Document, Hidden
from retrieval.embedding import open_embedder
from retrieval.errors import (
    ProjectionDamaged,
    SetpointError,
    StoreUnreachable,
    WorkspaceBusy,
    WorkspaceDamaged,
    WorkspaceMissing,
)
from retrieval.forgetting import VECTORS_DUE
from retrieval.ledger import Ledger
from retrieval.ocr import tesseract
from retrieval.projection import Projected, project, shown
from retrieval.search import Search
from retrieval.writer import ledger_lock, writer_lock

FOLDER = ".setpoint"
# What is named instead of a model to do without the one of the settings.
NO_MODEL = "none"


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


def ledger_url(folder: Path, settings: Settings) -> str:
    """The ledger of the settings, else a file in the folder."""
    return settings.ledger_url or f"sqlite:///{folder / 'ledger.db'}"


def require_written(folder: Path, url: str | None) -> None:
    """Raise WorkspaceDamaged if the workspace's own ledger is gone or has nothing in it."""
    if url is not None:
        return
    file = folder / "ledger.db"
    size = file.stat().st_size if file.exists() else None
    if not size:
        raise WorkspaceDamaged(
            "there is no ledger in the workspace" if size is None else "the ledger is empty: not a byte is in it",
            where=str(file),
            next_step="restore it from a backup (`setpoint restore FILE`), or ingest anew",
        )


class Workspace:
    """One library, its parts, and what is asked of it."""

    def __init__(self, folder: Path, settings: Settings, opener: Opener = Line.open) -> None:
        """`opener` opens the language model of the settings when it is first asked."""
        self.folder = folder
        self.root = folder.parent
        self.reader: ModelReader | None = None  # a model that may be asked for facts
        self.settings = settings
        self.ledger = Ledger.open(ledger_url(folder, settings))
        self.audit = Audit(self.ledger, folder)
        self.sessions = Conversations(self.ledger, self.audit)
        self.embedder = open_embedder(settings.embedding_model, settings.cache)
        self.vectors = chroma_vectors(
            settings.vectors_url or str(folder / "vectors"), self.ledger.identity, self.embedder.model
        )
        self.search = Search(self.ledger, self.embedder, self.vectors)
        self.answering = Answering(
            self.ledger,
            self.embedder,
            self.search,
            self.inquiry,
            lambda: self.vocabulary,
        )
        self.maker = AnswerMaker(self.answering, settings, lambda: self.verifier, opener)
        self.versions = (("setpoint", program_version()), ("embedding", self.embedder.model))

    @classmethod
    @contextlib.contextmanager
    def open(
        cls, named: Path | None = None, *, make: bool = False, written: bool = False, model: str | None = None
    ) -> Generator[Workspace]:
        """Open the workspace here or as named; its connections are closed at the end.

        With `written`, a ledger that is gone or empty is WorkspaceDamaged; else it is made. `model` is a
        language model to be asked instead of that of the settings, "none" to do without.
        """
        folder = find_folder(Path.cwd(), named, make=make)
        settings = load_settings(folder.parent)
        if model is not None:
            settings = settings.model_copy(update={"model": None if model == NO_MODEL else model})
        if written:
            require_written(folder, settings.ledger_url)
        workspace = cls(folder, settings)
        try:
            yield workspace
        finally:
            workspace.close()

    def inquiry(self, records: Records) -> Inquiry | None:
        """The graph to be asked of these records; None while it does not show the present documents."""
        in_step, _ = self.state_of_graph()
        return Inquiry(self.graph, records, self.vocabulary) if in_step else None

    def close(self) -> None:
        """Give back the connections of the database, of the vectors and of the graph."""
        if "graph" in self.__dict__:  # opened at its first use
            self.graph.close()
        self.vectors.close()
        self.ledger.close()

    @functools.cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the field, with the site's own."""
        return load_vocabulary(self.settings.vocabulary)

    @functools.cached_property
    def verifier(self) -> Verifier:
        """The check that every sentence passes before it is shown."""
        return Verifier(self.vocabulary)

    @functools.cached_property
    def graph(self) -> GraphStore:
        """Where the process graph is kept. Raises SettingsError for a URL that is none."""
        return open_graph(self.settings.graph_url, self.ledger)

    @property
    def graph_builder(self) -> GraphBuilder:
        """What makes the graph from the ledger: with the model that reads now, else with what one answered before."""
        name = LedgerFacts(self.ledger).reading_model()
        reader = self.reader or (None if name is None else remembered(name))
        return GraphBuilder(self.ledger, self.graph, self.vocabulary, reader)

    # Writing

    @contextlib.contextmanager
    def writing(self, task: str, wait_s: float | None, waiting: Callable[[str], None]) -> Generator[None]:
        """Hold the workspace, and a ledger that others share, for one task that writes."""
        wait = self.wait(wait_s)
        with writer_lock(self.folder, task, wait, waiting), ledger_lock(self.ledger, task, wait, waiting):
            yield

    def wait(self, wait_s: float | None) -> float:
        """The seconds to wait for others: those given, else those of the settings."""
        return self.settings.wait_s if wait_s is None else wait_s

    def bring_graph(self, progress: GraphProgress = unwatched, *, afresh: bool = False) -> Brought:
        """Make the facts those of the documents and the graph that of the facts; cheap when they are.

        A graph in the ledger is written in one transaction with its note. Raises StoreUnreachable or
        ProjectionDamaged when one on a server cannot be written: the facts are read then, and the next
        run tries again.
        """
        builder = self.graph_builder
        read = builder.extract_due(progress)
        within = self.ledger.together() if self.settings.graph_url is None else contextlib.nullcontext()
        with within:
            self.graph.check()
            brought = replace(builder.bring(afresh=afresh), documents=read)
            self.bring_background()
            return brought

    def bring_background(self) -> None:
        """Make the graph show the ledger's background layers, and the links to them that hold now."""
        show_layers(LedgerGraph(self.ledger), self.graph)
        relink(self.graph, self.graph_builder.facts.assertions(), self.vocabulary)

    def settle_ledger(self) -> None:
        """Finish what a run that was killed left to do in the ledger; cheap when there is nothing.

        A purge that a reader holds up stays due: it keeps nobody from writing, and `doctor` names it.
        """
        with contextlib.suppress(WorkspaceBusy):
            self.ledger.purge(self.settings.wait_s)
        if self.ledger.projection(self.embedder.model) != self.ledger.generation():
            self.ledger.prune_vectors()

    def bring_vectors(self) -> Projected:
        """Make the vectors show the documents: anew after a forgetting, since an index keeps what it marks as deleted.

        Raises StoreUnreachable, ProjectionDamaged or WorkspaceDamaged; what is due stays due.
        """
        done = project(self.ledger, self.vectors, self.embedder.model, afresh=self.ledger.is_due(VECTORS_DUE))
        self.ledger.done(VECTORS_DUE)
        return done

    # Answering

    def ask(self, question: Question, listener: Listener = unheard, cancel: threading.Event | None = None) -> Answer:
        """A cited answer or a refusal, recorded before it is returned.

        `listener` is told what is done meanwhile. Raises AuditFailed when the record cannot be written: then
        there is no answer; Cancelled within a second of `cancel` being set, from any thread.
        """
        try:
            answer = self._ask(question.well_formed(), listener, cancel or threading.Event())
        except SetpointError as error:
            listener(AnswerFailed(str(error)))
            raise
        listener(AnswerFinished(answer))
        return answer

    def _ask(self, question: Question, listener: Listener, cancel: threading.Event) -> Answer:
        asked = self.sessions.read(question, lambda q, turns: self._read_follow_up(q, turns, cancel))
        made = self.maker.make(asked.standing, asked.reading.understood, listener, cancel)
        answer = asked.told(made.answer)
        stamp = dt.datetime.now(dt.UTC).isoformat()
        digest = hashlib.sha256(f"{stamp}{question.text}{answer.workspace_digest}".encode()).hexdigest()
        answer = replace(answer, id=f"a-{digest[:12]}", versions=self.versions)
        detail = {**answer_json.answer(answer), "replay": made.replay}
        self.audit.record("ask", answer.id, detail, lambda record: self.sessions.keep(record, asked.question.session))
        return answer

    def _read_follow_up(self, question: Question, history: Sequence[Past], cancel: threading.Event) -> Reading:
        """The question as it stands for itself, in the words of the field and of the records of its day."""
        records = Records(self.documents(question.as_of), question.as_of)
        names = Names(self.vocabulary, self.inquiry(records), self.graph_builder.facts.products)
        return read_follow_up(question.text, history, ByRules(names), self.maker.rewriter(cancel))

    # Looking things up

    def documents(self, as_of: dt.date | None = None) -> tuple[Document, ...]:
        """Every document version with its status."""
        return self.ledger.catalogue(as_of)

    def place(self, reference: str) -> Place:
        """What a reference names: a citation of the last answer, a document, a version or a file."""
        with self.ledger.snapshot():
            return resolve(reference, self.ledger, who())

    def hidden(self, document: Document) -> tuple[Hidden, ...]:
        """The texts of a document that its reader does not see; they are neither searched nor answered from."""
        return self.ledger.hidden(document.digest)

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
        picture = self.ledger.picture(digest, page)
        if picture is None:
            return None
        start, end = (place.start or 0, place.end or 0) if cited else (0, 0)
        words = self.ledger.ocr_words([digest]).get(digest, ())
        over = tuple(w for w in words if w.page == page and w.start < end and start < w.end)
        digits = [w for w in over if any(c.isdigit() for c in place.canonical.text[w.start : w.end])]
        least = min((confidence_of(w.start, w.end, words) or 0.0 for w in digits), default=None)
        return Scan(picture, over, least, pages)

    def status(self) -> dict[str, object]:
        """Counts, model and backends."""
        model = self.embedder.model
        in_step, problem = self._state_of_vectors()
        graph_in_step, graph_problem = self.state_of_graph()
        with self.ledger.snapshot():
            return {
                "workspace": str(self.folder),
                **self.ledger.counts(),
                "files": len(self.ledger.files()),
                "embedding_model": model,
                "language_model": self.settings.model,
                "ledger": "PostgreSQL" if self.settings.ledger_url else "SQLite",
                "vector_store": self.settings.vectors_url or "embedded",
                "vectors_in_step": in_step,
                "vectors_problem": problem,
                "facts": self.graph_builder.facts.count(),
                "facts_model": self.graph_builder.facts.reading_model(),
                "facts_by_model": self.graph_builder.facts.count_by_model(),
                "graph_store": self.graph.name,
                "graph_in_step": graph_in_step,
                "graph_problem": graph_problem,
                "ocr": f"Tesseract {tesseract.version()}" if tesseract.installed() else None,
                "workspace_digest": library_digest(d.digest for d in self.documents()),
            }

    def _state_of_vectors(self) -> tuple[bool, str | None]:
        """Whether the vectors show the present documents, and what keeps them from being read."""
        try:
            return shown(self.ledger, self.vectors, self.embedder.model) == self.ledger.generation(), None
        except (StoreUnreachable, ProjectionDamaged) as error:
            return False, str(error)

    def state_of_graph(self) -> tuple[bool, str | None]:
        """Whether the graph shows the present documents, and what keeps it from being read."""
        try:
            return self.graph_builder.in_step(), None
        except (StoreUnreachable, ProjectionDamaged) as error:
            return False, str(error)
