"""What lies in the folders: the files to read, and whether they look as they did.

A file that has the size and time it had when it was last read is taken as unchanged, as git does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval import loaders
from retrieval.ledger import Ledger
from retrieval.loaders.reading import OCR_WANTED
from retrieval.passages import CUT_VERSION
from retrieval.records import FileState

# A file changed within this time before it was looked at may have changed again in the same
# clock tick of its file system (2 s on FAT), so its digest is taken anew.
RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was found, as it looks on disk; `known` is how it looked when last read.

    `awaits_ocr`: OCR is asked for now, and pages of the file were left unread for want of it.
    """

    path: str
    place: Path
    size: int
    mtime_ns: int
    known: FileState | None
    problem: str | None = None
    awaits_ocr: bool = False

    @property
    def looks_unchanged(self) -> bool:
        """Same size and time, read by the present loaders, and not changed while it was looked at."""
        known = self.known
        return (
            known is not None
            and not self.awaits_ocr
            and known.reader == reader_version()
            and (known.size, known.mtime_ns) == (self.size, self.mtime_ns)
            and known.mtime_ns < known.seen_ns - RACY_NS
        )

    @property
    def plan(self) -> str:
        """What an ingest would do, as far as a look from outside tells: new, changed or unchanged."""
        if self.known is None:
            return "new"
        return "unchanged" if self.looks_unchanged else "changed"


def reader_version() -> str:
    """Names the loaders and the cutter: a file is read again when either changes."""
    return f"{loaders.READER_VERSION}/{CUT_VERSION}"


def survey(paths: Iterable[Path], root: Path, ledger: Ledger, *, ocr: bool = False) -> list[Candidate]:
    """The files under the given paths, in order, each once, with what is known of them.

    A folder that cannot be listed is a candidate with a problem; it stops nothing.
    """
    known = ledger.files()
    awaiting = _awaiting_ocr(known, ledger) if ocr else frozenset[str]()
    found: dict[str, Candidate] = {}
    for place in paths:
        for file in _walk(place):
            if isinstance(file, _Unlisted):
                path = _name(file.place, root)
                found.setdefault(path, Candidate(path, file.place, 0, 0, None, problem=file.problem))
                continue
            path = _name(file, root)
            if path not in found:
                found[path] = _look(file, path, known.get(path), path in awaiting)
    return [found[path] for path in sorted(found)]


def _awaiting_ocr(known: Mapping[str, FileState], ledger: Ledger) -> frozenset[str]:
    """Files whose failure or report says that OCR would read more of them."""
    unread = {e.digest for e in ledger.catalogue() if any(OCR_WANTED in s.reason for s in e.report.skipped)}
    return frozenset(
        path
        for path, state in known.items()
        if state.digest in unread or (state.failure and any(OCR_WANTED in said for said in state.failure))
    )


@dataclass(frozen=True, slots=True)
class _Unlisted:
    """A folder, or a file in it, that the system refuses to show."""

    place: Path
    problem: str


def _walk(place: Path) -> Iterator[Path | _Unlisted]:
    """Files in a folder; hidden ones, links out of it and the locks that Office leaves are passed over."""
    try:
        if not place.is_dir():
            yield place
            return
        entries = sorted(place.iterdir())
    except OSError as error:  # no permission, or a share that was unplugged
        yield _Unlisted(place, f"the folder cannot be listed ({error.strerror})")
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name in ("Thumbs.db", "desktop.ini", "__pycache__"):
            continue
        try:
            if entry.is_symlink() and not entry.resolve().is_relative_to(place.resolve()):
                continue
            is_folder, is_file = entry.is_dir(), entry.is_file()
        except (OSError, RuntimeError) as error:  # RuntimeError: links that lead to each other (Python 3.11)
            problem = error.strerror if isinstance(error, OSError) else "its links go in a circle"
            yield _Unlisted(entry, f"it cannot be looked at ({problem})")
            continue
        if is_folder:
            yield from _walk(entry)
        elif is_file:
            yield entry


def _name(file: Path, root: Path) -> str:
    """The path as it is kept: relative to the workspace's folder where it lies inside."""
    whole = file.absolute()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else whole.as_posix()


def _look(file: Path, path: str, known: FileState | None, awaits_ocr: bool) -> Candidate:
    try:
        stat = file.stat()
    except OSError as error:
        return Candidate(path, file, 0, 0, known, problem=error.strerror or "cannot be opened")
    return Candidate(path, file, stat.st_size, stat.st_mtime_ns, known, awaits_ocr=awaits_ocr)
