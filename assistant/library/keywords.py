"""Keyword search: SQLite's FTS5 over titles and passages, with Porter's stemmer."""

import re
from collections.abc import Sequence
from sqlite3 import Connection

from assistant.library.rows import AMONG, packed, plain
from assistant.words import STOPWORDS

TITLE_WEIGHT = 1.5
"""How much more a word counts in a title than in the passage."""

_TOKEN = re.compile(r"[^\W_]+")
_MOST_TERMS = 200
"""A query may be a whole abstract; beyond this many words it says nothing new."""


def put(connection: Connection, row: int, title: str, body: str) -> None:
    connection.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (row, title, body))


def drop(connection: Connection, row: int, title: str, body: str) -> None:
    """Take a row out; FTS5 keeps no text of its own, so it must be told what had been put in."""
    connection.execute("INSERT INTO words (words, rowid, title, body) VALUES ('delete', ?, ?, ?)", (row, title, body))


def terms(query: str) -> list[str]:
    """Return the query's words that say something, or all of them when none does."""
    found = [word.casefold() for word in _TOKEN.findall(query)]
    return [word for word in found if word not in STOPWORDS][:_MOST_TERMS] or found[:_MOST_TERMS]


def search(
    connection: Connection, words: Sequence[str], limit: int, studies: Sequence[int] | None = None
) -> dict[int, float]:
    """Return the passages that hold any of the words, with their BM25 score (higher is better), best first.

    The score is FTS5's own: Okapi BM25 with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009). With `studies`, only
    passages of these are returned; what is rare is still judged by the whole library.
    """
    if not words:
        return {}
    among = "" if studies is None else f"AND rowid IN (SELECT id FROM passages WHERE study {AMONG})"
    found = connection.execute(
        f"SELECT rowid, -bm25(words, ?, 1.0) AS score FROM words WHERE words MATCH ? {among}"
        " ORDER BY score DESC, rowid LIMIT ?",
        (TITLE_WEIGHT, _any_of(words), *(() if studies is None else [packed(studies)]), limit),
    )
    return {int(row): float(score) for row, score in found}


def rebuild(connection: Connection) -> None:
    """Index the words of all passages again."""
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    found = connection.execute(
        "SELECT p.id, p.title, t.content, p.start, p.stop FROM passages p LEFT JOIN texts t ON t.id = p.text"
    )
    for row, title, content, start, stop in found:
        body = content.decode("utf-8", "surrogatepass")[start:stop] if content is not None else ""
        put(connection, row, title, plain(body))


def _any_of(words: Sequence[str]) -> str:
    """Quote every word, so that none is taken for FTS5's query language."""
    return " OR ".join(f'"{word}"' for word in words)
