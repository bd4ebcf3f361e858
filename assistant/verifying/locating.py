"""Where a quotation stands in a document version, to the letter but for the declared normalisation."""

from __future__ import annotations

from assistant.verifying.folding import fold, whole
from assistant.verifying.nouns import Quote
from graph.proposed.stance import sentence_spans
from retrieval.documents import CanonicalText, Document

# Places of one wording that are given: more of the same say nothing else.
MOST_PLACES = 200
# Characters that a sentence's end may be away from a quotation's: a stop and a blank.
_EDGE = 3


def locate(
    wording: str, document: Document, canonical: CanonicalText, within: tuple[int, int] | None = None
) -> tuple[Quote, ...]:
    """Every place of a quotation in a version, or in a span of it, after the declared normalisation and no other.

    It begins and ends with whole words, numbers and codes. Blanks around it are forgiven, and so are bars that
    part cells at its ends.
    """
    words = fold(wording).text.strip().strip("|").strip()
    if not any(sign.isalnum() for sign in words):
        return ()
    first, last = within or (0, len(canonical.text))
    page = fold(canonical.text)
    found: list[Quote] = []
    at = page.text.find(words)
    while at >= 0 and len(found) < MOST_PLACES:
        end = at + len(words)
        start, stop = page.starts[at], page.ends[end - 1]
        if first <= start and stop <= last and whole(page, at, end):
            found.append(Quote(document, canonical, start, stop))
        at = page.text.find(words, at + 1)
    return tuple(found)


def verbatim(text: str, quote: Quote) -> bool:
    """Whether a sentence is a quotation word for word, and the quotation whole sentences of its line.

    A stop at the end may be there or not. What was cut out of a sentence may have lost its "not".
    """
    said, whole_quote = fold(text).text.strip(" ."), fold(quote.text).text.strip(" .")
    return said == whole_quote and _is_whole(quote)


def _is_whole(quote: Quote) -> bool:
    lines = [n for n in quote.canonical.lines if n.start < quote.end and quote.start < n.end]
    ends = {
        at
        for n in lines
        for a, b in sentence_spans(quote.canonical.text[n.start : n.end])
        for at in (n.start + a, n.start + b)
    }
    text = quote.canonical.text
    begins = any(
        not text[min(e, quote.start) : max(e, quote.start)].strip(" .") for e in ends if abs(e - quote.start) < _EDGE
    )
    stops = any(not text[min(e, quote.end) : max(e, quote.end)].strip(" .") for e in ends if abs(e - quote.end) < _EDGE)
    return begins and stops
