"""From which confidence a word read by OCR counts as read."""

from __future__ import annotations

# Of 100. No bound alone keeps all wrong numbers out: on the development half of bench/ocr some that were read
# wrongly, alike in all three readings, have a confidence of 90 to 96. What keeps them out is what `scrutiny`
# and `quality` hold against a number and against its page, which set its confidence to 0; this bound is for
# the rest, and costs few numbers that were read rightly.
VERIFIED_FROM = 80.0
