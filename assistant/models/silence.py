"""Nothing of a question or a document goes to anyone but the model: LangChain's tracing is off, whatever is set.

LANGSMITH_TRACING, LANGCHAIN_TRACING_V2 and their like would send every prompt to a service of LangChain's makers.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager

# With one of these set, and tracing off, langchain-core refuses to run at all (callbacks/manager.py, 1.7.2).
_OLD_TRACING = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")


@contextmanager
def untraced() -> Generator[None]:
    """Within it nothing is traced."""
    from langchain_core.tracers.context import tracing_v2_callback_var
    from langsmith.run_helpers import tracing_context

    for name in _OLD_TRACING:
        os.environ.pop(name, None)
    token = tracing_v2_callback_var.set(None)
    try:
        with tracing_context(enabled=False):
            yield
    finally:
        tracing_v2_callback_var.reset(token)
