"""Cutting: passages tile the document along its structure."""

from __future__ import annotations

import hashlib
import itertools

from hypothesis import given
from hypothesis import strategies as st

from retrieval.canonical import canonicalise
from retrieval.documents import Block, BlockKind, CanonicalText, Passage, Table
from retrieval.passages import LONGEST, ROWS_APART, SHORT, TARGET, cut
from tests.retrieval.generated import blocks

HEADING, PARAGRAPH, STEP, TABLE = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.STEP, BlockKind.TABLE
SENTENCE = "Wash the cells once with warm buffer and discard the supernatant. "
titles = st.sampled_from(["", "Thawing of cells"])


def wordings(canonical: CanonicalText, title: str = "") -> list[str]:
    return [canonical.text[p.start : p.end] for p in cut(canonical, title)]


@given(blocks, titles)
def test_passages_lie_in_the_text_in_order_and_apart(read: list[Block], title: str) -> None:
    canonical = canonicalise(read)
    passages = cut(canonical, title)
    assert all(0 <= p.start < p.end <= len(canonical.text) for p in passages)
    assert all(a.end <= b.start for a, b in itertools.pairwise(passages))
    assert all(canonical.text[p.start : p.end].strip() for p in passages)


@given(blocks)
def test_every_line_but_headings_and_table_heads_is_covered_exactly_once(read: list[Block]) -> None:
    canonical = canonicalise(read)
    passages = cut(canonical)
    for line in canonical.lines:
        covering = [p for p in passages if p.start < line.end and line.start < p.end]
        covered = "".join(canonical.text[max(p.start, line.start) : min(p.end, line.end)] for p in covering)
        wording = canonical.text[line.start : line.end]
        if line.kind in ("header", "caption"):
            assert not covering
        elif line.kind == "heading":
            assert covered in ("", wording)
        else:
            assert "".join(covered.split()) == "".join(wording.split())


@given(blocks)
def test_no_passage_crosses_a_heading_or_leaves_its_section_or_table(read: list[Block]) -> None:
    canonical = canonicalise(read)
    for passage in cut(canonical):
        lines = canonical.lines[passage.first_line : passage.last_line + 1]
        assert lines[0].start <= passage.start < passage.end <= lines[-1].end
        assert {line.section for line in lines} == {passage.section}
        assert len({line.table for line in lines}) == 1
        assert passage.page == lines[0].page
        if any(line.kind == "heading" for line in lines):
            assert len(lines) == 1


@given(blocks, titles)
def test_the_digest_names_what_is_embedded_and_the_wording_is_in_it(read: list[Block], title: str) -> None:
    canonical = canonicalise(read)
    for passage in cut(canonical, title):
        assert passage.digest == hashlib.sha256(passage.embedded.encode()).hexdigest()
        wording = canonical.text[passage.start : passage.end]
        if canonical.lines[passage.first_line].kind != "row":
            assert passage.embedded.endswith(wording)


@given(blocks, titles)
def test_cutting_is_deterministic_and_keeps_to_its_size(read: list[Block], title: str) -> None:
    canonical = canonicalise(read)
    assert cut(canonical, title) == cut(canonicalise(list(read)), title)
    assert all(p.end - p.start <= LONGEST for p in cut(canonical, title))


@given(blocks)
def test_the_title_changes_what_is_embedded_but_never_where_the_cuts_are(read: list[Block]) -> None:
    def spans(passages: tuple[Passage, ...]) -> list[tuple[int, int]]:
        return [(p.start, p.end) for p in passages]

    canonical = canonicalise(read)
    assert spans(cut(canonical)) == spans(cut(canonical, "A title"))


def table_of(rows: int) -> CanonicalText:
    table = Table(("Day", "Glucose (mM)"), tuple((str(n), f"{n}.5") for n in range(rows)), "Table 1. Feeds")
    return canonicalise([Block(TABLE, table=table)])


def test_rows_of_a_table_are_passages_of_their_own_up_to_the_limit() -> None:
    assert wordings(table_of(ROWS_APART)) == [f"{n} | {n}.5" for n in range(ROWS_APART)]


def test_rows_of_a_longer_table_share_passages_and_none_is_lost() -> None:
    found = wordings(table_of(ROWS_APART + 1))
    assert 1 < len(found) < 10
    assert all(len(wording) <= TARGET for wording in found)
    assert "\n".join(found).split("\n") == [f"{n} | {n}.5" for n in range(ROWS_APART + 1)]


def test_a_row_is_embedded_with_its_header_caption_and_title() -> None:
    [first, _] = cut(table_of(2), "Feeding plan")
    assert first.embedded == "Feeding plan\nTable 1. Feeds\nDay: 0; Glucose (mM): 0.5"


def test_a_row_without_header_or_with_empty_cells_is_embedded_as_it_reads() -> None:
    table = Table(("Step", "", "Limit"), (("Thaw", "fast", ""), ("", "", "≥ 80 %")))
    first, second = cut(canonicalise([Block(TABLE, table=table)]))
    assert (first.embedded, second.embedded) == ("Step: Thaw; fast", "Limit: ≥ 80 %")


def test_an_overlong_row_is_cut_and_each_piece_is_embedded_as_itself() -> None:
    table = Table(("Step", "Text"), (("Wash", SENTENCE * 40 + "Store at −80 °C."),))
    canonical = canonicalise([Block(TABLE, table=table)])
    passages = cut(canonical)
    assert len(passages) > 2
    assert len({p.digest for p in passages}) > 1
    assert "−80 °C" in passages[-1].embedded
    assert not any("−80 °C" in p.embedded for p in passages[:-1])


def test_a_step_keeps_its_sub_steps_past_the_target() -> None:
    steps = [Block(STEP, "1. " + SENTENCE * 14, 1), Block(STEP, "1.1 " + SENTENCE * 4, 2), Block(STEP, "2. Count.", 1)]
    canonical = canonicalise(steps)
    first, second = wordings(canonical)
    assert TARGET < len(first) <= LONGEST
    assert (first.count("Wash"), second) == (18, "2. Count.")


def test_paragraphs_of_a_section_go_together_up_to_the_target() -> None:
    canonical = canonicalise([Block(PARAGRAPH, SENTENCE * 4 + str(n)) for n in range(6)])
    assert [len(wording.split("\n")) for wording in wordings(canonical)] == [3, 3]


def test_a_long_paragraph_is_cut_at_the_ends_of_sentences() -> None:
    found = wordings(canonicalise([Block(PARAGRAPH, (SENTENCE * 60).strip())]))
    assert len(found) > 3
    assert all(wording.startswith("Wash") and wording.endswith("supernatant.") for wording in found)


def test_text_without_a_single_break_is_cut_and_not_lost() -> None:
    found = wordings(canonicalise([Block(PARAGRAPH, "A" * 5_000)]))
    assert "".join(found) == "A" * 5_000


def test_a_heading_is_a_passage_only_when_nothing_stands_under_it() -> None:
    canonical = canonicalise(
        [
            Block(HEADING, "1 Purpose", 1),
            Block(HEADING, "2 Storage", 1),
            Block(HEADING, "2.1 Bank", 2),
            Block(PARAGRAPH, "Below −150 °C."),
            Block(HEADING, "3 Annex", 1),
        ]
    )
    assert wordings(canonical) == ["1 Purpose", "Below −150 °C.", "3 Annex"]


def test_a_short_passage_is_embedded_under_title_and_heading_and_a_long_one_under_its_heading() -> None:
    canonical = canonicalise(
        [
            Block(HEADING, "4 Wash", 1),
            Block(PARAGRAPH, "Twice."),
            Block(TABLE, table=Table((), (("x",),))),
            Block(PARAGRAPH, "Y" * SHORT),
        ]
    )
    first, row, long = cut(canonical, "Thawing")
    assert first.embedded == "Thawing\n4 Wash\nTwice."
    assert row.embedded == "Thawing\n4 Wash\nx"
    assert long.embedded == "4 Wash\n" + "Y" * SHORT


def test_equal_long_wording_in_two_documents_has_one_digest() -> None:
    canonical = canonicalise([Block(PARAGRAPH, SENTENCE * 8)])
    assert cut(canonical, "One")[0].digest == cut(canonical, "Other")[0].digest
