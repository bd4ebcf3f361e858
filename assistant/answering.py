"""From a question to a cited answer or an honest refusal, without a model."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from assistant.answers import Answer, Nearest, Question, Searched
from assistant.claims import claim_of
from assistant.conditions import NOT_ESTABLISHED_SAYS
from assistant.days import day_spoken_of
from assistant.directives import without_directives
from assistant.disagreement import conflicts, earlier_versions
from assistant.extractive import Composition, compose, nearest
from assistant.graph_reply import graph_reply, replied
from assistant.scans import scans_of, sure_claims, sure_conflicts
from assistant.sight import Sight
from assistant.study import Student, Study
from graph.questions.inquiry import Inquiry
from graph.questions.records import Records
from graph.vocabulary import Vocabulary
from retrieval.documents import Document, Status
from retrieval.embedding import Embedder
from retrieval.ledger import Ledger
from retrieval.search import Search


@dataclass(frozen=True, slots=True)
class Ground:
    """The answer without a model, the question as it was read with its evidence, and what may be seen."""

    answer: Answer
    study: Study
    sight: Sight


class Answering:
    """Answers from one library."""

    def __init__(
        self,
        ledger: Ledger,
        embedder: Embedder,
        search: Search,
        graph: Callable[[Records], Inquiry | None],
        vocabulary: Callable[[], Vocabulary],
    ) -> None:
        """`graph` gives the process graph to ask about the records of a day, None while it is not in step."""
        self._graph = graph
        self._vocabulary = vocabulary
        self._ledger = ledger
        self._search = search
        self._student = Student(ledger, embedder, search)

    def answer(self, question: Question) -> Answer:
        """A cited answer or a refusal, all of it from one moment of the ledger."""
        with self._ledger.snapshot():
            return self._answer(question)[0]

    @contextlib.contextmanager
    def ground(self, question: Question) -> Generator[Ground]:
        """What an answer with a model starts from: one moment of the ledger, held until the end."""
        with self._ledger.snapshot():
            base, study = self._answer(question)
            as_of, vocabulary = base.question.as_of, self._vocabulary()
            documents = self._search.documents(as_of)
            inquiry = self._graph(Records(documents.values(), as_of))
            sight = Sight(self._ledger, self._search, vocabulary, documents, inquiry, as_of, question.product)
            study = study or self._student.study(_text(question), as_of, vocabulary, documents, base.searched.passages)
            yield Ground(base, study, sight)

    def _answer(self, question: Question) -> tuple[Answer, Study | None]:
        """The answer, and the study it was made from; None where the process graph answered by itself."""
        if question.as_of is None:
            question = replace(question, as_of=day_spoken_of(question.text))
        text = _text(question)
        # The model loads beside the vocabulary and the catalogue: a cold question waits for one.
        with ThreadPoolExecutor(max_workers=1) as beside:
            loading = beside.submit(self._search.vector, text)
            vocabulary = self._vocabulary()
            documents = self._search.documents(question.as_of)
            loading.result()
        searched = self._searched(documents)
        if not documents:
            nothing = Answer(question, (), searched, library_digest(documents))
            return replace(nothing, refused=True, reason="no documents have been read yet"), None
        linked = self._linked(question, documents, searched)
        if linked is not None:
            return linked, None
        study = self._student.study(text, question.as_of, vocabulary, documents, searched.passages)
        composed = compose(study, historic=question.as_of is not None)
        base = Answer(
            question,
            composed.claims,
            searched,
            library_digest(documents),
            withheld=composed.withheld,
            not_found=study.unknown,
            read_as=study.read_as,
        )
        if not composed.claims:
            found = nearest(composed.judged, study.evidence.scans)
            return replace(base, refused=True, reason=_reason(composed, found), nearest=found), study
        return self._with_others(base, composed, study), study

    def _linked(self, question: Question, documents: dict[str, Document], searched: Searched) -> Answer | None:
        """What the process graph answers or refuses by itself; None if the question is left to the statements."""
        inquiry = self._graph(Records(documents.values(), question.as_of))
        if inquiry is None:
            return None
        reply = graph_reply(without_directives(question.text), question.product, inquiry, self._ledger)
        if reply is None:
            return None
        base = Answer(question, (), searched, library_digest(documents))
        return replied(base, reply, documents, self._ledger)

    def _with_others(self, answer: Answer, composed: Composition, study: Study) -> Answer:
        """The answer with what earlier versions said and what records in force disagree on; doubtful scans withheld."""
        evidence = study.evidence
        earlier = tuple(
            claim_of(twin, study.weighted, evidence)
            for twin in earlier_versions(composed.chosen, evidence, self._ledger)
        )
        older = scans_of({c.citations[0].digest for c in earlier}, evidence.documents, self._ledger)
        earlier, doubtful = sure_claims(earlier, older)
        disagreeing, unsure = sure_conflicts(conflicts(composed.chosen, composed.judged), evidence.scans)
        return replace(answer, conflicts=disagreeing, earlier=earlier, withheld=(*answer.withheld, *unsure, *doubtful))

    def _searched(self, documents: dict[str, Document]) -> Searched:
        effective = sum(d.status is Status.EFFECTIVE for d in documents.values())
        return Searched(len(documents), self._ledger.counts()["passages"], effective)


def _text(question: Question) -> str:
    """What is looked for: the question with the product that it is about."""
    return " ".join(filter(None, [without_directives(question.text), question.product]))


def library_digest(digests: Iterable[str]) -> str:
    """SHA-256 of the versions in a library: which documents an answer was given from."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def _reason(composed: Composition, found: tuple[Nearest, ...]) -> str:
    if any(w.citation for w in composed.withheld):
        return "what the records say of this was read by OCR and cannot be told for sure from the scan"
    if any(j.answers for j in composed.judged):
        return "what the records say of this was not in force on that day"
    if found and found[0].difference.startswith(NOT_ESTABLISHED_SAYS):
        return "the records say that this was not established"
    return "the records do not say this"
