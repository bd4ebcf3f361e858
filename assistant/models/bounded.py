"""A response of HTTP that ends after so many bytes, whatever the server goes on sending.

Clients put a line of a stream together before anyone sees it, so a line without end would fill the memory.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
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
    def __init__(self, stream: _Stream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for part in self._stream:
            read += len(part)
            if read > MOST_BYTES:
                raise ResponseTooLong
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


async def bound(response: _Response) -> None:
    """A hook for responses of an httpx client (`event_hooks`)."""
    # httpx and httpx2, which the clients have between them, each take only streams of their own class.
    base = next(kind for kind in type(response.stream).__mro__ if kind.__name__ == "AsyncByteStream")
    response.stream = type("Bounded", (_Bounded, base), {})(response.stream)
