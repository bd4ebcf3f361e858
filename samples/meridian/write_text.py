"""Markdown with front matter, and plain text with key: value lines."""

from __future__ import annotations

from samples.meridian.paper import SYNTHETIC, Bullet, Grid, Heading, Paper, Piece, Step, Text
from samples.meridian.superscript import typed


def markdown_bytes(paper: Paper) -> bytes:
    front = ["---", *(f"{name.lower().replace(' ', '_')}: {value}" for name, value in paper.identity), "---"]
    lines = [*front, "", f"> {SYNTHETIC}", "", f"# {paper.heading}", ""]
    for piece in paper.pieces:
        lines += _markdown(piece)
    return ("\n".join(lines).rstrip() + "\n").encode()


def _markdown(piece: Piece) -> list[str]:
    match piece:
        case Heading():
            return [f"{'#' * (piece.level + 1)} {piece.text}", ""]
        case Text():
            return [piece.text, ""]
        case Bullet():
            return [f"- {piece.text}", ""]
        case Step():
            return [f"**{piece.number}** {piece.text}", ""]
        case Grid():
            caption = [piece.caption, ""] if piece.caption else []
            rows = [piece.header, tuple("---" for _ in piece.header), *piece.rows]
            return [*caption, *(f"| {' | '.join(row)} |" for row in rows), ""]


def text_bytes(paper: Paper) -> bytes:
    lines = [SYNTHETIC, "", *(f"{name}: {value}" for name, value in paper.identity), ""]
    for piece in paper.pieces:
        lines += _plain(piece)
    lines += ["", f"{paper.label} - end of record"]
    return typed("\n".join(lines) + "\n").encode()


def _plain(piece: Piece) -> list[str]:
    match piece:
        case Heading():
            return ["", piece.text.upper() if piece.level == 1 else piece.text, ""]
        case Text():
            return [piece.text, ""]
        case Bullet():
            return [f"  - {piece.text}"]
        case Step():
            return [f"{'  ' * piece.depth}{piece.number} {piece.text}"]
        case Grid():
            return [piece.caption, *_columns(piece), ""]


def _columns(piece: Grid) -> list[str]:
    header, *body = [tuple(typed(cell) for cell in row) for row in (piece.header, *piece.rows)]
    widths = [max(map(len, column)) for column in zip(header, *body, strict=True)]
    rows = [header, tuple("-" * width for width in widths), *body]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
