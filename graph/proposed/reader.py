"""Facts of document versions that a model proposes: which passages it is asked about, and what stands the checks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from graph.extraction.place import place_of
from graph.extraction.reading import Reading
from graph.ledger_facts import LedgerFacts
from graph.naming import folded
from graph.process import BY_MODEL, Extraction, Fact, digest_of
from graph.proposed.asking import Budget, Failed, Progress, Proposer, ask, unwatched
from graph.proposed.candidates import Dropped, read_candidates
from graph.proposed.checks import checked
from graph.proposed.quoted import Asked
from prompts.template import Prompt, load
from retrieval.documents import Passage
from retrieval.ledger import Ledger

PROMPT = "extract_facts"
# Raised when the checks let through or hold back something else: facts are made again, nothing is asked again.
CHECKS_VERSION = "1"
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Proposed:
    """What a model added to document versions: facts by digest, what was dropped, what got no answer.

    `open` are the versions with a passage that was not asked about or got no answer: they stay due.
    """

    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict[str, tuple[Fact, ...]])
    dropped: tuple[Dropped, ...] = ()
    failed: tuple[Failed, ...] = ()
    open: Mapping[str, str] = field(default_factory=dict[str, str])
    calls: int = 0


def unheard(_: Proposed) -> None:
    """What came of it, told to nobody."""


@dataclass
class ModelReader:
    """A model to ask, by its name, and how many calls may be made.

    `progress` is told of passages, `tell` what came of each batch of documents: facts, and what was dropped
    or failed with the reasons. One that never `asks` only gives what was answered before.
    """

    name: str
    propose: Proposer
    budget: Budget = field(default_factory=Budget)
    progress: Progress = unwatched
    tell: Callable[[Proposed], None] = unheard
    prompt: Prompt = field(default_factory=lambda: load(PROMPT))
    asks: bool = True

    @property
    def extractor(self) -> str:
        """What answers are kept under, and the facts' extractor: the model and what it is asked."""
        name = "".join(ch if ch.isprintable() else "?" for ch in self.name)
        if len(name) > _LONGEST_NAME:  # a column holds no more, and two names stay two
            name = f"{name[: _LONGEST_NAME - 13]} {hashlib.sha256(name.encode()).hexdigest()[:12]}"
        return f"{BY_MODEL}{name} {self.prompt.digest[:12]}"

    @property
    def version(self) -> str:
        """What the facts depend on beside the answers."""
        return digest_of([self.extractor, CHECKS_VERSION])

    def read(self, ledger: Ledger, readings: Iterable[Reading]) -> Proposed:
        """Ask about every passage of prose that has no kept answer, and check all answers."""
        found = self._read(ledger, readings)
        self.tell(found)
        return found

    def begin(self) -> None:
        """A new run: a model that was not there in the last one is tried again."""
        self.budget.failures = 0

    def _read(self, ledger: Ledger, readings: Iterable[Reading]) -> Proposed:
        asked = [one for reading in readings for one in _passages(ledger, reading)]
        texts = {one.passage.digest: self._text(one) for one in asked}
        answers = ask(LedgerFacts(ledger), texts, self.extractor, self.propose, self.budget, self.progress)
        facts: dict[str, dict[Fact, None]] = {one.reading.entry.digest: {} for one in asked}
        dropped: list[Dropped] = []
        missing: dict[str, list[str]] = {}
        for one in asked:
            document = one.reading.entry.digest
            raw = answers.candidates.get(one.passage.digest)
            if raw is None:
                missing.setdefault(document, []).append(one.passage.digest)
                continue
            good, bad = read_candidates(raw)
            dropped += bad
            for candidate in good:
                found = checked(one, candidate, self.extractor)
                if isinstance(found, Dropped):
                    dropped.append(found)
                else:
                    facts[document][found] = None
        open_ = {document: digest_of(sorted(digests)) for document, digests in missing.items()}
        made = {document: tuple(some) for document, some in facts.items()}
        return Proposed(made, tuple(dropped), answers.failed, open_, answers.calls)

    def _text(self, asked: Asked) -> str:
        """What the model is given: nothing that the passage's digest does not cover, since answers are kept by it."""
        section, text = asked.passage.section, asked.reading.canonical.text
        heading = section[-1] if section else "none"
        return self.prompt.render(heading=heading, passage=text[asked.passage.start : asked.passage.end])


def remembered(name: str) -> ModelReader:
    """The answers that a model gave before, and no new ones."""
    return ModelReader(name, _unasked, Budget(calls=0), asks=False)


def _unasked(_text: str, _schema: dict[str, object]) -> object:
    raise AssertionError("without a budget nothing is asked")


def with_proposed(extraction: Extraction, facts: tuple[Fact, ...]) -> Extraction:
    """The extractors' facts, and beside them those of a model that say something else or stand elsewhere."""
    known: dict[tuple[object, ...], list[Fact]] = {}
    for fact in extraction.facts:
        known.setdefault(_said(fact), []).append(fact)
    new = [fact for fact in facts if not any(_overlap(fact, other) for other in known.get(_said(fact), ()))]
    return replace(extraction, facts=tuple(dict.fromkeys((*extraction.facts, *new))))


def _said(fact: Fact) -> tuple[object, ...]:
    """What a fact says but for its wording: relation, ends, numbers, direction."""
    numbers = tuple(pair for pair in fact.object.details if pair[0] not in ("text", "of"))
    name = "" if numbers else folded(fact.object.label, fact.object.name)
    direction = dict(fact.properties).get("direction")
    return fact.relation, fact.subject.label, folded(fact.subject.label, fact.subject.name), name, numbers, direction


def _overlap(one: Fact, other: Fact) -> bool:
    return one.evidence.start < other.evidence.end and other.evidence.start < one.evidence.end


def _passages(ledger: Ledger, reading: Reading) -> Iterable[Asked]:
    """The passages of prose; tables and headings are read by code alone."""
    places = ledger.passage_places([reading.entry.digest])
    place = place_of(reading)
    found: list[Passage] = [stored.passage for stored in ledger.passages(list(places)).values()]
    for passage in sorted(found, key=lambda p: p.start):
        asked = Asked(reading, passage, place)
        if asked.lines:
            yield asked
