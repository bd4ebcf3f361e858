"""What one file may cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

from retrieval import loaders

_MB = 1_000_000

# Processor seconds for a megabyte of a file, beyond those that any file may take. Measured over the
# sample records and corpora/doc_robustness: a page of a PDF is 2 to 12 kB and takes 0.1 to 0.3 s,
# 6 to 18 s/MB in all, and up to 100 s/MB where the pages are bare text; Word and Excel files
# 2 to 4 s/MB, text 1 to 4 s/MB. A bomb is small for what it costs: that is what makes it one.
_PAGED_S_PER_MB = 150.0
_PACKED_S_PER_MB = 12.0
_TEXT_S_PER_MB = 5.0
# Text stands in memory as characters and as blocks, and no pictures swell it.
_TEXT_SHARE = 0.1
# A dense page takes 0.3 s; one in whose content a bomb sits takes all that it is given.
_S_PER_PAGE = 0.6
# A machine may have as much to do again beside the reading.
_WALL_PER_CPU = 2.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one file. The settings choose the first three.

    `memory_mb` is the address space of the child: with all parsers loaded it stands at 220 MB, and
    a Word file needs about twice its XML. `stall_s` is how long the child may be silent: paged
    formats give a sign of life for each page, others get time for their size.
    `characters` and `cells` bound what is given back: a 2,000-page report is below 6 million
    characters, a sensor that is read each second for a day fills 90,000 rows of a few cells.
    """

    memory_mb: int = 1024
    stall_s: float = 8.0
    file_mb: int = 256
    characters: int = 8_000_000
    cells: int = 400_000
    blocks: int = 200_000
    pictures_mb: int = 64
    total_s: float = 900.0
    open_files: int = 64
    start_s: float = 60.0

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
        earned = min(for_size, beats * _S_PER_PAGE) if loaders.is_paged(suffix) else for_size
        return math.ceil(min(self.cpu_s + earned, self.total_s))

    def silent_cpu(self, suffix: str, size: int) -> float:
        """Processor seconds without a sign of life."""
        return self.cpu_s if loaders.is_paged(suffix) else self.cpu_s + self._for_size(suffix, size)

    def silence_allowed(self, suffix: str, size: int) -> float:
        """Seconds without a sign of life."""
        if loaders.is_paged(suffix):
            return self.stall_s
        return min(self.stall_s + _WALL_PER_CPU * self._for_size(suffix, size), self.total_s)

    def time_allowed(self, suffix: str, size: int) -> float:
        """Seconds in all."""
        return min(self.stall_s + _WALL_PER_CPU * self._for_size(suffix, size), self.total_s)

    def _for_size(self, suffix: str, size: int) -> float:
        if loaders.is_paged(suffix):
            return _PAGED_S_PER_MB * size / _MB
        return (_TEXT_S_PER_MB if loaders.is_text(suffix) else _PACKED_S_PER_MB) * size / _MB
