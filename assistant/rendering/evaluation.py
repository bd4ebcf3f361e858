"""The figures of an evaluation on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from assistant.console import plain_console
from assistant.evaluation.comparing import Comparison
from assistant.evaluation.figures import Figures, by_kind, figures
from assistant.evaluation.running import Run
from assistant.evaluation.scoring import Verdict
from assistant.terminal import one_line

# First the answerable questions, then the unanswerable ones: a table of 79 characters, for any terminal.
COLUMNS = ("kind", "of", "right", "wrong", "none", "of", "refused", "prec", "recall", "stale", "planted")
_GOOD = (Verdict.RIGHT, Verdict.REFUSED)


def print_evaluation(run: Run, compared: Comparison | None, missed: Sequence[str], *, listed: bool) -> None:
    """A line a kind, the whole, then what changed and what is missed; with `listed` every question that went wrong."""
    console = plain_console()
    grid = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for n, name in enumerate(COLUMNS):
        grid.add_column(name, justify="left" if n == 0 else "right", no_wrap=True)
    for kind, found in by_kind(run.outcomes).items():
        grid.add_row(*_row(one_line(kind), found))
    whole = figures(run.outcomes)
    grid.add_row(*_row("all", whole), style="bold")
    console.print(grid)
    console.print(Text(_shares(whole)), soft_wrap=True)
    console.print(Text(f"{_costs(whole, run.seconds)} · {_modes(run)}"), soft_wrap=True)
    if listed:
        for o in run.outcomes:
            if o.score.verdict not in _GOOD:
                said = f"{o.gold.id}  {o.score.verdict}: {o.gold.question} ({o.score.reason})"
                console.print(Text(one_line(said), style="yellow"), soft_wrap=True)
    if compared:
        console.print(Text(_changes(compared)), soft_wrap=True)
    for said in missed:
        console.print(Text(f"missed: {said}", style="bold red"), soft_wrap=True)
    if run.interrupted:
        console.print(Text(f"interrupted after {len(run.outcomes)} questions", style="bold yellow"))


def _row(name: str, f: Figures) -> tuple[str, ...]:
    return (
        name,
        str(f.answerable or ""),
        *(str(n) if f.answerable else "" for n in (f.right, f.wrong, f.not_answered)),
        str(f.unanswerable or ""),
        str(f.refused) if f.unanswerable else "",
        _share(f.precision),
        _share(f.recall),
        str(f.stale),
        str(f.planted),
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _shares(f: Figures) -> str:
    failed = f" · {f.failed} failed" if f.failed else ""
    return (
        f"right {f.right} of {f.answerable} ({_share(f.accuracy) or '-'}) · refused {f.refused} of {f.unanswerable} "
        f"unanswerable ({_share(f.refusals) or '-'}) · quotations exact {f.exact} of {f.citations} · "
        f"stale unmarked {f.stale} · planted effects {f.planted}{failed}"
    )


def _costs(f: Figures, seconds: float) -> str:
    cost = "" if f.cost is None else f" · cost {f.cost:.4f}"
    tokens = f" · {f.tokens:,} tokens" if f.tokens else ""
    each = "" if f.p50_s is None or f.p95_s is None else f"p50 {f.p50_s:.2f} s · p95 {f.p95_s:.2f} s · "
    return f"{each}{seconds:.1f} s in all{tokens}{cost}"


def _modes(run: Run) -> str:
    """How the answers were made: a model that was asked for and did not answer must not go unseen."""
    made = Counter(" of ".join(filter(None, (o.answer.mode, o.answer.model))) for o in run.outcomes if o.answer)
    return ", ".join(f"{count} {one_line(how)}" for how, count in made.most_common()) or "no answer"


def _changes(c: Comparison) -> str:
    changed = " (the gold file has changed since)" if c.other_questions else ""
    lines = [f"since {c.began}{changed}: {c.right_before} right before, {c.right_now} now, of {c.both} in both"]
    lines += [f"  newly right: {', '.join(map(one_line, c.newly_right))}"] if c.newly_right else []
    lines += [f"  newly wrong: {', '.join(map(one_line, c.newly_wrong))}"] if c.newly_wrong else []
    return "\n".join(lines)
