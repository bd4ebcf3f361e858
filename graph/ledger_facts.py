"""What documents state and persons assert about the process, in the ledger: the truth that graphs are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, delete, func, insert, select, update

from graph import fact_rows as rows_of
from graph.assertions import Assertion
from graph.process import BY_MODEL, EVERY_PRODUCT, Definition, Extraction, Fact, Unread
from retrieval import ledger_tables as t
from retrieval.ledger import Ledger
from retrieval.ledger_writes import set_meta

_READING_MODEL = "facts:model"


class LedgerFacts:
    """The tables of facts, definitions, extractions and assertions of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._database, _ = ledger.inside

    # What documents state

    def extracted_by(self) -> dict[str, str]:
        """The version of the extractor that read each document version."""
        e = t.extractions.c
        with self._database.reading() as connection:
            return {row.document: row.extractor for row in connection.execute(select(e.document, e.extractor))}

    def put(self, extractions: Mapping[str, Extraction], extractor: str) -> None:
        """Replace what some document versions (by digest) state, all in one transaction.

        A version that is no longer in the ledger is left out.
        """
        with self._database.writing() as connection:
            known = set(connection.execute(select(t.documents.c.digest)).scalars())
            for digest, extraction in extractions.items():
                if digest in known:
                    _put(connection, digest, extraction, extractor)

    def doubt(self) -> None:
        """Forget that any document version was read for facts: all are read again."""
        with self._database.writing() as connection:
            connection.execute(delete(t.extractions))

    def facts(self, digests: Collection[str] | None = None) -> dict[str, tuple[Fact, ...]]:
        """What each document version states, in order of reading; of all when None."""
        query = select(t.facts).order_by(t.facts.c.document, t.facts.c.ordinal)
        if digests is not None:
            query = query.where(t.facts.c.document.in_(list(digests)))
        found: dict[str, list[Fact]] = defaultdict(list)
        with self._database.reading() as connection:
            for row in connection.execute(query).mappings():
                found[row["document"]].append(rows_of.fact(row))
        return {digest: tuple(facts) for digest, facts in found.items()}

    def products(self, digests: Collection[str]) -> frozenset[str]:
        """The products that document versions say they are about, as written."""
        facts = (fact for found in self.facts(digests).values() for fact in found)
        stated = {mention.context.product for fact in facts for mention in (fact.subject, fact.object)}
        return frozenset(stated - {"", EVERY_PRODUCT})

    def definitions(self) -> dict[str, tuple[Definition, ...]]:
        """The abbreviations that each document version defines."""
        query = select(t.definitions).order_by(t.definitions.c.document, t.definitions.c.ordinal)
        found: dict[str, list[Definition]] = defaultdict(list)
        with self._database.reading() as connection:
            for row in connection.execute(query).mappings():
                found[row["document"]].append(rows_of.definition(row))
        return {digest: tuple(definitions) for digest, definitions in found.items()}

    def unread(self) -> dict[str, tuple[Unread, ...]]:
        """What could not be read in each document version, where there is such."""
        e = t.extractions.c
        with self._database.reading() as connection:
            rows = connection.execute(select(e.document, e.unread)).all()
        return {row.document: rows_of.unread(row.document, row.unread) for row in rows if row.unread}

    def count(self) -> int:
        """How many facts there are."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(t.facts)) or 0

    def count_by_model(self) -> int:
        """How many of them a model read."""
        query = select(func.count()).select_from(t.facts).where(t.facts.c.extractor.like(f"{BY_MODEL}%"))
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    # What a model proposed

    def reading_model(self) -> str | None:
        """The name of the model whose answers stand among the facts; None when none was ever asked."""
        with self._database.reading() as connection:
            return connection.scalar(select(t.meta.c.value).where(t.meta.c.key == _READING_MODEL))

    def read_with(self, model: str) -> None:
        """Note that the facts are those of the extractors and this model."""
        with self._database.writing() as connection:
            set_meta(connection, _READING_MODEL, model)

    def proposals(self, passages: Iterable[str], extractor: str) -> dict[str, object]:
        """The kept candidates by passage digest; a passage that was never asked about is left out."""
        m = t.model_extractions.c
        query = select(m.passage, m.candidates).where(m.extractor == extractor, m.passage.in_(list(set(passages))))
        with self._database.reading() as connection:
            return {row.passage: row.candidates for row in connection.execute(query)}

    def keep_proposals(self, candidates: Mapping[str, object], extractor: str) -> None:
        """Keep what a model proposed for passages, also nothing, in one transaction."""
        m = t.model_extractions
        rows = [{"passage": p, "extractor": extractor, "candidates": c} for p, c in candidates.items()]
        if not rows:
            return
        with self._database.writing() as connection:
            connection.execute(delete(m).where(m.c.extractor == extractor, m.c.passage.in_(list(candidates))))
            connection.execute(insert(m), rows)

    # What persons assert

    def assertions(self, *, withdrawn: bool = False) -> tuple[Assertion, ...]:
        """What persons said, in order of time; with those taken back if wanted."""
        a = t.assertions
        query = select(a).order_by(a.c.at, a.c.id)
        with self._database.reading() as connection:
            every = [rows_of.assertion(row) for row in connection.execute(query).mappings()]
        return tuple(one for one in every if withdrawn or one.withdrawn is None)

    def assert_(self, assertion: Assertion) -> None:
        """Keep an assertion."""
        with self._database.writing() as connection:
            connection.execute(insert(t.assertions), [rows_of.assertion_row(assertion)])

    def withdraw(self, identity: str, who: str, at: str, reason: str) -> None:
        """Take an assertion back; that it was made stays."""
        with self._database.writing() as connection:
            row = t.assertions.c.id == identity
            connection.execute(update(t.assertions).where(row).values(withdrawn=[who, at, reason]))

    def forget_assertions(self, identities: Collection[str]) -> None:
        """Delete assertions for good: what they say is wording of a document that was forgotten."""
        with self._database.writing() as connection:
            connection.execute(delete(t.assertions).where(t.assertions.c.id.in_(list(identities))))

    def reword(self, assertion: Assertion) -> None:
        """Keep an assertion with the reasons that it has now."""
        with self._database.writing() as connection:
            row = rows_of.assertion_row(assertion)
            same = t.assertions.c.id == assertion.id
            connection.execute(
                update(t.assertions).where(same).values(reason=row["reason"], withdrawn=row["withdrawn"])
            )


def _put(connection: Connection, digest: str, extraction: Extraction, extractor: str) -> None:
    for table in (t.facts, t.definitions, t.extractions):
        connection.execute(delete(table).where(table.c.document == digest))
    facts = [rows_of.fact_row(digest, n, fact) for n, fact in enumerate(extraction.facts)]
    if facts:
        connection.execute(insert(t.facts), facts)
    definitions = [rows_of.definition_row(digest, n, d) for n, d in enumerate(extraction.definitions)]
    if definitions:
        connection.execute(insert(t.definitions), definitions)
    unread = rows_of.unread_rows(extraction.unread)
    connection.execute(insert(t.extractions), [{"document": digest, "extractor": extractor, "unread": unread}])
