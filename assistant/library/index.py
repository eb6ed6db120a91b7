"""The vector index: a Chroma collection of row ids and vectors, which can always be rebuilt from the database.

The one module that knows Chroma. A collection holds ids and vectors only, and never embeds anything itself; its name
holds the embedder's, so that vectors of two embedders cannot mix. The folder's name holds Chroma's version, because
Chroma changes its files when it is updated and cannot go back.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from importlib.metadata import version
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder

Vectors = NDArray[np.float32]

BATCH = 1000
"""Chroma refuses more than 5,461 entries at once and is fastest around here."""

_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}
"""Malkov and Yashunin 2018. With Chroma's own `ef_search` of 100, recall falls to .6 at half a million vectors; with
its 16 neighbours, some of many nearly equal vectors are never found. Both are set when a collection is made."""

_openings = count(1)


class BrokenIndex(Exception):
    """Chroma failed. The truth is in the database, so the answer is to rebuild."""


class Index:
    """Nearest neighbours by cosine. Its methods may be called from any thread."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder / folder_name()
        self._embedder = embedder
        self._client: Any = None
        self._collection: Any = None
        self._lock = RLock()

    @property
    def is_open(self) -> bool:
        return self._collection is not None

    def open(self) -> None:
        """Open the collection, or make it; a second time, see what other processes have written since."""
        import chromadb
        from chromadb.config import Settings

        with self._lock, _translated():
            self._close()
            self._folder.mkdir(parents=True, exist_ok=True)
            settings = Settings(anonymized_telemetry=False)
            # Chroma shares one open system among all clients of a path as it is spelt, also one that failed to start or
            # that was open while another process wrote. Spelling the path in a new way each time gives us a fresh one.
            path = f"{self._folder}{'/.' * (next(_openings) % 1000)}"
            self._client = chromadb.PersistentClient(path, settings)
            self._collection = self._client.get_or_create_collection(
                collection_name(self._embedder.id, self._embedder.dimensions),
                configuration={"hnsw": _HNSW},
                embedding_function=None,
            )

    def __len__(self) -> int:
        with self._lock, _translated():
            return int(self._collection.count())

    def nearest(self, vector: Vectors, limit: int) -> dict[int, float]:
        """Return the cosines of at most `limit` nearest entries, nearest first. Nothing is near a zero vector."""
        with self._lock, _translated():
            if not np.any(vector):
                return {}
            found = self._collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
            return {
                int(name): 1.0 - distance for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)
            }

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add the entries, or replace those that are there."""
        with self._lock, _translated():
            for start in range(0, len(ids), BATCH):
                some = slice(start, start + BATCH)
                self._collection.upsert([str(row) for row in ids[some]], vectors[some])

    def drop(self, ids: Sequence[int]) -> None:
        with self._lock, _translated():
            for start in range(0, len(ids), BATCH):
                self._collection.delete([str(row) for row in ids[start : start + BATCH]])

    def destroy(self) -> None:
        """Close and delete the files of all collections."""
        with self._lock:
            self.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        with self._lock, suppress(BrokenIndex), _translated():
            self._close()

    def _close(self) -> None:
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            client.close()


def folder_name() -> str:
    major, minor, *_ = version("chromadb").split(".")
    return f"chroma-{major}.{minor}"


def collection_name(embedder: str, dimensions: int) -> str:
    """Return a name in the characters that Chroma allows, different for every embedder."""
    readable = re.sub(r"[^a-zA-Z0-9]+", "-", embedder).strip("-")[:60]
    return f"passages-{readable}-{dimensions}-{blake2b(embedder.encode(), digest_size=4).hexdigest()}"


@contextmanager
def _translated() -> Iterator[None]:
    """Turn whatever Chroma raises into `BrokenIndex`: its Rust part panics with exceptions that are no `Exception`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, BrokenIndex, ImportError):
        raise
    except BaseException as error:
        raise BrokenIndex(str(error)) from error
