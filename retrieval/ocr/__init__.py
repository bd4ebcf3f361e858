"""Pictures of pages to words with boxes and confidences. Tesseract is started in `tesseract` alone.

One law: a number that was read wrongly must never count as verified. Tesseract is confident when it is
wrong, so a page is read three times in ways that fail differently, the ink of every number is held against
its characters, and what its model cannot tell (≥, ±, µ, powers) is looked up in the ink or doubted.
"""
