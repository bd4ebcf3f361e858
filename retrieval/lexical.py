"""The lexical index inside the ledger's database, one class a dialect.

Both store the stems of a passage (`terms.index_text`) in three fields: the document's number and
title, the headings above the passage, and its wording. SQLite ranks by BM25 (FTS5), PostgreSQL by
`ts_rank_cd`; both return passage ids best first, in the transaction of the connection they are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, bindparam, text

# BM25 weights of title, headings and wording: the wording counts most, but a heading that
# names the thing outranks a passing mention (bench/search_quality.py).
WEIGHTS = (1.0, 1.5, 2.0)
# Characters of a stem that PostgreSQL is given: a lexeme has less than 2,048 bytes there.
LONGEST_LEXEME = 500
# The table of the index, in both databases.
TABLE = "passage_terms"
# Terms asked for in one statement: SQLite takes 32,766 variables at most.
TERMS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """The stems of one passage, by field."""

    passage_id: int
    title: str
    section: str
    body: str


class LexicalIndex(Protocol):
    """A ranked word index over passages."""

    def create(self, connection: Connection) -> None: ...

    def add(self, connection: Connection, entries: Sequence[LexicalEntry]) -> None: ...

    def remove(self, connection: Connection, passage_ids: Iterable[int]) -> None: ...

    def search(self, connection: Connection, stems: Sequence[str], limit: int) -> list[int]:
        """Ids of passages that hold any of the stems, best first."""
        ...

    def frequencies(self, connection: Connection, stems: Iterable[str]) -> dict[str, int]:
        """In how many passages each stem stands."""
        ...

    def compact(self, connection: Connection) -> None:
        """Rid the index of what was removed from it, which until then only is marked as such."""
        ...


class SqliteIndex:
    """FTS5. Stems hold no quotes, so a quoted stem is a literal phrase."""

    def create(self, connection: Connection) -> None:
        connection.execute(
            text(
                "CREATE VIRTUAL TABLE IF NOT EXISTS passage_terms USING fts5("
                "title, section, body, tokenize = \"unicode61 remove_diacritics 2 tokenchars '.,'\")"
            )
        )
        connection.execute(
            text("CREATE VIRTUAL TABLE IF NOT EXISTS passage_vocabulary USING fts5vocab(passage_terms, 'row')")
        )

    def add(self, connection: Connection, entries: Sequence[LexicalEntry]) -> None:
        if entries:
            connection.execute(
                text("INSERT INTO passage_terms(rowid, title, section, body) VALUES (:id, :title, :section, :body)"),
                [{"id": e.passage_id, "title": e.title, "section": e.section, "body": e.body} for e in entries],
            )

    def remove(self, connection: Connection, passage_ids: Iterable[int]) -> None:
        rows = [{"id": i} for i in passage_ids]
        if rows:
            connection.execute(text("DELETE FROM passage_terms WHERE rowid = :id"), rows)

    def search(self, connection: Connection, stems: Sequence[str], limit: int) -> list[int]:
        if not stems:
            return []
        title, section, body = WEIGHTS
        query = text(
            "SELECT rowid FROM passage_terms WHERE passage_terms MATCH :query "
            "ORDER BY bm25(passage_terms, :title, :section, :body) LIMIT :limit"
        )
        match = " OR ".join(f'"{stem}"' for stem in stems)
        values = {"query": match, "limit": limit, "title": title, "section": section, "body": body}
        return list(connection.execute(query, values).scalars())

    def frequencies(self, connection: Connection, stems: Iterable[str]) -> dict[str, int]:
        found = dict.fromkeys(stems, 0)
        query = text("SELECT term, doc FROM passage_vocabulary WHERE term IN :terms").bindparams(
            bindparam("terms", expanding=True)
        )
        for some in batched(list(found), TERMS_AT_ONCE):
            found.update((str(term), int(count)) for term, count in connection.execute(query, {"terms": some}))
        return found

    def compact(self, connection: Connection) -> None:
        connection.execute(text("INSERT INTO passage_terms(passage_terms) VALUES ('optimize')"))


class PostgresIndex:
    """A tsvector per passage under a GIN index.

    Vectors and queries are written as literals: PostgreSQL's own parser would take "1,000" for 1 and 000.
    """

    def create(self, connection: Connection) -> None:
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS passage_terms (passage_id integer PRIMARY KEY "
                "REFERENCES passages(id) ON DELETE CASCADE, terms tsvector NOT NULL)"
            )
        )
        connection.execute(text("CREATE INDEX IF NOT EXISTS passage_terms_gin ON passage_terms USING gin(terms)"))

    def add(self, connection: Connection, entries: Sequence[LexicalEntry]) -> None:
        if entries:
            connection.execute(
                text(
                    "INSERT INTO passage_terms(passage_id, terms) VALUES (:id, "
                    "setweight(CAST(:title AS tsvector), 'C') || "
                    "setweight(CAST(:section AS tsvector), 'B') || "
                    "setweight(CAST(:body AS tsvector), 'A'))"
                ),
                [
                    {
                        "id": e.passage_id,
                        "title": _vector(e.title),
                        "section": _vector(e.section),
                        "body": _vector(e.body),
                    }
                    for e in entries
                ],
            )

    def remove(self, connection: Connection, passage_ids: Iterable[int]) -> None:
        rows = [{"id": i} for i in passage_ids]
        if rows:
            connection.execute(text("DELETE FROM passage_terms WHERE passage_id = :id"), rows)

    def search(self, connection: Connection, stems: Sequence[str], limit: int) -> list[int]:
        lexemes = _lexemes(stems)
        if not lexemes:
            return []
        query = text(
            "SELECT passage_id FROM passage_terms, LATERAL (SELECT CAST(:query AS tsquery) AS q) AS asked "
            "WHERE terms @@ q ORDER BY ts_rank_cd('{0.1, 0.5, 0.75, 1.0}', terms, q, 1) DESC, passage_id "
            "LIMIT :limit"
        )
        return list(connection.execute(query, {"query": " | ".join(lexemes), "limit": limit}).scalars())

    def frequencies(self, connection: Connection, stems: Iterable[str]) -> dict[str, int]:
        found = dict.fromkeys(stems, 0)
        known = [stem for stem in found if _lexemes([stem])]
        query = text(
            "SELECT asked.stem, (SELECT count(*) FROM passage_terms WHERE terms @@ CAST(asked.lexeme AS tsquery)) "
            "FROM unnest(CAST(:stems AS text[]), CAST(:lexemes AS text[])) AS asked(stem, lexeme)"
        )
        rows = connection.execute(query, {"stems": known, "lexemes": _lexemes(known)})
        found.update((str(stem), int(count)) for stem, count in rows)
        return found

    def compact(self, connection: Connection) -> None:
        """Nothing to do: VACUUM FULL writes the table and its index anew."""


def batched(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The items in runs of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _lexemes(stems: Iterable[str]) -> list[str]:
    """Stems quoted for PostgreSQL; they hold no quotes of their own."""
    return [f"'{stem}'" for stem in stems if len(stem) <= LONGEST_LEXEME]


def _vector(stems: str) -> str:
    """Stems with their places as a tsvector literal."""
    return " ".join(f"{lexeme}:{place}" for place, lexeme in enumerate(_lexemes(stems.split()), start=1))
