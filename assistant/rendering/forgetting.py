"""What was forgotten, and the proof, on a terminal."""

from __future__ import annotations

from rich.text import Text

from assistant.console import plain_console
from assistant.forgetting import Forgetting
from assistant.terminal import one_line


def print_forgetting(done: Forgetting) -> None:
    """What was removed, and how it was proven."""
    console = plain_console()
    for d in done.documents:
        version = f" v{one_line(d.identity.version)}" if d.identity.version else ""
        console.print(
            Text(f"forgotten  {one_line(d.name)}{version}  {one_line(d.file)}  {d.digest[:12]}"), soft_wrap=True
        )
    proof = done.proof
    if proof is None:
        console.print(
            Text("  the ledger is on a server: its files cannot be searched from here", style="yellow"), soft_wrap=True
        )
    elif proof.found_in:
        console.print(Text(f"  NOT proven: text is left in {', '.join(proof.found_in)}", style="red"), soft_wrap=True)
    elif proof.patterns:
        size = f"{proof.files} files, {proof.bytes / 1e6:.1f} MB"
        console.print(
            Text(f"  proven: none of {proof.patterns} of its lines and words is left in {size}"), soft_wrap=True
        )
    else:
        console.print(Text("  everything it said stands in other documents too, which are kept"), soft_wrap=True)
