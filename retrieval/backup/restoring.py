"""Putting a backup in the place of what a workspace holds: all of it or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from retrieval.backup.archive import unpacked
from retrieval.backup.manifest import Manifest, damaged
from retrieval.doctor.ledger_checks import RESTORING
from retrieval.errors import SettingsError, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.ledger_copy import Copied, Present, copy_in, opened_copy, present
from retrieval.ledger_inspection import Undecodable
from retrieval.ledger_tables import SCHEMA_VERSION

# A ledger as it is named in its folder, with the files that SQLite keeps beside it.
LEDGER_FILES = ("ledger.db", "ledger.db-wal", "ledger.db-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `aside` is the folder with a damaged ledger that was replaced."""

    manifest: Manifest
    copied: Copied
    replaced_head: str
    replaced_documents: int
    aside: str | None = None


# Who, subject and detail of the audit record, which is written in the transaction of the restore.
Recorder = Callable[[Restored], tuple[str, str, dict[str, object]]]
Held = Callable[[Ledger], AbstractContextManager[None]]


def restore(
    file: Path, folder: Path, url: str, recorder: Recorder, *, replace: bool, held: Held = lambda _: nullcontext()
) -> Restored:
    """Restore a backup into the ledger at a URL; the caller holds the writer's lock of the folder.

    `held` is entered while the ledger is written, for a lock on a server that other machines write to.

    The backup is checked whole before anything is touched. Raises BackupDamaged for one that is not as
    it was written, SettingsError for a workspace that is in use already (unless `replace`). A SQLite
    ledger that cannot be opened is put aside when it is replaced; readers of it see the old one to their end.
    """
    with unpacked(file, folder / RESTORING) as (manifest, copy), opened_copy(copy) as source:
        _verify(source, manifest, file)
        if manifest.schema != SCHEMA_VERSION:
            source.add_tables()
        try:
            target = Ledger.open(url)
        except WorkspaceDamaged as error:
            return _in_place_of_damaged(source, manifest, folder, url, recorder, error, replace=replace)
        try:
            with held(target):
                return _into(source, manifest, target, recorder, replace=replace)
        except Undecodable as error:
            raise damaged(error.what, str(file)) from error
        except WorkspaceDamaged as error:
            target.close()
            return _in_place_of_damaged(source, manifest, folder, url, recorder, error, replace=replace)
        finally:
            target.close()


def _verify(source: Ledger, manifest: Manifest, file: Path) -> None:
    try:
        digest, head = source.state_digest(), present(source).head
    except (WorkspaceDamaged, ValueError, KeyError, TypeError) as error:
        raise damaged(f"its ledger cannot be read ({error})", str(file)) from error
    if digest != manifest.state_digest or head != manifest.audit_head:
        raise damaged("its ledger does not hold what its manifest says", str(file))


def _into(source: Ledger, manifest: Manifest, target: Ledger, recorder: Recorder, *, replace: bool) -> Restored:
    kept = present(target)
    if not replace and (kept.documents or kept.forgotten or not kept.head.startswith("0:")):
        raise SettingsError(
            f"the workspace is in use: it holds {kept.documents:,} documents and an audit trail",
            next_step="add --replace to put the backup in their place (take a backup first), or name a new workspace",
        )
    return _copy(source, manifest, target, kept, recorder)


def _copy(
    source: Ledger, manifest: Manifest, target: Ledger, kept: Present, recorder: Recorder, aside: str | None = None
) -> Restored:
    made: list[Restored] = []

    def record(connection: Connection, copied: Copied) -> None:
        made.append(Restored(manifest, copied, kept.head, kept.documents, aside))
        who, subject, detail = recorder(made[0])
        target.audit.append(connection, who, "restore", subject, detail)

    try:
        copy_in(source, target, kept, record)
    except (ValueError, KeyError, TypeError) as error:
        raise Undecodable(f"its ledger holds what no ledger holds ({error})") from error
    return made[0]


def _in_place_of_damaged(
    source: Ledger,
    manifest: Manifest,
    folder: Path,
    url: str,
    recorder: Recorder,
    error: WorkspaceDamaged,
    *,
    replace: bool,
) -> Restored:
    """Make a new ledger beside the damaged one, and give it the name; killed at any point, one of both has it."""
    if url != f"sqlite:///{folder / LEDGER_FILES[0]}":
        raise error
    if not replace:
        raise WorkspaceDamaged(
            error.what, next_step="add --replace to restore in its place; the damaged file is kept aside"
        )
    fresh = folder / RESTORING / "fresh.db"
    ledger = Ledger.open(f"sqlite:///{fresh}")
    try:
        own = present(ledger)
        kept = _what_can_be_read(url) or own
        aside = _link_aside(folder)
        restored = _copy(source, manifest, ledger, kept, recorder, str(aside))
    finally:
        ledger.close()
    for name in LEDGER_FILES[1:]:
        (folder / name).unlink(missing_ok=True)
    fresh.replace(folder / LEDGER_FILES[0])
    return restored


def _what_can_be_read(url: str) -> Present | None:
    """Identity, audit head and what was forgotten, if the damage is elsewhere."""
    try:
        ledger = Ledger.open(url)
    except WorkspaceDamaged:
        return None
    try:
        return present(ledger)
    except (WorkspaceDamaged, ValueError, KeyError, TypeError):
        return None
    finally:
        ledger.close()


def _link_aside(folder: Path) -> Path:
    number = 1
    while (folder / f"damaged-{number}").exists():
        number += 1
    aside = folder / f"damaged-{number}"
    aside.mkdir()
    for name in LEDGER_FILES:
        if (folder / name).exists():
            try:
                os.link(folder / name, aside / name)
            except OSError:  # a file system without links
                shutil.copy2(folder / name, aside / name)
    return aside
