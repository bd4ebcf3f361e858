"""A page of the terminal for an answer of the graph: lines, tables, trees, and the sources under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from assistant.console import plain_console
from assistant.graph_answers import GraphAnswer
from assistant.graph_citing import SHOWN, key
from assistant.rendering.answer import source, status_style
from assistant.terminal import one_line
from graph.process import Evidence
from graph.questions.rows import Row, by_model
from retrieval.documents import Status

Cells = Sequence[str]

# What a judgement is marked with that rests on something the records leave open.
MARK = "†"
OPEN = f"{MARK} where or when it was measured is not stated; every limit that could be meant gives this verdict"


class Page:
    """Prints an answer, and remembers which of its sources were named."""

    def __init__(self, answer: GraphAnswer) -> None:
        self._answer = answer
        self._console = plain_console()
        self._named: set[int] = set()
        self._printed = False
        self.open = False

    def refs(self, evidence: Iterable[Evidence], most: int = SHOWN) -> str:
        """ "[1][4]" for some evidence; who said it for what a person asserted."""
        evidence = list(evidence)
        numbers = [self._answer.cited.numbers[key(c)] for c in self._answer.cited.of(evidence)]
        self._named.update(numbers[:most])
        more = f" +{len(numbers) - most}" if len(numbers) > most else ""
        said = "".join(f"({e.by})" for e in evidence if not e.document)
        return "".join(f"[{n}]" for n in numbers[:most]) + more + said

    def line(self, text: str, style: str = "", indent: int = 0) -> None:
        """One paragraph."""
        self._console.print(Padding(Text(one_line(text), style=style), (0, 0, 0, indent), expand=False))
        self._printed = True

    def note(self, text: str, style: str = "yellow") -> None:
        """A remark on standard output, beside the answer."""
        self.line(text, style=style)

    def heading(self, text: str) -> None:
        """A heading with a line of space above it, where something is above."""
        if self._printed:
            self._console.print()
        self.line(text, style="bold")

    def table(self, columns: Cells, rows: Sequence[tuple[Cells, str]], widths: Sequence[int | None] = ()) -> None:
        """Rows with their styles under a dim head; columns that are empty throughout are left out."""
        kept = [n for n in range(len(columns)) if any(cells[n] for cells, _ in rows)]
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        for n in kept:
            width = widths[n] if n < len(widths) else None
            fixed = columns[n] == ""
            table.add_column(columns[n], no_wrap=fixed, max_width=width, overflow="fold")
        for cells, style in rows:
            table.add_row(*(Text(one_line(cells[n]), style=style) for n in kept))
        self._console.print(Padding(table, (0, 0, 0, 2), expand=False))
        self._printed = True

    def tree(self, tree: Tree) -> None:
        """A tree of guarded labels."""
        self._console.print(tree)
        self._printed = True

    def sources(self, seconds: float) -> None:
        """The sources that were named, what was left out, and how much was read."""
        answer = self._answer
        self._console.print()
        for n in sorted(self._named):
            citation = answer.cited.numbered[n - 1]
            style = status_style(citation.status)
            self._console.print(Text(f"[{n}] {source(citation)}", style=style), soft_wrap=True)
        if self._named:
            self._console.print()
        if answer.left_out:
            self.line(f"{answer.left_out} more in versions that are not in force (--all shows them)", style="yellow")
        if answer.withheld:
            self.line(f"{answer.withheld} withheld: the text no longer reads as it did", style="yellow")
        if self.open:
            self.line(OPEN, style="dim")
        parts = [count(len(answer.rows), answer.kind), f"{answer.documents} documents"]
        parts += [f"as of {answer.as_of}"] if answer.as_of else []
        self.line(f"{' · '.join(parts)} · {seconds:.1f} s", style="dim")
        if self._named:
            self.line(f"setpoint show {min(self._named)}   opens that source", style="dim")


def label(text: str, style: str = "") -> Text:
    """A guarded label of a tree."""
    return Text(one_line(text), style=style)


def style_of(row: Row) -> str:
    """Red for what is disputed, yellow for what is not in force."""
    return "red" if row.conflict else status_style(row.status)


def marked(row: Row, text: str) -> str:
    """A text with the status of a version that is not in force, and whether only a model read it."""
    marks = [
        *([] if row.status is Status.EFFECTIVE else [row.status.value]),
        *(["by a model"] if by_model(row) else []),
    ]
    return f"{text} ({', '.join(marks)})" if marks else text


def count(number: int, kind: str) -> str:
    """ "1 row"; the kind of question says of what."""
    return f"{kind}: {number} row" if number == 1 else f"{kind}: {number} rows"
