"""Keyword search: SQLite's FTS5 brings candidates, and their words are scored here, with all words of the query.

FTS5 scores every passage that holds any of the words, which takes longer than everything else as soon as a word is
common. So it is asked for the rarest words only. The stems of every passage are kept as numbers beside it (`stems`),
and a few hundred candidates are scored exactly from these in a millisecond.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from sqlite3 import Connection
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.library.rows import AMONG, packed, plain
from assistant.words import STOPWORDS, stem

Scores = NDArray[np.float64]
Frequencies = Mapping[str, float]
"""In about how many passages each word occurs."""

SATURATION = 1.2
"""BM25's k1: how soon a word that occurs again adds little."""
LENGTH = 0.4
"""BM25's b: how much a long passage is taken for a wordy one."""
RARITY = 1.5
"""Power of a word's weight: what is rare in the library counts more than BM25 has it."""
TITLE = 2
"""How often a title's words count."""
COMMON = 2000
"""Passages counted for one word; beyond, it is as common as it needs to be known."""

_TOKEN = re.compile(r"[^\W_]+")
_MOST_TERMS = 200
"""A query may be a whole abstract; beyond this many words it says nothing new."""


def put(connection: Connection, row: int, title: str, body: str) -> None:
    connection.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (row, title, body))
    connection.execute("INSERT INTO stems VALUES (?, ?)", (row, _coded(f"{title}\n" * TITLE + body)))


def drop(connection: Connection, row: int, title: str, body: str) -> None:
    """Take a row out; FTS5 keeps no text of its own, so it must be told what had been put in."""
    connection.execute("INSERT INTO words (words, rowid, title, body) VALUES ('delete', ?, ?, ?)", (row, title, body))
    connection.execute("DELETE FROM stems WHERE passage = ?", (row,))


def terms(query: str) -> list[str]:
    """Return the query's words that say something, or all of them when none does."""
    found = [word.casefold() for word in _TOKEN.findall(query)]
    return [word for word in found if word not in STOPWORDS][:_MOST_TERMS] or found[:_MOST_TERMS]


def frequencies(connection: Connection, words: Sequence[str]) -> Frequencies:
    """Return how common each word is that occurs; of common ones an estimate, from how soon `COMMON` rows are full."""
    query = "SELECT count(*), max(rowid) FROM (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?)"
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()
    found: dict[str, float] = {}
    for word in dict.fromkeys(words):
        number, reached = connection.execute(query, (f'"{word}"', COMMON)).fetchone()
        if number:
            found[word] = number if number < COMMON else number * last / reached
    return found


def candidates(connection: Connection, common: Frequencies, limit: int) -> list[int]:
    """Return the passages that fit the rarest words best, by FTS5's own BM25, best first.

    Words are taken, rarest first, as long as not too many passages hold any of them: at least one, if any occurs.
    """
    rarest = sorted(common, key=lambda word: (common[word], word))
    held = np.cumsum([common[word] for word in rarest])
    chosen = [word for word, passages in zip(rarest, held, strict=True) if passages <= 2 * COMMON] or rarest[:1]
    if not chosen:
        return []
    query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words), rowid LIMIT ?"
    return [int(row) for (row,) in connection.execute(query, (_any_of(chosen), limit))]


def scores(connection: Connection, rows: Sequence[int], words: Sequence[str], common: Frequencies) -> Scores:
    """Return how well each passage fits the words, 0 where none occurs; a word that is asked for twice counts twice.

    Okapi BM25 (Robertson and Zaragoza 2009) over stems, lengths relative to those of the rows, with the weights of
    words raised to `RARITY`.
    """
    kept = dict(connection.execute(f"SELECT passage, stems FROM stems WHERE passage {AMONG}", (packed(rows),)))
    pieces = [np.frombuffer(kept.get(row, b""), "<u4") for row in rows]
    lengths = np.array([len(piece) for piece in pieces], np.float64)
    owner = np.repeat(np.arange(len(rows)), lengths.astype(np.int64))
    everything = np.concatenate(pieces) if pieces else np.zeros(0, "<u4")
    damping = SATURATION * (1 - LENGTH + LENGTH * lengths / max(1.0, float(lengths.mean()) if len(rows) else 1.0))
    total = np.zeros(len(rows))
    for code, weight in _weights(words, common, _passages(connection)).items():
        times = np.bincount(owner[everything == code], minlength=len(rows))
        total += weight * times * (SATURATION + 1) / (times + damping)
    return total


def near(connection: Connection, words: Sequence[str], limit: int) -> list[int]:
    """Return the passages whose wording is nearest to the words, best first."""
    return candidates(connection, frequencies(connection, words), limit)


def complete(connection: Connection) -> None:
    """Index all words again if some passages have none, as in a library of an older version."""
    if connection.execute("SELECT 1 FROM passages WHERE id NOT IN (SELECT passage FROM stems) LIMIT 1").fetchone():
        rebuild(connection)


def rebuild(connection: Connection) -> None:
    """Index the words of all passages again."""
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    connection.execute("DELETE FROM stems")
    found = connection.execute(
        "SELECT p.id, p.title, t.content, p.start, p.stop FROM passages p LEFT JOIN texts t ON t.id = p.text"
    )
    for row, title, content, start, stop in found:
        body = content.decode("utf-8", "surrogatepass")[start:stop] if content is not None else ""
        put(connection, row, title, plain(body))


def _weights(words: Sequence[str], common: Frequencies, passages: int) -> dict[int, float]:
    """Return the weight of each stem of the query; forms of one word add up."""
    weights: dict[int, float] = {}
    for word in words:
        if word in common:
            rarity = np.log1p(max(0.0, passages - common[word] + 0.5) / (common[word] + 0.5))
            weights[_code(word)] = weights.get(_code(word), 0.0) + float(rarity) ** RARITY
    return weights


def _passages(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM stems").fetchone()[0])


def _coded(text: str) -> bytes:
    return np.array([_code(word) for word in _TOKEN.findall(text.casefold())], "<u4").tobytes()


@lru_cache(maxsize=1 << 16)
def _code(word: str) -> int:
    """Return a number for the stem of a word: 32 bits, so that two words of a query hardly ever share one."""
    return crc32(stem(word).encode())


def _any_of(words: Sequence[str]) -> str:
    """Quote every word, so that none is taken for FTS5's query language."""
    return " OR ".join(f'"{word}"' for word in words)
