"""Answers, lists and places on a terminal.

Text of documents goes through `terminal.plain` here and is printed without markup, so that
nothing in it can emit an escape sequence or a style.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answer_json import numbered
from assistant.answers import Answer, Citation, Claim
from assistant.console import plain_console
from assistant.page_picture import Scan
from assistant.references import Place
from assistant.terminal import one_line, plain
from retrieval.canonical import cell_spans
from retrieval.documents import Document, Line, Status

# Lines of context that `show` prints around a citation.
AROUND = 6


def print_answer(answer: Answer, seconds: float) -> None:
    """An answer or refusal, with its numbered sources."""
    console = plain_console()
    numbers = {_key(c): n for n, c in enumerate(numbered(answer), start=1)}
    if answer.understood is not None:
        console.print(Text(f"(understood as: {one_line(answer.understood)})", style="dim"))
    for asked, read in answer.read_as:
        console.print(Text(f"(read {one_line(asked)!r} as {one_line(read)!r})", style="dim"))
    if answer.refused:
        _refusal(console, answer, numbers)
    else:
        _claims(console, answer.claims, numbers)
    _conflicts(console, answer, numbers)
    for claim in answer.earlier:
        console.print()
        old = claim.citations[0]
        console.print(Text(f"Superseded: {one_line(old.document)} v{one_line(old.version)} said", style="yellow"))
        _claim(console, claim, numbers)
    for item in answer.withheld:
        where = f"  [{numbers[_key(item.citation)]}]" if item.citation else ""
        console.print(Text(f"withheld: {one_line(item.text)} ({one_line(item.reason)}){where}", style="yellow"))
    for note in answer.notes:
        console.print(Text(f"note: {one_line(note)}", style="yellow"))
    _general(console, answer)
    console.print()
    for citation, number in zip(numbered(answer), range(1, 1 + len(numbers)), strict=True):
        console.print(Text(f"[{number}] {source(citation)}", style=status_style(citation.status)), soft_wrap=True)
    console.print()
    console.print(Text(_footer(answer, seconds), style="dim"))


def _claims(console: Console, claims: Sequence[Claim], numbers: Mapping[tuple[str, int, int], int]) -> None:
    heading = ""
    for claim in claims:
        status = claim.citations[0].status
        title = one_line(claim.heading) + (
            "" if status is Status.EFFECTIVE else f" ({status.value.upper()}, not in force)"
        )
        if title != heading:
            console.print()
            if title:
                console.print(Text(title, style="bold"))
            heading = title
        _claim(console, claim, numbers)
        if claim.also_in:
            console.print(
                Padding(
                    Text(f"also in {', '.join(map(one_line, claim.also_in[:4]))}", style="dim"),
                    (0, 0, 0, 2),
                    expand=False,
                )
            )


def _claim(console: Console, claim: Claim, numbers: Mapping[tuple[str, int, int], int]) -> None:
    if len(claim.fields) > 1:
        _row(console, claim, numbers)
    else:
        console.print(_with_number(_quoted(claim), claim, numbers))


def _row(console: Console, claim: Claim, numbers: Mapping[tuple[str, int, int], int]) -> None:
    """A table row as its name and aligned fields."""
    (_, name), *fields = claim.fields
    console.print(Text(f"  {one_line(name)}  [{_number(claim, numbers)}]"))
    width = min(max(len(one_line(f)) for f, _ in fields), 28)
    for field, value in fields:
        console.print(Padding(Text(f"{one_line(field):<{width}}  {one_line(value)}"), (0, 0, 0, 4), expand=False))


def _quoted(claim: Claim) -> str:
    """A quotation in its marks; a sentence made of several, or by a model, without; its computed numbers named."""
    if not (claim.linked or claim.by_model):
        return f"“{one_line(claim.text)}”"
    computed = f"  (computed: {', '.join(map(one_line, claim.computed))})" if claim.computed else ""
    return one_line(claim.text) + computed


def _general(console: Console, answer: Answer) -> None:
    """What a model says of its own knowledge, set apart so that nobody takes it for a record."""
    if answer.general is None:
        return
    console.print()
    console.print(
        Text("Not from your records, not checked, not backed (general knowledge of the model):", style="bold red")
    )
    for line in answer.general.splitlines():
        if line.strip():
            console.print(Padding(Text(f"| {one_line(line)}", style="dim"), (0, 0, 0, 2), expand=False))


def _with_number(text: str, claim: Claim, numbers: Mapping[tuple[str, int, int], int]) -> Padding:
    return Padding(Text(f"{text}  [{_number(claim, numbers)}]"), (0, 0, 0, 2), expand=False)


def _number(claim: Claim, numbers: Mapping[tuple[str, int, int], int]) -> str:
    return "][".join(str(numbers[_key(c)]) for c in claim.citations)


def _refusal(console: Console, answer: Answer, numbers: Mapping[tuple[str, int, int], int]) -> None:
    console.print(Text(f"{(answer.reason or 'not answered').capitalize()}.", style="bold"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    s = answer.searched
    grid.add_row("  Searched", Text(f"{s.effective} effective of {s.documents} documents, {s.passages} passages"))
    for n, item in enumerate(answer.nearest):
        quote = Text(f"“{one_line(item.citation.quote)[:300]}”  [{numbers[_key(item.citation)]}]\n")
        quote.append(one_line(item.difference), style="yellow")
        grid.add_row("  Nearest" if n == 0 else "", quote)
    if answer.not_found:
        grid.add_row("  Not found", Text("no record has the words " + ", ".join(map(one_line, answer.not_found))))
    console.print(grid)


def _conflicts(console: Console, answer: Answer, numbers: Mapping[tuple[str, int, int], int]) -> None:
    for conflict in answer.conflicts:
        console.print()
        console.print(Text(f"Records in force disagree on {one_line(conflict.about)}:", style="bold red"))
        for side in conflict.sides:
            c = side.citation
            console.print(Padding(Text(f"“{one_line(side.value)}”  {_version(c)}  [{numbers[_key(c)]}]"), (0, 0, 0, 2)))
        console.print(Text("  A person has to decide."))


def _key(citation: Citation) -> tuple[str, int, int]:
    return citation.digest, citation.start, citation.end


def source(c: Citation) -> str:
    """Where a citation stands, on one line."""
    parts = [_version(c)]
    if c.status is Status.EFFECTIVE:
        parts.append(f"effective {c.effective}" if c.effective else "")
    else:
        parts.append(c.status.value.upper())
    if c.section:
        parts.append(c.section.rsplit(" > ", 1)[-1])
    if c.row:
        parts.append(f'row "{c.row.cells[0]}"' if c.row.cells and c.row.cells[0] else c.row.label)
    if c.page:
        parts.append(f"p. {c.page}")
    if c.ocr:
        parts.append("read by OCR")
    parts.append(c.file)
    return "  ".join(one_line(part) for part in parts if part)


def _version(c: Citation) -> str:
    return one_line(f"{c.document} v{c.version}" if c.version else c.document)


def status_style(status: Status) -> str:
    """How what is not in force is set apart."""
    return "" if status is Status.EFFECTIVE else "yellow"


def _footer(answer: Answer, seconds: float) -> str:
    shown = len(answer.claims)
    checked = f"{shown} of {shown + len(answer.withheld)} statements checked · " if shown else ""
    model = answer.model or "no model"
    show = "  ·  setpoint show 1 opens the first source" if answer.claims or answer.nearest else ""
    as_of = f" · as of {answer.question.as_of}" if answer.question.as_of else ""
    return f"{checked}{answer.searched.documents} documents searched{as_of} · {model} · {seconds:.1f} s{show}"


def print_documents(documents: Sequence[Document]) -> None:
    """The document list, a line each; titles are cut to the width, files are in `--json`."""
    console = plain_console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = {"Document": 16, "Ver.": 4, "Status": 10, "Effective": 10, "Skipped": 7}
    columns["Title"] = max(20, console.width - sum(columns.values()) - 2 * len(columns))
    for name, width in columns.items():
        table.add_column(name, width=width)
    for d in documents:
        day = str(d.identity.effective or "")
        skipped = str(len(d.report.skipped) or "")
        cells = (d.name, d.identity.version, d.status.value, day, skipped, d.identity.title)
        texts = [Text(one_line(cell)) for cell in cells]
        for text, width in zip(texts, columns.values(), strict=True):
            text.truncate(width, overflow="ellipsis")
        table.add_row(*texts, style=status_style(d.status))
    console.print(table)
    console.print(Text(f"{len(documents)} document versions", style="dim"))


def print_pairs(pairs: Mapping[str, object]) -> None:
    """Names and values, a line each."""
    table = Table.grid(padding=(0, 2))
    for name, value in pairs.items():
        table.add_row(name.replace("_", " "), Text(one_line(str("none" if value is None else value))))
    plain_console().print(table)


def print_place(place: Place) -> None:
    """A document, or the surroundings of a citation with the quotation highlighted."""
    console = plain_console()
    d = place.document
    version = f" v{d.identity.version}" if d.identity.version else ""
    since = f" since {d.identity.effective}" if isinstance(d.identity.effective, dt.date) else ""
    console.print(Text(one_line(f"{d.name}{version}  {d.status.value}{since}  {d.identity.title}"), style="bold"))
    console.print(Text(one_line(d.file), style="dim"))
    lines = place.canonical.lines
    first, last = 0, len(lines) - 1
    if place.start is not None and place.end is not None:
        touched = [n for n, line in enumerate(lines) if line.start < place.end and place.start < line.end]
        first, last = max(0, touched[0] - AROUND), min(last, touched[-1] + AROUND)
        console.print(Text(one_line(" > ".join(lines[touched[0]].section)), style="dim"))
    console.print()
    index = first
    while index <= last:
        index = _print_line(console, place, index, last)


def print_scan(scan: Scan, reference: str) -> None:
    """That the page was read by OCR, how sure its cited numbers are, and how to see the picture."""
    sure = "" if scan.confidence is None else f"; least confidence of the numbers cited: {scan.confidence:.0f} %"
    how = f"setpoint show {reference!r} --page {scan.picture.page} --picture page.png"
    console = plain_console()
    console.print()
    console.print(Text(one_line(f"page {scan.picture.page} was read by OCR{sure}"), style="yellow"))
    console.print(Text(one_line(f"its picture ({scan.picture.dpi} dpi): {how}"), style="dim"))


def _print_line(console: Console, place: Place, index: int, last: int) -> int:
    """Print a line, or a whole run of table lines as a table; returns the index after it."""
    line = place.canonical.lines[index]
    if line.table and line.kind != "caption":
        end = index
        while end < last and place.canonical.lines[end + 1].table == line.table:
            end += 1
        _print_table(console, place, index, end)
        return end + 1
    text = Text(plain(place.canonical.text[line.start : line.end]), style="bold" if line.kind == "heading" else "")
    _highlight(text, place, line.start)
    indent = 2 * max(0, line.level - 1) if line.kind == "step" else 0
    console.print(Padding(text, (0, 0, 0, indent), expand=False))
    return index + 1


def _print_table(console: Console, place: Place, first: int, last: int) -> None:
    rows = [place.canonical.lines[n] for n in range(first, last + 1)]
    width = max(len(row.cells) for row in rows)
    header = next((row.header for row in rows if row.header), rows[0].cells if rows[0].kind == "header" else ())
    table = Table(show_header=bool(header))
    for n in range(width):
        table.add_column(Text(one_line(header[n])) if n < len(header) else "")
    for row in rows:
        if row.kind == "row":
            table.add_row(*_cells(row, place))
    console.print(table)


def _cells(row: Line, place: Place) -> list[Text]:
    cells: list[Text] = []
    for (start, _), cell in zip(cell_spans(row), row.cells, strict=True):
        text = Text(plain(cell))
        _highlight(text, place, start)
        cells.append(text)
    return cells


def _highlight(text: Text, place: Place, offset: int) -> None:
    if place.start is not None and place.end is not None:
        start, end = max(0, place.start - offset), min(len(text), place.end - offset)
        if start < end:
            text.stylize("reverse", start, end)
