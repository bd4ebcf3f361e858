"""No number that OCR reads wrongly counts as verified: bench/ocr measures many pages, here is one of each damage."""

from __future__ import annotations

import pytest

from bench.ocr import batch_record, measured
from retrieval.ocr.confidence import VERIFIED_FROM

SEED = 71
GOOD = ["turned -2.6", "150 dpi"]
BAD = ["blur", "speckle"]


@pytest.mark.parametrize("how", [*GOOD, *BAD])
def test_numbers_of_a_damaged_page(tesseract: str, how: str) -> None:
    number = [*GOOD, *BAD].index(how)
    sheet = batch_record(number, SEED)[0]
    tally = measured(sheet, how)
    wrong = [c for c in tally.wrong if c >= VERIFIED_FROM]
    right = [c for c in tally.right if c >= VERIFIED_FROM]
    assert not wrong, tally.examples
    if how in GOOD:
        assert len(right) >= 20
    else:  # such a page is told to be too poor, although most of its numbers are read rightly
        assert not right
        assert len(tally.right) >= 10
