"""A word while it is held against its ink and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field

from retrieval.ocr import numbers
from retrieval.ocr.hocr import Seen
from retrieval.ocr.ink import Glyph, Measure


@dataclass
class Judged:
    """A word under scrutiny: its wording may be mended, its doubts are collected."""

    seen: Seen
    same: bool
    others: tuple[str, ...]
    text: str
    glyphs: list[Glyph]
    at: Measure | None
    doubts: list[str] = field(default_factory=list[str])
    raised: list[Glyph] = field(default_factory=list[Glyph])
    sign_sure: bool = False
    least: float = 100.0
    own: float | None = None

    @property
    def height(self) -> float:
        """The height of its digits or capitals, as far as that is known."""
        return self.at.height if self.at is not None else 0.7 * (self.seen.bottom - self.seen.top)

    def doubt_number(self, why: str) -> None:
        """A doubt that concerns the word only if it carries a value: a number, a unit, a sign."""
        if numbers.carries_value(self.text):
            self.doubts.append(why)

    @property
    def confidence(self) -> float:
        """0 to 100; 0 where readings differ or something speaks against the word."""
        return (
            0.0
            if self.doubts or not self.same
            else min(self.seen.confidence if self.own is None else self.own, self.least)
        )
