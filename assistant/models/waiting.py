"""A coroutine run from plain code, given up as soon as nobody wants its result.

There is one event loop, in a thread of its own, for all calls of models in the process: the HTTP clients
of LangChain's providers are shared between models, and a connection belongs to the loop that opened it.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import threading
from collections.abc import Coroutine
from typing import TypeVar

from assistant.errors import Cancelled

# How often it is looked whether the result is still wanted; the result itself is not waited for in steps.
_LOOK_S = 0.05

T = TypeVar("T")


@functools.lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="models", daemon=True).start()
    return loop


def wait_for(work: Coroutine[object, object, T], cancel: threading.Event) -> T:
    """The result of the work, or what it raised. Raises Cancelled once `cancel` is set; the work is then cancelled."""
    future = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        while not cancel.is_set():
            done, _ = concurrent.futures.wait((future,), timeout=_LOOK_S)
            if done:
                return future.result()
    finally:
        if not future.done():
            future.cancel()
    raise Cancelled("the question was cancelled")
