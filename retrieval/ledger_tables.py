"""The tables of the ledger.

Text stands in `documents.text` once; lines and passages are spans into it. `vectors` is a cache
by text digest and model, so that Chroma can be rebuilt without embedding anything again. An audit
record is in the chain of `audit` for good; what was delivered stands beside it in `audit_payloads`,
so that the wording of a forgotten document can be taken out of it.

What the process graph is made of stands here as `graph` wrote it: `facts` and `definitions` are what
each document version states, `extractions` that it was read and by which rules, `assertions` what
persons said of entities, `model_extractions` a cache of what a model proposed, by passage digest.
`graph_nodes` and `graph_edges` are the graph itself where it is kept in the ledger: a projection.

`sessions` are conversations of a person, `turns` the questions of each in order. A turn holds no text: it is
the number of the audit record of its answer, which a forgetting already redacts.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = "4"
# Schemas that only lack tables of this one: 2 had no process graph, 3 no sessions.
EARLIER_VERSIONS = ("2", "3")
_ADDED = {
    "3": ("facts", "definitions", "extractions", "model_extractions", "assertions", "graph_nodes", "graph_edges"),
    "4": ("sessions", "turns"),
}

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("file", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("version", Text, nullable=False),
    Column("declared", String(16)),
    Column("effective", String(10)),
    Column("supersedes", Text, nullable=False),
    Column("collection", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_digest", String(64), nullable=False, index=True),
    Column("report", JSON, nullable=False),
    Column("seal", String(64), nullable=False),
    Column("added", String(32), nullable=False),
)

lines = Table(
    "lines",
    metadata,
    Column("document", ForeignKey("documents.digest", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("level", Integer, nullable=False),
    Column("page", Integer),
    Column("section", JSON, nullable=False),
    Column("table_number", Integer, nullable=False),
    Column("row_number", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("caption", Text, nullable=False),
    Column("cells", JSON, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("document", ForeignKey("documents.digest", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("first_line", Integer, nullable=False),
    Column("last_line", Integer, nullable=False),
    Column("section", JSON, nullable=False),
    Column("page", Integer),
    Column("digest", String(64), nullable=False),
    Index("passages_by_document", "document", "start"),
    Index("passages_by_digest", "digest"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("model", String(128), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", String(24), nullable=False),
    Column("seen_ns", String(24), nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("reader", String(32), nullable=False),
    Column("collection", Text, nullable=False),
    Column("failure", JSON),
)

hidden = Table(
    "hidden",
    metadata,
    Column("document", ForeignKey("documents.digest", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(64), nullable=False),
    Column("where", Text, nullable=False),
    Column("text", Text, nullable=False),
)

pictures = Table(
    "pictures",
    metadata,
    Column("document", ForeignKey("documents.digest", ondelete="CASCADE"), primary_key=True),
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("dpi", Integer, nullable=False),
    Column("png", LargeBinary, nullable=False),
)

ocr_words = Table(
    "ocr_words",
    metadata,
    Column("document", ForeignKey("documents.digest", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("left", Integer, nullable=False),
    Column("top", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("text_digest", String(64), nullable=False, index=True),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload_digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)

audit_payloads = Table(
    "audit_payloads",
    metadata,
    Column("record", ForeignKey("audit.id"), primary_key=True, autoincrement=False),
    Column("payload", LargeBinary, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("document", ForeignKey("documents.digest", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("relation", String(24), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("body", JSON, nullable=False),
)

definitions = Table(
    "definitions",
    metadata,
    Column("document", ForeignKey("documents.digest", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("short", Text, nullable=False),
    Column("long", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

extractions = Table(
    "extractions",
    metadata,
    Column("document", ForeignKey("documents.digest", ondelete="CASCADE"), primary_key=True),
    Column("extractor", String(64), nullable=False),
    Column("unread", JSON, nullable=False),
)

model_extractions = Table(
    "model_extractions",
    metadata,
    Column("passage", String(64), primary_key=True),
    Column("extractor", String(128), primary_key=True),
    Column("candidates", JSON, nullable=False),
)

assertions = Table(
    "assertions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("body", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("withdrawn", JSON),
)

graph_nodes = Table(
    "graph_nodes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("label", String(24), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", String(32), nullable=False),
    Column("concept", Text, nullable=False),
    Column("concept_key", String(32), nullable=False),
    Column("product", Text, nullable=False),
    Column("layer", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    Column("sum", String(32), nullable=False),
    Index("graph_nodes_by_concept", "concept_key"),
    Index("graph_nodes_by_name", "name_key"),
    Index("graph_nodes_by_label", "label", "layer"),
)

graph_edges = Table(
    "graph_edges",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("relation", String(24), nullable=False),
    Column("subject", String(32), nullable=False),
    Column("object", String(32), nullable=False),
    Column("document", String(64), nullable=False),
    Column("layer", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    Column("sum", String(32), nullable=False),
    Index("graph_edges_by_subject", "subject", "relation"),
    Index("graph_edges_by_object", "object", "relation"),
    Index("graph_edges_by_document", "document"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("created", String(32), nullable=False),
    UniqueConstraint("who", "name", name="sessions_by_name"),
)

turns = Table(
    "turns",
    metadata,
    Column("session", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("record", ForeignKey("audit.id"), nullable=False),
)


def tables_of(schema: str) -> dict[str, Table]:
    """The tables of this schema or an earlier one, by name."""
    later = {name for version, names in _ADDED.items() if int(version) > int(schema) for name in names}
    return {name: table for name, table in metadata.tables.items() if name not in later}
