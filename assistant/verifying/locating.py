"""Where a quotation stands in a document version, to the letter but for the declared normalisation."""

from __future__ import annotations

from assistant.verifying.folding import fold, whole
from assistant.verifying.nouns import Quote
from retrieval.documents import CanonicalText, Document

# Places of one wording that are given: more of the same say nothing else.
MOST_PLACES = 200


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
