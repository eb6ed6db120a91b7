"""The words of a passage as numbers, and how well they fit a query: BM25, as pure functions.

A passage is kept as one 32-bit number for each of its words, the title's twice, so that a few hundred candidates are
scored exactly, with all words of the query, in a millisecond.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from unicodedata import combining, normalize
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.words import stem

Scores = NDArray[np.float64]

TITLE = 2
"""How often a title's words count."""
SATURATION = 1.2
"""BM25's k1: how soon a word that occurs again adds little."""
LENGTH = 0.4
"""BM25's b: how much a long passage is taken for a wordy one."""
RARITY = 1.5
"""Power of the inverse document frequency: 1 in BM25; 2 in cosines of tf-idf, where query and text both have it."""

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, in order."""
    return _WORD.findall(normalize("NFC", text).casefold())


def coded(title: str, body: str) -> bytes:
    """Return what is kept of a passage: the codes of its words, four bytes each, little-endian."""
    codes = [code(word) for word in (*words(title) * TITLE, *words(body))]
    return np.array(codes, "<u4").tobytes()


@lru_cache(maxsize=1 << 16)
def code(word: str) -> int:
    """Return a number for the word's stem without accents; two words of one query hardly ever share one by chance."""
    letters = (letter for letter in normalize("NFKD", stem(word)) if not combining(letter))
    return crc32("".join(letters).encode())


def weight(passages: float, of: int) -> float:
    """Return the weight of a word that so many of the passages hold (Robertson and Zaragoza 2009), to `RARITY`."""
    return math.pow(math.log1p(max(0.0, of - passages + 0.5) / (passages + 0.5)), RARITY)


def bm25(kept: Sequence[bytes], weights: Mapping[int, float]) -> Scores:
    """Return how well each passage fits the weighted codes, shape (len(kept),); 0 where none of them occurs.

    Okapi BM25 (Robertson and Zaragoza 2009), with the title's words repeated, which is how its fielded form counts
    them; lengths are relative to those of the given passages.
    """
    lengths = np.array([len(codes) // 4 for codes in kept], np.int64)
    owners = np.repeat(np.arange(len(kept)), lengths)
    codes = np.frombuffer(b"".join(kept), "<u4")
    damping = SATURATION * (1 - LENGTH + LENGTH * lengths / max(1.0, lengths.sum() / max(1, len(kept))))
    total = np.zeros(len(kept))
    for wanted, worth in weights.items():
        times = np.bincount(owners[codes == wanted], minlength=len(kept))
        total += worth * times * (SATURATION + 1) / (times + damping)
    return total
