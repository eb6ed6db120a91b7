"""The vectors of passages, and what is known about their way into the index. Called inside a transaction."""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.library.rows import marks, plain

Vectors = NDArray[np.float32]

_WRITER = "index writer"


class Backlog(NamedTuple):
    """What the index still has to learn, for one embedder."""

    unembedded: int
    unindexed: int
    stale: int


class Rows(NamedTuple):
    """Passages as the ranking knows them; all parts are of one length n."""

    ids: NDArray[np.int64]
    studies: NDArray[np.int64]
    vectors: Vectors
    """Shape (n, dimensions); zeros stand for a passage that was not embedded yet."""


def backlog(connection: Connection, embedder: str) -> Backlog:
    query = "SELECT count(*) FROM vectors WHERE embedder = ? AND indexed = 0"
    unindexed = connection.execute(query, (embedder,)).fetchone()[0]
    stale = connection.execute("SELECT count(*) FROM stale WHERE embedder = ?", (embedder,)).fetchone()[0]
    passages = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    return Backlog(passages - count(connection, embedder), unindexed, stale)


def count(connection: Connection, embedder: str) -> int:
    return int(connection.execute("SELECT count(*) FROM vectors WHERE embedder = ?", (embedder,)).fetchone()[0])


def indexed(connection: Connection, embedder: str) -> int:
    """Return how many entries the index should hold."""
    query = "SELECT count(*) FROM vectors WHERE embedder = ? AND indexed = 1"
    return int(connection.execute(query, (embedder,)).fetchone()[0])


def unembedded(connection: Connection, embedder: str, limit: int) -> list[tuple[int, str]]:
    """Return passages without a vector, each with the text that stands for it: title and passage."""
    found = connection.execute(
        "SELECT p.id, p.title, t.content, p.start, p.stop FROM passages p LEFT JOIN texts t ON t.id = p.text"
        " WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.passage = p.id AND v.embedder = ?) ORDER BY p.id LIMIT ?",
        (embedder, limit),
    )
    return [(row, _embedded(title, content, start, stop)) for row, title, content, start, stop in found]


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
    found = connection.execute("SELECT value FROM state WHERE name = ?", (_WRITER,)).fetchone()
    return str(found[0]) if found else ""


def set_writer(connection: Connection, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (_WRITER, value))


def sample(connection: Connection, embedder: str, dimensions: int, limit: int) -> Vectors:
    """Return the newest vectors that the index should hold, shape (at most `limit`, dimensions)."""
    found = connection.execute(
        "SELECT vector FROM vectors WHERE embedder = ? AND indexed = 1 ORDER BY passage DESC LIMIT ?",
        (embedder, limit),
    )
    return _matrix([vector for (vector,) in found], dimensions)


def rows(connection: Connection, embedder: str, dimensions: int, ids: Sequence[int]) -> Rows:
    """Return those of the passages that are there."""
    found = connection.execute(f"{_ROWS} WHERE p.id IN {marks(ids)} ORDER BY p.id", (embedder, *ids))
    return _rows(found.fetchall(), dimensions)


def rows_of(connection: Connection, embedder: str, dimensions: int, studies: Sequence[int]) -> Rows:
    """Return all passages of the studies."""
    found = connection.execute(f"{_ROWS} WHERE p.study IN {marks(studies)} ORDER BY p.id", (embedder, *studies))
    return _rows(found.fetchall(), dimensions)


_ROWS = "SELECT p.id, p.study, v.vector FROM passages p LEFT JOIN vectors v ON v.passage = p.id AND v.embedder = ?"


def _rows(found: Sequence[tuple[int, int, bytes | None]], dimensions: int) -> Rows:
    nothing = bytes(4 * dimensions)
    ids = np.array([row for row, _, _ in found], np.int64)
    studies = np.array([study for _, study, _ in found], np.int64)
    return Rows(ids, studies, _matrix([vector or nothing for _, _, vector in found], dimensions))


def _matrix(blobs: Sequence[bytes], dimensions: int) -> Vectors:
    return np.frombuffer(b"".join(blobs), "<f4").reshape(len(blobs), dimensions)


def _embedded(title: str, content: bytes | None, start: int, stop: int) -> str:
    """Return what is embedded for a passage. The title tells what an excerpt is about, which often only it says."""
    if content is None:
        return title
    return f"{title}\n{plain(content.decode('utf-8', 'surrogatepass')[start:stop])}"
