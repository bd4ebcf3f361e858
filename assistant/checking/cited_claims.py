"""A claim that names its quotations: each is looked for in the record named, then the verifier has its say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rapidfuzz import fuzz, process

from assistant.backing import best_verdict
from assistant.checking.named import Catalogue, NotNamed
from assistant.checking.nouns import Basis, Checked, Cited, Drafted, Outcome, version_of
from assistant.verify import Quote, Verifier, locate
from retrieval.documents import CanonicalText, Document

# How alike a line must be to be shown for a quotation that does not stand there (rapidfuzz ratio, of 100),
# and characters of it that are shown.
ALIKE, SHOWN = 55, 160

Texts = Callable[[Document], CanonicalText]


class Unsupported(Exception):
    """A quotation is nowhere to be found, or in more than one record; the message says why."""


class CitedClaims:
    """Checks claims with quotations against one library."""

    def __init__(self, catalogue: Catalogue, texts: Texts, verifier: Verifier) -> None:
        self._catalogue = catalogue
        self._texts = texts
        self._verifier = verifier

    def check(self, drafted: Drafted) -> Checked:
        """The outcome for one claim."""
        if drafted.unread:
            return Checked(drafted, Outcome.UNSUPPORTED, drafted.unread)
        try:
            places = [self._places(cited) for cited in drafted.citations]
        except (NotNamed, Unsupported) as error:
            return Checked(drafted, Outcome.UNSUPPORTED, str(error))
        verdict = best_verdict(drafted.text, places, self._verifier, drafted.derived)
        outcome = Outcome.SUPPORTED if verdict.supported else Outcome.UNSUPPORTED
        return Checked(drafted, outcome, verdict.reason, tuple(basis_of(found[0]) for found in places))

    def _places(self, cited: Cited) -> tuple[Quote, ...]:
        """Every place of a quotation in the record that is meant. Raises NotNamed, Unsupported."""
        meant = self._catalogue.find(cited)
        found = {d.digest: places for d in meant if (places := locate(cited.quote, d, self._texts(d)))}
        if len(found) > 1:
            files = ", ".join(d.file for d in meant if d.digest in found)
            raise Unsupported(f"the quotation stands in several records called {cited.name}; name the file: {files}")
        if not found:
            raise Unsupported(self._missing(cited, meant))
        return next(iter(found.values()))

    def _missing(self, cited: Cited, meant: tuple[Document, ...]) -> str:
        names = " and ".join(version_of(d) if not cited.file else d.file for d in meant)
        elsewhere = [o for o in self._catalogue.others(meant[0]) if locate(cited.quote, o, self._texts(o))]
        if elsewhere:
            where = ", ".join(f"{version_of(d)} ({d.status.value})" for d in elsewhere)
            standing = "" if cited.version or cited.file else ", which is in force"
            return f"the quotation is not in {names}{standing}; it is in {where}"
        near = _nearest_line(cited.quote, [self._texts(d) for d in meant])
        return f"the quotation is not in {names}" + (f'; near it there: "{near}"' if near else "")


def basis_of(quote: Quote) -> Basis:
    """A place as it is told."""
    return Basis(quote.document, quote.start, quote.end, quote.text)


def _nearest_line(quote: str, texts: Iterable[CanonicalText]) -> str:
    lines = [text.text[line.start : line.end] for text in texts for line in text.lines]
    near = process.extractOne(quote, lines, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return near[0][:SHOWN] if near else ""
