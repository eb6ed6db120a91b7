"""The order in which studies are put before whoever decides: a linear model that every decision moves.

Active learning by relevance feedback (Rocchio 1971, with the weights of a nearest-centroid classifier): the model
points from the mean of what was refused to the mean of what was accepted, the question counting as one that was
accepted. Studies are described by their words (tf-idf over stems) and by their embedding; the two disagree usefully.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.words import STOPWORDS, stem, words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORDING = 0.7
"""Share of the words in a score; the rest is the embedding's. Between .6 and .8 nothing changes much."""


@dataclass(frozen=True)
class Features:
    """Studies as the model sees them; row 0 is the question, study i is row i + 1."""

    rows: Ints
    """With `terms` and `weights`: the entries of a sparse matrix of unit rows."""
    terms: Ints
    weights: Floats
    vectors: Floats
    """Unit rows, shape (n + 1, d)."""

    def __len__(self) -> int:
        return len(self.vectors) - 1


def features(question: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> Features:
    """Describe studies by their texts and vectors.

    Args:
        vectors: embeddings of the question and of the texts, unit rows, shape (n + 1, d).
    """
    bags = [Counter(_stems(text)) for text in (question, *texts)]
    vocabulary = {term: place for place, term in enumerate(sorted({term for bag in bags for term in bag}))}
    found = Counter(term for bag in bags for term in bag)
    rows, terms, weights = [], [], []
    for row, bag in enumerate(bags):
        for term, count in bag.items():
            rows.append(row)
            terms.append(vocabulary[term])
            weights.append((1 + np.log(count)) * (1 + np.log((1 + len(bags)) / (1 + found[term]))))
    row_ids, raw = np.array(rows, np.int64), np.array(weights, np.float64)
    lengths = np.sqrt(np.bincount(row_ids, raw**2, minlength=len(bags)))
    return Features(row_ids, np.array(terms, np.int64), raw / lengths[row_ids], vectors.astype(np.float64))


def wording(question: str, texts: Sequence[str]) -> Floats:
    """Return how much each of the texts has in common with the question by its words alone, shape (n,)."""
    return scores(features(question, texts, np.zeros((len(texts) + 1, 1), np.float32)), {})


def order(given: Features, decisions: Mapping[int, bool]) -> list[int]:
    """Return the studies that are not decided yet, the one most likely to be accepted first."""
    found = scores(given, decisions)
    return sorted((study for study in range(len(given)) if study not in decisions), key=lambda s: (-found[s], s))


def scores(given: Features, decisions: Mapping[int, bool]) -> Floats:
    """Return the score of every study, shape (n,), after the decisions (study to accepted or refused)."""
    accepted = np.zeros(len(given) + 1, bool)
    refused = np.zeros(len(given) + 1, bool)
    accepted[[0, *(study + 1 for study, yes in decisions.items() if yes)]] = True
    refused[[study + 1 for study, yes in decisions.items() if not yes]] = True
    wording = _worded(given, _mean_words(given, accepted) - _mean_words(given, refused))
    nearness: Floats = given.vectors @ (_mean(given.vectors[accepted]) - _mean(given.vectors[refused]))
    return (WORDING * wording + (1 - WORDING) * nearness)[1:]


def _mean_words(given: Features, chosen: NDArray[np.bool_]) -> Floats:
    size = int(given.terms.max(initial=0)) + 1
    inside = chosen[given.rows]
    summed = np.bincount(given.terms[inside], given.weights[inside], minlength=size).astype(np.float64)
    return summed / max(1, int(chosen.sum()))


def _worded(given: Features, model: Floats) -> Floats:
    return np.bincount(given.rows, given.weights * model[given.terms], minlength=len(given) + 1).astype(np.float64)


def _mean(vectors: Floats) -> Floats:
    summed: Floats = vectors.sum(axis=0)
    return summed / max(1, len(vectors))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in STOPWORDS]
