"""A file that is to be read, and what a child gave of it."""

from __future__ import annotations

import io
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from retrieval import loaders
from retrieval.documents import LoadedFile
from retrieval.errors import UnreadableFile
from retrieval.guard import answers
from retrieval.guard.limits import Limits
from retrieval.guard.output import check_output
from retrieval.loaders.reading import Reading


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file with the size and the digest that it must still have when it is sent."""

    place: Path
    size: int
    digest: str

    @property
    def suffix(self) -> str:
        """The ending, which chooses the format."""
        return loaders.suffix_of(self.place.name)

    def job(self, reading: Reading) -> bytes:
        """What a child is told: the format and how to read it, no name and no path."""
        return json.dumps({"suffix": self.suffix, "ocr": reading.ocr, "language": reading.language}).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child gave, not yet trusted; compact, since several wait for their turn."""

    result: bytes
    pictures: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """Bytes that it holds."""
        return len(self.result) + sum(map(len, self.pictures))

    def loaded(self, limits: Limits) -> LoadedFile:
        """What was read. Raises ParserFailed or TooLarge when it is not as it must be."""
        loaded = answers.unpacked(self.result, self.pictures)
        check_output(loaded, limits)
        return loaded


def open_regular(place: Path) -> io.BufferedReader:
    """Open a file to read it, never waiting for one that is a pipe or a device."""
    opened = os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise UnreadableFile("it is no file but a device, pipe or folder", next_step="name a file")
    return open(opened, "rb")
