"""Studies into categories of which only the names are known.

A study is compared with a name by meaning and by words, and less so with names that are near to everything. The
studies that fit a name best then say what it means (pseudo-relevance feedback, Rocchio 1971, in the manner of
self-training: Yarowsky 1995), and all are compared with those as well.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder, Vectors
from assistant.organising.item import Item
from assistant.organising.views import features, unit
from assistant.words import STOPWORDS, stem, words

WORDING = 0.1
"""Weight of the words of a name that a study uses, beside the cosine of meanings."""
IN_TEXT = 0.6
"""What a word counts in a text beside one in a title."""
ROUNDS = 5
TEMPERATURE = 0.05
FEEDBACK = 1.0
"""Weight of the studies that stand for a name beside the name."""
PRIOR = 0.6
"""How much more is expected of categories that fit many: temperatures per unit of the logarithm of their share."""
SURE = 0.5
"""Share of the best name's probability from which another one is meant as well."""

Scores = NDArray[np.float32]
Path = tuple[str, ...]
"""The names from the root down to the category."""


def fitting(items: Sequence[Item], paths: Sequence[Path], embedder: Embedder) -> Scores:
    """Return how well each study (row) fits each category (column), higher is better."""
    if not items or not paths:
        return np.zeros((len(items), len(paths)), dtype=np.float32)
    vectors = embedder.embed([item.whole for item in items])
    return refined(named(items, paths, vectors, embedder), features(items, vectors))


def named(items: Sequence[Item], paths: Sequence[Path], vectors: Vectors, embedder: Embedder) -> Scores:
    """Return how well each study fits each name, by itself."""
    titles = embedder.embed([item.title or item.text[:100] for item in items])
    leaf = embedder.embed([path[-1] for path in paths])
    above = unit(np.stack([embedder.embed(path).mean(axis=0) for path in paths]))
    meaning = (_centred(vectors) + _centred(titles)) @ (_centred(leaf) + _centred(above)).T / 4
    wording = _wording(items, [path[-1] for path in paths]) + _wording(items, [" ".join(path) for path in paths])
    made = meaning + WORDING * wording
    return np.asarray(made - made.mean(axis=0) if len(items) > 2 else made, dtype=np.float32)


def refined(scores: Scores, given: Vectors) -> Scores:
    """Return the scores with those of the studies added that stand for each category by now."""
    made = scores
    if scores.shape[1] < 2:
        return made
    for _ in range(ROUNDS):
        belief = np.exp((made - made.max(axis=1, keepdims=True)) / TEMPERATURE)
        belief /= belief.sum(axis=1, keepdims=True)
        share = np.log(belief.mean(axis=0) + 1e-3)
        belief = np.where(belief >= SURE * belief.max(axis=1, keepdims=True), belief, 0)
        near = given @ unit(belief.T @ given).T
        shift = PRIOR * TEMPERATURE * (share - share.mean())
        made = np.asarray(scores + FEEDBACK * (near - near.mean(axis=1, keepdims=True)) + shift, dtype=np.float32)
    return made


def _centred(vectors: Vectors) -> Vectors:
    return unit(vectors - vectors.mean(axis=0)) if len(vectors) > 2 else vectors


def _wording(items: Sequence[Item], names: Sequence[str]) -> Scores:
    """Return the share of the words of each name that each study uses, rare ones counting more, in [0, 1]."""
    titles = [{stem(word) for word in words(item.title)} for item in items]
    texts = [{stem(word) for word in words(item.text)} | title for item, title in zip(items, titles, strict=True)]
    frequency = Counter(word for text in texts for word in text)
    made = np.zeros((len(items), len(names)), dtype=np.float32)
    for column, name in enumerate(names):
        wanted = {stem(word) for word in words(name) if word not in STOPWORDS}
        weights = {word: max(0.0, float(np.log((len(items) + 1) / (frequency[word] + 0.5)))) for word in wanted}
        total = sum(weights.values())
        if total <= 0:
            continue
        for row, (title, text) in enumerate(zip(titles, texts, strict=True)):
            held = sum(weights[word] * (1.0 if word in title else IN_TEXT) for word in wanted & text)
            made[row, column] = held / total
    return made
