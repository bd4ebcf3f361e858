"""What one file may cost."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from retrieval import loaders

_MB = 1_000_000

# Processor seconds for a megabyte of a file, beyond those that any file may take. Measured over the
# sample records and corpora/doc_robustness: a page of a PDF is 2 to 12 kB and takes 0.1 to 0.3 s, so
# up to 100 s/MB where pages are bare text; Word and Excel files take 2 to 4 s/MB, CSV and JSON 0.2 to
# 0.9 s/MB. A bomb is small for what it costs: that is what makes it one.
_PAGED_S_PER_MB = 150.0
_PACKED_S_PER_MB = 12.0
_TEXT_S_PER_MB = 0.5
# Text stands in memory as characters and as blocks, and no pictures swell it.
_TEXT_SHARE = 0.1
# A dense page takes 0.3 s; one in whose content a bomb sits takes all that it is given.
_S_PER_PAGE = 0.6
# The same with OCR, without what Tesseract uses in a process of its own: a page at 300 dpi takes 3 s and
# gives ten or more signs of life, those while Tesseract works included.
_OCR_S_PER_BEAT = 2.0
# Between two signs of life a page is rendered and measured, which takes 2 s of a 2020s server's core.
_OCR_PAUSE_S = 15.0
_OCR_TOTAL_S = 6 * 3600.0  # 1,500 pages of 15 s
_OCR_PICTURES_MB = 400  # a page of grey paper has 0.1 to 0.8 MB at 150 dpi
_OCR_MEMORY_MB = 1536  # a page of 24 million pixels and its measures, beside the parsers


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one file. The settings choose the first three.

    `memory_mb` is the address space of the child: with all parsers loaded it stands at 220 MB, and
    a Word file needs about twice its XML. `stall_s` is how long the child may be silent: paged
    formats give a sign of life for each page, others get time for their size.
    `characters` and `cells` bound what is given back, and with it the memory of the parent: an ingest
    grew by 189 MB for 225,000 cells of 19 characters, near both bounds, and by 126 MB for 5.7 million
    characters of running text. A report of 1,400 pages has less than 4.5 million characters; one
    reading each second for a day, with its time, fills 173,000 cells.
    """

    memory_mb: int = 1024
    stall_s: float = 7.0
    file_mb: int = 256
    characters: int = 4_500_000
    cells: int = 250_000
    blocks: int = 200_000
    pictures_mb: int = 64
    total_s: float = 900.0
    open_files: int = 64
    start_s: float = 60.0
    ocr: bool = False

    def with_ocr(self) -> Limits:
        """The limits when pictures of pages are read by OCR: a page takes seconds and a picture is kept of it."""
        return replace(
            self,
            ocr=True,
            memory_mb=max(self.memory_mb, _OCR_MEMORY_MB),
            pictures_mb=max(self.pictures_mb, _OCR_PICTURES_MB),
            total_s=max(self.total_s, _OCR_TOTAL_S),
        )

    @property
    def cpu_s(self) -> int:
        """Processor seconds without a sign of life: below `stall_s`, so that it is what ends a
        bomb on an idle machine, and a good file is not ended for the load of a busy one."""
        return max(1, math.floor(self.stall_s * 0.65))

    @property
    def answer_bytes(self) -> int:
        """The longest answer that is read from a child: its characters in UTF-8, and their frame."""
        return 4 * self.characters

    def file_bytes(self, suffix: str) -> int:
        """The largest file with this ending that is read."""
        return int(self.file_mb * _MB * (_TEXT_SHARE if loaders.is_text(suffix) else 1))

    def cpu_allowed(self, suffix: str, size: int, beats: int) -> int:
        """Processor seconds for a file of this size that has given so many signs of life."""
        for_size = self._for_size(suffix, size)
        if self._reads_pictures(suffix):
            return math.ceil(min(self.cpu_s + _OCR_PAUSE_S + for_size + beats * _OCR_S_PER_BEAT, self.total_s))
        earned = min(for_size, beats * _S_PER_PAGE) if loaders.is_paged(suffix) else for_size
        return math.ceil(min(self.cpu_s + earned, self.total_s))

    def silent_cpu(self, suffix: str, size: int) -> float:
        """Processor seconds without a sign of life."""
        if self._reads_pictures(suffix):
            return self.cpu_s + _OCR_PAUSE_S
        return self.cpu_s if loaders.is_paged(suffix) else self.cpu_s + self._for_size(suffix, size)

    def silence_allowed(self, suffix: str, size: int) -> float:
        """Seconds without a sign of life."""
        if self._reads_pictures(suffix):
            return self.stall_s + _OCR_PAUSE_S
        if loaders.is_paged(suffix):
            return self.stall_s
        return min(self.stall_s + self._for_size(suffix, size), self.total_s)

    def time_allowed(self, suffix: str, size: int) -> float:
        """Seconds in all."""
        if self._reads_pictures(suffix):
            return self.total_s
        return min(self.stall_s + self._for_size(suffix, size), self.total_s)

    def _reads_pictures(self, suffix: str) -> bool:
        return self.ocr and loaders.is_paged(suffix)

    def _for_size(self, suffix: str, size: int) -> float:
        if loaders.is_paged(suffix):
            return _PAGED_S_PER_MB * size / _MB
        return (_TEXT_S_PER_MB if loaders.is_text(suffix) else _PACKED_S_PER_MB) * size / _MB
