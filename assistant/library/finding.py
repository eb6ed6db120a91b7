"""Finding studies: candidates from the vector index and from the keywords, ranked together."""

from collections.abc import Callable, Collection, Mapping, Sequence
from sqlite3 import Connection
from typing import NamedTuple

import numpy as np

from assistant.embedding import Embedder
from assistant.library import keywords, reading, vectors
from assistant.library.database import Database
from assistant.library.ranking import rank, scaled
from assistant.library.rows import AMONG, packed, plain
from assistant.library.vectors import Rows, Vectors
from assistant.reranking import Reranker
from assistant.study import Passage

DEPTH = 300
"""Candidates that are taken from each way of searching; more when more studies are asked for."""

REREAD = 50
"""Studies that a cross-encoder reads, the best of the ranking: a few seconds' work."""

Nearest = Callable[[Vectors, int], dict[int, float]]


class Hit(NamedTuple):
    """A study that was found."""

    study: str
    """Its key."""
    score: float
    """Of the ranking, higher is better; comparable within one answer only."""
    similarity: float
    """Cosine of the query and `passage` (title and passage are embedded together), in [-1, 1]; 0 if the passage waits
    for its vector, which none does that was asked for by `among`."""
    passage: Passage | None
    """The best passage for the query; None for a study that is known by its title only."""


def find(
    database: Database,
    embedder: Embedder,
    nearest: Nearest,
    reranker: Reranker | None,
    query: str,
    limit: int,
    among: Collection[str] | None,
) -> list[Hit]:
    """Return what `Library.find` does."""
    query = plain(query)
    if not query.strip() or limit < 1 or (among is not None and not among):
        return []
    vector = np.asarray(embedder.embed([query]), np.float32)[0]
    depth = max(DEPTH, 3 * limit)
    close = nearest(vector, depth) if among is None else {}
    with database.reading() as connection:
        words = keywords.terms(query)
        common = keywords.frequencies(connection, words)
        if among is None:
            worded = keywords.candidates(connection, common, depth)
            rows = vectors.rows(connection, embedder.id, embedder.dimensions, list(dict.fromkeys([*close, *worded])))
        else:
            rows = vectors.rows_of(connection, embedder.id, embedder.dimensions, _rows_of_keys(connection, among))
            rows = _completed(connection, embedder, rows)
        wording = keywords.scores(connection, rows.ids.tolist(), words, common)
        ranked = rank(vector, rows.studies, rows.vectors, wording)[: max(limit, REREAD) if reranker else limit]
        cosines = np.clip(rows.vectors @ vector, -1, 1)
        hits = [_hit(connection, int(rows.ids[at]), score, float(cosines[at])) for at, score in ranked]
        titles = _titles(connection, hits) if reranker else {}
    return reread(reranker, query, hits, titles)[:limit] if reranker else hits


def _completed(connection: Connection, embedder: Embedder, rows: Rows) -> Rows:
    """Return the rows with a vector each, also of passages that others have put in place of embedded ones just now."""
    waiting = dict(vectors.unembedded_among(connection, embedder.id, rows.ids.tolist()))
    if not waiting:
        return rows
    completed = rows.vectors.copy()
    completed[np.isin(rows.ids, list(waiting))] = embedder.embed(list(waiting.values()))
    return rows._replace(vectors=completed)


def reread(reranker: Reranker, query: str, hits: Sequence[Hit], titles: Mapping[str, str]) -> list[Hit]:
    """Return the hits with the first `REREAD` as the reranker orders them, their scores above those of the others."""
    head = hits[:REREAD]
    texts = [f"{titles[hit.study]}\n{hit.passage.content if hit.passage else ''}".strip() for hit in head]
    scores = reranker.scores(query, texts)
    better = [hit._replace(score=1 + float(score)) for hit, score in zip(head, scaled(scores), strict=True)]
    return [*sorted(better, key=lambda hit: -hit.score), *hits[REREAD:]]


def _hit(connection: Connection, row: int, score: float, similarity: float) -> Hit:
    study, text, start, stop, key = connection.execute(
        "SELECT s.id, p.text, p.start, p.stop, s.key FROM passages p JOIN studies s ON s.id = p.study WHERE p.id = ?",
        (row,),
    ).fetchone()
    passage = None if text is None else reading.slice_of(connection, study, text, start, stop)
    return Hit(key, score, similarity, passage)


def _titles(connection: Connection, hits: Sequence[Hit]) -> dict[str, str]:
    query = f"SELECT s.key, p.title FROM studies s JOIN passages p ON p.study = s.id WHERE s.key {AMONG}"
    return dict(connection.execute(query, (packed([hit.study for hit in hits]),)))


def _rows_of_keys(connection: Connection, keys: Collection[str]) -> list[int]:
    query = f"SELECT DISTINCT r.study FROM keys k JOIN records r ON r.id = k.record WHERE k.key {AMONG}"
    return sorted(row for (row,) in connection.execute(query, (packed(keys),)))
