"""A neighbourhood as a tree on a terminal."""

from __future__ import annotations

from rich.text import Text
from rich.tree import Tree

from assistant.console import plain_console
from assistant.graph_show import Branch, Shown, View
from assistant.terminal import one_line


def print_neighbourhood(view: View) -> None:
    """One tree for each entity of the name."""
    console = plain_console()
    for root in view.roots:
        tree = Tree(_line(root))
        _grow(tree, root.branches)
        console.print(tree)
    if view.more:
        console.print(Text(f"… {view.more} more of this name; say which with --product or --label", style="dim"))
    console.print(Text(view.status, style="dim"))


def _grow(tree: Tree, branches: tuple[Branch, ...]) -> None:
    for branch in branches:
        arrow = f"{branch.relation} →" if branch.outward else f"← {branch.relation}"
        grown = tree.add(Text(arrow, style="cyan"))
        for entry in branch.entries:
            _grow(grown.add(_line(entry)), entry.branches)
        if branch.more:
            grown.add(Text(f"… {branch.more} more", style="dim"))


def _line(shown: Shown) -> Text:
    line = Text.assemble((shown.label, "bold"), " ", one_line(shown.text))
    if shown.layer:
        line.append(f" (background {one_line(shown.layer)}, not the site's record)", style="yellow")
    if shown.notes:
        line.append(f"  {one_line(', '.join(shown.notes))}")
    if shown.evidence:
        line.append(f"  {one_line('; '.join(shown.evidence))}", style="dim")
    return line
