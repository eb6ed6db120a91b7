"""Ranking studies for a query: pure functions over scores."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

RANK_CONSTANT = 60


def fused(rankings: Sequence[Scores]) -> Scores:
    """Return reciprocal rank fusion (Cormack, Clarke and Büttcher 2009) of scores for the same passages."""
    total = np.zeros(len(rankings[0]))
    for scores in rankings:
        ranks = np.empty(len(scores))
        ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
        total += np.where(np.isfinite(scores), 1 / (RANK_CONSTANT + 1 + ranks), 0.0)
    return total


def best_passages(studies: NDArray[np.int64], scores: Scores) -> list[int]:
    """Return, for each study, the position of its best passage; best study first, ties in the given order."""
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(studies[order], return_index=True)
    return [int(position) for position in order[np.sort(first)]]
