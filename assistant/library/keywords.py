"""Keyword search: SQLite's FTS5 brings candidates by their rare words, and all words of the query score them.

FTS5 scores every passage that holds any of the words, which takes longer than everything else as soon as a word is
common. So it is asked for rare words only; what it and the vector index bring is scored from the passages' `stems`.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from sqlite3 import Connection

from assistant.library import stems
from assistant.library.rows import AMONG, packed, plain
from assistant.library.stems import Scores
from assistant.words import STOPWORDS

Frequencies = Mapping[str, float]
"""In about how many passages each word occurs."""

COUNTED = 2000
"""Passages that are counted for one word; how common a more common one is, is estimated."""
SEARCHED = 2 * COUNTED
"""Passages that FTS5 may score for one query: a few milliseconds. A quarter of them finds as much in the benchmarks:
what is worth finding but holds no rare word is brought by its vector."""

_MOST_TERMS = 200
"""A query may be a whole abstract; beyond this many words it says nothing new."""


def put(connection: Connection, row: int, title: str, body: str) -> None:
    connection.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (row, title, body))
    connection.execute("INSERT INTO stems VALUES (?, ?)", (row, stems.coded(title, body)))


def drop(connection: Connection, row: int, title: str, body: str) -> None:
    """Take a row out; FTS5 keeps no text of its own, so it must be told what had been put in."""
    connection.execute("INSERT INTO words (words, rowid, title, body) VALUES ('delete', ?, ?, ?)", (row, title, body))
    connection.execute("DELETE FROM stems WHERE passage = ?", (row,))


def terms(query: str) -> list[str]:
    """Return the query's words that say something, or all of them when none does."""
    found = stems.words(query)
    return [word for word in found if word not in STOPWORDS][:_MOST_TERMS] or found[:_MOST_TERMS]


def frequencies(connection: Connection, words: Sequence[str]) -> Frequencies:
    """Return how common each word is that occurs; of common ones an estimate, from how soon `COUNTED` rows are full."""
    query = "SELECT count(*), max(rowid) FROM (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?)"
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()
    found: dict[str, float] = {}
    for word in dict.fromkeys(words):
        number, reached = connection.execute(query, (_any_of([word]), COUNTED)).fetchone()
        if number:
            found[word] = number if number < COUNTED else number * last / reached
    return found


def candidates(connection: Connection, common: Frequencies, limit: int) -> list[int]:
    """Return the passages that fit the rarest words best, by FTS5's own BM25, best first.

    Words are taken, rarest first, as long as no more than `SEARCHED` passages hold them. A word that is more common
    than that brings none: among so many, it does not tell which.
    """
    rarest = sorted(common, key=lambda word: (common[word], word))
    held = accumulate(common[word] for word in rarest)
    chosen = [word for word, passages in zip(rarest, held, strict=True) if passages <= SEARCHED]
    if not chosen:
        return []
    query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words), rowid LIMIT ?"
    return [int(row) for (row,) in connection.execute(query, (_any_of(chosen), limit))]


def scores(connection: Connection, rows: Sequence[int], words: Sequence[str], common: Frequencies) -> Scores:
    """Return how well each passage fits the words, 0 where none occurs; a word that is asked for twice counts twice."""
    (passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
    weights: dict[int, float] = {}
    for word in words:
        if word in common:
            code = stems.code(word)
            weights[code] = weights.get(code, 0.0) + stems.weight(common[word], passages)
    kept = dict(connection.execute(f"SELECT passage, stems FROM stems WHERE passage {AMONG}", (packed(rows),)))
    return stems.bm25([kept.get(row, b"") for row in rows], weights)


def near(connection: Connection, words: Sequence[str], limit: int) -> list[int]:
    """Return the passages whose wording is nearest to the words, best first."""
    return candidates(connection, frequencies(connection, words), limit)


def missing(connection: Connection) -> int:
    """Return how many passages have no stems kept."""
    query = "SELECT count(*) FROM passages WHERE id NOT IN (SELECT passage FROM stems)"
    return int(connection.execute(query).fetchone()[0])


def rebuild(connection: Connection) -> None:
    """Index the words of all passages again."""
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    connection.execute("DELETE FROM stems")
    found = connection.execute(
        "SELECT p.id, p.title, t.content, p.start, p.stop FROM passages p LEFT JOIN texts t ON t.id = p.text"
    )
    for row, title, content, start, stop in found:
        put(connection, row, title, _body(content, start, stop))


def stems_of(title: str, content: bytes | None, start: int, stop: int) -> bytes:
    """Return the stems of a passage, from the text that it is a slice of; for SQL."""
    return stems.coded(title, _body(content, start, stop))


def _body(content: bytes | None, start: int, stop: int) -> str:
    return "" if content is None else plain(content.decode("utf-8", "surrogatepass")[start:stop])


def _any_of(words: Sequence[str]) -> str:
    """Quote every word, so that none is taken for FTS5's query language."""
    return " OR ".join(f'"{word}"' for word in words)
