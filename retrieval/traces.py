"""What would give a document away after it was forgotten: its lines, and words that only it held.

The proof that a document is gone is that no file of the workspace holds any of them, but for lines
that a document which is kept has too.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Iterator
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
SHORTEST_LINE = 24  # bytes; shorter lines ("Notes", "Step | Action") are anybody's
LONGEST_LINE = 120


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
    """The document's lines, and the words of its own as they are written and folded."""
    lines = dict.fromkeys(line.encode()[:LONGEST_LINE] for line in text.splitlines())
    yield from _sample([line for line in lines if len(line) >= SHORTEST_LINE])
    words: dict[bytes, None] = {}
    for word in text.split():
        for folded in own.intersection(words_of(fold(word))):
            words.update({word.encode(): None, folded.encode(): None})
    yield from _sample([word for word in words if len(word) >= SHORTEST_PATTERN])


def _sample(patterns: list[bytes]) -> list[bytes]:
    """All of them, or every so many."""
    return patterns[:: max(1, -(-len(patterns) // MOST_PATTERNS))]


@dataclass(frozen=True, slots=True)
class FileSearch:
    """What a search of all files for the patterns came to.

    `kept` are patterns that were found, but that a document which is kept holds too.
    """

    patterns: int
    files: int
    bytes: int
    found_in: tuple[str, ...]
    kept: int = 0


def search_files(folder: Path, patterns: Iterable[bytes], is_kept: Callable[[str], bool]) -> FileSearch:
    """Look for patterns in every byte of every file below a folder.

    `is_kept` says of a text that was found whether a document which is kept holds it.
    """
    wanted = list(patterns)
    files, size, found, kept = 0, 0, list[str](), set[bytes]()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
        files += 1
        with path.open("rb") as file:
            length = path.stat().st_size
            size += length
            if not length:
                continue
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                held = {pattern for pattern in wanted if pattern not in kept and data.find(pattern) >= 0}
            kept |= {pattern for pattern in held if is_kept(pattern.decode(errors="ignore"))}
            if held - kept:
                found.append(path.relative_to(folder).as_posix())
    return FileSearch(len(wanted) - len(kept), files, size, tuple(found), len(kept))
