"""The backup file: a ZIP of a manifest and a SQLite file, written whole or not at all, and read with distrust."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import socket
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

from retrieval import ledger_tables as t
from retrieval.backup.manifest import LARGEST_MANIFEST, Manifest, damaged, parse
from retrieval.errors import SettingsError, WorkspaceDamaged

LEDGER, MANIFEST = "ledger.db", "manifest.json"
CHUNK = 1 << 20
# Text and vectors compress to a third or so; DEFLATE reaches 1,032:1 on zeros. A ledger of thousands
# of copies of one sentence is at 40:1 (measured), so that only what was made to burst is above this.
LARGEST_RATIO = 200


def pack(target: Path, ledger: Path, manifest: Manifest, *, force: bool, ready: Callable[[Manifest], None]) -> Manifest:
    """Put a ledger's copy under the target's name, complete or not at all.

    `ready` is called when all is written and before the file gets its name. Raises SettingsError if
    there is a file of that name, unless `force`.
    """
    part = beside(target, "part")
    try:
        complete = replace(manifest, size=ledger.stat().st_size, sha256=_digest(ledger))
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # it holds everything: for its owner
        with os.fdopen(descriptor, "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                archive.writestr(MANIFEST, complete.to_json())
                archive.write(ledger, LEDGER)
            raw.flush()
            os.fsync(raw.fileno())
        ready(complete)
        _name(part, target, force=force)
    except OSError as error:
        raise not_written(target, error) from error
    finally:
        part.unlink(missing_ok=True)
    return complete


def not_written(target: Path, error: OSError) -> WorkspaceDamaged:
    """The error for a place that does not take the backup."""
    return WorkspaceDamaged(
        f"the backup could not be written ({error.strerror or error})",
        where=str(target),
        next_step="check the folder, its permissions and the free space, or name another place",
    )


def refuse_overwriting(target: Path) -> SettingsError:
    """The error for a name that is taken."""
    return SettingsError("there is a file of this name", where=str(target), next_step="name another, or add --force")


def _name(part: Path, target: Path, *, force: bool) -> None:
    if force:
        part.replace(target)
    else:
        try:
            target.hardlink_to(part)  # unlike a renaming, this never takes the place of another file
        except FileExistsError as error:
            raise refuse_overwriting(target) from error
        except OSError:  # a file system without links
            if target.exists():
                raise refuse_overwriting(target) from None
            part.rename(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def beside(target: Path, what: str) -> Path:
    """A name of this process for work on a target, hidden, in the same folder."""
    return target.with_name(f".{target.name}.{socket.gethostname()}-{os.getpid()}.{what}")


def sweep(target: Path) -> None:
    """Remove what killed processes of this machine left of backups to the same name."""
    if os.name != "posix":
        return
    mine = f".{target.name}.{socket.gethostname()}-"
    for left in target.parent.iterdir():
        pid = left.name.removeprefix(mine).partition(".")[0]
        if left.name.startswith(mine) and pid.isdigit() and not _alive(int(pid)):
            left.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _digest(file: Path) -> str:
    with file.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


# Reading one


@contextlib.contextmanager
def unpacked(file: Path, folder: Path) -> Generator[tuple[Manifest, Path]]:
    """The manifest and the ledger of a backup, unpacked into a new folder that is removed at the end.

    Everything is checked on the way: members, sizes, digest, SQLite's own check, tables and columns.
    Raises BackupDamaged for what is not a backup as it was written.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        ledger = folder / LEDGER
        yield _unpack(file, ledger), ledger
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(file: Path, ledger: Path) -> Manifest:
    where = str(file)
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _members(archive, where, shutil.disk_usage(ledger.parent).free)
            digest = _copy(archive, ledger, manifest.size, where)
    except FileNotFoundError as error:
        raise SettingsError("there is no such file", where=where, next_step="check the path") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise damaged(f"it cannot be unpacked ({error})", where) from error
    if digest != manifest.sha256:
        raise damaged("the ledger in it is not the one that was written", where)
    problem = _schema_problem(ledger, manifest.schema)
    if problem:
        raise damaged(problem, where)
    return manifest


def _members(archive: zipfile.ZipFile, where: str, free: int) -> Manifest:
    members = archive.infolist()
    if sorted(m.filename for m in members) != [LEDGER, MANIFEST]:
        raise damaged("it holds other files than a backup has", where)
    by_name = {m.filename: m for m in members}
    if by_name[MANIFEST].file_size > LARGEST_MANIFEST:
        raise damaged("its manifest is too large", where)
    with archive.open(MANIFEST) as member:
        manifest = parse(member.read(LARGEST_MANIFEST), where)
    ledger = by_name[LEDGER]
    if ledger.file_size != manifest.size:
        raise damaged("the size of the ledger in it is not what its manifest says", where)
    if ledger.file_size > LARGEST_RATIO * max(ledger.compress_size, 1):
        raise damaged("it would burst: it opens to more than any ledger does", where)
    if 2 * ledger.file_size > free:  # its copy, and what is restored from it
        raise WorkspaceDamaged(
            f"there is not room for {2 * ledger.file_size:,} bytes beside the workspace",
            where=where,
            next_step="free some space and try again; nothing was changed",
        )
    return manifest


def _copy(archive: zipfile.ZipFile, ledger: Path, size: int, where: str) -> str:
    """Never more bytes than the manifest says, whatever the ZIP's own entries claim."""
    digest, left = hashlib.sha256(), size
    with archive.open(LEDGER) as member, ledger.open("wb") as out:
        while chunk := member.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise damaged("the ledger in it is larger than its manifest says", where)
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _schema_problem(ledger: Path, schema: str) -> str | None:
    """What is not as in a ledger's copy: triggers and views could act when it is read, so there are none."""
    expected = t.tables_of(schema)
    try:
        with contextlib.closing(sqlite3.connect(f"file:{ledger}?mode=ro&immutable=1", uri=True)) as reading:
            reading.execute("PRAGMA trusted_schema=OFF")
            reading.execute("PRAGMA cell_size_check=ON")
            found = reading.execute("SELECT type, name FROM sqlite_master").fetchall()
            tables = {name for kind, name in found if kind == "table"}
            if any(kind not in ("table", "index") for kind, _ in found) or tables != expected.keys():
                return "its ledger has other tables than a ledger has"
            for name, table in expected.items():
                columns = reading.execute(f"PRAGMA table_xinfo({name})").fetchall()
                if {(c[1], c[6]) for c in columns} != {(c.name, 0) for c in table.columns}:
                    return f"its table {name} has other columns than a ledger's"
            said = reading.execute("PRAGMA integrity_check(1)").fetchone()
            return None if said == ("ok",) else f"its ledger is damaged ({said[0]})"
    except sqlite3.Error as error:
        return f"its ledger cannot be opened ({error})"
