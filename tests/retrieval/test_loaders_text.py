"""Markdown, reStructuredText, HTML, plain text and JSON: what a reader sees, word for word."""

from __future__ import annotations

import pytest

from retrieval.documents import Block, BlockKind, HiddenKind, LoadedFile, Table
from retrieval.loaders import load
from retrieval.loaders.decoding import decode
from retrieval.loaders.labels import leading_label, letters, roman, without_bullet
from retrieval.loaders.wording import fold, lowered, raised

H, P, S, T = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.STEP, BlockKind.TABLE


def read(name: str, text: str) -> LoadedFile:
    return load(name, text.encode())


def shape(loaded: LoadedFile) -> list[tuple[BlockKind, int, str]]:
    return [(b.kind, b.level, b.text) for b in loaded.blocks if b.kind is not T]


def tables(loaded: LoadedFile) -> list[Table]:
    return [b.table for b in loaded.blocks if b.table]


MARKDOWN = """---
title: "SOP-014 Thaw"
version: 3
---
# Thaw **cells**

Seed `5` × 10<sup>4</sup> cells/cm<sup>2</sup> in
[medium](http://x) with CO<sub>2</sub>.

3. first
4. second
   - sub *x*

   more of second
5. third

| Attribute | Limit |
|---|---|
| Viability | >= 80 %<br>at harvest |

![Alt text](p.png)

<div><p>inside <b>html</b></p></div>
"""


def test_markdown() -> None:
    loaded = read("a.md", MARKDOWN)
    assert shape(loaded) == [
        (P, 0, "title: SOP-014 Thaw"),
        (P, 0, "version: 3"),
        (H, 1, "Thaw cells"),
        (P, 0, "Seed 5 × 10⁴ cells/cm² in medium with CO₂."),
        (S, 1, "3. first"),
        (S, 1, "4. second"),
        (S, 2, "sub x"),
        (P, 0, "more of second"),
        (S, 1, "5. third"),
        (P, 0, "Alt text"),
        (P, 0, "inside html"),
    ]
    assert tables(loaded) == [Table(("Attribute", "Limit"), (("Viability", ">= 80 % at harvest"),))]
    assert loaded.title == "SOP-014 Thaw"
    assert loaded.furniture == ('title: "SOP-014 Thaw"', "version: 3")
    assert [s.where for s in loaded.skipped] == ["picture p.png"]


def test_markdown_counts_repeated_numbers_as_shown() -> None:
    assert [b.text for b in read("a.md", "1. a\n1. b\n1. c\n").blocks] == ["1. a", "2. b", "3. c"]
    assert [b.text for b in read("a.md", "2) a\n3) b\n").blocks] == ["2) a", "3) b"]


RST = """
Title
=====

:Version: 3

Seed 10\\ :sup:`4` cells/cm\\ :sup:`2`, CO\\ :sub:`2`. See :doc:`Virus safety <../x>` and :kbd:`Ctrl`, |sub|.

.. toctree::
   :maxdepth: 2

   a/b

Sub
---

3. three

   a) x
   b) y

4. four

* bullet

.. warning:: Do not *freeze*.

   More.

.. time:: 2 h

.. code-block:: python
   :linenos:

   x = 1

.. figure:: /img/x.jpg
   :bogus: 3
   :alt: alt text

   Caption here

.. include:: /etc/passwd

.. raw:: html

   <b>no</b>

.. list-table:: Limits
   :header-rows: 1

   * - Name
     - Value
   * - x
     - 5 :unknown:`mL`

.. note::
 1. one
"""


def test_restructured_text() -> None:
    loaded = read("a.rst", RST)
    assert shape(loaded) == [
        (H, 1, "Title"),
        (P, 0, "Version: 3"),
        (P, 0, "Seed 10⁴ cells/cm², CO₂. See Virus safety and Ctrl, |sub|."),
        (H, 2, "Sub"),
        (S, 1, "3. three"),
        (S, 2, "a) x"),
        (S, 2, "b) y"),
        (S, 1, "4. four"),
        (S, 1, "bullet"),
        (P, 0, "Warning: Do not freeze."),
        (P, 0, "More."),
        (P, 0, "2 h"),
        (P, 0, "x = 1"),
        (P, 0, "alt text"),
        (P, 0, "Caption here"),
        (P, 0, "Note:"),
        (S, 1, "1. one"),
    ]
    assert tables(loaded) == [Table(("Name", "Value"), (("x", "5 mL"),), "Limits")]
    assert [s.where.split(", ")[-1] for s in loaded.skipped] == [
        "toctree",
        "picture /img/x.jpg",
        "include /etc/passwd",
        "raw html",
    ]


def test_restructured_text_reads_what_docutils_cannot() -> None:
    loaded = read("a.rst", "Before\n\n=====  =====\nA      B\n=====  =====\n10     20\n=====  ===\n\nAfter\n")
    text = " ".join(b.text for b in loaded.blocks)
    assert tables(loaded) == [Table(("A", "B"), (("10", "20"),))]
    assert "After" in text
    assert "Malformed table" in loaded.skipped[0].reason
    assert "Malformed" not in text


def test_restructured_text_merged_cells_are_repeated() -> None:
    grid = "+---+-------+\n| D | Day 5 |\n|   +---+---+\n|   | a | b |\n+===+===+===+\n| 1 | 2 | 3 |\n+---+---+---+\n"
    assert tables(read("a.rst", grid)) == [Table(("D", "Day 5 a", "Day 5 b"), (("1", "2", "3"),))]


HTML = """<html><head><title>SOP-014</title><style>x</style></head><body><nav>menu</nav>
<h1>1 Scope</h1><p>Seed at 10<sup>4</sup> cells/cm<sup>2</sup>, k<sub>La</sub>, x<sup>ab</sup>.<br>Next</p>
<ol start=3 type=a><li>Do <b>this</b><ul><li>sub</li></ul></li><li><p>Para</p><p>Second</p></li></ol>
loose <i>text</i><div style="display: none">hidden</div><p hidden>hidden</p>
<table><caption>Limits</caption><tr><th rowspan=2>Sample</th><th colspan=2>Day 5</th></tr>
<tr><th>Via %</th><th>VCD</th></tr>
<tr><td>1</td><td>2<table><tr><td>i</td><td>j</td></tr></table></td><td>3</td></tr></table>
<img src=x.png alt="Figure 1"><p>Note<sup><a href="#f1">1</a></sup> add <s>5</s> 10 mL</p></body></html>"""


def test_html() -> None:
    loaded = read("a.html", HTML)
    assert shape(loaded) == [
        (H, 1, "1 Scope"),
        (P, 0, "Seed at 10⁴ cells/cm², k_(La), x^(ab). Next"),
        (S, 1, "c. Do this"),
        (S, 2, "sub"),
        (S, 1, "d. Para"),
        (P, 0, "Second"),
        (P, 0, "loose text"),
        (P, 0, "Figure 1"),
        (P, 0, "Note[1] add 10 mL"),
    ]
    assert tables(loaded) == [
        Table(("Sample", "Day 5 Via %", "Day 5 VCD"), (("1", "2", "3"),), "Limits"),
        Table((), (("i", "j"),)),
    ]
    assert loaded.title == "SOP-014"
    assert [s.where for s in loaded.skipped] == ["img Figure 1"]
    assert [(h.kind, h.text) for h in loaded.hidden] == [
        (HiddenKind.INVISIBLE, "hidden"),
        (HiddenKind.STRUCK, "5"),
        (HiddenKind.INVISIBLE, "hidden"),
    ]


TEXT = """Thawing of cells

Document number: SOP-014
Version: 3

1. PURPOSE

This procedure describes how a vial of cells is thawed and what is done with
the cells before they are used at 37 °C or
below.

5.2 Seeding

1. Add 10 mL of medium to the flask and
   mix gently.
2) Incubate 2.5 h.
   a) shake
   - wait

Day   VCD    Viability
0     0.5    97.1
3     2.1    95.0

Name | Value
-----|------
pH   | 7.2
"""


def test_plain_text() -> None:
    loaded = read("a.txt", TEXT)
    assert shape(loaded) == [
        (H, 1, "Thawing of cells"),
        (P, 0, "Document number: SOP-014"),
        (P, 0, "Version: 3"),
        (H, 1, "1. PURPOSE"),
        (
            P,
            0,
            "This procedure describes how a vial of cells is thawed and what is done with"
            " the cells before they are used at 37 °C or below.",
        ),
        (H, 2, "5.2 Seeding"),
        (S, 1, "1. Add 10 mL of medium to the flask and mix gently."),
        (S, 1, "2) Incubate 2.5 h."),
        (S, 2, "a) shake"),
        (S, 2, "wait"),
    ]
    assert tables(loaded) == [
        Table(("Day", "VCD", "Viability"), (("0", "0.5", "97.1"), ("3", "2.1", "95.0"))),
        Table(("Name", "Value"), (("pH", "7.2"),)),
    ]


JSON = """{"id": "7", "title": "Thaw", "count": 1.50, "ok": true,
 "steps": "\\nPCR\\n1. Add 2.0 mL\\n2. Mix:\\n10 µL water\\n",
 "runs": [{"run": "CT-118", "day": 0}, {"run": "CT-119", "vcd": 1e6}],
 "tags": ["a", "b"], "deep": {"er": {"est": {"at": {"last": 5}}}}, "after": "x"}"""


def test_json() -> None:
    loaded = read("a.json", JSON)
    assert shape(loaded) == [
        (H, 1, "Thaw"),
        (P, 0, "id: 7"),
        (P, 0, "count: 1.50"),
        (P, 0, "ok: true"),
        (P, 0, "after: x"),
        (H, 2, "steps"),
        (H, 3, "PCR"),
        (S, 1, "1. Add 2.0 mL"),
        (S, 1, "2. Mix:"),
        (P, 0, "10 µL water"),
        (H, 2, "tags"),
        (S, 1, "a"),
        (S, 1, "b"),
        (H, 2, "deep"),
        (H, 3, "er"),
        (P, 0, "est.at.last: 5"),
    ]
    assert tables(loaded) == [Table(("run", "day", "vcd"), (("CT-118", "0", ""), ("CT-119", "", "1e6")), "runs")]
    assert loaded.title == "Thaw"


def test_json_keeps_keys_written_twice() -> None:
    assert [b.text for b in read("a.json", '{"a": 1, "a": 2}').blocks] == ["a: 1", "a: 2"]


def test_json_lines() -> None:
    loaded = read("a.jsonl", '{"run": "CT-1", "day": 0}\n\n{"run": "CT-2", "day": 10}\n')
    assert tables(loaded) == [
        Table(("run", "day"), (("CT-1", "0"), ("CT-2", "10")), "", ("line 1", "line 3")),
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Température élevée à 37 °C, 5 µL ± 2", "cp1252"),
        ("µ", "cp1252"),
        ("名前,年齢,住所\n佐藤太郎,30,東京\n三木英子,25,大阪", "cp932"),
        ("Объем пробы 5 мл", "cp1251"),
        ("5 µL", "utf-8"),
        ("5 µL", "utf-8-sig"),
        ("5 µL", "utf-16"),
        ("a,b\n1,2", "utf-16-le"),
        ("a,b\n1,2", "utf-16-be"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("5.2 Seeding", "5.2"),
        ("1. Add 10 mL", "1."),
        ("a) shake", "a)"),
        ("iii. third", "iii."),
        ("(2) two", "(2)"),
        ("Step 4: stop", "Step 4:"),
        ("3.2 A hold is a deviation", "3.2"),
        ("2.5 L bioreactor", None),
        ("0.5 mL of dye", None),
        ("2.5 x 10", None),
        ("37 °C for 5 min", None),
        ("E. coli", None),
        ("10 mL", None),
        ("1.5 M NaCl", None),
    ],
)
def test_numbers_in_front_are_not_amounts(line: str, label: str | None) -> None:
    found = leading_label(line)
    assert (found.text if found else None) == label


def test_bullets_are_not_minus_signs() -> None:
    assert without_bullet("• x") == "x"
    assert without_bullet("- x") == "x"
    assert without_bullet("-20 °C") is None


def test_counting() -> None:
    assert [letters(n) for n in (1, 26, 27, 52)] == ["a", "z", "aa", "az"]
    assert [roman(n) for n in (1, 4, 9, 14, 40, 99)] == ["i", "iv", "ix", "xiv", "xl", "xcix"]


def test_wording() -> None:
    assert fold(" 10\u00a0mL\n\tat 37 °C\x00 ") == "10 mL at 37 °C"
    assert read("a.md", "10 mL at \ufeff37\u200b °C").blocks == (Block(P, "10 mL at 37 °C"),)
    assert fold("a\ud800b") == "a\ufffdb"
    assert raised("-6") == "⁻⁶"
    assert raised(" 4 ") == " ⁴ "
    assert raised("th") == "th"
    assert raised("ab") == "^(ab)"
    assert lowered("2") == "₂"
    assert lowered("La") == "_(La)"


def test_block_of_each_kind_has_its_fields() -> None:
    assert read("a.md", "# x").blocks == (Block(H, "x", 1),)
