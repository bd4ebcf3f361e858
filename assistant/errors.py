"""Errors of answering and of the faces; the root and the errors of reading are in retrieval.errors.

SetpointError
├── AuditFailed               stop: what cannot be recorded is not shown
├── ModelFailed               go on without the model: the answer is then an extractive one
│   ├── ModelUnreachable      wait, or mend the address or the network
│   ├── ModelRefused          mend the key, the name of the model or the account
│   ├── ModelBabbled          it answered, but with nothing that follows the schema
│   └── BudgetSpent           ask something smaller, or raise the budget
└── Cancelled                 the person who asked does not want the answer any more
"""

from __future__ import annotations

from retrieval.errors import SetpointError


class AuditFailed(SetpointError):
    """The audit record could not be written, so the answer is not delivered."""


class ModelFailed(SetpointError):
    """The language model gave nothing that can be used."""


class ModelUnreachable(ModelFailed):
    """No connection, a time-out, or a server that keeps failing after the retries."""


class ModelRefused(ModelFailed):
    """The server does not accept the key, knows no such model, or refuses the request."""


class ModelBabbled(ModelFailed):
    """Answers that do not follow the schema, after the retry."""


class BudgetSpent(ModelFailed):
    """The steps, tokens, seconds or money allowed for one question are spent."""


class Cancelled(SetpointError):
    """The answer was cancelled by the person who asked."""
