"""What a run must reach, for a build that is to fail when answers get worse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.evaluation.figures import Figures
from retrieval.errors import SettingsError

Read = Callable[[Figures], float | None]
LEAST: dict[str, Read] = {
    "accuracy": lambda f: f.accuracy,
    "refusals": lambda f: f.refusals,
    "precision": lambda f: f.precision,
    "recall": lambda f: f.recall,
    "quotes": lambda f: f.quotes,
}
MOST: dict[str, Read] = {
    "wrongly-refused": lambda f: f.wrongly_refused,
    "wrong": lambda f: f.wrong,
    "stale": lambda f: f.stale,
    "planted": lambda f: f.planted,
    "failed": lambda f: f.failed,
    "p50": lambda f: f.p50_s,
    "p95": lambda f: f.p95_s,
    "tokens": lambda f: f.tokens,
    "cost": lambda f: f.cost,
}
NAMES = (*LEAST, *MOST)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure's name and the value that it must reach, or must not pass."""

    name: str
    value: float

    @classmethod
    def read(cls, text: str) -> Threshold:
        """From "accuracy=0.85" or "accuracy=85%". Raises SettingsError with the names there are."""
        name, equals, value = text.partition("=")
        try:
            number = float(value.strip().removesuffix("%")) / (100 if value.strip().endswith("%") else 1)
        except ValueError:
            number = None
        if name.strip() not in NAMES or not equals or number is None:
            raise SettingsError(
                f"no threshold: {text!r}", next_step=f"NAME=VALUE with one of {', '.join(NAMES)}, as accuracy=0.85"
            )
        return cls(name.strip(), number)

    def missed_by(self, figures: Figures) -> str | None:
        """What is wrong, or None. A figure that nothing was counted for misses what it must reach."""
        if self.name in LEAST:
            reached = LEAST[self.name](figures)
            enough = reached is not None and reached >= self.value
            wanted = "at least"
        else:
            reached = MOST[self.name](figures)
            enough = reached is None or reached <= self.value
            wanted = "at most"
        said = "nothing to count" if reached is None else f"{reached:.3g}"
        return None if enough else f"{self.name} {said}, {wanted} {self.value:.3g} wanted"


def missed(thresholds: Iterable[Threshold], figures: Figures) -> tuple[str, ...]:
    """Every threshold that the figures do not meet, in words."""
    return tuple(said for t in thresholds if (said := t.missed_by(figures)) is not None)
