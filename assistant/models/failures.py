"""Errors of other people's clients, told as ours: what was wrong, and the next step.

The clients (openai, anthropic, ollama, httpx) share no class, and none is imported here: an HTTP status
is read from the attribute that all of them have, the rest from the names of the classes.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping

from assistant.errors import ModelBabbled, ModelFailed, ModelRefused, ModelUnreachable
from assistant.models.redaction import redact

# Worth another try: a time-out or a conflict on the server (408, 409, 425), too many requests, and 5xx except for
# "not implemented" and the like. RFC 9110 section 15, RFC 6585 section 4; 529 is Anthropic's "overloaded".
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
# Statuses of a request that may do in another form: without tools, without a temperature.
_FORM = frozenset({400, 405, 406, 415, 422, 501})
# Names of classes, anywhere among the ancestors of an error.
_TIMED_OUT = frozenset({"TimeoutError", "TimeoutException", "APITimeoutError", "ModelTimeoutError"})
_LOST = frozenset({"ConnectionError", "TransportError", "RequestError", "APIConnectionError", "ModelConnectionError"})
# What OpenAI says with status 429 when waiting will not help.
_NO_CREDIT = ("insufficient_quota", "exceeded your current quota", "billing", "credit balance")
# Characters of a server's words that are repeated.
_SAID = 300


class RequestRefused(ModelRefused):
    """The server does not take the request as it is; without tools or a temperature it may."""


def is_passing(error: BaseException) -> bool:
    """Whether the same request may do well in a moment."""
    status = status_of(error)
    if status is not None:
        return status in _PASSING and not _is_of_form(status, error) and not _without_credit(error)
    names = _ancestors(error)
    if "ConnectTimeout" in names or "ConnectError" in names:
        return True
    return bool(names & _LOST) and not names & _TIMED_OUT


def status_of(error: BaseException) -> int | None:
    """The HTTP status that an error tells of."""
    for owner in (error, getattr(error, "response", None)):
        status = getattr(owner, "status_code", None)
        if isinstance(status, int) and 100 <= status <= 599:
            return status
    return None


def retry_after(error: BaseException) -> float | None:
    """The seconds that a server asks to wait (RFC 9110 section 10.2.3: a number, or a date)."""
    headers: object = getattr(getattr(error, "response", None), "headers", None)
    if not isinstance(headers, Mapping):
        return None
    said = str(headers.get("retry-after", "")).strip()
    try:
        return max(float(said), 0.0)
    except ValueError:
        date = email.utils.parsedate_tz(said)
        return max(email.utils.mktime_tz(date) - time.time(), 0.0) if date else None


def translate(error: BaseException, where: str) -> ModelFailed:
    """The same error as one of ours; `where` is the model and its address. Keys are taken out of what it says."""
    if isinstance(error, ModelFailed):
        return error
    status = status_of(error)
    if status is not None:
        return _by_status(status, error, where)
    if isinstance(error, ValueError | TypeError | NotImplementedError) and "support" in str(error):
        return RequestRefused(  # the client knows what a model does not take, and asks nobody
            said_by(error), where=where, next_step="take another model"
        )
    names = _ancestors(error)
    if names & _TIMED_OUT:
        return ModelUnreachable(
            "the model did not answer in time", where=where, next_step="try again later, or raise model_timeout_s"
        )
    if names & _LOST:
        return ModelUnreachable(
            f"there is no connection to the model ({said_by(error)})",
            where=where,
            next_step="check that the server runs and that model_url and the network are right",
        )
    return ModelBabbled(
        f"the reply of the server cannot be read ({type(error).__name__}: {said_by(error)})",
        where=where,
        next_step="check with `setpoint models` that model_url is the address of a server of this kind",
    )


def said_by(error: BaseException) -> str:
    """What an error says: the server's own words if it has any, in one line, without keys, not too long."""
    body: object = getattr(error, "body", None)
    if isinstance(body, Mapping):
        inner: object = body.get("error", body)
        body = inner.get("message") if isinstance(inner, Mapping) else inner
    words = body if isinstance(body, str) and body.strip() else str(_root(error)) or type(_root(error)).__name__
    line = " ".join(redact(words).split())
    return line if len(line) <= _SAID else f"{line[:_SAID]}..."


def _root(error: BaseException) -> BaseException:
    """Where a connection error came from: what the clients make of it says less and less."""
    while _ancestors(error) & _LOST and (below := error.__cause__ or error.__context__) is not None:
        error = below
    return error


def _by_status(status: int, error: BaseException, where: str) -> ModelFailed:
    told = f"HTTP {status}: {said_by(error)}"
    refusals = {
        401: ("the server does not accept the key", "set a key that is valid in the provider's variable"),
        402: ("the account has no credit", "check the account with the provider"),
        403: ("the server does not allow this", "check what the key may do, and the name of the model"),
        404: ("the server knows no such model or address", "check the name of the model, and model_url"),
        413: ("the request is too large for the server", "ask something smaller, or take another model"),
    }
    if status in refusals:
        what, step = refusals[status]
        return ModelRefused(f"{what} ({told})", where=where, next_step=step)
    if status == 429 and _without_credit(error):
        return ModelRefused(f"the account has no credit ({told})", where=where, next_step="check it with the provider")
    if _is_of_form(status, error):
        return RequestRefused(f"the server refuses the request ({told})", where=where, next_step=_form_step(error))
    if status in _PASSING:
        return ModelUnreachable(f"the server keeps failing ({told})", where=where, next_step="try again later")
    if 300 <= status < 400:
        return ModelRefused(
            f"the server sends elsewhere ({told})",
            where=where,
            next_step="set model_url to where it sends, if you trust it",
        )
    return ModelRefused(f"the server refuses the request ({told})", where=where, next_step="check the model's name")


def _is_of_form(status: int, error: BaseException) -> bool:
    """Whether another form of the request may do; llama.cpp's server tells of missing tools with a 500."""
    return status in _FORM or (status == 500 and "tool" in said_by(error).casefold())


def _form_step(error: BaseException) -> str:
    said = said_by(error).casefold()
    if "context" in said or "too long" in said or "maximum" in said:
        return "ask something smaller, or take a model that reads more at once"
    return "take another model, or a server that follows the provider's protocol"


def _without_credit(error: BaseException) -> bool:
    said = f"{said_by(error)} {getattr(error, 'code', '')}".casefold()
    return any(words in said for words in _NO_CREDIT)


def _ancestors(error: BaseException) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}
