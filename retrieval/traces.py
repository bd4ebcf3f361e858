"""What would give a document away after it was forgotten: words that only it held, lines with them.

The proof that a document is gone is that no file of the workspace holds any of them.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.commonness import tellingness
from retrieval.terms import fold, stem, words_of

# A word that is in the first half of an English word list can be anybody's (see `commonness`).
RARE = 1.0
SHORTEST_WORD = 4
# Lines and words that the files are searched for: the whole of a short document, a sample of a long one.
MOST_PATTERNS = 400
SHORTEST_PATTERN = 5  # bytes; four arbitrary bytes turn up in a large file of vectors by chance


@dataclass(frozen=True, slots=True)
class Traces:
    """`words` are folded rare words that no other document has; `patterns` what to look for in files."""

    words: frozenset[str]
    patterns: tuple[bytes, ...]


def candidates(text: str) -> set[str]:
    """Stems of a document's rare words: the caller finds out which of them stand nowhere else."""
    return {stem(word) for word in _rare_words(text)}


def traces_of(text: str, elsewhere: Iterable[str]) -> Traces:
    """The traces of a text, given the stems of its rare words that other documents hold too."""
    shared = set(elsewhere)
    own = frozenset(word for word in _rare_words(text) if stem(word) not in shared)
    return Traces(own, tuple(_patterns(text, own)))


def _rare_words(text: str) -> set[str]:
    words = set(words_of(fold(text)))
    return {w for w in words if len(w) >= SHORTEST_WORD and not w.isdigit() and tellingness(w) >= RARE}


def _patterns(text: str, own: frozenset[str]) -> Iterator[bytes]:
    """Lines with a word of the document's own, as they are written, and these words as written, folded and stemmed."""
    found: dict[bytes, None] = {}
    for line in text.splitlines():
        mine = [word for word in line.split() if not own.isdisjoint(words_of(fold(word)))]
        if not mine:
            continue
        found[line[:120].encode()] = None
        for word in mine:
            found[word.encode()] = None
            for folded in own.intersection(words_of(fold(word))):
                found[folded.encode()] = None
    usable = [pattern for pattern in found if len(pattern) >= SHORTEST_PATTERN]
    step = max(1, -(-len(usable) // MOST_PATTERNS))
    yield from usable[::step]


@dataclass(frozen=True, slots=True)
class FileSearch:
    """What a search of all files for the patterns came to."""

    patterns: int
    files: int
    bytes: int
    found_in: tuple[str, ...]


def search_files(folder: Path, patterns: Iterable[bytes]) -> FileSearch:
    """Look for patterns in every byte of every file below a folder."""
    wanted = list(patterns)
    files, size, found = 0, 0, list[str]()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
        files += 1
        with path.open("rb") as file:
            length = path.stat().st_size
            size += length
            if not length:
                continue
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                if any(data.find(pattern) >= 0 for pattern in wanted):
                    found.append(path.relative_to(folder).as_posix())
    return FileSearch(len(wanted), files, size, tuple(found))
