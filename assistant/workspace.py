"""The workspace: the folder with the ledger and vectors, and everything wired together once.

Faces see only this module and the answer nouns.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from assistant import answer_json
from assistant.answers import Answer, Nearest, Question, Searched
from assistant.audit import Audit, program_version, who
from assistant.claims import claim_of
from assistant.conditions import NOT_ESTABLISHED_SAYS
from assistant.coverage import weigh
from assistant.disagreement import conflicts, earlier_versions
from assistant.evidence import gather
from assistant.extractive import Composition, compose, nearest
from assistant.forgetting import Forgetting, forget
from assistant.question import Concept, day_spoken_of, parse
from assistant.references import Place, all_versions, resolve
from assistant.settings import Settings, load_settings
from assistant.spelling import read_as
from assistant.statements import title_names
from graph.vocabulary import load_vocabulary
from retrieval.backup.manifest import Manifest
from retrieval.backup.restoring import Restored, restore
from retrieval.backup.taking import take_backup
from retrieval.chroma import chroma_vectors
from retrieval.doctor.doctor import Doctor, look, require_written
from retrieval.doctor.findings import CheckUp, Watch
from retrieval.documents import Document, Hidden, Status
from retrieval.embedding import open_embedder
from retrieval.errors import (
    ProjectionDamaged,
    SettingsError,
    StoreUnreachable,
    WorkspaceDamaged,
    WorkspaceMissing,
)
from retrieval.guard.limits import Limits
from retrieval.guard.pool import Pool
from retrieval.ingest import Ingest, IngestReport, Progress, State
from retrieval.ledger import Ledger
from retrieval.projection import project, shown
from retrieval.search import Search
from retrieval.survey import Candidate, survey
from retrieval.writer import ledger_lock, writer_lock

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


def ledger_url(folder: Path, settings: Settings) -> str:
    """The ledger of the settings, else a file in the folder."""
    return settings.ledger_url or f"sqlite:///{folder / 'ledger.db'}"


class Workspace:
    """One library and what can be done with it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.root = folder.parent
        self.settings = settings
        self._ledger = Ledger.open(ledger_url(folder, settings))
        self.audit = Audit(self._ledger, folder)
        self._embedder = open_embedder(settings.embedding_model, settings.cache)
        self._vectors = chroma_vectors(
            settings.vectors_url or str(folder / "vectors"), self._ledger.identity, self._embedder.model
        )
        self._search = Search(self._ledger, self._embedder, self._vectors)
        self._versions = (("setpoint", program_version()), ("embedding", self._embedder.model))

    @classmethod
    @contextlib.contextmanager
    def open(cls, named: Path | None = None, *, make: bool = False, written: bool = False) -> Generator[Workspace]:
        """Open the workspace here or as named; its connections are closed at the end.

        With `written`, a ledger that is gone or empty is WorkspaceDamaged; else it is made.
        """
        folder = find_folder(Path.cwd(), named, make=make)
        settings = load_settings(folder.parent)
        if written:
            require_written(folder, settings.ledger_url)
        workspace = cls(folder, settings)
        try:
            yield workspace
        finally:
            workspace.close()

    def close(self) -> None:
        """Give back the connections of the database and of the vectors."""
        self._vectors.close()
        self._ledger.close()

    # Reading files

    def survey(self, paths: Sequence[Path]) -> list[Candidate]:
        """What an ingest of these paths would look at."""
        missing = [path for path in paths if not path.exists()]
        if missing:
            raise SettingsError("there is no such file or folder", where=str(missing[0]), next_step="check the path")
        return survey(paths, self.root, self._ledger)

    def ingest(
        self,
        paths: Sequence[Path],
        progress: Progress,
        *,
        collection: str | None = None,
        even_forgotten: bool = False,
        wait_s: float | None = None,
        waiting: Callable[[str], None] = lambda _: None,
    ) -> IngestReport:
        """Read files and folders into the library, one writer at a time."""
        with self._writing("ingest", wait_s, waiting):
            self._ledger_settled()
            run = Ingest(
                self._ledger,
                self._embedder,
                collection or self.settings.collection,
                progress,
                self._pool(),
                even_forgotten=even_forgotten,
            )
            report = run.run(self.survey(paths))
            self._ledger_settled()
            if any(o.state is not State.UNCHANGED for o in report.outcomes):
                detail = {**answer_json.ingest(report), "versions": dict(self._versions)}
                self.audit.record("ingest", str(len(report.outcomes)), detail)
            return self._with_vectors(report)

    def _with_vectors(self, report: IngestReport) -> IngestReport:
        """The report, once the vectors are in step, or with what keeps them: answers do not wait for them."""
        try:
            healed = project(self._ledger, self._vectors, self._embedder.model).healed
        except StoreUnreachable as error:
            return replace(report, notes=(f"the vector index is not in step: {error}",), behind=True)
        return replace(report, notes=(f"the vector index was made anew: {healed}",)) if healed else report

    def _pool(self) -> Pool:
        """What reads files; it starts nothing until there is one."""
        chosen = self.settings
        return Pool(Limits(chosen.parse_memory_mb, chosen.parse_stall_s, chosen.max_file_mb))

    def forget(
        self,
        reference: str,
        reason: str,
        *,
        wait_s: float | None = None,
        waiting: Callable[[str], None] = lambda _: None,
    ) -> Forgetting:
        """Remove a document, all its versions or the one named, for good; recorded with who and why.

        Raises UnknownReference when there is no such document, WorkspaceBusy as `forgetting.forget`.
        """
        with self._writing("forget", wait_s, waiting):
            documents = all_versions(reference, self._ledger)
            folder = None if self.settings.ledger_url else self.folder
            done = forget(documents, self._ledger, who(), reason, self._wait(wait_s), folder)
            self._ledger_settled()
            project(self._ledger, self._vectors, self._embedder.model)
        return done

    @contextlib.contextmanager
    def _writing(self, task: str, wait_s: float | None, waiting: Callable[[str], None]) -> Generator[None]:
        """Hold the workspace, and a ledger that others share, for one task that writes."""
        wait = self._wait(wait_s)
        with writer_lock(self.folder, task, wait, waiting), ledger_lock(self._ledger, task, wait, waiting):
            yield

    def _wait(self, wait_s: float | None) -> float:
        return self.settings.wait_s if wait_s is None else wait_s

    def _ledger_settled(self) -> None:
        """Finish what a run that was killed left to do in the ledger; cheap when there is nothing."""
        self._ledger.purge(self.settings.wait_s)
        if self._ledger.projection(self._embedder.model) != self._ledger.generation():
            self._ledger.prune_vectors()

    # Upkeep

    def doctor(
        self,
        watch: Watch,
        *,
        repair: bool,
        wait_s: float | None = None,
        waiting: Callable[[str], None] = lambda _: None,
    ) -> CheckUp:
        """Compare ledger, word index, vectors and files item by item, and mend what can be made again."""
        doctor = Doctor(
            self._ledger,
            self._embedder,
            self._vectors,
            self.folder,
            verify_audit=self._trail_problem,
            purge=lambda: self._ledger.purge(self._wait(wait_s)),
        )
        if not repair:
            return look(doctor, self.folder, watch)
        with self._writing("doctor --repair", wait_s, waiting):
            found = doctor.repair(watch)
            if found.touched:
                self.audit.record("repair", str(len(found.touched)), answer_json.check_up(found))
        return found

    def _trail_problem(self) -> str | None:
        problem = self._ledger.audit.verify().problem
        return None if problem is None else str(problem)

    def backup(self, target: Path, *, force: bool) -> Manifest:
        """Write the ledger, as it stands at one moment, to a file. Writers and readers go on meanwhile."""

        def ready(manifest: Manifest) -> None:
            self.audit.record("backup", target.name, answer_json.backup(target, manifest))

        return take_backup(self._ledger, target, self.folder, force=force, ready=ready)

    @classmethod
    def restore(
        cls,
        file: Path,
        named: Path | None,
        *,
        replace: bool,
        wait_s: float | None = None,
        waiting: Callable[[str], None] = lambda _: None,
    ) -> Restored:
        """Put a backup in the place of what the workspace here or as named holds; it is made if there is none."""
        folder = find_folder(Path.cwd(), named, make=True)
        settings = load_settings(folder.parent)

        def recorder(restored: Restored) -> tuple[str, str, dict[str, object]]:
            return who(), file.name, answer_json.restored(file, restored)

        wait = settings.wait_s if wait_s is None else wait_s

        def held(ledger: Ledger) -> contextlib.AbstractContextManager[None]:
            return ledger_lock(ledger, "restore", wait, waiting)

        with writer_lock(folder, "restore", wait, waiting):
            done = restore(file, folder, ledger_url(folder, settings), recorder, replace=replace, held=held)
            workspace = cls(folder, settings)
            try:
                project(workspace._ledger, workspace._vectors, workspace._embedder.model)
            finally:
                workspace.close()
        return done

    # Answering

    def ask(self, question: Question) -> Answer:
        """A cited answer or a refusal, recorded before it is returned.

        Raises AuditFailed when the record cannot be written: then there is no answer.
        """
        question = question.well_formed()
        with self._ledger.snapshot():
            answer = self._answer(question)
        stamp = dt.datetime.now(dt.UTC).isoformat()
        digest = hashlib.sha256(f"{stamp}{question.text}{answer.workspace_digest}".encode()).hexdigest()
        answer = replace(answer, id=f"a-{digest[:12]}", versions=self._versions)
        self.audit.record("ask", answer.id, answer_json.answer(answer))
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
            found = nearest(composed.judged)
            return replace(base, refused=True, reason=_reason(composed, found), nearest=found)
        earlier = tuple(
            claim_of(twin, weighted, evidence) for twin in earlier_versions(composed.chosen, evidence, self._ledger)
        )
        return replace(base, conflicts=conflicts(composed.chosen, composed.judged), earlier=earlier)

    def _searched(self, documents: dict[str, Document]) -> Searched:
        effective = sum(d.status is Status.EFFECTIVE for d in documents.values())
        return Searched(len(documents), self._ledger.counts()["passages"], effective)

    # Looking things up

    def documents(self, as_of: dt.date | None = None) -> tuple[Document, ...]:
        """Every document version with its status."""
        return self._ledger.catalogue(as_of)

    def place(self, reference: str) -> Place:
        """What a reference names: a citation of the last answer, a document, a version or a file."""
        with self._ledger.snapshot():
            return resolve(reference, self._ledger, who())

    def hidden(self, document: Document) -> tuple[Hidden, ...]:
        """The texts of a document that its reader does not see; they are neither searched nor answered from."""
        return self._ledger.hidden(document.digest)

    def status(self) -> dict[str, object]:
        """Counts, model and backends."""
        model = self._embedder.model
        in_step, problem = self._vectors_state()
        with self._ledger.snapshot():
            return {
                "workspace": str(self.folder),
                **self._ledger.counts(),
                "files": len(self._ledger.files()),
                "embedding_model": model,
                "language_model": None,
                "ledger": "PostgreSQL" if self.settings.ledger_url else "SQLite",
                "vector_store": self.settings.vectors_url or "embedded",
                "vectors_in_step": in_step,
                "vectors_problem": problem,
                "workspace_digest": self._digest({d.digest: d for d in self.documents()}),
            }

    def _vectors_state(self) -> tuple[bool, str | None]:
        """Whether the vectors show the present documents, and what keeps them from being read."""
        try:
            return shown(self._ledger, self._vectors, self._embedder.model) == self._ledger.generation(), None
        except (StoreUnreachable, ProjectionDamaged) as error:
            return False, str(error)

    def _digest(self, documents: dict[str, Document]) -> str:
        return hashlib.sha256("\n".join(sorted(documents)).encode()).hexdigest()


def _reason(composed: Composition, found: tuple[Nearest, ...]) -> str:
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
