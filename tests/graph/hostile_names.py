"""A hundred names that documents could give to things in order to do harm, or that are hard to keep."""

from __future__ import annotations

import json
from pathlib import Path

QUOTES = ["'", '"', "`", "\\", "''", '"" ""', "\\'", '\\"', "\\`", "``", "'`\"\\", "O'Brien's \"batch\" `5`", "‘’“”´"]
CYPHER = [
    "}) DETACH DELETE n //",
    "'}) MATCH (n) DETACH DELETE n //",
    '"}) MATCH (n) DETACH DELETE n RETURN "',
    "`) DETACH DELETE n //",
    "` {key: 1}) SET n.name = 'x' WITH n MATCH (m) DETACH DELETE m //",
    "$graph",
    "$key",
    "$rows",
    "{$param}",
    "${param}",
    "row.key",
    "Run`:`Evil",
    ":Evil",
    "\\u0060) DETACH DELETE n //",
    "\\u0027}) DETACH DELETE n //",
    "x' OR 1=1 WITH 1 AS a CALL db.labels() YIELD label RETURN label //",
    "' LOAD CSV FROM 'file:///etc/passwd' AS l CREATE (:L {l: l}) //",
    "/* comment */ // comment",
    "n.name = null",
    "CALL { DETACH DELETE n } IN TRANSACTIONS",
    "DROP CONSTRAINT setpoint_entity",
]
SQL = [
    "'; DROP TABLE graph_nodes; --",
    '"; DELETE FROM meta; --',
    "' OR '1'='1",
    "%' OR name LIKE '%",
    ":name",
    "%(name)s",
    "%s",
    "?",
    "?1",
    "{0}",
    "E'\\\\x00'",
    "$$ $tag$ $tag$",
    "\\copy t from 'x'",
    "NULL",
    "null",
    "CAST(1 AS int)",
]
FORMATS = [
    "${jndi:ldap://127.0.0.1/a}",
    "{{7*7}}",
    "#{7*7}",
    "<%= 7*7 %>",
    "%x%x%n",
    "{name.__class__.__mro__}",
    "$(touch /tmp/setpoint)",
    "`touch /tmp/setpoint`",
    '{"name": "x"}',
    '["a", null]',
    '\\"}, "name": "y',
    "\\u0000",
    "\\ud800",
    "<script>alert(1)</script>",
    "=cmd|'/c calc'!A1",
    "../../etc/passwd",
    "]]> <!-- & &amp; &#x0; -->",
    "---\n- !!python/object:os.system",
]
CONTROLS = [
    "\x00",
    "a\x00b",
    "\x00\x00",
    "\x01\x02\x1f\x7f\x80\x9f",
    "\x1b[2J\x1b]52;c;eA==\x07",
    "line\nline",
    "line\r\nline",
    "tab\tand\vand\f",
    "\b\b\b",
    " leading and trailing ",
    "\u00a0\u2003\u3000",
    "\u2028\u2029",
    "\ufeffBOM",
    "\ufffe\uffff\ufdd0",
]
UNICODE = [
    "\ud800",
    "a\udfffb",
    "\ud83d\ude00",
    "\ude00\ud83d",
    "\U0001f600",
    "\u202egnp.exe\u202c",
    "\u2066\u2067\u2068\u2069",
    "مرحبا שלום",
    "a\u200bb",
    "a\u200db\ufeff",
    "e\u0301",
    "\u00e9",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f3f4\U000e0067\U000e0062\U000e007f",
    "\U0010ffff\U000f0000",
    "ﷺ" * 50,
    "ＤＲＯＰ",
    "раураl",
    "ǅ ß ŉ ﬁ İ ı",
    "中文 日本語 한국어",
    "\u241b",
    "\u241b0000",
    "\u241b241b",
    "\u241bd800\u241b",
    "µ ≠ μ",
    "x" * 10_000,
    "é\U0001f600\x00" * 3_000,
    "'`\"}) " * 2_000,
    "\ud800" * 10_000,
]
NAMES: tuple[str, ...] = tuple(QUOTES + CYPHER + SQL + FORMATS + CONTROLS + UNICODE)


def naughty(corpora: Path) -> list[str]:
    """The big list of naughty strings, those that are names at all."""
    strings: list[str] = json.loads((corpora / "security" / "blns" / "blns.json").read_text(encoding="utf-8"))
    return [string for string in strings if string]
