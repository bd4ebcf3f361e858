"""One call of a model at a time: streamed, bounded in time and length, tried again where that helps, given up at once.

The request is streamed also where nobody reads along, so that a cancelled question closes its connection, and a
model that writes without end is cut off. Tries again are tenacity's for every provider: their own clients differ
(ollama's has none), wait without regard to the question's budget, and do not try again once a stream has begun.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import Cancelled
from assistant.models.failures import RequestRefused, is_passing, retry_after, translate
from assistant.models.opening import named_model, open_model
from assistant.models.providers import ModelName
from assistant.models.redaction import redact
from assistant.models.reply import LONGEST_REPLY, Pieces, Reply, Tool
from assistant.models.silence import untraced
from assistant.models.waiting import wait_for
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from tenacity import AsyncRetrying, RetryCallState

# The first wait before another try and the longest, in seconds; each is drawn from nought to twice the last,
# so that many clients do not come back at once ("full jitter").
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 20.0
# What LangChain says of a stream without a piece (BaseChatModel.astream, langchain-core 1.7.2); to us it is empty.
_NOTHING = "No generation chunks"
# What servers may not take, by a word of their refusals: (word, field of the model, what it becomes).
_CONCESSIONS = (
    ("temperature", "temperature", None),
    ("stream_options", "stream_usage", False),
    ("include_usage", "stream_usage", False),
)


@dataclass
class Line:
    """A model and how it is asked. `where` names it in messages; `timeout_s` bounds one try of a call.

    `takes_tools` is set to False by whoever learns that the server takes none, so that it is not asked again.
    """

    model: BaseChatModel
    where: str = "model"
    timeout_s: float = 60.0
    retries: int = 3
    takes_tools: bool = True

    @classmethod
    def open(cls, settings: Settings, name: str | None = None) -> Line:
        """The model of the settings, or the one named. Raises SettingsError."""
        model = open_model(settings, name)
        return cls.of(model, settings, where_is(named_model(settings, name), settings))

    @classmethod
    def of(cls, model: BaseChatModel, settings: Settings, where: str | None = None) -> Line:
        """A model that is open already, asked as the settings say."""
        return cls(
            model, where or f"model {settings.model or 'unnamed'}", settings.model_timeout_s, settings.model_retries
        )

    def ask(
        self,
        messages: Sequence[BaseMessage],
        tools: Sequence[Tool] = (),
        *,
        seconds: float | None = None,
        characters: int = LONGEST_REPLY,
        cancel: threading.Event | None = None,
    ) -> Reply:
        """Its reply. All tries together take at most `seconds`.

        Raises ModelUnreachable, ModelRefused, ModelBabbled, RequestRefused when it may be asked in another
        form, or Cancelled within a moment of `cancel` being set; the connection is then closed.
        """
        cancel = cancel or threading.Event()
        if cancel.is_set():
            raise Cancelled("the question was cancelled")
        while True:
            work = self._tried(messages, tools, seconds or self.timeout_s * (self.retries + 1), characters)
            try:
                return wait_for(work, cancel)
            except Cancelled:
                raise
            except Exception as error:  # of any client; never let through as it is
                told = translate(error, self.where)
            if not (isinstance(told, RequestRefused) and self._concede(told.what)):
                raise told from None  # what a client says may hold the key

    def say(self, messages: Sequence[BaseMessage], *, cancel: threading.Event | None = None) -> str:
        """Its words alone, for a question that needs neither tools nor a schema. Raises as `ask` does."""
        return self.ask(messages, cancel=cancel).text.strip()

    def _concede(self, said: str) -> bool:
        """Leave out what the server does not take; False when there is nothing of the kind."""
        for word, name, instead in _CONCESSIONS:
            if word in said and getattr(self.model, name, instead) != instead:
                self.model = self.model.model_copy(update={name: instead})
                return True
        return False

    async def _tried(
        self, messages: Sequence[BaseMessage], tools: Sequence[Tool], seconds: float, characters: int
    ) -> Reply:
        ends = time.monotonic() + seconds
        async for attempt in _retrying(self.retries, seconds):
            with attempt:
                left = max(min(self.timeout_s, ends - time.monotonic()), 0.0)
                async with asyncio.timeout(left):
                    return await self._once(messages, tools, characters)
        raise AssertionError("the last error is raised again")

    async def _once(self, messages: Sequence[BaseMessage], tools: Sequence[Tool], characters: int) -> Reply:
        from langchain_core.messages import AIMessageChunk

        pieces = Pieces(characters)
        with untraced():
            asked = self.model.bind_tools(list(tools)) if tools else self.model
            try:
                async with aclosing(asked.astream(list(messages))) as chunks:  # pyright: ignore[reportArgumentType]
                    async for chunk in chunks:
                        if isinstance(chunk, AIMessageChunk) and not pieces.add(chunk):
                            break
            except ValueError as error:
                if pieces.chunks or _NOTHING not in str(error):
                    raise
        return pieces.reply(messages, tools)


def where_is(model: ModelName, settings: Settings) -> str:
    """A model and its address, for messages; what is secret in the address left out."""
    provider = model.known
    address = provider.address(settings.model_url) if provider else settings.model_url
    return redact(f"model {model} at {address}" if address else f"model {model}")


def _retrying(retries: int, seconds: float) -> AsyncRetrying:
    from tenacity import (
        AsyncRetrying,
        retry_if_exception,
        stop_after_attempt,
        stop_before_delay,
        wait_random_exponential,
    )

    backing_off = wait_random_exponential(multiplier=FIRST_WAIT_S, max=LONGEST_WAIT_S)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = retry_after(error) if error else None
        return backing_off(state) if asked is None else asked

    return AsyncRetrying(
        stop=stop_after_attempt(retries + 1) | stop_before_delay(seconds),
        wait=wait,
        retry=retry_if_exception(is_passing),
        reraise=True,
    )
