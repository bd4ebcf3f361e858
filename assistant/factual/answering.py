"""From a question to what single facts of the graph answer."""

from __future__ import annotations

from dataclasses import replace

from assistant.factual.causes import about_causes
from assistant.factual.codes import read_codes
from assistant.factual.directives import without_directives
from assistant.factual.hops import lead
from assistant.factual.judged import about_judged
from assistant.factual.lines import Lines
from assistant.factual.reply import Reply
from assistant.factual.request import read_request
from assistant.factual.results import about_results
from assistant.factual.site import Site
from assistant.factual.stock import about_stock
from assistant.factual.values import about_values
from graph.questions.inquiry import Inquiry
from retrieval.ledger import Ledger


def factual(question: str, inquiry: Inquiry, ledger: Ledger) -> Reply | None:
    """The answer or refusal of single facts; None when the question is not of their kind or not wholly read."""
    question = without_directives(question)
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
    replies = (
        ask(request, site, lines) for ask in (about_causes, about_stock, about_judged, about_results, about_values)
    )
    return next((reply for reply in replies if reply is not None), None)
