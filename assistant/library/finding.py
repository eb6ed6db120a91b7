"""Finding studies: candidates from the vector index and from the keywords, ranked together."""

from collections.abc import Callable, Collection
from itertools import islice
from sqlite3 import Connection
from typing import NamedTuple

import numpy as np

from assistant.embedding import Embedder
from assistant.library import keywords, reading, vectors
from assistant.library.database import Database
from assistant.library.ranking import rank
from assistant.library.rows import AMONG, packed, plain
from assistant.library.vectors import Vectors
from assistant.study import Passage

DEPTH = 300
"""Candidates that are taken from each way of searching; more when more studies are asked for."""

WORDED = 10
"""For how many times as many passages the wording is scored, so that hardly any candidate goes without its score."""

Nearest = Callable[[Vectors, int], dict[int, float]]


class Hit(NamedTuple):
    """A study that was found."""

    study: str
    """Its key."""
    score: float
    """Of the ranking, higher is better; comparable within one answer only."""
    similarity: float
    """Cosine of the query and `passage` (title and passage are embedded together), in [-1, 1]."""
    passage: Passage | None
    """The best passage for the query; None for a study that is known by its title only."""


def find(
    database: Database, embedder: Embedder, nearest: Nearest, query: str, limit: int, among: Collection[str] | None
) -> list[Hit]:
    """Return what `Library.find` does."""
    query = plain(query)
    if not query.strip() or limit < 1 or (among is not None and not among):
        return []
    vector = np.asarray(embedder.embed([query]), np.float32)[0]
    depth = max(DEPTH, 3 * limit)
    close = nearest(vector, depth) if among is None else {}
    with database.reading() as connection:
        if among is None:
            worded = keywords.search(connection, keywords.terms(query), WORDED * depth)
            candidates = list(close | dict(islice(worded.items(), depth)))
            rows = vectors.rows(connection, embedder.id, embedder.dimensions, candidates)
        else:
            studies = _rows_of_keys(connection, among)
            rows = vectors.rows_of(connection, embedder.id, embedder.dimensions, studies)
            worded = keywords.search(connection, keywords.terms(query), len(rows.ids), studies)
        wording = np.array([worded.get(int(row), 0.0) for row in rows.ids])
        ranked = rank(vector, rows.studies, rows.vectors, wording)[:limit]
        cosines = np.clip(rows.vectors @ vector, -1, 1)
        return [_hit(connection, int(rows.ids[at]), score, float(cosines[at])) for at, score in ranked]


def _hit(connection: Connection, row: int, score: float, similarity: float) -> Hit:
    study, text, start, stop, key = connection.execute(
        "SELECT s.id, p.text, p.start, p.stop, s.key FROM passages p JOIN studies s ON s.id = p.study WHERE p.id = ?",
        (row,),
    ).fetchone()
    passage = None if text is None else reading.slice_of(connection, study, text, start, stop)
    return Hit(key, score, similarity, passage)


def _rows_of_keys(connection: Connection, keys: Collection[str]) -> list[int]:
    query = f"SELECT DISTINCT r.study FROM keys k JOIN records r ON r.id = k.record WHERE k.key {AMONG}"
    return sorted(row for (row,) in connection.execute(query, (packed(keys),)))
