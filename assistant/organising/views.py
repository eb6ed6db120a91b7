"""Studies as points in which subjects stand apart: meaning and words together, smoothed over the nearest neighbours.

What all studies of a topic share is taken out, and with it the difference between studies that are known by their
title only and others. Then each point moves towards its neighbours, again and again (label spreading of Zhou et al.
2004, with the features in the place of labels), which brings out groups that a single cosine does not show.
"""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Vectors
from assistant.organising.item import Item
from assistant.words import STOPWORDS, stem, words

WORDING = 0.7
"""Weight of words beside meaning."""
SKETCH = 1024
"""Numbers that the words of a study are condensed into (count sketch: Charikar et al. 2002), to bound memory."""
NEIGHBOURS = 5
PULL = 0.8
"""Share of its neighbours in a point after each step."""
STEPS = 5
KEPT = 64
"""Principal directions that are kept of the smoothed points."""
SHRINK = 20
"""So many studies as weigh as much as their own mean does when the mean of their kind is taken out."""
_BLOCK = 1024

Indices = NDArray[np.int64]


def points(items: Sequence[Item], vectors: Vectors) -> Vectors:
    """Return a unit row for each study, near those of the same subject.

    Args:
        vectors: of title and text of each, unit rows.
    """
    if len(items) < 3:
        return vectors
    made = smoothed(features(items, vectors))
    return reduced(made, KEPT) if len(items) > 2 * KEPT else made


def features(items: Sequence[Item], vectors: Vectors) -> Vectors:
    """Return meaning and words of each study side by side, unit rows."""
    telling = centred(vectors, np.array([bool(item.text) for item in items]))
    return unit(np.hstack([telling, WORDING * sketch(items)]))


def centred(vectors: Vectors, kind: NDArray[np.bool_]) -> Vectors:
    """Return the vectors without their mean, that of each kind taken by itself as far as it is known."""
    whole = vectors.mean(axis=0)
    made = vectors.copy()
    for value in (True, False):
        rows = kind == value
        if rows.any():
            made[rows] -= (vectors[rows].sum(axis=0) + SHRINK * whole) / (rows.sum() + SHRINK)
    return unit(made)


def sketch(items: Sequence[Item]) -> Vectors:
    """Return tf-idf of words and pairs of words, those of the title twice, condensed to unit rows."""
    counted = [_terms(item) for item in items]
    frequency = Counter(term for terms in counted for term in terms)
    made = np.zeros((len(items), SKETCH), dtype=np.float32)
    hashes: dict[str, tuple[int, int]] = {}
    for row, terms in enumerate(counted):
        for term, count in terms.items():
            found = frequency[term]
            if not 1 < found <= len(items) / 2:
                continue
            if term not in hashes:
                name = int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")
                hashes[term] = ((name >> 1) % SKETCH, 1 - 2 * (name & 1))
            column, sign = hashes[term]
            made[row, column] += sign * (1 + np.log(count)) * np.log(len(items) / found)
    return unit(made)


def _terms(item: Item) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text, weight in ((item.text, 1), (item.title, 2)):
        said = [stem(word) for word in words(text) if word not in STOPWORDS and len(word) > 1]
        for term in (*said, *map(" ".join, pairwise(said))):
            counted[term] += weight
    return counted


def smoothed(given: Vectors) -> Vectors:
    """Return the points after they have moved towards their neighbours, centred, unit rows."""
    one, other, weight = _graph(given)
    total = np.zeros(len(given), dtype=np.float32)
    np.add.at(total, one, weight)
    share = PULL * weight / np.maximum(total[one], 1e-9)
    order = np.argsort(one, kind="stable")
    one, other, share = one[order], other[order], share[order].astype(np.float32)
    starts = np.flatnonzero(np.r_[True, one[1:] != one[:-1]])
    moved = given
    for _ in range(STEPS):
        pulled = np.zeros_like(given)
        pulled[one[starts]] = np.add.reduceat(moved[other] * share[:, None], starts, axis=0)
        moved = (1 - PULL) * given + pulled
    return unit(moved - moved.mean(axis=0))


def nearest(given: Vectors, count: int) -> tuple[Indices, Vectors]:
    """Return the nearest other rows of each unit row and their cosines, in blocks, so that memory stays bounded."""
    count = min(count, len(given) - 1)
    found = np.zeros((len(given), count), dtype=np.int64)
    cosines = np.zeros((len(given), count), dtype=np.float32)
    for start in range(0, len(given), _BLOCK):
        near = given[start : start + _BLOCK] @ given.T
        rows = np.arange(len(near))
        near[rows, start + rows] = -2
        best = np.argpartition(-near, count - 1, axis=1)[:, :count]
        found[start : start + _BLOCK] = best
        cosines[start : start + _BLOCK] = near[rows[:, None], best]
    return found, cosines


def _graph(given: Vectors) -> tuple[Indices, Indices, Vectors]:
    """Return the edges between points of which one is among the nearest of the other, each in both directions."""
    found, cosines = nearest(given, NEIGHBOURS)
    count = found.shape[1]
    one = np.repeat(np.arange(len(given)), count)
    other, weight = found.ravel(), np.maximum(cosines.ravel(), 0)
    low, high = np.minimum(one, other), np.maximum(one, other)
    _, first = np.unique(low * len(given) + high, return_index=True)
    low, high, weight = low[first], high[first], weight[first]
    return np.r_[low, high], np.r_[high, low], np.r_[weight, weight]


def reduced(given: Vectors, dimensions: int) -> Vectors:
    """Return the rows in their first principal directions, unit rows; signs are fixed, so that it is deterministic."""
    centre = given - given.mean(axis=0)
    _, directions = np.linalg.eigh((centre.T @ centre).astype(np.float64))
    kept = directions[:, ::-1][:, : min(dimensions, *given.shape)]
    kept = kept * np.where(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])] < 0, -1, 1)
    return unit((centre @ kept).astype(np.float32))


def unit(given: Vectors) -> Vectors:
    """Return the rows at length 1; a row of zeros stays."""
    lengths = np.linalg.norm(given, axis=1, keepdims=True)
    return np.asarray(given / np.maximum(lengths, 1e-9), dtype=np.float32)
