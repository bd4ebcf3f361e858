"""How good a scan is, told from the page itself.

Confidences of words do not tell a number that was read wrongly on a bad scan: blur and dirt make the same
wrong digit in all readings. So the page is judged as a whole, and below a bound none of its numbers counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from retrieval.ocr.ink import Ink
from retrieval.ocr.paper import Mask
from retrieval.ocr.readings import Agreed
from retrieval.ocr.upright import Gray

# Chosen on the development half of bench/ocr (65 pages). Speckle and fax have a dirt of 0.22 and more, all
# others up to 0.014; blurred pages have edges of 0.09 and more, sharp ones 0.05 to 0.076 and one of small type
# at 150 dpi 0.084, which is given up; the readings differ in 0 to 0.037 of the plain words of good scans, in
# 0.04 to 0.2 on fax and speckle.
_MOST_DIRT = 0.05
_WIDEST_EDGE = 0.082
_MOST_DIFFERING = 0.06
_LEAST_SURENESS = 75.0
_FEWEST = 12  # plain words; of fewer, a share or a mean says nothing
_WORDS = 300  # that the sharpness of a page is taken from; more change nothing


@dataclass(frozen=True, slots=True)
class Quality:
    """What is measured of a page.

    `differing` is the share of plain words that the readings do not have alike, `sureness` the mean
    confidence of those that they have, where there are enough; `dirt` is the share of pieces of ink that
    no word explains, what is left of rules aside; `edge` is how wide the edges of letters are, as a share
    of the height of their line.
    """

    differing: float
    sureness: float
    dirt: float
    edge: float

    @property
    def poor(self) -> bool:
        """Whether no number of the page can be trusted."""
        return (
            self.dirt > _MOST_DIRT
            or self.edge > _WIDEST_EDGE
            or self.differing > _MOST_DIFFERING
            or self.sureness < _LEAST_SURENESS
        )


def quality_of(words: Sequence[Agreed], ink: Ink, gray: Gray, rules: Mask) -> Quality:
    """Measure a page whose words are explained in its ink."""
    plain = [a for a in words if len(a.seen.text) > 2 and a.seen.text.isalpha()]
    same = [a for a in plain if a.same]
    tell = len(plain) >= _FEWEST
    return Quality(
        1 - len(same) / len(plain) if tell else 0.0,
        sum(a.seen.confidence for a in same) / max(1, len(same)) if tell else 100.0,
        ink.dirt(rules),
        _edge([a for a in words if a.same and len(a.seen.text) > 1], gray),
    )


def _edge(words: Sequence[Agreed], gray: Gray) -> float:
    """The usual width of an edge: how many pixels the steepest steps of a word would take from paper to ink."""
    widths: list[float] = []
    for a in words[:: max(1, len(words) // _WORDS)]:
        s = a.seen
        piece = gray[int(s.top) : int(s.bottom) + 1, max(0, int(s.left) - 2) : int(s.right) + 3].astype(np.float32)
        if piece.shape[0] < 5 or piece.shape[1] < 5:
            continue
        dark, light = np.percentile(piece, (3, 90))
        steep = float(np.percentile(np.abs(piece[:, 2:] - piece[:, :-2]) / 2, 95))
        widths.append(float(light - dark) / max(1.0, steep) / a.seen.size)
    return median(widths) if widths else 1.0
