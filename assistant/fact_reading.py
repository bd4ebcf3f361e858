"""A model that reads facts for one ingest: what it is asked with, what it may cost, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.answer_json import Json
from assistant.answers import Usage
from assistant.models.opening import named_model
from assistant.models.proposing import Proposing
from assistant.settings import Settings
from graph.proposed.asking import Budget, Progress, Proposer, unwatched
from graph.proposed.reader import ModelReader, Proposed
from retrieval.documents import Document

# Documents and reasons that are named one by one.
NAMED = 5


def nothing_spent() -> Usage:
    """What a model costs that nobody counts."""
    return Usage()


@dataclass
class FactReading:
    """A model by its name, how it is asked, how many calls it may take (None: as many as it needs).

    The counts are those of one ingest. `open` are the document versions with passages that got no answer.
    """

    name: str
    propose: Proposer
    calls: int | None = None
    usage: Callable[[], Usage] = nothing_spent
    progress: Progress = unwatched
    facts: int = 0
    dropped: int = 0
    failures: Counter[str] = field(default_factory=Counter[str])
    open: set[str] = field(default_factory=set[str])

    @classmethod
    def of(cls, settings: Settings, calls: int | None = None, progress: Progress = unwatched) -> FactReading:
        """The model of the settings. Raises SettingsError, with what to set, before anything is read."""
        proposing = Proposing.open(settings)
        return cls(str(named_model(settings)), proposing, calls, proposing.meter.usage, progress)

    def reader(self) -> ModelReader:
        """What the builder of the graph asks."""
        return ModelReader(self.name, self.propose, Budget(self.calls), self.progress, self._tell)

    def _tell(self, found: Proposed) -> None:
        self.facts += sum(len(facts) for facts in found.facts.values())
        self.dropped += len(found.dropped)
        self.failures.update(one.reason for one in found.failed)
        self.open |= found.open.keys()

    def notes(self, catalogue: Sequence[Document]) -> tuple[str, ...]:
        """What a person should know: what it found and cost, what was held back, what is still to be asked."""
        used = self.usage()
        cost = "" if used.cost is None else f", {used.cost:.4g} by the prices of the settings"
        spent = f"{used.calls} calls, {used.tokens_in:,} tokens in, {used.tokens_out:,} out{cost}"
        said = [f"{self.name} read {self.facts:,} facts that its passages state ({spent})"]
        if self.dropped:
            said.append(f"{self.dropped:,} more were proposed that the passages do not state; they were dropped")
        said += [f"{count} passages got no answer: {reason}" for reason, count in self.failures.most_common(NAMED)]
        if self.open:
            names = sorted(d.name for d in catalogue if d.digest in self.open)
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            listed = f"{', '.join(names[:NAMED])}{more}"
            said.append(f"not wholly asked about: {listed}; run `setpoint ingest --model` again to go on")
        return tuple(said)

    def json(self) -> Json:
        """The same for programs and the record."""
        used = self.usage()
        return {
            "name": self.name,
            "facts": self.facts,
            "dropped": self.dropped,
            "failed": sum(self.failures.values()),
            "reasons": [reason for reason, _ in self.failures.most_common(NAMED)],
            "documents_open": len(self.open),
            "calls": used.calls,
            "tokens_in": used.tokens_in,
            "tokens_out": used.tokens_out,
            "cost": used.cost,
        }
