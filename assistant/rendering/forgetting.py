"""What was forgotten, and the proof, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from assistant.console import plain_console
from assistant.forgetting import Forgetting
from assistant.terminal import one_line


def print_forgetting(done: Forgetting) -> None:
    """What was removed, and how it was proven."""
    console = plain_console()
    for line in _lines(done):
        console.print(line, soft_wrap=True)


def _lines(done: Forgetting) -> Iterator[Text]:
    for d in done.documents:
        version = f" v{one_line(d.identity.version)}" if d.identity.version else ""
        yield Text(f"forgotten  {one_line(d.name)}{version}  {one_line(d.file)}  {d.digest[:12]}")
    proof = done.proof
    if proof is None:
        yield Text("  the ledger is on a server: its files cannot be searched from here", style="yellow")
    elif proof.found_in:
        yield Text(f"  NOT proven: text is left in {', '.join(proof.found_in)}", style="red")
    elif proof.patterns:
        size = f"{proof.files} files, {proof.bytes / 1e6:.1f} MB"
        yield Text(f"  proven: none of {proof.patterns} of its lines and words is left in {size}")
    else:
        yield Text("  everything it said stands in other documents too, which are kept")
