"""From a question to what single facts of the graph answer."""

from __future__ import annotations

from dataclasses import replace

from assistant.factual.across import about_all_runs
from assistant.factual.allowed import about_allowed
from assistant.factual.causes import about_causes
from assistant.factual.codes import read_codes
from assistant.factual.hops import lead
from assistant.factual.judged import about_judged
from assistant.factual.lines import Lines
from assistant.factual.methods import about_methods
from assistant.factual.order import about_order
from assistant.factual.reply import Reply
from assistant.factual.request import read_request
from assistant.factual.results import about_results
from assistant.factual.site import Site
from assistant.factual.stock import about_stock
from assistant.factual.values import about_values
from graph.questions.inquiry import Inquiry
from retrieval.ledger import Ledger

# Tried in order: the first that reads the question whole answers it.
_FORMS = (
    about_causes,
    about_stock,
    about_order,
    about_methods,
    about_allowed,
    about_judged,
    about_all_runs,
    about_results,
    about_values,
)


def factual(question: str, inquiry: Inquiry, ledger: Ledger) -> Reply | None:
    """The answer or refusal of single facts; None when the question is not of their kind or not wholly read."""
    led = lead(question, inquiry)
    if led is None:
        return _asked(question, inquiry, ledger)
    reply = _asked(led.question, inquiry, ledger)
    if reply is None or not reply.sentences:
        return None
    return replace(reply, sentences=(*led.reasons, *reply.sentences))


def _asked(question: str, inquiry: Inquiry, ledger: Ledger) -> Reply | None:
    codes = read_codes(question, inquiry)
    if codes.unknown:
        return None
    request = read_request(question, codes, inquiry.vocabulary)
    site, lines = Site(inquiry), Lines(ledger)
    replies = (ask(request, site, lines) for ask in _FORMS)
    return next((reply for reply in replies if reply is not None), None)
