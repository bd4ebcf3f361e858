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
from sqlalchemy.exc import DatabaseError

# BM25 weights of title, headings and wording: the wording counts most, but a heading that
# names the thing outranks a passing mention (bench/search_quality.py).
WEIGHTS = (1.0, 1.5, 2.0)
# Characters of a stem that PostgreSQL is given: a lexeme has less than 2,048 bytes there.
LONGEST_LEXEME = 500
# The table of the index, in both databases.
TABLE = "passage_terms"
# Terms asked for in one statement: SQLite takes 32,766 variables at most.
TERMS_AT_ONCE = 10_000
# Entries that are looked at in one query: below the 999 variables of an old SQLite.
ENTRIES_AT_ONCE = 500


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

    # For those who check and mend it

    def wrong(self, connection: Connection, entries: Sequence[LexicalEntry]) -> set[int]:
        """Passage ids of those entries that the index lacks or holds otherwise."""
        ...

    def strays(self, connection: Connection) -> list[int]:
        """Ids in the index that no passage has."""
        ...

    def damage(self, connection: Connection) -> str | None:
        """What is wrong with the index itself. The connection is one for writing."""
        ...

    def clear(self, connection: Connection) -> None:
        """Make the index anew, empty."""
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

    def wrong(self, connection: Connection, entries: Sequence[LexicalEntry]) -> set[int]:
        query = text("SELECT rowid, title, section, body FROM passage_terms WHERE rowid IN :ids").bindparams(
            bindparam("ids", expanding=True)
        )
        found: dict[int, tuple[object, ...]] = {}
        for start in range(0, len(entries), ENTRIES_AT_ONCE):
            ids = [e.passage_id for e in entries[start : start + ENTRIES_AT_ONCE]]
            found.update((row[0], tuple(row[1:])) for row in connection.execute(query, {"ids": ids}))
        return {e.passage_id for e in entries if found.get(e.passage_id) != (e.title, e.section, e.body)}

    def strays(self, connection: Connection) -> list[int]:
        query = "SELECT id FROM passage_terms_content WHERE id NOT IN (SELECT id FROM passages)"
        return list(connection.execute(text(query)).scalars())

    def damage(self, connection: Connection) -> str | None:
        try:
            connection.execute(text("INSERT INTO passage_terms(passage_terms) VALUES ('integrity-check')"))
        except DatabaseError as error:
            return str(error.orig)
        return None

    def clear(self, connection: Connection) -> None:
        connection.execute(text("DROP TABLE IF EXISTS passage_vocabulary"))
        try:
            connection.execute(text("DROP TABLE IF EXISTS passage_terms"))
        except DatabaseError:  # FTS5 opens a table before it drops it, and this one does not open
            connection.execute(text("PRAGMA writable_schema=ON"))
            connection.execute(text("DELETE FROM sqlite_master WHERE name = 'passage_terms'"))
            connection.execute(text("PRAGMA writable_schema=RESET"))
            for shadow in ("data", "idx", "content", "docsize", "config"):
                connection.execute(text(f"DROP TABLE IF EXISTS passage_terms_{shadow}"))
        self.create(connection)


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

    def wrong(self, connection: Connection, entries: Sequence[LexicalEntry]) -> set[int]:
        query = text(
            "SELECT e.id FROM unnest(CAST(:ids AS int[]), CAST(:titles AS text[]), CAST(:sections AS text[]), "
            "CAST(:bodies AS text[])) AS e(id, title, section, body) "
            "LEFT JOIN passage_terms p ON p.passage_id = e.id WHERE p.terms IS DISTINCT FROM ("
            "setweight(CAST(e.title AS tsvector), 'C') || setweight(CAST(e.section AS tsvector), 'B') || "
            "setweight(CAST(e.body AS tsvector), 'A'))"
        )
        columns = {
            "ids": [e.passage_id for e in entries],
            "titles": [_vector(e.title) for e in entries],
            "sections": [_vector(e.section) for e in entries],
            "bodies": [_vector(e.body) for e in entries],
        }
        return set(connection.execute(query, columns).scalars())

    def strays(self, connection: Connection) -> list[int]:
        query = "SELECT passage_id FROM passage_terms WHERE passage_id NOT IN (SELECT id FROM passages)"
        return list(connection.execute(text(query)).scalars())

    def damage(self, connection: Connection) -> str | None:
        return None  # the server's own: nothing of it can be checked from here

    def clear(self, connection: Connection) -> None:
        connection.execute(text("DROP TABLE IF EXISTS passage_terms"))
        self.create(connection)


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
