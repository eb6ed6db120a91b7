"""Ranking studies for a query: pure functions over the candidates that the two ways of searching brought.

1. Nearness (cosine of vectors) and wording (BM25) are brought to one scale and added.
2. The query moves towards the best studies of that first ranking, and nearness is measured again.
3. A study is as good as its best passage.

Tuned on the development parts of three public sets, one setting for all; `benchmarks/README.md` says what it gives.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Scores = NDArray[np.float64]

NEARNESS = 0.7
"""Share of nearness in a score; the rest is wording."""

FEEDBACK = 3
"""Studies of the first ranking that are taken to be what was meant. More of them blur the query."""

MOVED = 0.5
"""How far the query moves towards them: 0 not at all, 1 all the way."""


class Ranked(NamedTuple):
    """The best candidate of a study."""

    at: int
    """Its place among the candidates."""
    score: float


def rank(query: Vectors, studies: NDArray[np.int64], vectors: Vectors, wording: Scores) -> list[Ranked]:
    """Return the best candidate of every study, best study first; equals keep the order of the candidates.

    Args:
        query: unit vector, shape (d,).
        studies: the study of each candidate passage, shape (n,).
        vectors: the candidates' unit vectors, shape (n, d); zeros where there is none.
        wording: the candidates' BM25 scores, shape (n,); 0 where no word of the query occurs.
    """
    if not len(studies):
        return []
    first = best(studies, fused(vectors @ query, wording))
    moved = towards(query, vectors[[candidate.at for candidate in first[:FEEDBACK]]])
    return best(studies, fused(vectors @ moved, wording))


def fused(nearness: Vectors, wording: Scores) -> Scores:
    """Return a convex combination of scaled scores, which beats fusing ranks because it keeps distances.

    Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval".
    """
    return NEARNESS * scaled(nearness.astype(np.float64)) + (1 - NEARNESS) * scaled(wording)


def scaled(scores: Scores) -> Scores:
    """Return the scores moved and stretched to [0, 1]; all 0 when they do not differ."""
    lowest, highest = scores.min(), scores.max()
    return (scores - lowest) / (highest - lowest) if highest > lowest else np.zeros_like(scores)


def towards(query: Vectors, relevant: Vectors) -> Vectors:
    """Return the query moved towards the mean of the relevant vectors, as a unit vector.

    Rocchio 1971, with what a first search ranks highest taken as relevant (pseudo-relevance feedback).
    """
    return _unit((1 - MOVED) * query + MOVED * _unit(relevant.mean(axis=0)))


def best(studies: NDArray[np.int64], scores: Scores) -> list[Ranked]:
    """Return each study's candidate with the highest score, highest first."""
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(studies[order], return_index=True)
    return [Ranked(int(at), float(scores[at])) for at in order[np.sort(first)]]


def _unit(vector: Vectors) -> Vectors:
    length = np.linalg.norm(vector)
    return (vector / length).astype(np.float32) if length else vector
