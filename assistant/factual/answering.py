"""From a question to what single facts of the graph answer."""

from __future__ import annotations

from assistant.factual.codes import read_codes
from assistant.factual.lines import Lines
from assistant.factual.reply import Reply
from assistant.factual.request import read_request
from assistant.factual.results import about_results
from assistant.factual.values import about_values
from graph.questions.inquiry import Inquiry
from retrieval.ledger import Ledger


def factual(question: str, inquiry: Inquiry, ledger: Ledger) -> Reply | None:
    """The answer or refusal of single facts; None when the question is not of their kind or not wholly read."""
    codes = read_codes(question, inquiry)
    if codes.unknown:
        return None
    request = read_request(question, codes, inquiry.vocabulary)
    lines = Lines(ledger)
    return about_results(request, inquiry, lines) or about_values(request, inquiry, lines)
