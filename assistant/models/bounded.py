"""A response of HTTP that ends after so many bytes, whatever the server goes on sending.

Clients put a line of a stream together before anyone sees it, so a line without end would fill the memory.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Protocol

# Bytes of one response. A piece of a stream is some 250 bytes of JSON around one token, so this is far more than
# the longest reply that is read (`reply.LONGEST_REPLY`), with as much again of reasoning.
MOST_BYTES = 16_000_000


class ResponseTooLong(Exception):
    """The server sent more than is read of it."""

    def __init__(self) -> None:
        super().__init__(f"the response is longer than {MOST_BYTES // 1_000_000} MB")


class _Stream(Protocol):
    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def aclose(self) -> None: ...


class _Response(Protocol):
    stream: _Stream


class _Bounded:
    """A stream that is read once, and closed with what reads it.

    It is no async generator: one that is left in the middle, when a question is cancelled, is ended by the garbage
    collector in whatever thread that runs.
    """

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream
        self._parts: AsyncIterator[bytes] | None = None
        self._read = 0

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._parts = aiter(self._stream)
        return self

    async def __anext__(self) -> bytes:
        if self._parts is None:
            raise StopAsyncIteration
        part = await anext(self._parts)
        self._read += len(part)
        if self._read > MOST_BYTES:
            raise ResponseTooLong
        return part

    async def aclose(self) -> None:
        parts, self._parts = self._parts, None
        if isinstance(parts, AsyncGenerator):
            with contextlib.suppress(RuntimeError):  # it is at work: it ends with the stream
                await parts.aclose()
        await self._stream.aclose()


async def bound(response: _Response) -> None:
    """A hook for responses of an httpx client (`event_hooks`)."""
    # httpx and httpx2, which the clients have between them, each take only streams of their own class.
    base = next(kind for kind in type(response.stream).__mro__ if kind.__name__ == "AsyncByteStream")
    response.stream = type("Bounded", (_Bounded, base), {})(response.stream)
