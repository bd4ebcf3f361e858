"""Taking a backup while the workspace is in use: one moment of the ledger, in one file."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from retrieval.backup.archive import beside, not_written, pack, refuse_overwriting, sweep
from retrieval.backup.manifest import Manifest
from retrieval.errors import SettingsError
from retrieval.ledger import Ledger
from retrieval.ledger_copy import copy_out
from retrieval.ledger_tables import SCHEMA_VERSION
from retrieval.records import now


def take_backup(
    ledger: Ledger, target: Path, workspace: Path, *, force: bool, ready: Callable[[Manifest], None]
) -> Manifest:
    """Write the ledger, as it stands at one moment, to a file that is there whole or not at all.

    Writers and readers go on meanwhile. Left out are settings, and what is made from the ledger: the
    word index and the vector store. `ready` is called before the file gets its name.
    Raises SettingsError for a name that is taken (unless `force`) or lies inside the workspace.
    """
    target = target.absolute()
    if target.is_relative_to(workspace):
        raise SettingsError(
            "a backup inside the workspace would be lost with it", where=str(target), next_step="name a place outside"
        )
    if target.exists() and (not force or not target.is_file()):
        raise refuse_overwriting(target)
    created = now()
    copy = beside(target, "db")
    try:
        sweep(target)
        copy.touch(mode=0o600)
        said = copy_out(ledger, copy)
        manifest = Manifest(
            setpoint=metadata.version("setpoint"),
            schema=SCHEMA_VERSION,
            created=created,
            documents=int(said["documents"]),
            passages=int(said["passages"]),
            vectors=int(said["vectors"]),
            audit_records=int(said["audit_records"]),
            state_digest=str(said["state_digest"]),
            audit_head=str(said["audit_head"]),
            size=0,
            sha256="",
        )
        return pack(target, copy, manifest, force=force, ready=ready)
    except OSError as error:
        raise not_written(target, error) from error
    finally:
        for left in (copy, *(copy.with_name(copy.name + ending) for ending in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)
