"""Chroma embedded in a folder of the workspace."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from retrieval.chroma.collection import (
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

_NO_ROOM = re.compile(r"is full|no space left|read-?only|permission denied|quota|os error (?:13|28|30|122)", re.I)


class FolderVectors(CollectionVectors):
    """Chroma embedded in numbered folders (see folders.py)."""

    def __init__(self, root: Path, ledger: str, model: str) -> None:
        self._folder_home = _FolderHome(root, collection_name(ledger, model))
        super().__init__(self._folder_home)

    def check(self) -> None:
        """See VectorStore."""
        with self._home.translated():
            self._folder_home.check()

    def note(self, noted: Noted) -> None:
        """See VectorStore."""
        with self._home.translated():
            self._folder_home.note(noted)

    def reset(self) -> None:
        """See VectorStore."""
        with self._home.translated():
            self._folder_home.reset()

    def close(self) -> None:
        """See VectorStore."""
        self._folder_home.close()


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
        collection = client.get_or_create_collection(self._name, configuration={"hnsw": HNSW}, embedding_function=None)
        self._open = (path, client, collection)
        return collection

    @contextlib.contextmanager
    def translated(self) -> Generator[None]:
        try:
            yield
        except BaseException as error:
            if isinstance(error, SetpointError) or not of_chroma(error):
                raise
            self.close()
            raise _folder_error(error, Path(self.place)) from error


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
