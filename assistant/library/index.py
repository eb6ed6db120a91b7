"""The vector index: a Chroma collection of row ids and vectors, which can always be rebuilt from the database.

A collection holds ids and vectors only, and never embeds anything itself; its name holds the embedder's, so that
vectors of two embedders cannot mix.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.errors import LibraryError
from assistant.library.stores import BrokenIndex, Store

Vectors = NDArray[np.float32]

BATCH = 1000
"""Chroma refuses more than 5,461 entries at once and is fastest around here."""

_HNSW = {"space": "cosine", "ef_construction": 100, "ef_search": 400, "max_neighbors": 32}
"""Malkov and Yashunin 2018. With Chroma's own `ef_search` of 100, recall falls to .6 at half a million vectors; with
its 16 neighbours, some of many nearly equal vectors are never found. Both are set when a collection is made."""


class Index:
    """Nearest neighbours by cosine. Its methods may be called from any thread."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self.store = store
        self._embedder = embedder
        self._client: Any = None
        self._collection: Any = None
        self._lock = RLock()

    @property
    def is_open(self) -> bool:
        return self._collection is not None

    def open(self) -> None:
        """Open the collection, or make it; a second time, see what other processes have written since."""
        with self._lock, self._translated():
            self._close()
            self._open()

    def __len__(self) -> int:
        with self._lock, self._translated():
            return int(self._collection.count())

    def nearest(self, vector: Vectors, limit: int) -> dict[int, float]:
        """Return the cosines of at most `limit` nearest entries, nearest first. Nothing is near a zero vector."""
        with self._lock, self._translated():
            if not np.any(vector):
                return {}
            found = self._collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
            return {
                int(name): 1.0 - distance for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)
            }

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add the entries, or replace those that are there."""
        with self._lock, self._translated():
            for start in range(0, len(ids), BATCH):
                some = slice(start, start + BATCH)
                self._collection.upsert([str(row) for row in ids[some]], vectors[some])

    def drop(self, ids: Sequence[int]) -> None:
        with self._lock, self._translated():
            for start in range(0, len(ids), BATCH):
                self._collection.delete([str(row) for row in ids[start : start + BATCH]])

    def renew(self) -> None:
        """Delete the collections of all embedders, and make that of this one, before anybody can miss it."""
        with self._lock, self._translated():
            self.close()
            self.store.destroy()
            self._open()

    def close(self) -> None:
        with self._lock, suppress(BrokenIndex, LibraryError), self._translated():
            self._close()

    def _open(self) -> None:
        self._client = self.store.client()
        self._collection = self._client.get_or_create_collection(
            collection_name(self._embedder.id, self._embedder.dimensions, self.store.owner),
            configuration={"hnsw": _HNSW},
            embedding_function=None,
        )

    def _close(self) -> None:
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            self.store.close(client)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn whatever Chroma raises into our errors: its Rust part panics with exceptions that are no `Exception`."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit, BrokenIndex, LibraryError, ImportError):
            raise
        except BaseException as error:
            raise self.store.failure(error) from error


def collection_name(embedder: str, dimensions: int, owner: str) -> str:
    """Return a name in the characters that Chroma allows, different for every embedder and owner."""
    readable = re.sub(r"[^a-zA-Z0-9]+", "-", embedder).strip("-")[:60]
    name = f"passages-{readable}-{dimensions}-{blake2b(embedder.encode(), digest_size=4).hexdigest()}"
    return f"{name}-{owner}" if owner else name
