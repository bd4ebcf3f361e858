"""Chroma embedded in a folder of the workspace."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from retrieval.chroma.collection import (
    EF_SEARCH,
    HNSW,
    CollectionVectors,
    as_fields,
    collection_name,
    first_line,
    noted_from,
    of_chroma,
    quiet,
)
from retrieval.chroma.folders import REPAIR, Sealed, VectorFolders
from retrieval.errors import ProjectionDamaged, SetpointError, WorkspaceDamaged
from retrieval.vectors import Noted

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

# How broadly the index is searched for what was just written. What is found so is found with more
# breadth too, since hnswlib then goes on from where it would have stopped; it takes a fifth of the time.
AUDIT_EF = 40
# How long a write waits for one of Chroma's own.
BUSY_S = 30
_NO_ROOM = re.compile(r"is full|no space left|read-?only|permission denied|quota|os error (?:13|28|30|122)", re.I)


class FolderVectors(CollectionVectors):
    """Chroma embedded in numbered folders (see folders.py)."""

    def __init__(self, root: Path, ledger: str, model: str) -> None:
        super().__init__(_FolderHome(root, collection_name(ledger, model)))


class _FolderHome:
    def __init__(self, root: Path, name: str) -> None:
        self.place = str(root)
        self._name = name
        self._folders = VectorFolders(root)
        self._open: tuple[Path, Client, Collection] | None = None
        self._begun: Path | None = None

    def noted(self) -> Noted | None:
        sealed = None if self._begun else self._sealed()
        return noted_from(sealed.content.get("noted")) if sealed else None

    def note(self, noted: Noted) -> None:
        collection = self.writing()
        _search_with(collection, EF_SEARCH)
        # A change or two may still stand in the log alone: two more that change nothing write them out.
        collection.delete(ids=["-", "--"])
        assert self._begun is not None
        begun = self._begun
        self.close()
        self._folders.seal(begun, {"name": self._name, "noted": as_fields(noted)})

    def check(self) -> None:
        sealed = self._sealed()
        if sealed:
            sealed.verify(database=True)

    def reading(self) -> Collection | None:
        if self._begun:
            return self.writing()
        sealed = self._sealed()
        if sealed is None:
            return None
        if self._open is None or self._open[0] != sealed.path:
            sealed.verify()
            return self._opened(sealed.path)
        return self._open[2]

    def writing(self) -> Collection:
        if self._begun is None:
            self.close()
            self._begun = self._folders.begin(empty=self._sealed() is None)
        if self._open is None or self._open[0] != self._begun:
            return self._opened(self._begun)
        return self._open[2]

    def reset(self) -> None:
        self.close()
        self._folders.clear()

    def close(self) -> None:
        """What was begun is given up: it has no seal, and the next to write removes it."""
        opened, self._open, self._begun = self._open, None, None
        if opened:
            opened[1].close()

    def _sealed(self) -> Sealed | None:
        """The current folder, if it is of this ledger and model."""
        sealed = self._folders.current()
        return sealed if sealed and sealed.content.get("name") == self._name else None

    def _opened(self, path: Path) -> Collection:
        begun, _ = self._begun, self.close()
        self._begun = begun
        import chromadb

        client = cast("Client", chromadb.PersistentClient(path=str(path), settings=quiet()))
        self._open = (path, client, self._collection(client, writing=begun is not None))
        return self._open[2]

    def _collection(self, client: Client, *, writing: bool) -> Collection:
        if not writing:
            return client.get_collection(self._name, embedding_function=None)
        made = client.get_or_create_collection(self._name, configuration={"hnsw": HNSW}, embedding_function=None)
        # Before the index is loaded: it keeps the breadth it was loaded with.
        _search_with(made, AUDIT_EF)
        return made

    @contextlib.contextmanager
    def translated(self) -> Generator[None]:
        try:
            yield
        except BaseException as error:
            if isinstance(error, SetpointError) or not of_chroma(error):
                raise
            self.close()
            raise _folder_error(error, Path(self.place)) from error


def _search_with(collection: Collection, breadth: int) -> None:
    """Set how broadly the index is searched once it is loaded."""
    latest = time.monotonic() + BUSY_S
    while True:
        try:
            collection.modify(configuration={"hnsw": {"ef_search": breadth}})
        except Exception as error:
            # Chroma's own threads write too, and it does not wait for itself.
            if "locked" not in str(error) or time.monotonic() > latest:
                raise
            time.sleep(0.05)
        else:
            return


def _folder_error(error: BaseException, root: Path) -> SetpointError:
    if _NO_ROOM.search(str(error)) or isinstance(error, PermissionError) or _not_writable(root):
        return WorkspaceDamaged(
            f"the vectors cannot be written ({first_line(error)})",
            where=str(root),
            next_step="check the folder's permissions and the free space, then run ingest again",
        )
    return ProjectionDamaged(f"the vectors cannot be read ({first_line(error)})", where=str(root), next_step=REPAIR)


def _not_writable(root: Path) -> bool:
    nearest = next((place for place in (root, *root.parents) if place.exists()), root)
    return not os.access(nearest, os.W_OK)
