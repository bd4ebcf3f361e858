"""Nouns of a controlled document before it has a file format."""

from __future__ import annotations

from dataclasses import dataclass

SYNTHETIC = "SYNTHETIC RECORD – Setpoint sample site"
SITE = "Meridian Cell Works"


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading as it is printed, e.g. "5.2 Seeding"."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step; `number` is what a reader sees ("7.2"), its dots give the depth."""

    number: str
    text: str

    @property
    def depth(self) -> int:
        return self.number.count(".")


@dataclass(frozen=True, slots=True)
class Bullet:
    """An unnumbered list item."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with one header row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Piece = Heading | Text | Step | Bullet | Grid


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: how it names itself (`identity`, label to value, in print order) and its content.

    `path` is relative to the records folder; its ending chooses the writer. `label` is what the
    footer prints ("SOP-014 v3"). `native_lists` lets Word number the steps, as some authors do.
    """

    path: str
    label: str
    identity: tuple[tuple[str, str], ...]
    pieces: tuple[Piece, ...]
    native_lists: bool = False

    @property
    def title(self) -> str:
        return dict(self.identity).get("Title", "")

    @property
    def heading(self) -> str:
        return f"{self.label} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Control:
    """The entries of a header table."""

    number: str
    title: str
    version: str
    effective: str
    owner: str
    supersedes: str = "none"
    status: str = "Effective"

    @property
    def label(self) -> str:
        return f"{self.number} v{self.version}"

    def identity(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Document number", self.number),
            ("Title", self.title),
            ("Version", self.version),
            ("Effective date", self.effective),
            ("Status", self.status),
            ("Supersedes", self.supersedes),
            ("Owner", self.owner),
        )


def controlled(path: str, control: Control, *pieces: Piece, native_lists: bool = False) -> Paper:
    return Paper(path, control.label, control.identity(), pieces, native_lists)


def grid(caption: str, header: str, *rows: tuple[str, ...]) -> Grid:
    """A table whose header is written "A | B | C"."""
    return Grid(caption, tuple(cell.strip() for cell in header.split("|")), rows)
