"""Where embedded vectors lie: numbered folders, of which the last sealed one counts.

A writer works in a folder of its own, a copy of the last, and seals it when all is in it: the sizes
and digests of its files, written last. Readers open sealed folders only, so they never meet a
writer; what a killed writer leaves has no seal and is never opened. That matters beyond order:
hnswlib follows whatever stands in its files, and a cut or altered one ends the whole process.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import ProjectionDamaged

SEAL = "seal.json"
DATABASE = "chroma.sqlite3"
REPAIR = "run `setpoint doctor --repair`: vectors are made again from the ledger"
_NAME = re.compile(r"[0-9]{8}-[0-9a-f]{8}")
_BLOCK = 1 << 20
_TABLES = ("collections", "segments", "embeddings", "embedding_metadata", "embeddings_queue", "max_seq_id")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A folder that is whole: its path, and what its writer says of it."""

    path: Path
    content: Mapping[str, object]
    files: Mapping[str, tuple[int, str]]

    def whole(self) -> bool:
        """Whether every file is there in its size; the database may have grown by being opened."""
        for name, (size, _) in self.files.items():
            try:
                found = (self.path / name).stat().st_size
            except OSError:
                return False
            if found < size or (found > size and name != DATABASE):
                return False
        return True

    def verify(self, *, database: bool = False) -> None:
        """Raise ProjectionDamaged unless the index's files are byte for byte what was sealed.

        The database, which SQLite looks after and no one reads blindly, is compared on demand.
        """
        for name, (_, digest) in self.files.items():
            if (database or name != DATABASE) and _digest(self.path / name) != digest:
                raise _damaged(self.path, f"{name} is not as it was written")


class VectorFolders:
    """The numbered folders below one place; one process at a time may write."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Sealed | None:
        """The last sealed folder, if it is whole; cheap enough to be asked at every question."""
        for folder in reversed(self._numbered()):
            sealed = _read_seal(folder)
            if sealed:
                return sealed if sealed.whole() else None
        return None

    def begin(self, *, empty: bool) -> Path:
        """A new folder to write in: a copy of the current one, or empty. Unsealed ones are removed.

        Raises ProjectionDamaged if the current one is not what was sealed, OSError if there is no room.
        """
        folders = self._numbered()
        current = None if empty else self.current()
        for folder in folders:
            if not (folder / SEAL).exists():
                shutil.rmtree(folder)
        number = int(folders[-1].name.split("-")[0]) + 1 if folders else 1
        # Never the name of one that was: Chroma keeps what it has opened, by path, while its process lives.
        new = self.root / f"{number:08}-{uuid.uuid4().hex[:8]}"
        new.mkdir(parents=True)
        if current:
            current.verify(database=True)
            _copy(current, new)
        return new

    def seal(self, folder: Path, content: Mapping[str, object]) -> None:
        """Make a folder the current one, and remove those before it."""
        files = {
            path.relative_to(folder).as_posix(): [path.stat().st_size, _digest(path)]
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not _passing(path)
        }
        partial = folder / f"{SEAL}.part"
        with partial.open("w", encoding="utf-8") as file:
            json.dump({"content": dict(content), "files": files}, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(folder / SEAL)
        for other in self._numbered():
            if other != folder:
                # A reader may hold one open; it keeps what it has loaded and opens the next by itself.
                shutil.rmtree(other, ignore_errors=True)

    def clear(self) -> None:
        """Remove everything, readable or not."""
        with contextlib.suppress(FileNotFoundError):
            if self.root.is_dir() and not self.root.is_symlink():
                shutil.rmtree(self.root)
            else:
                self.root.unlink()

    def _numbered(self) -> list[Path]:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return sorted(p for p in self.root.iterdir() if _NAME.fullmatch(p.name) and p.is_dir())
        return []


def _read_seal(folder: Path) -> Sealed | None:
    """The seal, None if there is none or it cannot be read."""
    try:
        known = json.loads((folder / SEAL).read_text("utf-8"))
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in known["files"].items()}
        return Sealed(folder, dict(known["content"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _passing(path: Path) -> bool:
    """Files that SQLite makes and removes as it works, and our own."""
    return path.name.startswith((f"{DATABASE}-", SEAL))


def _copy(sealed: Sealed, folder: Path) -> None:
    for name in sealed.files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name != DATABASE:
            shutil.copyfile(sealed.path / name, target)
    # By SQLite itself: a reader that opens the database at this moment writes into it.
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{(sealed.path / DATABASE).as_uri()}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(folder / DATABASE)) as target_database,
        ):
            source.backup(target_database)
    except sqlite3.DatabaseError as error:
        if "full" in str(error):
            raise OSError(errno.ENOSPC, "no space left on the device") from error
        raise _damaged(sealed.path, f"{DATABASE} cannot be read ({error})") from error


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        for block in _rows(path) if path.name == DATABASE else _blocks(path):
            digest.update(block)
    except (OSError, sqlite3.DatabaseError):
        return ""
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _rows(path: Path) -> Iterator[bytes]:
    """What Chroma keeps of its collections. The file itself will not do: whoever opens it adds a line to a log."""
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        # What cannot be read as text is to be seen as changed and not to raise.
        database.text_factory = bytes
        for table in _TABLES:
            for row in database.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608  (names of our own)
                yield repr(row).encode()


def _damaged(path: Path, what: str) -> ProjectionDamaged:
    return ProjectionDamaged(what, where=str(path), next_step=REPAIR)
