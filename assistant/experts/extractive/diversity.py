"""Maximal marginal relevance: good choices that do not repeat each other."""

import numpy as np

from assistant.embedding import Vectors


def choose(relevance: Vectors, vectors: Vectors, count: int, balance: float = 0.7, repeat: float = 1.0) -> list[int]:
    """Return the indices of at most `count` rows, in the order of their choice.

    Each choice maximises `balance * relevance - (1 - balance) * similarity to the nearest row chosen before`
    (Carbonell and Goldstein 1998, maximal marginal relevance). Rows whose similarity to a chosen one reaches `repeat`
    are never chosen.

    Args:
        relevance: shape (n,), higher is better.
        vectors: unit rows, shape (n, d).
    """
    chosen: list[int] = []
    nearest = np.full(len(relevance), -1.0, dtype=np.float32)
    while len(chosen) < min(count, len(relevance)):
        score = balance * relevance - (1 - balance) * np.maximum(nearest, 0)
        score[nearest >= repeat] = -np.inf
        score[chosen] = -np.inf
        best = int(np.argmax(score))
        if score[best] == -np.inf:
            break
        chosen.append(best)
        nearest = np.maximum(nearest, vectors @ vectors[best])
    return chosen
