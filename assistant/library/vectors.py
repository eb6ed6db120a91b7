"""The vectors of passages, and what is known about their way into the index. Called inside a transaction."""

from collections.abc import Collection, Sequence
from sqlite3 import Connection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.library.rows import AMONG, packed, plain

Vectors = NDArray[np.float32]

_WRITER = "index writer"
_PLACE = "index place"


class Backlog(NamedTuple):
    """What the index still has to learn, for one embedder."""

    unembedded: int
    unindexed: int
    stale: int


class Rows(NamedTuple):
    """Passages as the ranking knows them, in the order of their ids; all parts are of one length n."""

    ids: NDArray[np.int64]
    studies: NDArray[np.int64]
    vectors: Vectors
    """Shape (n, dimensions); zeros stand for a passage that was not embedded yet."""


def backlog(connection: Connection, embedder: str) -> Backlog:
    stale = connection.execute("SELECT count(*) FROM stale WHERE embedder = ?", (embedder,)).fetchone()[0]
    passages = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    return Backlog(passages - count(connection, embedder), waiting(connection, embedder), stale)


def count(connection: Connection, embedder: str) -> int:
    return int(connection.execute("SELECT count(*) FROM vectors WHERE embedder = ?", (embedder,)).fetchone()[0])


def is_index_behind(connection: Connection, embedder: str) -> bool:
    """Tell whether something is to be put into the index or taken out of it; quicker than `backlog`."""
    tests = (
        "EXISTS (SELECT 1 FROM vectors WHERE embedder = ?1 AND indexed = 0)",
        "EXISTS (SELECT 1 FROM stale WHERE embedder = ?1)",
    )
    return bool(connection.execute(f"SELECT {' OR '.join(tests)}", (embedder,)).fetchone()[0])


def waiting(connection: Connection, embedder: str) -> int:
    """Return how many vectors are to be indexed."""
    query = "SELECT count(*) FROM vectors WHERE embedder = ? AND indexed = 0"
    return int(connection.execute(query, (embedder,)).fetchone()[0])


def unembedded(connection: Connection, embedder: str, after: int, limit: int) -> list[tuple[int, str]]:
    """Return the next passages without a vector, each with the text that stands for it: title and passage."""
    query = f"{_UNEMBEDDED} AND p.id > ? ORDER BY p.id LIMIT ?"
    return [_embedded(*found) for found in connection.execute(query, (embedder, after, limit))]


def unembedded_of(connection: Connection, embedder: str, records: Collection[int]) -> list[tuple[int, str]]:
    """Return the passages that have no vector, of the studies to which the records belong, as `unembedded` does."""
    query = f"{_UNEMBEDDED} AND p.study IN (SELECT study FROM records WHERE id {AMONG}) ORDER BY +p.id"
    return [_embedded(*found) for found in connection.execute(query, (embedder, packed(records)))]


def unembedded_among(connection: Connection, embedder: str, passages: Collection[int]) -> list[tuple[int, str]]:
    """Return those of the passages that have no vector, as `unembedded` does."""
    query = f"{_UNEMBEDDED} AND p.id {AMONG} ORDER BY p.id"
    return [_embedded(*found) for found in connection.execute(query, (embedder, packed(passages)))]


_UNEMBEDDED = (
    "SELECT p.id, p.title, t.content, p.start, p.stop FROM passages p LEFT JOIN texts t ON t.id = p.text"
    " WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.passage = p.id AND v.embedder = ?)"
)


def keep(connection: Connection, embedder: str, rows: Sequence[int], vectors: Vectors) -> None:
    """Keep the vectors of the passages that are still there, to be indexed."""
    connection.executemany(
        "INSERT OR IGNORE INTO vectors (passage, embedder, vector) SELECT id, ?, ? FROM passages WHERE id = ?",
        [(embedder, vector.astype("<f4").tobytes(), row) for row, vector in zip(rows, vectors, strict=True)],
    )


def unindexed(connection: Connection, embedder: str, dimensions: int, limit: int) -> tuple[list[int], Vectors]:
    found = connection.execute(
        "SELECT passage, vector FROM vectors WHERE embedder = ? AND indexed = 0 ORDER BY passage LIMIT ?",
        (embedder, limit),
    ).fetchall()
    return [row for row, _ in found], _matrix([vector for _, vector in found], dimensions)


def mark_indexed(connection: Connection, embedder: str, rows: Sequence[int]) -> None:
    connection.executemany(
        "UPDATE vectors SET indexed = 1 WHERE embedder = ? AND passage = ?", [(embedder, row) for row in rows]
    )


def stale(connection: Connection, embedder: str, limit: int) -> list[int]:
    """Return index entries whose passages are gone."""
    query = "SELECT passage FROM stale WHERE embedder = ? LIMIT ?"
    return [row for (row,) in connection.execute(query, (embedder, limit))]


def forget_stale(connection: Connection, embedder: str, rows: Sequence[int]) -> None:
    query = "DELETE FROM stale WHERE embedder = ? AND passage = ?"
    connection.executemany(query, [(embedder, row) for row in rows])


def forget_index(connection: Connection) -> None:
    """Note that the index of every embedder is empty."""
    connection.execute("UPDATE vectors SET indexed = 0")
    connection.execute("DELETE FROM stale")


def writer(connection: Connection) -> str:
    """Return who wrote the index last, and which of its writes that was."""
    return _state(connection, _WRITER)


def place(connection: Connection) -> str:
    """Return where the index is that was written last, as its writer named the place."""
    return _state(connection, _PLACE)


def sign(connection: Connection, writer: str, place: str) -> None:
    """Note who writes the index, and where it is."""
    connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", [(_WRITER, writer), (_PLACE, place)])


def _state(connection: Connection, name: str) -> str:
    found = connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return str(found[0]) if found else ""


def sample(connection: Connection, embedder: str, dimensions: int, limit: int) -> Vectors:
    """Return the newest vectors that the index should hold, shape (at most `limit`, dimensions)."""
    found = connection.execute(
        "SELECT vector FROM vectors WHERE embedder = ? AND indexed = 1 ORDER BY passage DESC LIMIT ?",
        (embedder, limit),
    )
    return _matrix([vector for (vector,) in found], dimensions)


def rows(connection: Connection, embedder: str, dimensions: int, ids: Sequence[int]) -> Rows:
    """Return those of the passages that are there."""
    found = connection.execute(f"{_ROWS} WHERE p.id {AMONG} ORDER BY p.id", (embedder, packed(ids)))
    return _rows(found.fetchall(), dimensions)


def rows_of(connection: Connection, embedder: str, dimensions: int, studies: Sequence[int]) -> Rows:
    """Return all passages of the studies."""
    found = connection.execute(f"{_ROWS} WHERE p.study {AMONG} ORDER BY +p.id", (embedder, packed(studies)))
    return _rows(found.fetchall(), dimensions)


_ROWS = "SELECT p.id, p.study, v.vector FROM passages p LEFT JOIN vectors v ON v.passage = p.id AND v.embedder = ?"


def _rows(found: Sequence[tuple[int, int, bytes | None]], dimensions: int) -> Rows:
    nothing = bytes(4 * dimensions)
    ids = np.array([row for row, _, _ in found], np.int64)
    studies = np.array([study for _, study, _ in found], np.int64)
    return Rows(ids, studies, _matrix([vector or nothing for _, _, vector in found], dimensions))


def _matrix(blobs: Sequence[bytes], dimensions: int) -> Vectors:
    return np.frombuffer(b"".join(blobs), "<f4").reshape(len(blobs), dimensions)


def _embedded(row: int, title: str, content: bytes | None, start: int, stop: int) -> tuple[int, str]:
    """Return what is embedded for a passage. The title tells what an excerpt is about, which often only it says."""
    if content is None:
        return row, title
    return row, f"{title}\n{plain(content.decode('utf-8', 'surrogatepass')[start:stop])}"
