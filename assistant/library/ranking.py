"""Ranking studies for a query: pure functions over the candidates that the two ways of searching brought.

1. Nearness (cosine of vectors) and wording (BM25) are brought to one scale and added. What all candidates have in
   common says nothing about any of them, so part of it is taken out of the query first.
2. The query moves towards the best studies of that first ranking, and nearness is measured again.
3. A passage takes over some of the score of those that are most like it.
4. A study is as good as its best passage.

Tuned on the development parts of three public sets, one setting for all; `benchmarks/README.md` says what it gives.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]

NEARNESS = 0.7
"""Share of nearness in a score; the rest is wording."""

FEEDBACK = 10
"""Studies of the first ranking that are taken to be what was meant."""
DOUBT = 0.05
"""By how much less a study's score, a study counts e times less towards what was meant."""
MOVED = 0.5
"""How far the query moves towards them: 0 not at all, 1 all the way."""
COMMON = 0.25
"""How much of what the candidates have in common is taken out of the query."""

LIKE = 10
"""Passages, most like a passage, that it takes over from."""
TAKEN = 0.2
"""How much of its score is theirs."""
HEAD = 200
"""Passages, the best of the ranking, to which this is done; for all it would take time by their square."""


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
        vectors: the candidates' unit vectors, shape (n, d); zeros where there is none yet.
        wording: the candidates' BM25 scores, shape (n,); 0 where no word of the query occurs.
    """
    if not len(studies):
        return []
    embedded: Mask = np.any(vectors, axis=1)
    common = COMMON * vectors.sum(axis=0) / max(1, embedded.sum())
    first = best(studies, fused(vectors @ (query - common), wording, embedded))[:FEEDBACK]
    doubt = np.exp(np.array([candidate.score - first[0].score for candidate in first]) / DOUBT)
    moved = towards(query, vectors[[candidate.at for candidate in first]], doubt)
    return best(studies, smoothed(studies, vectors, fused(vectors @ (moved - common), wording, embedded)))


def fused(nearness: Vectors, wording: Scores, embedded: Mask) -> Scores:
    """Return a convex combination of scaled scores, which beats fusing ranks because it keeps distances.

    Of a passage whose nearness is not known, the wording stands for both: that it is far would be a guess. Source:
    Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval".
    """
    worded = scaled(wording)
    near = worded.copy()
    if embedded.any():
        near[embedded] = scaled(nearness[embedded].astype(np.float64))
    return NEARNESS * near + (1 - NEARNESS) * worded


def scaled(scores: Scores) -> Scores:
    """Return the scores moved and stretched to [0, 1]; all 0 when they do not differ."""
    lowest, highest = scores.min(), scores.max()
    return (scores - lowest) / (highest - lowest) if highest > lowest else np.zeros_like(scores)


def towards(query: Vectors, relevant: Vectors, weights: Scores | None = None) -> Vectors:
    """Return the query moved towards the (weighted) mean of the relevant vectors, as a unit vector.

    Rocchio 1971, with what a first search ranks highest taken as relevant (pseudo-relevance feedback), the more so the
    higher it ranks (Lavrenko and Croft 2001).
    """
    centre = np.average(relevant, axis=0, weights=weights).astype(np.float32)
    return _unit((1 - MOVED) * query + MOVED * _unit(centre))


def smoothed(studies: NDArray[np.int64], vectors: Vectors, scores: Scores) -> Scores:
    """Return scores that lean towards those of the most similar passages of other studies, as far as any is known.

    The cluster hypothesis at work: what is like relevant documents is relevant (Diaz 2005, "Regularizing ad hoc
    retrieval scores").
    """
    order = np.argsort(-scores, kind="stable")
    head = order[vectors[order].any(axis=1)][:HEAD]
    count = min(LIKE, len(head) - 1)
    if count < 1:
        return scores
    likeness = vectors[head] @ vectors[head].T
    likeness[studies[head][:, None] == studies[head][None, :]] = -1
    like = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
    leaning = scores.copy()
    leaning[head] = (1 - TAKEN) * scores[head] + TAKEN * scores[head][like].mean(axis=1)
    return leaning


def best(studies: NDArray[np.int64], scores: Scores) -> list[Ranked]:
    """Return each study's candidate with the highest score, highest first."""
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(studies[order], return_index=True)
    return [Ranked(int(at), float(scores[at])) for at in order[np.sort(first)]]


def _unit(vector: Vectors) -> Vectors:
    length = np.linalg.norm(vector)
    return (vector / length).astype(np.float32) if length else vector
