"""What one question may cost, and what it has cost so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assistant.answers import Usage
from assistant.settings import Settings
from retrieval.errors import SettingsError

# Calls of tools that one question may take, repeated and refused ones among them: three in each of the eight
# calls of the model that the settings allow by default.
TOOL_CALLS = 24
# Part of a limit after which a model is told to answer now, so that what it says still fits.
NEARLY = 0.75
# Calls of the model kept for the answer itself and for mending it.
RESERVED_CALLS = 2


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits: calls of the model, tokens in and out, seconds, money at the prices for a million tokens."""

    calls: int
    tokens: int
    seconds: float
    cost: float | None = None
    price_in: float | None = None
    price_out: float | None = None
    tool_calls: int = TOOL_CALLS

    def __post_init__(self) -> None:
        if self.cost is not None and (self.price_in is None or self.price_out is None):
            raise SettingsError(
                "model_cost is set, but what tokens cost is not known",
                where="settings",
                next_step="set model_price_in and model_price_out, or leave model_cost out",
            )

    @classmethod
    def of(cls, settings: Settings) -> Budget:
        """The budget of the settings. Raises SettingsError when money is limited and the prices are missing."""
        return cls(
            settings.model_calls,
            settings.model_tokens,
            settings.model_seconds,
            settings.model_cost,
            settings.model_price_in,
            settings.model_price_out,
        )

    def priced(self, used: Usage) -> Usage:
        """The same usage with what its tokens cost, where prices are set."""
        if self.price_in is None or self.price_out is None:
            return used
        return replace(used, cost=(used.tokens_in * self.price_in + used.tokens_out * self.price_out) / 1_000_000)


@dataclass
class Meter:
    """What is spent of a budget; the clock runs from when it is made."""

    budget: Budget
    clock: Callable[[], float] = time.monotonic
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tool_calls: int = 0
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def count_tokens(self, tokens_in: int, tokens_out: int) -> None:
        """Add what a call of the model took."""
        self.tokens_in += max(tokens_in, 0)
        self.tokens_out += max(tokens_out, 0)

    @property
    def seconds(self) -> float:
        """Since the start."""
        return self.clock() - self.began

    @property
    def seconds_left(self) -> float:
        """Until the limit; never below nothing."""
        return max(self.budget.seconds - self.seconds, 0.0)

    @property
    def tokens_left(self) -> int:
        """Until the limit; never below nothing."""
        return max(self.budget.tokens - self.tokens_in - self.tokens_out, 0)

    @property
    def cost(self) -> float | None:
        """Money so far; None where prices are not set."""
        if self.budget.price_in is None or self.budget.price_out is None:
            return None
        return (self.tokens_in * self.budget.price_in + self.tokens_out * self.budget.price_out) / 1_000_000

    def spent(self, coming: int = 0) -> str | None:
        """Which limit keeps a further call, of about `coming` tokens, from being made; None while there is none."""
        for name, part in self._parts(coming):
            if part >= 1.0:
                return name
        return None

    def nearly_spent(self) -> str | None:
        """Which limit is so near that the answer must come now."""
        if self.budget.calls - self.calls <= RESERVED_CALLS < self.budget.calls:
            return "calls of the model"
        if self.tool_calls >= self.budget.tool_calls:
            return "calls of tools"
        return next((name for name, part in self._parts() if part >= NEARLY and not name.startswith("calls")), None)

    def usage(self) -> Usage:
        """The same, for the answer."""
        return Usage(self.calls, self.tokens_in, self.tokens_out, round(self.seconds, 3), self.cost)

    def _parts(self, coming: int = 0) -> list[tuple[str, float]]:
        budget = self.budget
        parts = [
            (f"calls of the model ({budget.calls})", self.calls / budget.calls),
            (f"tokens ({budget.tokens:,})", (self.tokens_in + self.tokens_out + coming) / budget.tokens),
            (f"seconds ({budget.seconds:g})", self.seconds / budget.seconds),
        ]
        if budget.cost is not None and budget.price_in is not None:
            expected = (self.cost or 0.0) + coming * budget.price_in / 1_000_000
            parts.append((f"money ({budget.cost:g})", expected / budget.cost))
        return parts
