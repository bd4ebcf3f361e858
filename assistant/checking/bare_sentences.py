"""A sentence without quotations: what the records say near it is tried as its quotation, the likeliest first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.checking.cited_claims import Texts, basis_of
from assistant.checking.named import Catalogue, NotNamed
from assistant.checking.nouns import Checked, Drafted, Outcome
from assistant.evidence import gather
from assistant.question import parse
from assistant.statements import Bag, Statement, statements
from assistant.verify import Quote, Verdict, Verifier
from graph.vocabulary import Vocabulary
from retrieval.documents import CanonicalText, Document, Status
from retrieval.ledger import Ledger
from retrieval.search import Search
from retrieval.terms import content_terms, tokens

# Statements tried alone, and those of them that are tried two by two: a sentence over more places than two
# is two sentences, and each try costs a check.
ALONE, TOGETHER = 12, 5
# What being in force counts, beside a shared word's 1: of two that say the same, the one in force is tried first.
IN_FORCE = 0.5


@dataclass(frozen=True, slots=True)
class Library:
    """Where statements are looked for."""

    ledger: Ledger
    search: Search
    vocabulary: Vocabulary
    catalogue: Catalogue
    texts: Texts


class BareSentences:
    """Checks sentences that name at most the records they are from."""

    def __init__(self, library: Library, verifier: Verifier) -> None:
        self._library = library
        self._verifier = verifier

    def check(self, drafted: Drafted) -> Checked:
        """The outcome for one sentence: what backs it, or what came nearest and what is wrong with that."""
        if drafted.idle:
            return Checked(drafted, Outcome.NOT_CHECKED, drafted.idle)
        try:
            near = [self._quote(s) for s in _likeliest(drafted.text, self._found(drafted))]
        except NotNamed as error:
            return Checked(drafted, Outcome.UNSUPPORTED, str(error))
        if not near:
            return Checked(drafted, Outcome.UNSUPPORTED, "nothing in the records is near it")
        pairs = (pair for pair in itertools.combinations(near[:TOGETHER], 2) if _may_join(pair, drafted.text))
        tries = [*((quote,) for quote in near), *pairs]
        fewest: tuple[Verdict, tuple[Quote, ...]] | None = None
        for quotes in tries:
            verdict = self._verifier.verify(drafted.text, quotes)
            if verdict.supported:
                return Checked(drafted, Outcome.SUPPORTED, "", tuple(map(basis_of, quotes)))
            if fewest is None or len(verdict.violations) < len(fewest[0].violations):
                fewest = verdict, quotes
        assert fewest is not None
        verdict, quotes = fewest
        return Checked(drafted, Outcome.UNSUPPORTED, verdict.reason, tuple(map(basis_of, quotes)))

    def _found(self, drafted: Drafted) -> list[Statement]:
        """The statements of the records that are named, else those that a search finds."""
        library = self._library
        if drafted.citations:
            named = {d.digest: d for cited in drafted.citations for d in library.catalogue.find(cited)}
            return [s for d in named.values() for s in _statements(d, library.texts(d))]
        with library.ledger.snapshot():
            found = gather(parse(drafted.text, library.vocabulary), None, library.ledger, library.search)
        return list(found.statements)

    def _quote(self, statement: Statement) -> Quote:
        return Quote(statement.document, self._library.texts(statement.document), statement.start, statement.end)


def _statements(document: Document, canonical: CanonicalText) -> Iterator[Statement]:
    return statements(document, canonical, range(len(canonical.lines)))


def _may_join(pair: tuple[Quote, Quote], text: str) -> bool:
    """Whether two statements may back one sentence together: of one record, or of two that it speaks of.

    A statement of a record that a sentence does not speak of would only lend it a word.
    """
    if len({quote.document.digest for quote in pair}) == 1:
        return True
    said = frozenset(tokens(text))
    return all(_spoken_of(quote.document, said) for quote in pair)


def _spoken_of(document: Document, said: Bag) -> bool:
    """Whether a sentence has the record's name, or a whole name of its title ("MCW-19", not its first half)."""
    names = [document.name, *(word for word in document.identity.title.split() if any(c.isdigit() for c in word))]
    return any(bag and bag <= said for bag in (frozenset(tokens(name)) for name in names))


def _likeliest(text: str, found: Sequence[Statement]) -> list[Statement]:
    """The statements that share most with a sentence; its numbers and names count double, what is in force first."""
    asked = {term.stem: 2.0 if any(ch.isdigit() for ch in term.word) else 1.0 for term in content_terms(text)}
    scored: list[tuple[float, int, Statement]] = []
    for order, statement in enumerate(found):
        own = sum(weight for stem, weight in asked.items() if stem in statement.own)
        over = sum(weight for stem, weight in asked.items() if stem in statement.above - statement.own)
        in_force = IN_FORCE if statement.document.status is Status.EFFECTIVE else 0.0
        if own:
            scored.append((own + over / 2 + in_force, -order, statement))
    scored.sort(key=lambda item: item[:2], reverse=True)
    return [statement for _, _, statement in scored[:ALONE]]
