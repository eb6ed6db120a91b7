"""What a library holds, counted."""

import json
from pathlib import Path
from sqlite3 import Connection

from assistant.base import Frozen
from assistant.library import vectors
from assistant.study import TEXT_KINDS

TITLE_ONLY = "title only"


class Statistics(Frozen):
    """Counts of studies, each study counted once in a table, but for `sources`; and sizes in bytes."""

    folder: str
    """Where the library is."""
    studies: int
    years: dict[str, int]
    """Studies of each year, the latest first; those without one under the empty name, last."""
    texts: dict[str, int]
    """Studies by the kind of their best text."""
    sources: dict[str, int]
    """Studies that each source gave, or gave too; most first."""
    files: int
    """Files that are remembered as read."""
    passages: int
    """Of texts, and one for each study that is known by its title only."""
    vectors: int
    """Passages that the present embedder has embedded."""
    unembedded: int
    """Passages that wait for it."""
    indexed: int
    """Vectors that are in the index."""
    database_bytes: int
    index_bytes: int
    """Of the index in the library's folder; 0 if a server keeps it."""


def statistics(connection: Connection, embedder: str, folder: Path, index: Path | None) -> Statistics:
    """Count. Called inside a transaction; `index` is the folder of the index, None if a server keeps it."""
    backlog = vectors.backlog(connection, embedder)
    embedded = vectors.count(connection, embedder)
    return Statistics(
        folder=str(folder),
        studies=_number(connection, "SELECT count(*) FROM studies"),
        years=_table(connection, _YEARS),
        texts=_table(connection, _TEXTS, json.dumps(TEXT_KINDS), TITLE_ONLY),
        sources=_table(connection, _SOURCES),
        files=_number(connection, "SELECT count(*) FROM files"),
        passages=embedded + backlog.unembedded,
        vectors=embedded,
        unembedded=backlog.unembedded,
        indexed=embedded - backlog.unindexed,
        database_bytes=sum(file.stat().st_size for file in folder.glob("library.db*")),
        index_bytes=sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) if index else 0,
    )


_YEARS = """
    SELECT coalesce(json_extract(facts, '$.year'), '') AS year, count(*) FROM studies GROUP BY year
    ORDER BY year = '', year DESC
"""

_TEXTS = """
    SELECT coalesce((SELECT value FROM json_each(?) WHERE key = best), ?), count(*)
    FROM (
        SELECT min((SELECT key FROM json_each(?1) WHERE value = rt.kind)) AS best
        FROM records r LEFT JOIN record_texts rt ON rt.record = r.id GROUP BY r.study
    )
    GROUP BY best ORDER BY best IS NULL, best
"""

_SOURCES = """
    SELECT source, count(DISTINCT study) AS number FROM records GROUP BY source ORDER BY number DESC, source
"""


def _table(connection: Connection, query: str, *values: str) -> dict[str, int]:
    return {str(name): number for name, number in connection.execute(query, values)}


def _number(connection: Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
