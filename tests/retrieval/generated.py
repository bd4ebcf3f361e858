"""Blocks as a loader may return them, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from retrieval.documents import Block, BlockKind, Table

_LETTERS = "abc XYZ 019.,;?!|-µ°×²–éß中😀"
words = st.text(alphabet=_LETTERS, min_size=1, max_size=30).map(lambda s: " ".join(s.split())).filter(bool)
prose = st.one_of(words, st.builds(lambda text, times: ". ".join([text] * times), words, st.integers(1, 200)))
cells = st.one_of(st.just(""), words)
pages = st.one_of(st.none(), st.integers(1, 9))


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    row = st.tuples(*[cells] * width)
    rows = draw(st.lists(row, max_size=4))
    labels = tuple(f"row {n}" for n in range(1, len(rows) + 1)) if draw(st.booleans()) else ()
    return Table(
        header=draw(st.one_of(st.just(()), st.just(("",) * width), row)),
        rows=tuple(rows),
        caption=draw(st.one_of(st.just(""), words)),
        row_labels=labels,
    )


_texts = st.one_of(
    st.builds(Block, st.just(BlockKind.HEADING), words, st.integers(1, 4), pages),
    st.builds(Block, st.just(BlockKind.PARAGRAPH), prose, st.just(0), pages),
    st.builds(Block, st.just(BlockKind.STEP), prose, st.integers(1, 3), pages),
)
_table_blocks = st.builds(
    lambda table, page: Block(BlockKind.TABLE, page=page, table=table), table=_tables(), page=pages
)
blocks = st.lists(st.one_of(_texts, _texts, _table_blocks), max_size=8)
