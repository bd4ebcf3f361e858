"""A Chroma server, by URL."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

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
from retrieval.chroma.folders import REPAIR
from retrieval.errors import ProjectionDamaged, SetpointError, SettingsError, StoreUnreachable
from retrieval.vectors import Noted

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

# How long a server may take to say that it is there.
HEARTBEAT_S = 5.0


class ServerVectors(CollectionVectors):
    """A collection on a Chroma server; its note stands in the collection's metadata."""

    def __init__(self, url: str, ledger: str, model: str) -> None:
        super().__init__(_ServerHome(url, ledger, model))


class _ServerHome:
    def __init__(self, url: str, ledger: str, model: str) -> None:
        self.place = url
        self._ledger = ledger
        self._name = collection_name(ledger, model)
        self._connected: Client | None = None
        self._begun: Collection | None = None

    def noted(self) -> Noted | None:
        if self._begun:
            return None
        collection = self.reading()
        text = str((collection.metadata or {}).get("noted", "")) if collection else ""
        with contextlib.suppress(ValueError):
            return noted_from(json.loads(text))
        return None

    def check(self) -> None:
        """A server looks after its own files."""

    def note(self, noted: Noted) -> None:
        collection, client = self.writing(), self._client()
        for other in client.list_collections():
            # Vectors of a model that this ledger no longer uses.
            if other.name.startswith(collection_name(self._ledger, "")[:-16]) and other.name != self._name:
                client.delete_collection(other.name)
        collection.modify(metadata={"noted": json.dumps(as_fields(noted))})
        self._begun = None

    def reading(self) -> Collection | None:
        if self._begun:
            return self._begun
        import chromadb.errors

        try:
            # Asked for each time: another process may have made it anew or noted something else.
            return self._client().get_collection(self._name, embedding_function=None)
        except chromadb.errors.NotFoundError:
            return None

    def writing(self) -> Collection:
        if self._begun is None:
            collection = self._client().get_or_create_collection(
                self._name, configuration={"hnsw": HNSW}, embedding_function=None
            )
            collection.modify(metadata={"noted": ""})
            self._begun = collection
        return self._begun

    def reset(self) -> None:
        import chromadb.errors

        self._begun = None
        with contextlib.suppress(chromadb.errors.NotFoundError):
            self._client().delete_collection(self._name)

    def close(self) -> None:
        client, self._connected, self._begun = self._connected, None, None
        if client:
            client.close()

    def _client(self) -> Client:
        if self._connected is None:
            self._connected = self._connect()
        return self._connected

    def _connect(self) -> Client:
        url = urlsplit(self.place)
        if not url.hostname:
            raise SettingsError(f"the vectors URL {self.place!r} names no host", next_step="write http://HOST:PORT")
        ssl = url.scheme == "https"
        port = url.port or (443 if ssl else 8000)
        # Chroma's client waits for ever for a server that accepts and says nothing.
        import chromadb
        import httpx

        httpx.get(f"{url.scheme}://{url.netloc}/api/v2/heartbeat", timeout=HEARTBEAT_S).raise_for_status()

        return cast("Client", chromadb.HttpClient(host=url.hostname, port=port, ssl=ssl, settings=quiet()))

    @contextlib.contextmanager
    def translated(self) -> Generator[None]:
        try:
            yield
        except BaseException as error:
            if isinstance(error, SetpointError) or not of_chroma(error):
                raise
            self.close()
            raise _server_error(error, self.place) from error


def _server_error(error: BaseException, url: str) -> SetpointError:
    import chromadb.errors

    if isinstance(error, chromadb.errors.ChromaError) and not isinstance(
        error, chromadb.errors.ChromaAuthError | chromadb.errors.AuthorizationError
    ):
        return ProjectionDamaged(
            f"the Chroma server cannot read the vectors ({first_line(error)})", where=url, next_step=REPAIR
        )
    return StoreUnreachable(
        f"the Chroma server does not answer as it should ({first_line(error)})",
        where=url,
        next_step="start it (`chroma run --path FOLDER`), or mend vectors_url in the settings, then run ingest",
    )
