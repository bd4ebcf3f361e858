"""Errors of answering and of the faces; the root and the errors of reading are in retrieval.errors.

SetpointError
└── AuditFailed               stop: what cannot be recorded is not shown
"""

from __future__ import annotations

from retrieval.errors import SetpointError


class AuditFailed(SetpointError):
    """The audit record could not be written, so the answer is not delivered."""
